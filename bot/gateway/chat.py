"""`/chat`: the same conversation without JavaScript, by form post and reload."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from aiohttp import web

from bot.catalogue import LANGUAGES, Language
from bot.gateway import api, chat_page, session, tokens
from bot.gateway.arrivals import visitor
from bot.gateway.bodies import NewMessage
from bot.gateway.door import DOOR, Door, brake, entitled, language_of, who
from bot.gateway.sentences import say
from bot.gateway.turns import Conflict, Message
from bot.http.forms import read_form
from bot.http.problem import Problem, validate
from bot.ledger import LedgerError
from bot.ledger.conversations import Conversation, Word

FIELDS = ("id", "begin", "text", "choice", "language", "asked")
# A text of 50,000 letters, each of them six bytes once it is written as a form.
FORM_BYTES = 400 * 1024


async def show(request: web.Request) -> web.Response:
    """Reading books nothing: a conversation begins with the first message."""
    found = await session.find(request)
    if not session.lost(request, found):
        return await chat_page.draw(request, found)
    response = await chat_page.draw(request, None, told=request.query.get("told", "gone"))
    session.forget(response)
    return response


async def send(request: web.Request) -> web.StreamResponse:
    """A message in the conversation of the cookie, or the first of a new one."""
    door = request.app[DOOR]
    form = await read_form(request, FIELDS)
    language, found = language_of(request, form.get("language")), None
    try:
        body = _body(form)
        found = await session.find(request)
        if found is None:
            return await _first(request, door, body, form, language)
        await _take(request, door, found, body)
        if form.get("asked"):
            await api.told(door, found, Word(asked=True))
    except Problem as problem:
        return await chat_page.refused(request, found, problem, form, language)
    except LedgerError:
        away = Problem(503, "Service unavailable", say("busy", language))
        return await chat_page.refused(request, None, away, form, language)
    return back()


async def _take(request: web.Request, door: Door, conversation: Conversation, body: NewMessage) -> None:
    await brake(request, door.limits.messages, conversation.id, conversation.language)
    await brake(request, door.limits.address_messages, who(request), conversation.language)
    await _taken(door, conversation, await api.said(door, conversation, body))


async def _taken(door: Door, conversation: Conversation, message: Message) -> None:
    """An old page that the back button brought up still has the id of what was sent from it."""
    try:
        await api.take(door, conversation, message)
    except Problem as problem:
        if problem.status != 409:
            raise
        await api.take(door, conversation, replace(message, client_id=str(uuid.uuid4())))


async def _first(
    request: web.Request, door: Door, body: NewMessage, form: Mapping[str, str], language: Language
) -> web.Response:
    """What is refused is refused before anything is begun, and leaves nothing behind."""
    await brake(request, door.limits.conversations, who(request), language)
    new = Conversation(id="", token_hash="", language=language, state={}, erased=False)
    message = await api.said(door, new, body)
    if message.choice is not None:
        raise Problem(422, "Unprocessable content", say("unknown_choice", language))
    conversation, token = await begun(request, door, form.get("begin", ""), language)
    await _taken(door, conversation, message)
    response = back("?told=anew" if session.lost(request, None) else "")
    session.give(request, response, conversation.id, token)
    return response


async def begun(request: web.Request, door: Door, token: str, language: Language) -> tuple[Conversation, str]:
    """The conversation of the token that the page was given, however often the page is sent."""
    token = token if session.TOKEN.fullmatch(token) else tokens.new()
    for secret in (token, tokens.new()):
        id = tokens.conversation(f"chat {secret}")
        with suppress(Conflict):  # a double click, or a page from before this conversation was erased
            await api.durable(door.turns.start(id, language, visitor(request), secret), language)
        found = await entitled(door, id, secret)
        if found is not None:
            return found, secret
    raise Problem(503, "Service unavailable", say("busy", language))


def back(query: str = "", anchor: str = "#latest") -> web.Response:
    return web.Response(status=303, headers={"Location": f"/chat{query}{anchor}"})


def _body(form: Mapping[str, str]) -> NewMessage:
    """Raises Problem 422; a form of somebody else's page may have no id."""
    sent = {"id": form.get("id") or str(uuid.uuid4())}
    wanted = "choice" if "choice" in form else "text"
    language = form.get("language") if form.get("language") in LANGUAGES else None
    return validate(NewMessage, {**sent, wanted: form.get(wanted, ""), "language": language})
