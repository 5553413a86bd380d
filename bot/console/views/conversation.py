"""One conversation: its masked transcript beside what was booked about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, ClassVar

from aiohttp import web

from bot.catalogue import Service
from bot.console import forms, replies, shared, wording
from bot.console.callers import CALLER, FORM, put_on_trail
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.http.problem import Problem
from bot.ledger import assisting, conversations, deflections, events, facets
from bot.ledger.assisting import HelpedAlready
from bot.ledger.conversations import Conversation, Turn
from bot.ledger.errors import UnknownConversation
from bot.ledger.events import StoredEvent
from bot.ledger.operators import audit
from bot.ledger.projection import Deflection
from bot.ledger.transaction import Reads, Transaction
from bot.masking import mask


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A service and how sure the bot was, 0…1; None where it gave no number."""

    service: str
    confidence: float | None


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What a citizen wrote, and what came of it: nothing from `answered_at` on without an answer."""

    number: int
    text: str | None
    choice: str | None
    language: str
    received_at: datetime
    answered_at: datetime | None
    kind: str | None
    source: str | None
    guesses: Sequence[Guess]
    model: str | None
    signals: Sequence[str]
    lines: Sequence[Sequence[str]]

    @property
    def took_seconds(self) -> float | None:
        return (self.answered_at - self.received_at).total_seconds() if self.answered_at else None


@dataclass(frozen=True, kw_only=True)
class Booked:
    at: datetime
    kind: str
    turn: int | None
    service: str | None
    evidence: str | None
    detail: str


@dataclass(frozen=True, kw_only=True)
class ConversationPage(Page):
    template: ClassVar[str] = "conversation.html"
    id: Annotated[str, Told("The conversation's number.")]
    erased: Annotated[bool, Told("Whether the citizen's words were erased.")]
    language: Annotated[str, Told("The language the conversation began in.")]
    exchanges: Annotated[
        Sequence[Exchange],
        Told("Messages and answers, in order; personal data was masked before it was stored."),
    ]
    booked: Annotated[
        Sequence[Booked], Told("What the ledger says happened, in order of time; it cannot be changed.")
    ]
    deflections: Annotated[Sequence[Deflection], Told("The forms that were offered, and where each stands.")]
    catalogue: Annotated[Mapping[str, Service], Told("The catalogue's services, by id.")]
    may_assist: Annotated[bool, Told("Whether this role books that a person helped.")]
    given: Annotated[Mapping[str, str], Told("What was typed, when it was refused.")]


async def show(request: web.Request) -> web.Response:
    return await _shown(request)


async def assist(request: web.Request) -> web.Response:
    """An operator books that a person helped; the reason is masked, since it stays for good."""
    console, id, form = shared.of(request), request.match_info["id"], request[FORM]
    operator, now = request[CALLER].operator.id, console.clock()
    service, reason = forms.one(form, "service"), mask(forms.one(form, "reason", 1000)).text

    def book(tx: Transaction) -> None:
        if service not in console.catalogue.services:
            raise HelpedAlready("Choose the service that the citizen was helped with.")
        made = assisting.assist(tx, id, service, by=operator, reason=reason, at=now)
        told = {"service": service, "deflection": made}
        audit.write(tx, operator=operator, action="book_assisted", object=id, detail=told, at=now)

    try:
        await console.ledger.write(book)
    except UnknownConversation:
        raise Problem(404, "Not found", "There is no conversation with this number.") from None
    except ValueError as error:
        return await _shown(request, str(error), form)
    return web.Response(status=303, headers={"Location": f"/conversations/{id}"})


async def _shown(
    request: web.Request, error: str | None = None, given: Mapping[str, str] | None = None
) -> web.Response:
    console, id = shared.of(request), request.match_info["id"]
    found = await console.ledger.read(lambda conn: conversations.find(conn, id))
    if found is None:
        raise Problem(404, "Not found", "There is no conversation with this number.")
    await put_on_trail(request, action="read_transcript", object=id)
    page = await console.ledger.read(lambda conn: _page(conn, found, console.catalogue.services))
    may = request[CALLER].may(Right.ASSIST) and not found.erased
    shown = replace(page, error=error, may_assist=may, given=given or {})
    return render(request, shown, status=409 if error else 200)


def _page(conn: Reads, found: Conversation, catalogue: Mapping[str, Service]) -> ConversationPage:
    offered = deflections.by_conversation(conn, found.id)
    return ConversationPage(
        title="Conversation",
        id=found.id,
        erased=found.erased,
        language=found.language,
        exchanges=[exchange(turn) for turn in conversations.transcript(conn, found.id)],
        booked=booked(deflections.conversation_events(conn, found.id), offered),
        deflections=offered,
        catalogue=catalogue,
        may_assist=False,
        given={},
    )


def booked(stored: Iterable[StoredEvent], offered: Iterable[Deflection]) -> list[Booked]:
    services = {one.id: one.service for one in offered}
    return [
        Booked(
            at=event.at,
            kind=event.kind,
            turn=event.data.get("turn"),
            service=services.get(event.deflection or ""),
            evidence=event.data.get("evidence"),
            detail=_detail(event),
        )
        for event in stored
    ]


def _detail(event: StoredEvent) -> str:
    """What an event says beyond its kind, in words."""
    data = event.data
    if event.kind == events.RECEIPT:
        marked = f", not counted as evidence: {data['mark']}" if data.get("mark") else ""
        return f"no. {data.get('number')} from {data.get('source')}, form {data.get('form')}{marked}"
    if event.kind == events.FEEDBACK:
        helped = {"True": "it helped", "False": "it did not help"}.get(str(data.get("helped")))
        left = {"gave_up": "they gave up", "person": "they went to a person"}.get(str(data.get("leaving")))
        return ", ".join(filter(None, [helped, left]))
    if event.kind == events.ANSWERED:
        return wording.kind(str(data.get("kind") or ""))
    return ""


def exchange(turn: Turn) -> Exchange:
    understanding = turn.understanding or {}
    return Exchange(
        number=turn.number,
        text=turn.text,
        choice=turn.choice,
        language=turn.language,
        received_at=turn.received_at,
        answered_at=turn.answered_at,
        kind=turn.kind,
        source=turn.source,
        guesses=_guesses(understanding),
        model=facets.model(understanding),
        signals=[str(signal) for signal in understanding.get("signals") or ()],
        lines=[replies.lines(reply) for reply in turn.replies or ()],
    )


def _guesses(understanding: Mapping[str, Any]) -> list[Guess]:
    """The chosen service first, then the runners-up; nothing where the engine was not asked."""
    ranking = understanding.get("ranking") or ()
    return [
        Guess(service=str(one.get("service")), confidence=_share(one.get("confidence"))) for one in ranking
    ]


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
