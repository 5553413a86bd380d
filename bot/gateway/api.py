"""The chat API of citizens' widgets: conversations, messages, transcripts, feedback, erasure."""

import uuid
from typing import Any

from aiohttp import web

from bot.catalogue import HELP_DESK, present
from bot.catalogue.text import clean, is_empty
from bot.deflection.counts import Left
from bot.gateway import tokens
from bot.gateway.arrivals import visitor
from bot.gateway.bodies import TEXT_CHARACTERS, Feedback, NewConversation, NewMessage
from bot.gateway.door import CONVERSATION, DOOR, Door, brake, gone, language_of, machine_notice, who
from bot.gateway.portal import Known, Refused, of_all
from bot.gateway.sentences import say
from bot.gateway.turns import Conflict, Message, Unoffered, Waiting
from bot.http.problem import Problem, read_json
from bot.ledger import LedgerError, UnknownConversation, conversations, leaving
from bot.ledger.conversations import Conversation, Word
from bot.masking import mask

# The second half of a CPR number, and what may stand before it.
SECOND_HALF_CHARACTERS = 12
NAMES_MOST = 3  # more in one message is a list of people, and names nobody


async def contact(request: web.Request) -> web.Response:
    """Who to talk to, for the first paint; it must not depend on anything that can be away."""
    door = request.app[DOOR]
    lang = language_of(request, request.query.get("language"))
    return web.json_response(
        {
            "contact": present.contact(HELP_DESK, door.catalogue, lang, door.clock()),
            "letters": door.office is not None and door.office.offers(),
            "notice": present.notice(lang, "info", machine_notice(door, lang)),
        }
    )


async def start(request: web.Request) -> web.Response:
    door = request.app[DOOR]
    body = await read_json(request, NewConversation)
    language = language_of(request, body.language)
    conversation, known = str(uuid.uuid4()), None
    await brake(request, door.limits.conversations, who(request), language)
    if body.identity is not None:
        known = _known(door, body.identity)
        conversation = tokens.conversation(body.identity)
    whose = visitor(request, known)
    try:
        token = await durable(door.turns.start(conversation, language, whose), language)
    except Conflict:
        raise _unbelieved("The portal's identity was used before.") from None
    return web.json_response(
        {
            "conversation": conversation,
            "token": token,
            "language": language,
            "replies": greeting(door, language),
        },
        status=201,
    )


def _known(door: Door, identity: str) -> Known:
    """Who cannot be believed is refused, never taken for somebody unknown in silence."""
    if door.portal is None:
        raise Problem(422, "Unprocessable content", "Signed identities are not accepted here.")
    try:
        return door.portal.read(identity, door.pseudonyms, door.clock())
    except Refused as error:
        raise _unbelieved(str(error)) from None


def _unbelieved(reason: str) -> Problem:
    return Problem(401, "Unauthorised", reason)


def greeting(door: Door, language: Any) -> list[dict[str, Any]]:
    return [present.said(door.catalogue, language, "greeting")]


async def send(request: web.Request) -> web.Response:
    door, conversation = request.app[DOOR], request[CONVERSATION]
    language = conversation.language
    await brake(request, door.limits.messages, conversation.id, language)
    await brake(request, door.limits.address_messages, who(request), language)
    body = await read_json(request, NewMessage)
    return web.json_response(await take(door, conversation, await said(door, conversation, body)))


async def said(door: Door, conversation: Conversation, body: NewMessage) -> Message:
    """The message as it may be kept: cleaned and masked; raises Problem 422 when it is empty or too long."""
    if body.text is None:
        return Message(str(body.id), None, body.choice, body.language)
    language = body.language or conversation.language
    cleaned = clean(body.text).strip()
    if is_empty(cleaned):
        raise Problem(422, "Unprocessable content", say("empty", language))
    if len(body.text) > TEXT_CHARACTERS:
        detail = say("too_long", language, limit=TEXT_CHARACTERS)
        raise Problem(422, "Unprocessable content", detail, limit=TEXT_CHARACTERS)
    masked = mask(cleaned, before=await _text_before(door, conversation, str(body.id), cleaned))
    citizen = of_all(masked.names, door.pseudonyms) if len(masked.names) <= NAMES_MOST else ()
    return Message(str(body.id), masked.text, None, body.language, masked.found, citizen)


async def _text_before(door: Door, conversation: Conversation, client_id: str, text: str) -> str:
    """The citizen's message before this one, where a CPR number may have been split over the two.

    For a repeat it is the same as it was at first, or the two would be masked differently.
    """
    if not any(sign.isdigit() for sign in text[:SECOND_HALF_CHARACTERS]):
        return ""
    found = await door.ledger.read(lambda conn: conversations.said_before(conn, conversation.id, client_id))
    return found or ""


async def take(door: Door, conversation: Conversation, message: Message) -> dict[str, Any]:
    """A turn through the house; its failures as problems in the citizen's language."""
    language = conversation.language
    try:
        answer: dict[str, Any] = await durable(door.turns.take(conversation, message), language)
        return answer
    except Conflict:
        raise Problem(409, "Conflict", say("conflict", language)) from None
    except Unoffered:
        raise Problem(422, "Unprocessable content", say("unknown_choice", language)) from None
    except Waiting:
        raise Problem(503, "Service unavailable", say("waiting", language)) from None


async def durable(work: Any, language: Any) -> Any:
    """What cannot be made durable is refused: never «accepted» in memory only."""
    try:
        return await work
    except UnknownConversation:
        raise Problem(404, "Not found", say("gone", language)) from None
    except LedgerError:
        raise Problem(503, "Service unavailable", say("busy", language)) from None


async def transcript(request: web.Request) -> web.Response:
    """`ask`: what the citizen may still be asked; each question is put once, in one of their windows."""
    door, conversation = request.app[DOOR], request[CONVERSATION]
    ask = await door.ledger.read(lambda conn: leaving.questions(conn, conversation.id))
    return web.json_response(
        {
            "conversation": conversation.id,
            "language": conversation.language,
            "replies": greeting(door, conversation.language),
            "turns": await door.turns.transcript(conversation.id),
            "ask": {"outcome": ask.outcome, "otherwise": ask.otherwise},
        }
    )


async def feedback(request: web.Request) -> web.Response:
    door, conversation = request.app[DOOR], request[CONVERSATION]
    await brake(request, door.limits.messages, conversation.id, conversation.language)
    body = await read_json(request, Feedback)
    word = Word(
        helped=body.helped,
        done=body.done,
        left=Left(body.left) if body.left else None,
        otherwise=body.otherwise,
        asked=body.asked,
    )
    await told(door, conversation, word)
    return web.Response(status=204)


async def told(door: Door, conversation: Conversation, word: Word) -> None:
    work = door.ledger.write(lambda tx: conversations.feedback(tx, conversation.id, word, door.clock()))
    await durable(work, conversation.language)


async def erase(request: web.Request) -> web.Response:
    await erased(request.app[DOOR], request[CONVERSATION])
    return web.Response(status=204)


async def erased(door: Door, conversation: Conversation) -> None:
    """Gone from the ledger, and whoever follows the conversation learns of it."""
    work = door.ledger.write(lambda tx: conversations.erase(tx, conversation.id, door.clock()))
    await durable(work, conversation.language)
    door.hub.wake(conversation.id)


async def still_there(request: web.Request) -> bool:
    """Whether the conversation was not erased meanwhile."""
    conversation = request[CONVERSATION]
    found = await request.app[DOOR].ledger.read(lambda conn: conversations.find(conn, conversation.id))
    if found is None:
        raise gone(request)
    return not found.erased
