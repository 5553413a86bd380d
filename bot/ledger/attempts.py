"""Tries to sign in, so that guessing can be slowed down."""

import hashlib
import unicodedata
from datetime import datetime

from sqlalchemy import Select, func, insert, select

from bot.ledger.tables import sign_in_attempt as attempt
from bot.ledger.transaction import Reads, Transaction


def record(tx: Transaction, *, name: str, address: str, ok: bool, at: datetime) -> None:
    values = {"name_hash": _name_hash(name), "address": address, "ok": ok, "at": at}
    tx.execute(insert(attempt).values(**values))


def failures_since(conn: Reads, name: str, since: datetime) -> int:
    """Failed tries for this name at or after `since`, and after its last success."""
    mine = attempt.c.name_hash == _name_hash(name)
    success = select(func.max(attempt.c.at)).where(mine, attempt.c.ok, attempt.c.at >= since)
    last = conn.execute(success).scalar()
    query = _failures(since).where(mine)
    return _count(conn, query if last is None else query.where(attempt.c.at > last))


def failures_from(conn: Reads, address: str, since: datetime) -> int:
    """Failed tries from this address at or after `since`, whatever the name."""
    return _count(conn, _failures(since).where(attempt.c.address == address))


def _failures(since: datetime) -> Select[int]:
    query = select(func.count()).select_from(attempt)
    return query.where(attempt.c.at >= since, attempt.c.ok.is_(False))


def _count(conn: Reads, query: Select[int]) -> int:
    return int(conn.execute(query).scalar_one())


def _name_hash(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return hashlib.sha256(folded.encode(errors="replace")).hexdigest()
