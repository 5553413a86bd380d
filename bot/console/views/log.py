"""The deflection log: filtered by everything, searched by words, counted, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.catalogue import Catalogue, Service
from bot.console import choices, filters, forms, saving, shared
from bot.console.callers import CALLER, note_messages, put_on_trail
from bot.console.filters import BadFilter, Wanted
from bot.console.highlights import Marks
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.console.saving import Link
from bot.deflection.lifecycle import State
from bot.ledger import browsing, facets, views, words
from bot.ledger.browsing import Counts, Leaf
from bot.ledger.cursors import BadCursor
from bot.ledger.filters import LogFilter
from bot.ledger.projection import Deflection
from bot.ledger.transaction import Reads
from bot.masking import mask

PATH: Final = "/log"
EXPORT_PATH: Final = "/log.csv"
ROWS: Final = 50
NOT_WORDS: Final = "Your role does not read citizens’ words, so it does not search them either."
MASKED: Final = "Personal data is masked before it is stored: search for other words."


@dataclass(frozen=True, kw_only=True)
class Control:
    """A list to choose from; `options` are values in words, those of the catalogue in Danish."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    danish: bool = False


@dataclass(frozen=True, kw_only=True)
class LogPage(Page):
    template: ClassVar[str] = "log.html"
    usual: Annotated[Sequence[Control], Told("What the log is filtered by most of the time.")]
    more: Annotated[Sequence[Control], Told("Everything else that it can be filtered by.")]
    catalogue: Annotated[Mapping[str, Service], Told("The catalogue's services, by id.")]
    given: Annotated[Mapping[str, str], Told("The filter as it was given.")]
    counts: Annotated[
        Mapping[State, int],
        Told("All deflections that this filter finds, by the state they are in now.", unit="deflections"),
    ]
    whole: Annotated[bool, Told("Whether all were counted; otherwise there are at least so many.")]
    rows: Annotated[Sequence[Deflection], Told("Deflections, newest offer first.")]
    hits: Annotated[Mapping[str, str], Told("Where the words stand, by conversation; reading is noted.")]
    marks: Annotated[Marks | None, Told("What is highlighted.")]
    looked_to: Annotated[datetime | None, Told("How far the page looked, where it did not look at all.")]
    newer: Annotated[str | None, Told("Address of the page before this one.")]
    older: Annotated[str | None, Told("Address of the page after this one.")]
    export: Annotated[
        str | None, Told("Address of the same log as CSV; None when this role does not export.")
    ]
    may_read: Annotated[bool, Told("Whether this role reads conversations.")]
    may_share: Annotated[bool, Told("Whether this role saves views for all.")]
    views: Annotated[Sequence[Link], Told("Saved views: your own, and those that all share.")]
    query: Annotated[str, Told("The filter as a view keeps it.")]
    within: Annotated[str, Told("What an address of a row needs to stand in this filter.")]
    unfolded: Annotated[bool, Told("Whether one of the folded filters is in use.")]
    least: Annotated[str, Told("What stands before a number that is at least so many.")]


@dataclass(frozen=True, kw_only=True)
class Found:
    leaf: Leaf
    counts: Counts
    hits: Mapping[str, str]


NOTHING: Final = Found(
    leaf=Leaf(rows=[], newer=None, older=None), counts=Counts(by_state={}, whole=True), hits={}
)


