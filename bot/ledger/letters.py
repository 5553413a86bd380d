"""Letters of citizens: taken in durably as the contacts they are, and what became of each on its way."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Row, select

from bot.deflection.counts import Channel, Ending
from bot.ledger import conversations, endings, events, identities, imports, matching, offers
from bot.ledger.contacts import Contact
from bot.ledger.events import Event
from bot.ledger.imports import NewImport, Part
from bot.ledger.offers import Circumstances, Offer
from bot.ledger.tables import deflection, letter
from bot.ledger.transaction import Reads, Transaction
from bot.ledger.written import LETTERS

ANYTHING: Final = "other"  # a contact about nothing in the catalogue
# Without the signs that are mistaken for one another when somebody reads a number aloud.
_SIGNS: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
_PART: Final = 4

Status = Literal["new", "same", "conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """`sealed` is the letter itself, which only its sender's key opens; `digest` tells it from another.

    `citizen` are keyed pseudonyms of those who are named in it.
    """

    conversation: str
    client_id: str
    department: str
    service: str | None
    language: str
    at: datetime
    sealed: str = field(repr=False)
    digest: str = field(repr=False)
    citizen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """`number` is the receipt that the citizen is given."""

    number: str
    status: Status
    department: str
    service: str | None
    at: datetime


def find(conn: Reads, conversation: str, client_id: str, digest: str) -> Taken | None:
    """The letter that was taken in under this id; `conflict` where it was another one."""
    same = select(letter).where(letter.c.conversation == conversation, letter.c.client_id == client_id)
    row = conn.execute(same).first()
    return _taken(row, "same" if row.digest == digest else "conflict") if row else None


def receipt(conn: Reads, conversation: str, number: str) -> Taken | None:
    """The letter that was given this number, for whoever holds the conversation that it was written in."""
    mine = select(letter).where(letter.c.number == number, letter.c.conversation == conversation)
    row = conn.execute(mine).first()
    return _taken(row, "same") if row else None


def _taken(row: Row[Any], status: Status) -> Taken:
    return Taken(
        number=row.number,
        status=status,
        department=row.department,
        service=row.service,
        at=row.received_at,
    )


def accept(tx: Transaction, new: NewLetter) -> Taken:
    """Durable when it is committed: the letter waits to be sent, and counts as the contact it is.

    Raises UnknownConversation, also for an erased one.
    """
    row = conversations.lock(tx, new.conversation)
    known = find(tx, new.conversation, new.client_id, new.digest)
    if known is not None:
        return known
    number = _put(tx, new)
    for pseudonym in new.citizen:
        identities.note(tx, new.conversation, pseudonym, new.at)
    _count(tx, new, number)
    reached = endings.heavier(row.outcome, Ending.HUMAN).value
    about = {"service": new.service} if new.service else {}
    endings.change(tx, new.conversation, {"outcome": reached, **about})
    told = {"department": new.department, "service": new.service, "language": new.language}
    subject = conversations.lock(tx, new.conversation).subject
    tx.append(Event(kind=events.WROTE, at=new.at, conversation=new.conversation, subject=subject, data=told))
    return Taken(number=number, status="new", department=new.department, service=new.service, at=new.at)


def take_form(tx: Transaction, conversation: str, offer: Offer, at: datetime) -> None:
    """The citizen was writing to us and takes the form instead. Raises UnknownConversation."""
    row = conversations.lock(tx, conversation)
    when = Circumstances(
        conversation=conversation,
        turn=row.next_turn - 1,
        subject=row.subject,
        arm=row.arm,
        writing=True,
        at=at,
    )
    offers.book(tx, offer, when)
    reached = endings.heavier(row.outcome, Ending.ASSUMED).value
    endings.change(tx, conversation, {"outcome": reached, "service": offer.service})


def _put(tx: Transaction, new: NewLetter) -> str:
    names = ("conversation", "client_id", "digest", "department", "service", "language", "sealed")
    values = {name: getattr(new, name) for name in names}
    state = {"state": "waiting", "attempts": 0, "passed": False}
    while True:
        number = _number()
        if tx.insert_new(letter, number=number, received_at=new.at, next_at=tx.now(), **values, **state):
            return number


def _number() -> str:
    signs = "".join(secrets.choice(_SIGNS) for _ in range(2 * _PART))
    return f"GV-{signs[:_PART]}-{signs[_PART:]}"


def _count(tx: Transaction, new: NewLetter, number: str) -> None:
    """As a contact by e-mail, which takes back what its citizen was to save about the same service."""
    made = imports.begin(tx, NewImport(source=LETTERS, at=new.at))
    row = Contact(
        number,
        new.at,
        Channel.EMAIL.value,
        new.service or ANYTHING,
        language=new.language,
        pseudonym=new.citizen[0] if new.citizen else None,
    )
    imports.advance(tx, made.id, Part(position=0, rows=[row]))
    imports.finish(tx, made.id, new.at)
    for id in _offered_here(tx, new):
        matching.match_one(tx, id)


def _offered_here(tx: Transaction, new: NewLetter) -> Sequence[str]:
    """Who writes in a conversation is who was offered its forms, named or not."""
    mine = (deflection.c.conversation == new.conversation, deflection.c.service == new.service)
    return tx.execute(select(deflection.c.id).where(*mine).order_by(deflection.c.id)).scalars().all()
