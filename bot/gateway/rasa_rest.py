"""Rasa's own `rest` webhook, so that chats made for Rasa can move over: docs/rasa_front_ends.md."""

import json
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

from aiohttp import web

from bot.catalogue import Language, present
from bot.deflection.periods import day_of
from bot.gateway import api, plain
from bot.gateway.arrivals import visitor
from bot.gateway.bodies import NewMessage, RasaMessage
from bot.gateway.door import BAD_TOKENS, CONVERSATION, DOOR, brake, gone, language_of, machine_notice, who
from bot.gateway.sentences import say
from bot.gateway.turns import Conflict
from bot.http.guards import Guard
from bot.http.problem import Problem, read_json
from bot.ledger import conversations
from bot.ledger.conversations import Conversation

PATH: Final = "/webhooks/rest/webhook"
BEGIN: Final = "/session_start"  # what chats for Rasa send when they are opened
RESTART: Final = "/restart"  # Rasa forgets all that was said
PAYLOAD: Final = re.compile(r"/service/([a-z][a-z0-9_]{0,63})")
SENDER_CHARACTERS: Final = 16  # fewer are soon guessed
GOES_ON: Final = timedelta(hours=1)  # over midnight; as long as a session of Rasa's
ERASED_A_DAY: Final = 20
CLIENT = web.RequestKey("rasa_client", str)
Replies = Sequence[dict[str, Any]]


async def _with_key(request: web.Request) -> None:
    """A page must also stand at one of its client's origins; what is no page has none."""
    rasa = request.app[DOOR].rasa
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    client = rasa.named(key) if kind == "Bearer" else None
    if client is None:
        await brake(request, BAD_TOKENS, who(request), language_of(request))
        raise Problem(401, "Unauthorised", "Send the key of your chat as Authorization: Bearer <key>.")
    if "Origin" in request.headers and request.headers["Origin"] not in rasa.origins.get(client, ()):
        raise Problem(403, "Forbidden", "The key of this chat may not be used from this site.")
    request[CLIENT] = client


CLIENT_KEY = Guard("key of a chat made for Rasa", _with_key)


async def receive(request: web.Request) -> web.Response:
    """The answers to one message as a list; with `?stream=true` one a line, as Rasa writes them."""
    body = await read_json(request, RasaMessage)
    sender = str(body.sender)
    if "Origin" in request.headers and len(sender) < SENDER_CHARACTERS:
        detail = f"A page's sender has {SENDER_CHARACTERS} signs or more that nobody guesses, such as a UUID."
        raise Problem(422, "Unprocessable content", detail)
    messages = [_message(sender, reply) for reply in await _replies(request, sender, body)]
    if request.query.get("stream", "").lower() == "true":
        lines = "".join(f"{json.dumps(message)}\n" for message in messages)
        return web.Response(text=lines, content_type="text/event-stream")
    return web.json_response(messages)


async def _replies(request: web.Request, sender: str, body: RasaMessage) -> Replies:
    door = request.app[DOOR]
    id, found = await _going_on(request, sender)
    language = found.language if found else language_of(request, body.metadata.language)
    if body.message == BEGIN:
        return [*_notice(request, language), *api.greeting(door, language)]
    if body.message == RESTART:
        if found:
            await api.erased(door, found)
        return [present.text(language, say("erased", language))]
    message = await api.said(door, found or _unbegun(language), _as_ours(body))
    if found is None and message.choice is not None:
        raise Problem(422, "Unprocessable content", say("unknown_choice", language))
    conversation = request[CONVERSATION] = found or await _begun(request, id, language)
    await brake(request, door.limits.messages, conversation.id, language)
    await brake(request, door.limits.address_messages, who(request), language)
    answer = await api.take(door, conversation, message)
    untold = found is None and not body.metadata.told
    return [*(_notice(request, answer["language"]) if untold else ()), *answer["replies"]]


def _notice(request: web.Request, language: Language) -> Replies:
    told = f"{machine_notice(request.app[DOOR], language)} {say('restart', language)}"
    return [present.notice(language, "info", told)]


def _as_ours(body: RasaMessage) -> NewMessage:
    """The payload of a button of ours is a choice; everything else is text, whatever it begins with."""
    chosen = PAYLOAD.fullmatch(body.message)
    return NewMessage(
        id=body.metadata.message_id or uuid.uuid4(),
        text=None if chosen else body.message,
        choice=chosen[1] if chosen else None,
        language=body.metadata.language,
    )


def _unbegun(language: Language) -> Conversation:
    return Conversation(id="", token_hash="", language=language, state={}, erased=False)


async def _going_on(request: web.Request, sender: str) -> tuple[str, Conversation | None]:
    """Today's conversation of the sender and its id, or yesterday's while it goes on."""
    now = request.app[DOOR].clock()
    id, found = await _of_day(request, sender, day_of(now))
    if found is not None:
        return id, found
    earlier, before = await _of_day(request, sender, day_of(now) - timedelta(days=1))
    if before is not None and before.seen_at is not None and now - before.seen_at < GOES_ON:
        return earlier, before
    return id, None


async def _of_day(request: web.Request, sender: str, day: date) -> tuple[str, Conversation | None]:
    """What was erased stays so: the next of the sender's ids is taken. Raises Problem 404 after the last."""
    rasa = request.app[DOOR].rasa
    for number in range(ERASED_A_DAY):
        id = rasa.conversation(request[CLIENT], sender, day, number)
        found = await _find(request, id)
        if found is None or not found.erased:
            return id, found
    raise gone(request)


async def _begun(request: web.Request, id: str, language: Language) -> Conversation:
    """Whoever sends twice at once begins one. Its token is nobody's: the key and the sender open it."""
    door = request.app[DOOR]
    await brake(request, door.limits.conversations, who(request), language)
    with suppress(Conflict):
        await api.durable(door.turns.start(id, language, visitor(request)), language)
    found = await _find(request, id)
    if found is None:
        raise gone(request)
    return found


async def _find(request: web.Request, id: str) -> Conversation | None:
    return await request.app[DOOR].ledger.read(lambda conn: conversations.find(conn, id))


def _message(sender: str, reply: dict[str, Any]) -> dict[str, Any]:
    """As Rasa's collecting channel writes one; addresses stand in the text, behind what they lead to."""
    if reply["type"] == "choices":
        buttons = [{"title": one["label"], "payload": f"/service/{one['id']}"} for one in reply["choices"]]
        return {"recipient_id": sender, "text": reply["text"], "buttons": buttons}
    return {"recipient_id": sender, "text": "\n".join(plain.lines(reply))}
