"""Operators' sessions, known only by the hash of their token."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, Select, delete, insert, select, update

from bot.ledger.tables import operator as operators
from bot.ledger.tables import session
from bot.ledger.transaction import Reads, Transaction

UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    token_hash: str
    operator: str  # id
    name: str
    role: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    browser: str

    @property
    def number(self) -> str:
        """What a page calls it by; the hash of its token stays in the house."""
        return hashlib.sha256(self.token_hash.encode()).hexdigest()[:32]


def start(
    tx: Transaction,
    *,
    token_hash: str,
    operator: str,
    at: datetime,
    expires_at: datetime,
    address: str = UNKNOWN,
    browser: str = UNKNOWN,
) -> None:
    """`address` and `browser` are for people: by them they tell one session from another."""
    values = {"token_hash": token_hash, "operator": operator, "expires_at": expires_at}
    tx.execute(insert(session).values(**values, address=address, browser=browser, created_at=at, seen_at=at))


def find(conn: Reads, token_hash: str, now: datetime) -> Session | None:
    """None when unknown, over, or its operator was disabled; idle time is the caller's to judge."""
    row = conn.execute(_going_on(now).where(session.c.token_hash == token_hash)).mappings().first()
    return None if row is None else _session(row)


def going_on(conn: Reads, now: datetime, operator: str | None = None) -> list[Session]:
    """Those of everybody, or of one operator (id), the last used first; idle ones are among them."""
    query = _going_on(now).order_by(session.c.seen_at.desc(), session.c.token_hash)
    if operator is not None:
        query = query.where(session.c.operator == operator)
    return [_session(row) for row in conn.execute(query).mappings()]


def touch(tx: Transaction, token_hash: str, at: datetime) -> None:
    """Note that the session was used."""
    tx.execute(update(session).where(session.c.token_hash == token_hash).values(seen_at=at))


def end(tx: Transaction, token_hash: str) -> None:
    tx.execute(delete(session).where(session.c.token_hash == token_hash))


def end_numbered(tx: Transaction, number: str, now: datetime, operator: str | None = None) -> Session | None:
    """The one that was ended; None where there is none, or it is not one of this operator (id)."""
    found = next((one for one in going_on(tx, now, operator) if one.number == number), None)
    if found is not None:
        end(tx, found.token_hash)
    return found


def end_all(tx: Transaction, operator: str) -> int:
    """How many sessions of this operator (id) were ended."""
    return tx.execute(delete(session).where(session.c.operator == operator)).rowcount


def _going_on(now: datetime) -> Select[Any]:
    return (
        select(session, operators.c.name, operators.c.role)
        .join(operators, operators.c.id == session.c.operator)
        .where(session.c.expires_at > now, operators.c.disabled_at.is_(None))
    )


def _session(row: RowMapping) -> Session:
    return Session(**{str(name): value for name, value in row.items()})
