"""A form that was offered: the deflection it begins and the link that leads there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from bot.deflection.lifecycle import Evidence, State
from bot.ledger import facets, replaced
from bot.ledger.events import Event
from bot.ledger.projection import WINDOW_DAYS
from bot.ledger.tables import link
from bot.ledger.transaction import Transaction, locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`target` is the form's address; `reference` is what the form engine gives back, if it does.

    `window_days` and the id of the `price` are those of today, and stay with the deflection.
    """

    deflection: str
    service: str
    language: str
    token_hash: str
    target: str
    reference: str | None
    expires_at: datetime
    window_days: int = WINDOW_DAYS
    price: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """In which conversation and turn a form is offered, and what its citizen was about to do."""

    conversation: str
    turn: int
    subject: str | None
    arm: str | None
    writing: bool
    at: datetime


def book(tx: Transaction, offer: Offer, when: Circumstances) -> None:
    """A deflection that was booked before is shown again, not booked again."""
    row = locked(tx, offer.deflection)
    if row is not None:
        if when.writing:
            replaced.reveal(tx, row, when.at)
        return
    tx.append(
        Event(
            kind=State.OFFERED.value,
            at=when.at,
            conversation=when.conversation,
            deflection=offer.deflection,
            subject=when.subject,
            data=_data(tx, offer, when),
        )
    )
    values = {"deflection": offer.deflection, "conversation": when.conversation, "service": offer.service}
    place = {"token_hash": offer.token_hash, "url": offer.target, "reference": offer.reference}
    tx.execute(insert(link).values(**values, **place, expires_at=offer.expires_at))
    facets.note(tx, offer.deflection)


def _data(tx: Transaction, offer: Offer, when: Circumstances) -> dict[str, Any]:
    what = {"evidence": Evidence.OFFER.value, "service": offer.service, "language": offer.language}
    frozen = {"window_days": offer.window_days, "price": offer.price, "arm": when.arm}
    otherwise = None if when.writing else replaced.stated(tx, when.conversation)
    return {
        **what,
        **frozen,
        **replaced.known(writing=when.writing, otherwise=otherwise),
        "turn": when.turn,
    }


def forget(tx: Transaction, conversation: str) -> None:
    """After this a receipt that comes late finds nobody."""
    tx.execute(delete(link).where(link.c.conversation == conversation))
