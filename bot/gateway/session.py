"""The conversation that a browser holds without JavaScript: a cookie that only `/chat` gets to see."""

import re
from typing import Final

from aiohttp import web

from bot.gateway.door import DOOR, entitled
from bot.http.guards import Guard
from bot.http.problem import Problem
from bot.ledger.conversations import Conversation

COOKIE: Final = "genvej-chat"
PATH: Final = "/chat"
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


async def find(request: web.Request) -> Conversation | None:
    """None without a cookie, and with one that opens nothing any more."""
    id, _, token = request.cookies.get(COOKIE, "").partition(".")
    return await entitled(request.app[DOOR], id, token) if token else None


def lost(request: web.Request, found: Conversation | None) -> bool:
    """Whether the browser holds a conversation that was erased, or that is not ours."""
    return found is None and COOKIE in request.cookies


def give(request: web.Request, response: web.Response, conversation: str, token: str) -> None:
    response.set_cookie(
        COOKIE,
        f"{conversation}.{token}",
        path=PATH,
        httponly=True,
        samesite="Strict",
        secure=request.app[DOOR].secure,
    )


def forget(response: web.Response) -> None:
    response.del_cookie(COOKIE, path=PATH)


def _from_here(request: web.Request) -> bool:
    """Our own pages send no referrer, so browsers give their forms the origin "null": where a browser says
    in Sec-Fetch-Site where the form stood, that counts, else the origin."""
    origin = request.headers.get("Origin", f"//{request.host}").partition("//")[2]
    site = request.headers.get("Sec-Fetch-Site") or ("same-origin" if origin == request.host else "other")
    return site in {"same-origin", "none"}


async def _same_origin(request: web.Request) -> None:
    """A form on another site may not speak for a citizen."""
    if not _from_here(request):
        raise Problem(403, "Forbidden", "This form may only be sent from our own page.")


async def _embedding_page(request: web.Request) -> None:
    """Who could hand a conversation of their own to a citizen would read what the citizen writes in it."""
    if not _from_here(request) and request.headers.get("Origin") not in request.app[DOOR].widget_origins:
        raise Problem(403, "Forbidden", "A conversation may only be handed over by a page that has the chat.")


SAME_ORIGIN = Guard("same origin", _same_origin)
EMBEDDING_PAGE = Guard("page that embeds the chat", _embedding_page)
