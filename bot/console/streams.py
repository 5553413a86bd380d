"""A file as CSV, JSON Lines or Parquet, sent a block at a time: memory stays the same at any size."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.console import days, shared
from bot.console.callers import CALLER, put_on_trail
from bot.ledger.operators import sessions
from bot.ledger.transaction import Reads
from bot.report.encode import TYPES, Encoder, Format, Parquet, Row, encoder

log = logging.getLogger(__name__)

# The rows from a place on, and the place of the next block: None first, and None at the end.
Block = Callable[[Reads, str | None], tuple[Sequence[Row], str | None]]


class SessionOver(Exception):
    """The session was ended while its file was still being sent."""


@dataclass(frozen=True, kw_only=True)
class File:
    """`action`, with what was asked for, is on the trail before the first byte leaves."""

    name: str
    columns: Sequence[str]
    block: Block
    action: str
    detail: object = None
    object: str | None = None


def format_of(request: web.Request) -> Format:
    """As the ending of the address says, which a route bounds."""
    found = request.match_info.get("format", "csv")
    return "jsonl" if found == "jsonl" else "parquet" if found == "parquet" else "csv"


def headers(name: str, format: Format, *, demo: bool) -> dict[str, str]:
    """Of a file, which says in its name that it is invented."""
    mark = "DEMO-" if demo else ""
    return {
        "Content-Type": TYPES[format],
        "Content-Disposition": f'attachment; filename="genvej-{mark}{name}.{format}"',
    }


async def send(request: web.Request, file: File) -> web.StreamResponse:
    console = shared.of(request)
    await put_on_trail(request, action=file.action, object=file.object, detail=file.detail)
    name = f"{file.name}-{days.today(console.clock())}"
    response = web.StreamResponse(headers=headers(name, format_of(request), demo=console.settings.demo))
    await response.prepare(request)
    try:
        await _stream(request, response, file)
    except Exception:
        # Half a file must not look like a whole one: without an end the browser says that it failed.
        log.exception("an export was cut off")
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionError("the export was cut off") from None
    return response


async def _stream(request: web.Request, response: web.StreamResponse, file: File) -> None:
    console, caller = shared.of(request), request[CALLER]
    mark = ("DEMO",) if console.settings.demo else ()
    made = encoder(format_of(request), (*file.columns, *mark))
    await response.write(made.head())
    after: str | None = None
    while True:
        place = after

        def read(conn: Reads, place: str | None = place) -> tuple[Sequence[Row], str | None]:
            if sessions.find(conn, caller.token_hash, console.clock()) is None:
                raise SessionOver
            return file.block(conn, place)

        rows, after = await console.ledger.read(read)
        lines = [(*row, *mark) for row in rows]
        await response.write(await _encoded(made, partial(made.block, lines)))
        if after is None:
            await response.write(await _encoded(made, made.tail))
            await response.write_eof()
            return


async def _encoded(made: Encoder, work: Callable[[], bytes]) -> bytes:
    """A group of Parquet takes long enough to be made beside everything else; text does not."""
    return await asyncio.to_thread(work) if isinstance(made, Parquet) else work()
