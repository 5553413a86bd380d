"""Operators' sessions, known only by the hash of their token."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.ledger.tables import operator as operators
from bot.ledger.tables import session
from bot.ledger.transaction import Reads, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    token_hash: str
    operator: str  # id
    name: str
    role: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def start(tx: Transaction, *, token_hash: str, operator: str, at: datetime, expires_at: datetime) -> None:
    values = {"token_hash": token_hash, "operator": operator, "expires_at": expires_at}
    tx.execute(insert(session).values(**values, created_at=at, seen_at=at))


def find(conn: Reads, token_hash: str, now: datetime) -> Session | None:
    """None when unknown, over, or its operator was disabled; idle time is the caller's to judge."""
    query = (
        select(session, operators.c.name, operators.c.role)
        .join(operators, operators.c.id == session.c.operator)
        .where(session.c.token_hash == token_hash, session.c.expires_at > now)
        .where(operators.c.disabled_at.is_(None))
    )
    row = conn.execute(query).mappings().first()
    return None if row is None else Session(**{str(name): value for name, value in row.items()})


def touch(tx: Transaction, token_hash: str, at: datetime) -> None:
    """Note that the session was used."""
    tx.execute(update(session).where(session.c.token_hash == token_hash).values(seen_at=at))


def end(tx: Transaction, token_hash: str) -> None:
    tx.execute(delete(session).where(session.c.token_hash == token_hash))


def end_all(tx: Transaction, operator: str) -> int:
    """How many sessions of this operator (id) were ended."""
    return tx.execute(delete(session).where(session.c.operator == operator)).rowcount
