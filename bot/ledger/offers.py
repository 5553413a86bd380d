"""A form that was offered: the deflection it begins and the link that leads there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert

from bot.deflection.lifecycle import Evidence, State
from bot.ledger.events import Event
from bot.ledger.tables import link
from bot.ledger.transaction import Transaction, locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`target` is the form's address; `reference` is what the form engine gives back, if it does."""

    deflection: str
    service: str
    language: str
    token_hash: str
    target: str
    reference: str | None
    expires_at: datetime


def book(
    tx: Transaction, offer: Offer, *, conversation: str, turn: int, subject: str | None, at: datetime
) -> None:
    """A deflection that was booked before is shown again, not booked again."""
    if locked(tx, offer.deflection) is not None:
        return
    data = {"evidence": Evidence.OFFER.value, "service": offer.service, "language": offer.language}
    tx.append(
        Event(
            kind=State.OFFERED.value,
            at=at,
            conversation=conversation,
            deflection=offer.deflection,
            subject=subject,
            data={**data, "turn": turn},
        )
    )
    values = {"deflection": offer.deflection, "conversation": conversation, "service": offer.service}
    place = {"token_hash": offer.token_hash, "url": offer.target, "reference": offer.reference}
    tx.execute(insert(link).values(**values, **place, expires_at=offer.expires_at))


def forget(tx: Transaction, conversation: str) -> None:
    """After this a receipt that comes late finds nobody."""
    tx.execute(delete(link).where(link.c.conversation == conversation))
