"""What the public routes share, and the guard of a conversation."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network

from aiohttp import web

from bot.catalogue import HELP_DESK, LANGUAGES, Catalogue, Language, present
from bot.catalogue.search import Index
from bot.gateway import tokens
from bot.gateway.limits import Limit, Limiter
from bot.gateway.portal import Portal
from bot.gateway.rasa_clients import NOBODY, RasaClients
from bot.gateway.sentences import preferred, say
from bot.gateway.turns import Turns
from bot.gateway.wake import Hub
from bot.http.guards import Guard, Handler
from bot.http.peers import address
from bot.http.problem import Problem, too_many
from bot.ledger import Ledger, conversations
from bot.ledger.conversations import Conversation
from bot.ledger.pseudonyms import Pseudonyms
from bot.mail.office import Office

Network = IPv4Network | IPv6Network
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HELD_UP = frozenset({429, 503})
BAD_TOKENS = Limit("bad-tokens", 20, 60)
BAD_LINKS = Limit("bad-links", 30, 60)
RECEIPTS = Limit("receipts", 100, 1)


@dataclass(frozen=True)
class Limits:
    """The limits that a municipality may set."""

    conversations: Limit
    messages: Limit
    address_messages: Limit
    letters: Limit = Limit("letters", 5, 3600)  # noqa: RUF009 - it never changes


@dataclass(frozen=True)
class Door:
    """`base_url` gives how citizens reach us, without a slash at the end; secrets are by source.

    `portal` None: nobody signs for who a citizen is. `origin_key` hides addresses. `shared_places` are
    networks of public computers. What citizens write is kept for `kept_days`.
    `office` None: no mail server is set, and nobody can write to us here.
    """

    ledger: Ledger
    catalogue: Catalogue
    index: Index
    turns: Turns
    hub: Hub
    limiter: Limiter
    limits: Limits
    trusted_proxies: tuple[str, ...]
    shared_places: tuple[Network, ...]
    widget_origins: tuple[str, ...]
    receipt_secrets: dict[str, str]
    contact_secrets: dict[str, str]
    pseudonyms: Pseudonyms
    portal: Portal | None
    origin_key: bytes
    base_url: Callable[[], str]
    secure: bool
    demo: bool
    kept_days: int
    office: Office | None
    clock: Callable[[], datetime]
    rasa: RasaClients = NOBODY


DOOR = web.AppKey("door", Door)
CONVERSATION = web.RequestKey("conversation", Conversation)


def language_of(request: web.Request, wanted: str | None = None) -> Language:
    """What was asked for, else the browser's language, else Danish."""
    for language in LANGUAGES:
        if wanted == language:
            return language
    return preferred(request.headers.get("Accept-Language", ""))


def machine_notice(door: Door, lang: Language) -> str:
    """That it is a machine, what is stored and for how long: for whoever is about to write."""
    texts = door.catalogue.texts(lang)
    return "\n\n".join((texts["machine_notice"].plain(), texts["kept_for"].plain(days=str(door.kept_days))))


def who(request: web.Request) -> str:
    return address(request, request.app[DOOR].trusted_proxies)


async def brake(request: web.Request, limit: Limit, key: str, language: Language) -> None:
    """Raises Problem 429."""
    door = request.app[DOOR]
    seconds = await door.limiter.take(limit, key)
    if seconds:
        raise too_many(say("too_many", language, seconds=seconds), seconds)


@web.middleware
async def with_a_person(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever is held up or cannot be served is told whom to talk to instead."""
    try:
        return await handler(request)
    except Problem as problem:
        if problem.status in HELD_UP:
            door, found = request.app[DOOR], request.get(CONVERSATION)
            language = found.language if found else language_of(request)
            problem.extra["contact"] = present.contact(HELP_DESK, door.catalogue, language, door.clock())
        raise


def gone(request: web.Request) -> Problem:
    """The same bytes for an unknown, foreign or erased conversation and for a wrong token."""
    return Problem(404, "Not found", say("gone", language_of(request)))


async def entitled(door: Door, id: str, token: str) -> Conversation | None:
    """The conversation for whoever has both its id and its token, unless it was erased.

    Only an id of our own shape reaches the database: not every database takes every text.
    """
    if not ID.fullmatch(id):
        return None
    found = await door.ledger.read(lambda conn: conversations.find(conn, id))
    right = found is not None and not found.erased and tokens.matches(token, found.token_hash)
    return found if right else None


async def _conversation_token(request: web.Request) -> None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    given = token if kind == "Bearer" else ""
    found = await entitled(request.app[DOOR], request.match_info["id"], given)
    if found is None:
        await brake(request, BAD_TOKENS, who(request), language_of(request))
        raise gone(request)
    request[CONVERSATION] = found


CONVERSATION_TOKEN = Guard("conversation token", _conversation_token)
