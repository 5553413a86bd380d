"""The filtered log as CSV."""

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from bot.catalogue import Catalogue
from bot.console import days, filters, forms, shared, streams
from bot.console.filters import BadFilter, Wanted
from bot.console.streams import Block, File
from bot.console.views import log
from bot.http.problem import Problem
from bot.ledger import browsing
from bot.ledger.projection import Deflection
from bot.ledger.transaction import Reads
from bot.report.encode import Row

BLOCK_ROWS: Final = 500
COLUMNS: Final = (
    *("deflection", "offered_at", "service", "title_da", "language", "state", "evidence"),
    *("opened_at", "completed_at", "changed_at", "conversation"),
)


async def send(request: web.Request) -> web.StreamResponse:
    console = shared.of(request)
    wanted = _wanted(request)

    rows = block(console.catalogue, wanted)
    file = File(name="log", columns=COLUMNS, block=rows, action="export_log", detail=dict(wanted.given))
    return await streams.send(request, file)


def block(catalogue: Catalogue, wanted: Wanted) -> Block:
    def read(conn: Reads, place: str | None) -> tuple[Sequence[Row], str | None]:
        page = browsing.log(conn, wanted.filter, place, BLOCK_ROWS, newest_first=wanted.newest_first)
        return [values(row, catalogue) for row in page.rows], page.next

    return read


def _wanted(request: web.Request) -> Wanted:
    try:
        return log.wanted(request, forms.query(request, filters.FIELDS))
    except BadFilter as error:
        raise Problem(400, "Bad request", str(error)) from None


def values(row: Deflection, catalogue: Catalogue) -> Sequence[str | None]:
    """As COLUMNS has them."""
    service = catalogue.services.get(row.service)
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
