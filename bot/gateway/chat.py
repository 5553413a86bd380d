"""`/chat`: the same conversation without JavaScript, by form post and reload."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.catalogue import Language, present
from bot.gateway import api, pages
from bot.gateway.arrivals import visitor
from bot.gateway.bodies import TEXT_CHARACTERS, NewMessage
from bot.gateway.door import DOOR, Door, brake, entitled, language_of, machine_notice, who
from bot.gateway.sentences import say
from bot.http.forms import read_form
from bot.http.guards import Guard
from bot.http.problem import Problem, validate
from bot.ledger import conversations
from bot.ledger.conversations import Conversation

COOKIE = "genvej-chat"


@dataclass(frozen=True)
class ChatPage:
    """`hidden` carries the next message's id, so that a double click is one message."""

    notice: dict[str, Any]
    greeting: list[dict[str, Any]]
    turns: list[dict[str, Any]]
    hidden: dict[str, str]
    draft: str
    error: str | None


async def _same_origin(request: web.Request) -> None:
    """A form on another site may not speak for a citizen.

    Our own pages send no referrer, so browsers give their forms the origin "null": where a browser says
    in Sec-Fetch-Site where the form stood, that counts, else the origin.
    """
    origin = request.headers.get("Origin", f"//{request.host}").partition("//")[2]
    site = request.headers.get("Sec-Fetch-Site") or ("same-origin" if origin == request.host else "other")
    if site not in {"same-origin", "none"}:
        raise Problem(403, "Forbidden", "This form may only be sent from our own page.")


SAME_ORIGIN = Guard("same origin", _same_origin)


async def show(request: web.Request) -> web.Response:
    """Reading books nothing: a conversation begins with the first message."""
    conversation = await _conversation(request)
    return await _page(request, conversation)


async def send(request: web.Request) -> web.StreamResponse:
    door = request.app[DOOR]
    form = await read_form(request, ("id", "text", "choice", "language"))
    conversation = await _conversation(request)
    language = conversation.language if conversation else language_of(request, form.get("language"))
    try:
        body = _body(form)
        if conversation is None:
            return await _first(request, door, body, language)
        await brake(request, door.limits.messages, conversation.id, language)
        await brake(request, door.limits.address_messages, who(request), language)
        await api.take(door, conversation, await api.said(door, conversation, body))
    except Problem as problem:
        draft = form.get("text", "")[:TEXT_CHARACTERS]
        return await _page(request, conversation, problem=problem, draft=draft)
    return _back()


async def _first(request: web.Request, door: Door, body: NewMessage, language: Language) -> web.Response:
    await brake(request, door.limits.conversations, who(request), language)
    new = Conversation(id=str(uuid.uuid4()), token_hash="", language=language, state={}, erased=False)
    # Looked at before anything is begun: a message that is refused leaves nothing behind.
    message = await api.said(door, new, body)
    if message.choice is not None:
        raise Problem(422, "Unprocessable content", say("unknown_choice", language))
    token = await api.durable(door.turns.start(new.id, language, visitor(request)), language)
    await api.take(door, new, message)
    response = _back()
    response.set_cookie(
        COOKIE, f"{new.id}.{token}", path="/chat", httponly=True, samesite="Strict", secure=door.secure
    )
    return response


async def erase(request: web.Request) -> web.StreamResponse:
    door = request.app[DOOR]
    conversation = await _conversation(request)
    if conversation is not None:
        work = door.ledger.write(lambda tx: conversations.erase(tx, conversation.id, door.clock()))
        await api.durable(work, conversation.language)
        door.hub.wake(conversation.id)
    response = _back("#")
    response.del_cookie(COOKIE, path="/chat")
    return response


def _back(anchor: str = "#latest") -> web.Response:
    return web.Response(status=303, headers={"Location": f"/chat{anchor}"})


def _body(form: Mapping[str, str]) -> NewMessage:
    """Raises Problem 422; the start page's form has no id yet, and begins a conversation."""
    sent = {"id": form.get("id") or str(uuid.uuid4())}
    wanted = "choice" if "choice" in form else "text"
    return validate(NewMessage, {**sent, wanted: form.get(wanted, "")})


async def _conversation(request: web.Request) -> Conversation | None:
    id, _, token = request.cookies.get(COOKIE, "").partition(".")
    if not token:
        return None
    return await entitled(request.app[DOOR], id, token)


async def _page(
    request: web.Request,
    conversation: Conversation | None,
    *,
    problem: Problem | None = None,
    draft: str = "",
) -> web.Response:
    door = request.app[DOOR]
    lang = conversation.language if conversation else pages.page_language(request)
    turns = await door.turns.transcript(conversation.id) if conversation else []
    page = ChatPage(
        notice=present.notice(lang, "info", machine_notice(door, lang)),
        greeting=api.greeting(door, lang),
        turns=[{**turn, "choice_label": _label(door, turn["choice"], lang)} for turn in turns],
        hidden={"id": str(uuid.uuid4())},
        draft=draft,
        error=problem.detail if problem else None,
    )
    return pages.render(request, "chat.html", page, lang=lang, status=problem.status if problem else 200)


def _label(door: Door, choice: str | None, lang: Language) -> str | None:
    """What a chosen button said."""
    service = door.catalogue.services.get(choice or "")
    return service.title.in_(lang) if service else None