def wanted(request: web.Request, query: Mapping[str, str]) -> Wanted:
    """The filter of an address, as far as this role may ask it; raises BadFilter."""
    found = filters.read(query, shared.of(request).catalogue)
    if found.filter.words is None:
        return found
    if not request[CALLER].may(Right.TRANSCRIPTS):
        raise BadFilter(NOT_WORDS)
    if mask(found.given[filters.WORDS]).text != found.given[filters.WORDS]:
        raise BadFilter(MASKED)
    return found


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    query = forms.query(request, (*filters.FIELDS, *filters.CURSORS))
    try:
        asked = wanted(request, query)
        found = await console.ledger.read(lambda conn: _look(conn, asked))
    except (BadFilter, BadCursor) as error:
        given = {name: query[name] for name in filters.FIELDS if name in query}
        if str(error) == MASKED:
            del given[filters.WORDS]
        refused = Wanted(given=given, filter=LogFilter())
        return render(request, await _page(request, refused, NOTHING, str(error)), status=400)
    if asked.given:
        await put_on_trail(request, action="search_log", detail=dict(asked.given))
    await note_messages(request, found.hits, "read_hit")
    return render(request, await _page(request, asked, found))


def _look(conn: Reads, asked: Wanted) -> Found:
    places = {"after": asked.after, "before": asked.before}
    leaf = browsing.leaf(conn, asked.filter, **places, limit=ROWS, newest_first=asked.newest_first)
    ids = {row.conversation for row in leaf.rows if row.conversation}
    searched = asked.filter.words
    hits = words.excerpts(conn, searched, ids) if searched else {}
    return Found(leaf=leaf, counts=browsing.counts(conn, asked.filter), hits=hits)


async def _page(request: web.Request, asked: Wanted, found: Found, error: str | None = None) -> LogPage:
    console, caller, leaf = shared.of(request), request[CALLER], found.leaf
    told = await console.ledger.read(_told)
    kept = await console.ledger.read(partial(views.of, operator=caller.operator.id))
    usual, more = controls(console.catalogue, told, asked.given)
    page = LogPage(
        title="Deflection log",
        error=error,
        usual=usual,
        more=more,
        catalogue=console.catalogue.services,
        given={name: asked.given.get(name, "") for name in filters.FIELDS},
        counts={state: count for state, count in found.counts.by_state.items() if count},
        whole=found.counts.whole,
        rows=leaf.rows,
        hits=found.hits,
        marks=Marks(words.pattern(asked.filter.words)) if asked.filter.words else None,
        looked_to=leaf.looked_to,
        newer=asked.address(PATH, before=leaf.newer) if leaf.newer else None,
        older=asked.address(PATH, after=leaf.older) if leaf.older else None,
        export=asked.address(EXPORT_PATH) if caller.may(Right.EXPORT_LOG) and leaf.rows else None,
        may_read=caller.may(Right.TRANSCRIPTS),
        may_share=caller.may(Right.SHARE_VIEWS),
        views=[saving.link(one, caller.operator.id) for one in kept],
        query=asked.address("").removeprefix("?"),
        within=asked.address(""),
        unfolded=any(name in asked.given for name in ("order", *(one.name for one in more))),
        least="" if found.counts.whole else "≥ ",
    )
    return page if caller.may(Right.TRANSCRIPTS) else replace(page, hits={}, marks=None)


def _told(conn: Reads) -> dict[str, list[str]]:
    return {name: facets.known(conn, name) for name in choices.TOLD}


def controls(
    catalogue: Catalogue, told: Mapping[str, Sequence[str]], given: Mapping[str, str]
) -> tuple[list[Control], list[Control]]:
    """The usual ones, and the others; what was given can be chosen again, whatever it is."""
    services = sorted(catalogue, key=lambda service: service.title.da.casefold())
    areas = sorted(catalogue.areas(), key=lambda area: area.name.da.casefold())
    of_catalogue = {
        "service": [(one.id, f"{one.title.da} ({one.id})") for one in services],
        "area": [(area.id, area.name.da) for area in areas],
    }
    every = []
    for name, label in choices.LABELS.items():
        values = told.get(name, ())
        known = {value: value for value in (*values, given.get(name, "")) if value}
        options = of_catalogue.get(name) or list((choices.CHOICES.get(name) or known).items())
        if options:
            every.append(Control(name=name, label=label, options=options, danish=name in of_catalogue))
    usual = [one for one in every if one.name in choices.USUAL]
    return usual, [one for one in every if one.name not in choices.USUAL]
