"""Links to forms, found by the hash of their token."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from bot.deflection import lifecycle
from bot.deflection.lifecycle import Evidence, State
from bot.ledger.tables import link
from bot.ledger.transaction import Reads, Transaction, locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`url` is the form's address, `reference` what its engine gives back."""

    token_hash: str
    deflection: str
    conversation: str
    service: str
    url: str
    reference: str | None
    expires_at: datetime


def find(conn: Reads, token_hash: str) -> Link | None:
    """Also one that has expired; the caller looks at `expires_at`."""
    return _one(conn, link.c.token_hash == token_hash)


def by_reference(conn: Reads, reference: str) -> Link | None:
    return _one(conn, link.c.reference == reference)


def opened(tx: Transaction, token_hash: str, at: datetime) -> None:
    """Book the first opening; later ones, and those after the receipt, change nothing."""
    found = find(tx, token_hash)
    row = locked(tx, found.deflection) if found else None
    if row is None:
        return
    if lifecycle.allowed(row.state, State.OPENED):
        tx.append_to(row, State.OPENED.value, at, evidence=Evidence.OPENING.value)
    elif row.state is State.REVERSED and row.opened_at is None and row.completed_at is None:
        tx.append_to(row, lifecycle.FOLLOWED, at)


def _one(conn: Reads, where: ColumnElement[bool]) -> Link | None:
    row = conn.execute(select(link).where(where)).mappings().first()
    return None if row is None else Link(**{str(name): value for name, value in row.items()})
