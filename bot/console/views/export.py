"""The filtered log as CSV, sent a block at a time: memory stays the same whatever its size."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from aiohttp import web

from bot.console import days, filters, forms, shared
from bot.console.callers import CALLER, Caller
from bot.console.filters import BadFilter, Wanted
from bot.console.shared import Console
from bot.http.problem import Problem
from bot.ledger import deflections
from bot.ledger.deflections import LogPage
from bot.ledger.operators import audit, sessions
from bot.ledger.projection import Deflection
from bot.ledger.transaction import Reads
from bot.report import sheet

log = logging.getLogger(__name__)

BLOCK_ROWS: Final = 500
COLUMNS: Final = (
    *("deflection", "offered_at", "service", "title_da", "language", "state", "evidence"),
    *("opened_at", "completed_at", "changed_at", "conversation"),
)


class SessionOver(Exception):
    """The session was ended while its export was still being sent."""


async def send(request: web.Request) -> web.StreamResponse:
    console, caller = shared.of(request), request[CALLER]
    wanted = _wanted(request, console)
    now = console.clock()
    detail = dict(wanted.given)
    await console.ledger.write(
        lambda tx: audit.write(tx, operator=caller.operator.id, action="export_log", detail=detail, at=now)
    )
    response = web.StreamResponse(headers=_headers(now, demo=console.settings.demo))
    await response.prepare(request)
    try:
        await _stream(response, console, caller, wanted)
    except Exception:
        # Half a file must not look like a whole one: without an end the browser says that it failed.
        log.exception("an export was cut off")
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionError("the export was cut off") from None
    return response


def _wanted(request: web.Request, console: Console) -> Wanted:
    try:
        return filters.read(forms.query(request, filters.FIELDS), console.catalogue)
    except BadFilter as error:
        raise Problem(400, "Bad request", str(error)) from None


def _headers(now: datetime, *, demo: bool) -> dict[str, str]:
    mark = "DEMO-" if demo else ""
    return {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="genvej-{mark}log-{days.today(now)}.csv"',
    }


async def _stream(response: web.StreamResponse, console: Console, caller: Caller, wanted: Wanted) -> None:
    mark = ("DEMO",) if console.settings.demo else ()
    await response.write((sheet.BOM + sheet.row((*COLUMNS, *mark))).encode())
    after: str | None = None
    while True:
        place = after

        def block(conn: Reads, place: str | None = place) -> LogPage:
            if sessions.find(conn, caller.token_hash, console.clock()) is None:
                raise SessionOver
            return deflections.log(conn, wanted.filter, place, BLOCK_ROWS)

        page = await console.ledger.read(block)
        await response.write(sheet.rows((*_values(row, console), *mark) for row in page.rows).encode())
        after = page.next
        if after is None:
            await response.write_eof()
            return


def _values(row: Deflection, console: Console) -> Sequence[str | None]:
    service = console.catalogue.services.get(row.service)
    return (
        row.id,
        days.iso(row.offered_at),
        row.service,
        service.title.da if service else None,
        row.language,
        row.state,
        row.evidence,
        days.iso(row.opened_at) if row.opened_at else None,
        days.iso(row.completed_at) if row.completed_at else None,
        days.iso(row.changed_at),
        row.conversation,
    )
