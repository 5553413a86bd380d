"""Books the invented year as a real one is booked: conversations, openings, receipts, letters."""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.catalogue import Catalogue, Language, present
from bot.deflection.lifecycle import Evidence, State
from bot.demo_year.lives import Life
from bot.ledger import Transaction, contacts, conversations, identities, links, receipts
from bot.ledger.conversations import Answer, NewConversation, Offer, Word
from bot.ledger.events import Event
from bot.ledger.receipts import Receipt
from bot.ledger.withdrawing import COMPLETED

SOURCE: Final = "demo"
SPACE: Final = uuid.UUID("6f0d1c5e-3b2a-4d55-9a43-5d1f5e6b7a10")
LINK_DAYS: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Town:
    """`pseudonym` makes the keyed one of an identifier; `price` gives the id of a day's price, if any."""

    catalogue: Catalogue
    pseudonym: Callable[[str], str]
    price: Callable[[datetime], str | None]


def live_all(tx: Transaction, lives: Iterable[Life], town: Town, now: datetime) -> None:
    for life in lives:
        live(tx, life, town, now)


def live(tx: Transaction, life: Life, town: Town, now: datetime) -> None:
    """One conversation from its first word to all that is known of it by now, but for letters and windows."""
    conversation = str(uuid.uuid5(SPACE, f"life {life.number}"))
    new = NewConversation(
        id=conversation,
        token_hash=_hash(conversation),
        language=life.language,
        at=life.offered_at,
        device=life.device,
    )
    conversations.start(tx, new)
    if life.writing:
        _turn(tx, conversation, life, _said(town.catalogue, life.language, "write", "write"))
    offer = _offer(conversation, life, town)
    _turn(tx, conversation, life, _card(town.catalogue, life), offers=[offer])
    if life.citizen:
        identities.note(tx, conversation, town.pseudonym(life.citizen), life.offered_at)
    if life.otherwise:
        conversations.feedback(tx, conversation, Word(otherwise=life.otherwise), life.offered_at)
    _after(tx, conversation, life, offer, town)
    if life.overturned_at and life.overturned_at <= now:
        _step(tx, conversation, offer, State.OVERTURNED, Evidence.OPERATOR, life.overturned_at)


def _after(tx: Transaction, conversation: str, life: Life, offer: Offer, town: Town) -> None:
    if life.assisted:
        _turn(tx, conversation, life, _said(town.catalogue, life.language, "assisted", "assisted"))
        _step(tx, conversation, offer, State.ASSISTED, Evidence.OPERATOR, life.offered_at)
    if life.opened_at:
        links.opened(tx, offer.token_hash, life.opened_at)
    if life.evidenced_at and life.evidence == "stated":
        word = Word(otherwise=life.otherwise, done=True)
        conversations.feedback(tx, conversation, word, life.evidenced_at)
    elif life.evidenced_at:
        receipts.record(
            tx,
            Receipt(
                source=SOURCE,
                form=life.service,
                reference=f"demo-{life.number}",
                state=COMPLETED,
                correlation=offer.reference,
                at=life.evidenced_at,
            ),
        )


def letters(lives: Iterable[Life], town: Town, now: datetime) -> list[contacts.Contact]:
    """What those wrote who wrote anyway."""
    return [
        contacts.Contact(
            contact_id=f"letter-{life.number}",
            at=life.wrote_at,
            channel="email" if life.number % 2 else "letter",
            service=life.service,
            kind="advice",
            pseudonym=town.pseudonym(life.citizen),
        )
        for life in lives
        if life.wrote_at and life.wrote_at <= now and life.citizen
    ]


def _offer(conversation: str, life: Life, town: Town) -> Offer:
    service = town.catalogue.services[life.service]
    deflection = _hash(f"{conversation}/{life.service}")[:32]
    return Offer(
        deflection=deflection,
        service=life.service,
        language=life.language,
        token_hash=_hash(f"link {deflection}"),
        target=service.link.url if service.link else "",
        reference=f"demo-{life.number:08d}",
        expires_at=life.offered_at + LINK_DAYS,
        window_days=service.follow_up_days,
        price=town.price(life.offered_at),
    )


def _turn(
    tx: Transaction, conversation: str, life: Life, answer: Answer, *, offers: Iterable[Offer] = ()
) -> None:
    text = f"{answer.services[0] if answer.services else answer.kind}"
    client = str(uuid.uuid5(SPACE, f"{conversation} {answer.kind}"))
    took = conversations.accept(tx, conversation, client, text, None, life.language, life.offered_at)
    conversations.answer(tx, conversation, took.turn, took.fence, answer, list(offers), life.offered_at)


def _card(catalogue: Catalogue, life: Life) -> Answer:
    service = catalogue.services[life.service]
    card = present.card(service, catalogue, life.language, now=life.offered_at, asked="")
    state = {"service": service.id}
    return _answer("card", [card], state, services=[service.id])


def _said(catalogue: Catalogue, language: Language, kind: str, *keys: str) -> Answer:
    return _answer(kind, [present.said(catalogue, language, *keys)], {})


def _answer(kind: str, replies: list[Any], state: dict[str, Any], *, services: Iterable[str] = ()) -> Answer:
    return Answer(
        kind=kind, services=list(services), replies=replies, state=state, understanding=None, source="demo"
    )


def _step(
    tx: Transaction, conversation: str, offer: Offer, state: State, evidence: Evidence, at: datetime
) -> None:
    whose = {"conversation": conversation, "deflection": offer.deflection}
    tx.append(Event(kind=state.value, at=at, data={"evidence": evidence.value}, **whose))


def _hash(text: str) -> str:
    return hashlib.sha256(f"genvej demo {text}".encode()).hexdigest()
