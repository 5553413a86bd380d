"""A file as CSV, sent a block at a time: memory stays the same whatever its size."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.console import days, shared
from bot.console.callers import CALLER, put_on_trail
from bot.ledger.operators import sessions
from bot.ledger.transaction import Reads
from bot.report import sheet

log = logging.getLogger(__name__)

Row = Sequence[str | None]
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


def headers(name: str, *, demo: bool) -> dict[str, str]:
    """Of a CSV file, which says in its name that it is invented."""
    mark = "DEMO-" if demo else ""
    return {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="genvej-{mark}{name}.csv"',
    }


async def send(request: web.Request, file: File) -> web.StreamResponse:
    console = shared.of(request)
    await put_on_trail(request, action=file.action, object=file.object, detail=file.detail)
    name = f"{file.name}-{days.today(console.clock())}"
    response = web.StreamResponse(headers=headers(name, demo=console.settings.demo))
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
    await response.write((sheet.BOM + sheet.row((*file.columns, *mark))).encode())
    after: str | None = None
    while True:
        place = after

        def read(conn: Reads, place: str | None = place) -> tuple[Sequence[Row], str | None]:
            if sessions.find(conn, caller.token_hash, console.clock()) is None:
                raise SessionOver
            return file.block(conn, place)

        rows, after = await console.ledger.read(read)
        await response.write(sheet.rows((*row, *mark) for row in rows).encode())
        if after is None:
            await response.write_eof()
            return
