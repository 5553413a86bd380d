"""Takes the steps that time takes: windows close over evidence, and offers that led nowhere expire."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select

from bot.deflection import lifecycle
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import citizens, matching, projection, repeats
from bot.ledger.projection import Deflection
from bot.ledger.tables import deflection
from bot.ledger.transaction import Transaction, locked

AT_ONCE: Final = 200  # a transaction stays short, and so do its locks
# Nothing hangs on the hour in which an offer expires, but no receipt can complete it afterwards: a clock that
# runs a day ahead must not take it away too early. A window that closed too early is reversed all the same.
GRACE: Final = timedelta(days=1)

_OPEN: Final = (State.OFFERED, State.OPENED)


def close(tx: Transaction, limit: int = AT_ONCE) -> int:
    """How many due steps were taken; 0 when none is left that another process is not taking just now."""
    now = tx.now()
    query = select(deflection.c.id).where(_due(now)).order_by(deflection.c.due_at, deflection.c.id)
    ids = list(tx.execute(query.limit(limit).with_for_update(skip_locked=True)).scalars())
    for id in ids:
        row = locked(tx, id)
        assert row is not None
        _step(tx, row, now)
    return len(ids)


def _due(now: datetime) -> ColumnElement[bool]:
    c = deflection.c
    waiting = or_(c.state.not_in([state.value for state in _OPEN]), c.due_at <= now - GRACE)
    return and_(c.due_at <= now, waiting)


def _step(tx: Transaction, row: Deflection, now: datetime) -> None:
    if matching.check(tx, row.id):  # what was imported before anything was known of this citizen
        return
    if row.state in _OPEN:
        tx.append_to(row, State.EXPIRED.value, now, evidence=Evidence.WINDOW.value)
    elif not projection.verifiable(row):
        tx.append_to(row, lifecycle.MATURED, now)
    elif citizens.pseudonyms_of(tx, row):
        tx.append_to(row, State.VERIFIED.value, now, evidence=Evidence.WINDOW.value)
        repeats.settle(tx, row)
    else:
        _unlink(tx, row, now)


def _unlink(tx: Transaction, row: Deflection, now: datetime) -> None:
    """Who was erased meanwhile could have written without anybody seeing it: that verifies nothing."""
    gone = replace(row, subject=None)
    tx.append_to(gone, lifecycle.LINKED, now, reason="erased")
    tx.append_to(gone, lifecycle.MATURED, now)
