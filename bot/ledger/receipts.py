"""What form engines tell us, each thing once, and which of it is evidence."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Row, func, select, update

from bot.deflection.lifecycle import Evidence
from bot.ledger import completing, events, identities, links, withdrawing
from bot.ledger.events import Event
from bot.ledger.projection import Deflection
from bot.ledger.tables import receipt as receipts
from bot.ledger.transaction import Reads, Transaction, locked
from bot.ledger.withdrawing import COMPLETED, DELETED

AHEAD: Final = timedelta(minutes=5)
BEHIND: Final = timedelta(hours=72)

_CORRELATION: Final = re.compile(r"[A-Za-z0-9_-]{6,64}")
_CPR: Final = re.compile(r"(?<!\d)\d{6}[^0-9A-Za-z]{0,5}\d{4}(?!\d)")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`at` is when we got it, `submitted_at` when the engine says that the form was sent.

    `service` is the one that the form belongs to, where that is known, `citizen` a keyed pseudonym.
    """

    source: str
    form: str
    reference: str
    state: str
    correlation: str | None
    at: datetime
    submitted_at: datetime | None = None
    service: str | None = None
    citizen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submissions:
    """Of one form: how many were sent and not deleted since, and how many of these we had led there."""

    source: str
    form: str
    count: int
    matched: int


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
    deflection = _deflection(tx, correlation, receipt.service)
    _book(tx, stored, deflection)
    if stored.state == DELETED:
        withdrawing.withdraw(tx, stored, receipt.at)
    if deflection is not None and deflection.conversation and receipt.citizen:
        identities.note(tx, deflection.conversation, receipt.citizen, receipt.at)
    status = _status(deflection.id if deflection else None)
    return Recorded(status=status, number=stored.number, first=status)


def _book(tx: Transaction, stored: Row[Any], deflection: Deflection | None) -> None:
    """The receipt as an event, and the deflection's step when it is evidence."""
    data = {name: getattr(stored, name) for name in ("number", "source", "form", "state", "mark")}
    if deflection is None:
        tx.append(Event(kind=events.RECEIPT, at=stored.at, data=data))
        return
    tx.execute(update(receipts).where(receipts.c.number == stored.number).values(deflection=deflection.id))
    tx.append_to(deflection, events.RECEIPT, stored.at, **data)
    if stored.state != COMPLETED or stored.mark is not None:
        return
    if withdrawing.withdrawn(tx, deflection.id):  # its engine deleted it before it told of it
        withdrawing.withdraw(tx, stored, stored.at)
    else:
        completing.complete(tx, deflection, stored.at, Evidence.RECEIPT, receipt=stored.number)


def _deflection(tx: Transaction, correlation: str | None, service: str | None) -> Deflection | None:
    """The one whose link carried our code; a form of another service says nothing about it."""
    link = links.by_reference(tx, correlation) if correlation else None
    if link is None or service not in (None, link.service):
        return None
    return locked(tx, link.deflection)


def submissions(conn: Reads, from_: datetime, to: datetime) -> list[Submissions]:
    """What was first received in the half-open period, by form; what was deleted later is subtracted."""
    sent = (receipts.c.state == COMPLETED, receipts.c.at >= from_, receipts.c.at < to)
    query = (
        select(receipts.c.source, receipts.c.form, func.count(), func.count(receipts.c.deflection))
        .where(*sent, ~withdrawing.deleted())
        .group_by(receipts.c.source, receipts.c.form)
        .order_by(receipts.c.source, receipts.c.form)
    )
    return [
        Submissions(source=source, form=form, count=count, matched=matched)
        for source, form, count, matched in conn.execute(query)
    ]


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
