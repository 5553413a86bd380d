"""One turn of a conversation: accepted durably, understood, answered, booked; one at a time and in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from weakref import WeakValueDictionary

from bot.catalogue import Catalogue, Language, present
from bot.catalogue.language import Detector
from bot.deflection.counts import Arm
from bot.deflection.given import price_list
from bot.deflection.periods import day_of
from bot.deflection.prices import WRITTEN
from bot.gateway import tokens
from bot.gateway.engine_client import EngineAnswer, EngineAway, EngineClient
from bot.gateway.fallback import Fallback
from bot.gateway.holdout import Holdout, contact_first, may_be_held_out
from bot.gateway.visitor import Visitor
from bot.ledger import Ledger, Transaction, conversations, identities, letters
from bot.ledger.conversations import Accepted, Answer, Conversation, NewConversation, Offer, Turn

log = logging.getLogger(__name__)

LINK_DAYS = 30
WAIT_SECONDS = 10.0
POLL_SECONDS = 0.1
Given = tuple[str, str | None, str | None, str, datetime]
OFF = Holdout(b"", Fraction(0))
SECRETS = frozenset({"password", "mitid", "card"})


class Conflict(Exception):
    """The client used one id for two messages."""


class Waiting(Exception):
    """Another turn of this conversation is still in flight."""


class Unoffered(Exception):
    """A choice that this conversation never offered."""


@dataclass(frozen=True)
class Message:
    """What a citizen sent, cleaned and masked already; exactly one of `text` and `choice`.

    `hidden` are the kinds of what was masked; `language` the citizen's setting, where there is one.
    `citizen` are keyed pseudonyms of the numbers and addresses that were masked.
    """

    client_id: str
    text: str | None
    choice: str | None
    language: Language | None = None
    hidden: tuple[str, ...] = ()
    citizen: tuple[str, ...] = ()


class Turns:
    """The way of a message through the house; `news` is called with a conversation that has some."""

    def __init__(
        self,
        ledger: Ledger,
        catalogue: Catalogue,
        engine: EngineClient,
        fallback: Fallback,
        links: tokens.Links,
        *,
        base_url: Callable[[], str],
        clock: Callable[[], datetime],
        news: Callable[[str], None],
        holdout: Holdout = OFF,
    ) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._engine = engine
        self._fallback = fallback
        self._links = links
        self._base_url = base_url
        self._clock = clock
        self._news = news
        self._holdout = holdout
        self._detector = Detector(catalogue)
        self._prices = price_list(catalogue.prices)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def start(
        self, conversation: str, language: Language, whose: Visitor, token: str | None = None
    ) -> str:
        """Open a conversation; returns its token, of which only a hash is kept. Raises Conflict.

        `token` is one of ours that a page was given before its conversation began.
        """
        token = token or tokens.new()
        new = NewConversation(
            id=conversation,
            token_hash=tokens.digest(token),
            language=language,
            at=self._clock(),
            device=whose.device,
            age_band=whose.age_band,
            origin=whose.origin,
            citizen=whose.citizen,
        )
        if not await self._ledger.write(lambda tx: _started(tx, new)):
            raise Conflict
        return token

    async def take(self, conversation: Conversation, message: Message) -> dict[str, Any]:
        """The booked answer to `message`; the same client id gives the same answer again.

        Raises Conflict, Waiting, Unoffered, and the ledger's errors when nothing can be made durable.
        """
        async with self._alone(conversation.id):
            if message.choice is not None:
                await self._offered(conversation.id, message.choice)
            language = self._language(message, conversation.language)
            accepted = await self._accept(conversation.id, message, language or conversation.language)
            if accepted.answer is not None:
                return self.rendered(accepted.answer)
            try:
                return await self._answered(conversation, accepted, message, language)
            except BaseException:
                # A repeat of the message must not wait for the lease to run out.
                await self._ledger.write(
                    lambda tx: conversations.release(tx, conversation.id, accepted.fence)
                )
                raise

    async def take_form(self, conversation: str, card: dict[str, Any]) -> dict[str, Any]:
        """The card with its link: the citizen was writing to us and takes the form. Raises LedgerError."""
        now = self._clock()
        offer = self._offer(conversation, card, now)
        await self._ledger.write(lambda tx: letters.take_form(tx, conversation, offer, now))
        return self._with_href(self._with_deflection(conversation, card))

    async def transcript(self, conversation: str, after: int = 0) -> list[dict[str, Any]]:
        """The answered turns with a number above `after`, as a citizen sees them."""
        turns = await self._ledger.read(lambda conn: conversations.transcript(conn, conversation, after))
        return [self._shown(turn) for turn in turns if turn.answered_at is not None]

    def rendered(self, answer: dict[str, Any]) -> dict[str, Any]:
        """A stored answer with its links filled in: tokens are derived, never stored."""
        return {**answer, "replies": [self._with_href(reply) for reply in answer["replies"]]}

    @asynccontextmanager
    async def _alone(self, conversation: str) -> AsyncIterator[None]:
        """One turn at a time in this process, in the order in which they came."""
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await lock.acquire()
        except TimeoutError:
            raise Waiting from None
        try:
            yield
        finally:
            lock.release()

    async def _offered(self, conversation: str, choice: str) -> None:
        """Old buttons stay usable, but only those that this conversation has shown."""
        if not await self._ledger.read(lambda conn: conversations.offered(conn, conversation, choice)):
            raise Unoffered

    def _language(self, message: Message, current: Language) -> Language | None:
        """None: a script that we cannot answer in."""
        current = message.language or current
        if message.text is None:
            return current
        found = self._detector.detect(message.text, current)
        return None if found == "other" else found

    async def _accept(self, conversation: str, message: Message, language: Language) -> Accepted:
        """Durable when it returns: from here on the message cannot be lost."""
        deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
        given = (message.client_id, message.text, message.choice, language, self._clock())
        while True:
            accepted = await self._ledger.write(
                lambda tx: _accepted(tx, conversation, message.citizen, given)
            )
            if accepted.status == "conflict":
                raise Conflict
            if accepted.status != "waiting":
                return accepted
            if asyncio.get_running_loop().time() > deadline:
                raise Waiting
            # Only another process can hold the turn; it has no way to wake us but the database.
            await asyncio.sleep(POLL_SECONDS)

    async def _answered(
        self, whose: Conversation, accepted: Accepted, message: Message, language: Language | None
    ) -> dict[str, Any]:
        conversation = whose.id
        answer, source = await self._understood(conversation, accepted, message, language)
        arm = self._arm(conversation, accepted, answer)
        shown = self._contact_first(answer) if arm is Arm.CONTROL else answer.replies
        replies = [*shown, *self._warning(message, language)]
        stored = Answer(
            kind=answer.kind,
            services=answer.services,
            replies=[self._with_deflection(conversation, reply) for reply in replies],
            state=answer.state,
            understanding=answer.understanding,
            source=source,
            arm=arm,
        )
        now = self._clock()
        offers = [self._offer(conversation, reply, now) for reply in answer.replies if _is_offer(reply)]
        booked = await self._ledger.write(
            lambda tx: conversations.answer(
                tx, conversation, accepted.turn, accepted.fence, stored, offers, now
            )
        )
        if not booked:
            raise Waiting
        self._news(conversation)
        return self.rendered(
            {
                "turn": accepted.turn,
                "kind": stored.kind,
                "language": language or whose.language,
                "services": list(stored.services),
                "replies": list(stored.replies),
            }
        )

    def _arm(self, conversation: str, accepted: Accepted, answer: EngineAnswer) -> Arm | None:
        """Where a hold-out is on, the side of a conversation that is offered a form it may be held from."""
        services = [reply["service"] for reply in answer.replies if _is_offer(reply)]
        if not services or not accepted.eligible or not self._holdout.share:
            return None
        if not all(may_be_held_out(answer.kind, self._catalogue.services[id]) for id in services):
            return None
        return Arm(accepted.arm) if accepted.arm else self._holdout.arm(conversation)

    def _contact_first(self, answer: EngineAnswer) -> list[dict[str, Any]]:
        card = next(reply for reply in answer.replies if _is_offer(reply))
        department = self._catalogue.services[card["service"]].department
        contact = present.contact(department, self._catalogue, card["lang"], self._clock())
        return contact_first(answer.replies, contact, self._catalogue, card["lang"])

    async def _understood(
        self, conversation: str, accepted: Accepted, message: Message, language: Language | None
    ) -> tuple[EngineAnswer, str]:
        if language is None:
            return self._fallback.other_script(accepted.state), "door"
        try:
            body = {
                "conversation": conversation,
                "turn": accepted.turn,
                "text": message.text,
                "choice": message.choice,
                "language": language,
                "state": accepted.state,
            }
            return await self._engine.turn(body), "engine"
        except EngineAway as away:
            log.info("a turn was answered from the catalogue: %s", away)
            found = self._fallback.answer(message.text, message.choice, accepted.state, language)
            return found, "fallback"

    def _warning(self, message: Message, language: Language | None) -> list[dict[str, Any]]:
        """Who wrote a number or a password is told that it was hidden, and never to write a password."""
        if not message.hidden:
            return []
        key = "masked_secret" if SECRETS.intersection(message.hidden) else "masked"
        return [present.said(self._catalogue, language or "da", key)]

    def _offer(self, conversation: str, card: dict[str, Any], now: datetime) -> Offer:
        service = self._catalogue.services[card["service"]]
        assert service.link is not None
        deflection = self._links.deflection(conversation, service.id)
        price = self._prices.on(WRITTEN, day_of(now))
        return Offer(
            deflection=deflection,
            service=service.id,
            language=card["lang"],
            token_hash=tokens.digest(self._links.token(deflection)),
            target=service.link.url,
            reference=self._links.reference(deflection),
            expires_at=now + timedelta(days=LINK_DAYS),
            window_days=service.follow_up_days,
            price=price.id if price else None,
        )

    def _with_deflection(self, conversation: str, reply: dict[str, Any]) -> dict[str, Any]:
        if not _is_offer(reply):
            return reply
        return {**reply, "deflection": self._links.deflection(conversation, reply["service"])}

    def _with_href(self, reply: dict[str, Any]) -> dict[str, Any]:
        if "deflection" not in reply:
            return reply
        shown = {name: value for name, value in reply.items() if name != "deflection"}
        href = f"{self._base_url()}/go/{self._links.token(reply['deflection'])}"
        return {**shown, "link": {**reply["link"], "href": href}}

    def _shown(self, turn: Turn) -> dict[str, Any]:
        return self.rendered(
            {
                "id": turn.client_id,
                "turn": turn.number,
                "text": turn.text,
                "choice": turn.choice,
                "language": turn.language,
                "kind": turn.kind,
                "services": turn.services,
                "replies": turn.replies,
            }
        )


def _started(tx: Transaction, new: NewConversation) -> bool:
    """False when there is one of this id already: a portal's word was used before."""
    if conversations.find(tx, new.id) is not None:
        return False
    conversations.start(tx, new)
    return True


def _accepted(tx: Transaction, conversation: str, citizen: tuple[str, ...], given: Given) -> Accepted:
    accepted = conversations.accept(tx, conversation, *given)
    for pseudonym in citizen if accepted.status == "new" else ():
        identities.note(tx, conversation, pseudonym, given[-1])
    return accepted


def _is_offer(reply: dict[str, Any]) -> bool:
    """A card whose link leads to a form; a page about a matter without a form carries its own address."""
    link = reply.get("link") if reply["type"] == "card" else None
    return link is not None and link["href"] is None
