"""The deflection log: filtered, counted, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.catalogue import Service
from bot.console import filters, forms, shared
from bot.console.callers import CALLER, put_on_trail
from bot.console.filters import BadFilter, Wanted
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.console.shared import Console
from bot.deflection.lifecycle import State
from bot.ledger import browsing
from bot.ledger.browsing import Leaf
from bot.ledger.cursors import BadCursor
from bot.ledger.deflections import LogFilter
from bot.ledger.projection import Deflection
from bot.ledger.transaction import Reads

PATH: Final = "/log"
EXPORT_PATH: Final = "/log.csv"
ROWS: Final = 50


@dataclass(frozen=True, kw_only=True)
class LogPage(Page):
    template: ClassVar[str] = "log.html"
    services: Annotated[Sequence[Service], Told("The catalogue's services, by their Danish title.")]
    catalogue: Annotated[Mapping[str, Service], Told("The same, by id.")]
    given: Annotated[Mapping[str, str], Told("The filter as it was given.")]
    counts: Annotated[
        Mapping[State, int],
        Told("All deflections that this filter finds, by the state they are in now.", unit="deflections"),
    ]
    rows: Annotated[Sequence[Deflection], Told("Deflections, newest offer first.")]
    newer: Annotated[str | None, Told("Address of the page before this one.")]
    older: Annotated[str | None, Told("Address of the page after this one.")]
    export: Annotated[
        str | None, Told("Address of the same log as CSV; None when this role does not export.")
    ]
    may_read: Annotated[bool, Told("Whether this role reads conversations.")]


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    query = forms.query(request, (*filters.FIELDS, *filters.CURSORS))
    try:
        wanted = filters.read(query, console.catalogue)
        leaf, counts = await console.ledger.read(lambda conn: _look(conn, wanted))
    except (BadFilter, BadCursor) as error:
        refused = Wanted(
            given={name: query[name] for name in filters.FIELDS if name in query}, filter=LogFilter()
        )
        page = _page(request, console, refused, Leaf(rows=[], newer=None, older=None), {}, str(error))
        return render(request, page, status=400)
    if wanted.given:
        await put_on_trail(request, action="search_log", detail=dict(wanted.given))
    return render(request, _page(request, console, wanted, leaf, counts))


def _look(conn: Reads, wanted: Wanted) -> tuple[Leaf, dict[State, int]]:
    leaf = browsing.leaf(conn, wanted.filter, after=wanted.after, before=wanted.before, limit=ROWS)
    return leaf, browsing.counts(conn, wanted.filter)


def _page(
    request: web.Request,
    console: Console,
    wanted: Wanted,
    leaf: Leaf,
    counts: Mapping[State, int],
    error: str | None = None,
) -> LogPage:
    caller = request[CALLER]
    return LogPage(
        title="Deflection log",
        error=error,
        services=sorted(console.catalogue, key=lambda service: service.title.da.casefold()),
        catalogue=console.catalogue.services,
        given={name: wanted.given.get(name, "") for name in filters.FIELDS},
        counts={state: count for state, count in counts.items() if count},
        rows=leaf.rows,
        newer=wanted.address(PATH, before=leaf.newer) if leaf.newer else None,
        older=wanted.address(PATH, after=leaf.older) if leaf.older else None,
        export=wanted.address(EXPORT_PATH) if caller.may(Right.EXPORT_LOG) and leaf.rows else None,
        may_read=caller.may(Right.TRANSCRIPTS),
    )
