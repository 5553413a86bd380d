"""A person helped a citizen through, and an operator says so: digital with help, which saves nothing."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.deflection import lifecycle
from bot.deflection.counts import Ending
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import conversations, deflections, endings, facets
from bot.ledger.events import Event
from bot.ledger.overturning import require_reason
from bot.ledger.transaction import Transaction, locked


class HelpedAlready(ValueError):
    """The service was settled in this conversation; the message says how."""


def assist(tx: Transaction, id: str, service: str, *, by: str, reason: str, at: datetime) -> str:
    """The deflection that is assisted now: the open one of this service, or a new one where none is.

    `by` is an operator's id; the reason stays for good and must name nobody. Raises UnknownConversation,
    HelpedAlready, and ValueError for no reason.
    """
    told = {"evidence": Evidence.OPERATOR.value, "by": by, "reason": require_reason(reason)}
    row = conversations.lock(tx, id)
    deflection = _open(tx, id, service)
    if deflection is None:
        deflection = _new(tx, row, service, at, told)
    else:
        held = locked(tx, deflection)
        assert held is not None
        tx.append_to(held, State.ASSISTED.value, at, **told)
    ending = endings.heavier(row.outcome, Ending.ASSISTED)
    endings.change(tx, id, {"outcome": ending.value, "service": row.service or service})
    return deflection


def _open(tx: Transaction, id: str, service: str) -> str | None:
    mine = [one for one in deflections.by_conversation(tx, id) if one.service == service]
    for one in mine:
        if lifecycle.allowed(one.state, State.ASSISTED):
            return one.id
    settled = [one for one in mine if one.state not in (State.EXPIRED, State.OVERTURNED)]
    if settled:
        raise HelpedAlready(f"This service is {settled[-1].state} in this conversation already.")
    return None


def _new(tx: Transaction, row: Row[Any], service: str, at: datetime, told: dict[str, Any]) -> str:
    deflection = secrets.token_hex(16)
    data = {**told, "service": service, "language": row.language, "arm": row.arm}
    whose = {"conversation": row.id, "deflection": deflection, "subject": row.subject}
    tx.append(Event(kind=State.ASSISTED.value, at=at, data=data, **whose))
    facets.note(tx, deflection)
    return deflection
