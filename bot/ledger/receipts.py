"""What form engines tell us, each thing once, and which of it is evidence."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Row, select, update

from bot.deflection import lifecycle
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import events, links, matching
from bot.ledger.events import Event
from bot.ledger.projection import Deflection
from bot.ledger.tables import receipt as receipts
from bot.ledger.transaction import Transaction, locked

COMPLETED: Final = "completed"
AHEAD: Final = timedelta(minutes=5)
BEHIND: Final = timedelta(hours=72)

_CORRELATION: Final = re.compile(r"[A-Za-z0-9_-]{6,64}")
_CPR: Final = re.compile(r"(?<!\d)\d{6}[^0-9A-Za-z]{0,5}\d{4}(?!\d)")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`at` is when we got it, `submitted_at` when the engine says that the form was sent."""

    source: str
    form: str
    reference: str
    state: str
    correlation: str | None
    at: datetime
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """`number` is the receipt's own; `first` is the status that the first one like it got."""

    status: Literal["accepted", "repeated", "unmatched"]
    number: int
    first: Literal["accepted", "unmatched"]


def record(tx: Transaction, receipt: Receipt) -> Recorded:
    """Keep a receipt; the first `completed` that fits a link completes its deflection."""
    hashed = looks_like_cpr(receipt.reference)
    reference = tx.keyed(receipt.reference) if hashed else receipt.reference
    key = {"source": receipt.source, "form": receipt.form, "reference": reference, "state": receipt.state}
    correlation = usable_correlation(receipt.correlation)
    mark = timing(receipt.at, receipt.submitted_at)
    times = {"at": receipt.at, "submitted_at": receipt.submitted_at}
    fresh = tx.insert_new(
        receipts, **key, **times, reference_hashed=hashed, correlation=correlation, mark=mark
    )
    stored = tx.execute(select(receipts).where(*(receipts.c[name] == key[name] for name in key))).one()
    if not fresh:
        return Recorded(status="repeated", number=stored.number, first=_status(stored.deflection))
    deflection = _deflection(tx, correlation)
    _book(tx, stored, deflection)
    status = _status(deflection.id if deflection else None)
    return Recorded(status=status, number=stored.number, first=status)


def _book(tx: Transaction, stored: Row[Any], deflection: Deflection | None) -> None:
    """The receipt as an event, and the deflection's step when it is evidence."""
    data = {name: getattr(stored, name) for name in ("number", "source", "form", "state", "mark")}
    if deflection is None:
        tx.append(Event(kind=events.RECEIPT, at=stored.at, data=data))
        return
    tx.execute(update(receipts).where(receipts.c.number == stored.number).values(deflection=deflection.id))
    whose = {"conversation": deflection.conversation, "deflection": deflection.id}
    subject = deflection.subject
    tx.append(Event(kind=events.RECEIPT, at=stored.at, subject=subject, data=data, **whose))
    evident = stored.state == COMPLETED and stored.mark is None
    if not evident:
        return
    shown = {"evidence": Evidence.RECEIPT.value, "receipt": stored.number}
    if lifecycle.allowed(deflection.state, State.COMPLETED):
        tx.append(Event(kind=State.COMPLETED.value, at=stored.at, subject=subject, data=shown, **whose))
        matching.check(tx, deflection.id)  # what they wrote may have come in before
    elif deflection.state is State.REVERSED and deflection.completed_at is None:
        tx.append(Event(kind=lifecycle.EVIDENCED, at=stored.at, subject=subject, data=shown, **whose))


def _deflection(tx: Transaction, correlation: str | None) -> Deflection | None:
    link = links.by_reference(tx, correlation) if correlation else None
    return locked(tx, link.deflection) if link else None


def _status(deflection: str | None) -> Literal["accepted", "unmatched"]:
    return "unmatched" if deflection is None else "accepted"


def usable_correlation(text: str | None) -> str | None:
    """The code when it can be one of ours; anything else is not even kept."""
    if text is None or not _CORRELATION.fullmatch(text) or looks_like_cpr(text):
        return None
    return text


def timing(at: datetime, submitted_at: datetime | None) -> Literal["future", "late"] | None:
    """Why the time of a receipt makes it no evidence, if it does."""
    if submitted_at is None:
        return None
    if submitted_at > at + AHEAD:
        return "future"
    return "late" if submitted_at < at - BEHIND else None


def looks_like_cpr(reference: str) -> bool:
    """Six digits, perhaps a separator, four digits; also written with odd dashes, spaces or wide digits."""
    if _UUID.fullmatch(reference):
        return False
    if reference.isascii():
        return _CPR.search(reference) is not None
    folded = unicodedata.normalize("NFKC", reference)
    visible = "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")
    return _CPR.search(visible) is not None
