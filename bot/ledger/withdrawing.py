"""A form engine deleted what was sent: it is no submission any more, and evidence of nothing."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, select

from bot.deflection import lifecycle
from bot.deflection.lifecycle import State
from bot.ledger import endings, repeats, restoring, times, written
from bot.ledger.projection import Deflection
from bot.ledger.tables import receipt
from bot.ledger.transaction import Reads, Transaction, locked

COMPLETED: Final = "completed"
DELETED: Final = "deleted"
_SUBMISSION: Final = ("source", "form", "reference")  # what names one
_gone: Final = receipt.alias("gone")
_EVIDENT: Final = (receipt.c.state == COMPLETED, receipt.c.mark.is_(None))


def deleted() -> ColumnElement[bool]:
    """Whether a row of the receipts tells of something that was deleted, before or after."""
    same = [_gone.c[name] == receipt.c[name] for name in _SUBMISSION]
    return exists().where(*same, _gone.c.state == DELETED)


def withdrawn(conn: Reads, deflection: str) -> bool:
    """Whether its form was sent, and all that was sent is deleted: that weighs more than a citizen's word."""
    query = select(deleted()).where(receipt.c.deflection == deflection, *_EVIDENT)
    found = list(conn.execute(query).scalars())
    return bool(found) and all(found)


def withdraw(tx: Transaction, told: Any, at: datetime) -> None:
    """Take back what a deleted submission had evidenced; `told` is the row of the receipt that says so."""
    same = [receipt.c[name] == getattr(told, name) for name in _SUBMISSION]
    sent = tx.execute(select(receipt.c.deflection).where(*same, *_EVIDENT)).scalar()
    row = locked(tx, sent) if sent is not None else None
    if row is not None and withdrawn(tx, row.id):
        _take_back(tx, row, at, told.number)


def _take_back(tx: Transaction, row: Deflection, at: datetime, number: int) -> None:
    if row.completed_at is None and row.state is not State.ASSISTED:
        return  # it was no evidence of anything
    stays = row.state in (State.REVERSED, State.OVERTURNED)
    state, evidence = (row.state, row.evidence) if stays else restoring.opened(row)
    tx.append_to(row, lifecycle.WITHDRAWN, at, state=state.value, evidence=str(evidence), receipt=number)
    repeats.settle(tx, row)
    endings.unevidenced(tx, row)
    if row.state is State.REVERSED:
        _shorter(tx, row.id, number)


def _shorter(tx: Transaction, id: str, number: int) -> None:
    """The window runs from the offer again: a letter that lies behind its end reverses nothing now."""
    row = locked(tx, id)
    assert row is not None
    wrote_at = times.from_text(restoring.reversal(tx, id)["contact_at"])
    if wrote_at >= written.window_end(row):
        restoring.restore(tx, row, {"receipt": number})
