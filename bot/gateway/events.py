"""Server-sent events of one conversation: each answered turn once, replayed from the last one seen."""

import asyncio
import json

from aiohttp import web

from bot.gateway.api import still_there
from bot.gateway.door import CONVERSATION, DOOR
from bot.http.problem import Problem, too_many
from bot.ledger import LedgerError

HEARTBEAT_SECONDS = 15.0
LIFE_SECONDS = 30 * 60.0
DRAIN_SECONDS = 10.0
STREAMS_PER_CONVERSATION = 4
STOPPING = web.AppKey("stopping", asyncio.Event)


async def events(request: web.Request) -> web.StreamResponse:
    """`id:` is the turn's number; `Last-Event-ID` gives what came after it."""
    door, conversation = request.app[DOOR], request[CONVERSATION]
    last = _last_event_id(request)
    if door.hub.count(conversation.id) >= STREAMS_PER_CONVERSATION:
        raise too_many("This conversation is open in too many places.", 30)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
    async with door.hub.reading(conversation.id) as news:
        await response.prepare(request)
        try:
            await _send_all(request, response, last, news)
        except (TimeoutError, LedgerError, Problem, ConnectionError):
            # A second answer cannot be written into a begun one; the reader comes back with its last id.
            if request.transport is not None:
                request.transport.abort()
    return response


async def _send_all(
    request: web.Request, response: web.StreamResponse, last: int, news: asyncio.Event
) -> None:
    """Until the conversation is erased, the stream is old, or the server stops."""
    door, conversation = request.app[DOOR], request[CONVERSATION]
    until = asyncio.get_running_loop().time() + LIFE_SECONDS
    while await still_there(request) and asyncio.get_running_loop().time() < until:
        news.clear()
        for turn in await door.turns.transcript(conversation.id, after=last):
            last = turn["turn"]
            await _write(response, f"id: {last}\nevent: turn\ndata: {_line(turn)}\n\n")
        if request.app[STOPPING].is_set():
            await _write(response, "retry: 2000\n\n")
            return
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await news.wait()
        except TimeoutError:
            await _write(response, ": still here\n\n")


def _line(turn: object) -> str:
    """One line: JSON escapes line breaks, so no text can end the event."""
    return json.dumps(turn, ensure_ascii=True)


def _last_event_id(request: web.Request) -> int:
    given = request.headers.get("Last-Event-ID", "0")
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise Problem(400, "Bad request", "Last-Event-ID must be the id of an event of this conversation.")
    return int(given)


async def _write(response: web.StreamResponse, text: str) -> None:
    """A reader that does not read is let go instead of being waited for."""
    async with asyncio.timeout(DRAIN_SECONDS):
        await response.write(text.encode("ascii"))
