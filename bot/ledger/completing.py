"""A form was sent, as its engine or its citizen says: what follows for the deflection that led to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.deflection import lifecycle
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import doubts, endings, matching, withdrawing
from bot.ledger.projection import Deflection
from bot.ledger.tables import conversation, deflection
from bot.ledger.transaction import Transaction, as_deflection


def complete(tx: Transaction, row: Deflection, at: datetime, evidence: Evidence, **data: Any) -> None:
    """Take the step that the evidence allows; a form that was sent before changes nothing.

    Who said that they cannot use digital self-service and sent the form all the same was helped: that is
    assisted digital, which counts to take-up and saves nothing.
    """
    if lifecycle.allowed(row.state, State.ASSISTED) and _cannot(tx, row.conversation):
        tx.append_to(row, State.ASSISTED.value, at, evidence=Evidence.CITIZEN.value, **data)
    elif lifecycle.allowed(row.state, State.COMPLETED):
        tx.append_to(row, State.COMPLETED.value, at, evidence=evidence.value, **data)
        doubts.look(tx, row.id)
        matching.check(tx, row.id)  # what they wrote may have come in before
    elif row.state is State.REVERSED and row.completed_at is None:
        tx.append_to(row, lifecycle.EVIDENCED, at, evidence=evidence.value, **data)
        doubts.look(tx, row.id)
    else:
        return
    endings.evidenced(tx, row.conversation)


def stated(tx: Transaction, id: str, at: datetime) -> None:
    """The citizen says that it is done: of this conversation, the forms whose link they followed."""
    followed = (deflection.c.conversation == id, deflection.c.opened_at.is_not(None))
    rows = tx.execute(select(deflection).where(*followed).order_by(deflection.c.id)).mappings().all()
    for row in rows:
        if not withdrawing.withdrawn(tx, row["id"]):
            complete(tx, as_deflection(row), at, Evidence.STATED)


def _cannot(tx: Transaction, id: str | None) -> bool:
    return bool(tx.execute(select(conversation.c.cannot).where(conversation.c.id == id)).scalar())
