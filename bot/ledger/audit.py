"""Who did or read what, when: each read of a transcript is a line here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bot.ledger.tables import audit
from bot.ledger.transaction import Reads, Transaction

_FIELDS = ("id", "at", "operator", "action", "object", "detail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: int
    at: datetime
    operator: str | None  # id; None before anybody signed in
    action: str
    object: str | None
    detail: Any  # JSON


def write(
    tx: Transaction,
    *,
    operator: str | None,
    action: str,
    at: datetime,
    object: str | None = None,
    detail: Any = None,
) -> None:
    values = {"operator": operator, "action": action, "object": object, "detail": detail, "at": at}
    tx.execute(insert(audit).values(**values))


def list(
    conn: Reads,
    *,
    operator: str | None = None,
    object: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> "tuple[Entry, ...]":
    """Newest first; `before` is the id of the last entry of the page before."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if operator is not None:
        query = query.where(audit.c.operator == operator)
    if object is not None:
        query = query.where(audit.c.object == object)
    if before is not None:
        query = query.where(audit.c.id < before)
    return tuple(Entry(**{name: getattr(row, name) for name in _FIELDS}) for row in conn.execute(query))
