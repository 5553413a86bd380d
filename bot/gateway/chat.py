"""`/chat`: the same conversation without JavaScript, by form post and reload."""

import uuid
from typing import Any

from aiohttp import web

from bot.catalogue import Language
from bot.gateway import api, pages, tokens
from bot.gateway.bodies import TEXT_CHARACTERS
from bot.gateway.door import DOOR, Door, brake, who
from bot.gateway.turns import Message
from bot.http.guards import Guard
from bot.http.problem import Problem
from bot.ledger import conversations
from bot.ledger.conversations import Conversation

COOKIE = "genvej-chat"


async def _same_origin(request: web.Request) -> None:
    """A form on another site may not speak for a citizen; browsers say where a form stands."""
    origin = request.headers.get("Origin", f"//{request.host}")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in {"same-origin", "none"} or origin.partition("//")[2] != request.host:
        raise Problem(403, "Forbidden", "This form may only be sent from our own page.")


SAME_ORIGIN = Guard("same origin", _same_origin)


async def show(request: web.Request) -> web.Response:
    """Reading books nothing: a conversation begins with the first message."""
    conversation = await _conversation(request)
    return await _page(request, conversation)


async def send(request: web.Request) -> web.StreamResponse:
    door = request.app[DOOR]
    form = await request.post()
    conversation = await _conversation(request)
    language = conversation.language if conversation else pages.page_language(request)
    try:
        message = _message(form, language)
        if conversation is None:
            return await _first(request, door, message, language)
        await brake(request, door.limits.messages, conversation.id, language)
        await brake(request, door.limits.address_messages, who(request), language)
        await api.take(door, conversation, message)
    except Problem as problem:
        draft = str(form.get("text", ""))[:TEXT_CHARACTERS]
        return await _page(request, conversation, problem=problem, draft=draft)
    return _back()


async def _first(request: web.Request, door: Door, message: Message, language: Language) -> web.Response:
    await brake(request, door.limits.conversations, who(request), language)
    id = str(uuid.uuid4())
    token = await api.durable(door.turns.start(id, language), language)
    found = await door.ledger.read(lambda conn: conversations.find(conn, id))
    assert found is not None
    await api.take(door, found, message)
    response = _back()
    response.set_cookie(
        COOKIE, f"{id}.{token}", path="/chat", httponly=True, samesite="Strict", secure=door.secure
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


def _message(form: Any, language: Language) -> Message:
    """Raises Problem; the hidden id makes a double click or a reload one message."""
    try:
        client_id = str(uuid.UUID(str(form.get("id", ""))))
    except ValueError:
        raise Problem(422, "Unprocessable content", "Reload the page and send it again.") from None
    choice = str(form["choice"])[:64] if "choice" in form else None
    text = None if choice else str(form.get("text", ""))
    return Message(client_id, api.checked(text, language), choice)


async def _conversation(request: web.Request) -> Conversation | None:
    id, _, token = request.cookies.get(COOKIE, "").partition(".")
    if not token:
        return None
    found = await request.app[DOOR].ledger.read(lambda conn: conversations.find(conn, id[:64]))
    right = found is not None and not found.erased and tokens.matches(token, found.token_hash)
    return found if right else None


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
    return pages.render(
        request,
        "chat.html",
        status=problem.status if problem else 200,
        lang=lang,
        greeting=api.greeting(door, lang),
        turns=turns,
        problem=problem.detail if problem else "",
        draft=draft,
        message_id=str(uuid.uuid4()),
        limit=TEXT_CHARACTERS,
    )
