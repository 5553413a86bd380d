"""The trail: who read and changed what, when and why; and the copy that a citizen may ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final
from urllib.parse import urlencode

from aiohttp import web

from bot.console import actions, days, forms, searches, shared, streams
from bot.console.callers import FORM, put_on_trail
from bot.console.pages import Page, Told, render
from bot.console.searches import BadSearch, Wanted
from bot.console.streams import Block, File
from bot.http.problem import Problem
from bot.ledger import operators
from bot.ledger.audit import Entry
from bot.ledger.cursors import BadCursor
from bot.ledger.operators import Operator, audit
from bot.ledger.pseudonyms import NoIdentifier, OtherKey
from bot.ledger.transaction import Reads
from bot.report.encode import Row

PATH: Final = "/audit"
EXPORT_PATH: Final = "/audit.csv"
CITIZEN_PATH: Final = "/audit/citizen"
COPY_PATH: Final = "/audit/copy"
COPY_FILE_PATH: Final = "/audit/copy.csv"
ROWS: Final = 50
BLOCK_ROWS: Final = 500
COPY_MOST: Final = 2000  # of one citizen, on one page; the file has no limit
COLUMNS: Final = ("at", "operator", "role", "action", "why", "object", "detail")
COPY_COLUMNS: Final = {
    "da": ("tidspunkt", "rolle", "hvad", "hvorfor", "om"),
    "en": ("when", "role", "what", "why", "about"),
}
COPY_FIELDS: Final = ("about", "citizen", "language")


@dataclass(frozen=True, kw_only=True)
class TrailPage(Page):
    template: ClassVar[str] = "trail.html"
    title: str = "Trail"
    given: Annotated[Mapping[str, str], Told("The search as it was given.")]
    operators: Annotated[Mapping[str, Operator], Told("Everybody who has or had an account, by id.")]
    entries: Annotated[Sequence[Entry], Told("What was read and changed, newest first.")]
    older: Annotated[str | None, Told("Address of the page after this one.")]
    export: Annotated[str, Told("Address of all that this search finds, as CSV.")]
    copies: Annotated[
        Mapping[str, str],
        Told("The copy for a citizen by language: when, why and in which role, without colleagues’ names."),
    ]


@dataclass(frozen=True, kw_only=True)
class CopyPage(Page):
    template: ClassVar[str] = "trail_copy.html"
    language: Annotated[str, Told("The language of the copy.")]
    entries: Annotated[Sequence[Entry], Told("What was read and changed about this citizen, newest first.")]
    file: Annotated[str, Told("Address of the same as CSV.")]
    about: Annotated[str, Told("The conversation, or the citizen's random number.")]


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    query = forms.query(request, (*searches.FIELDS, "after"))
    known = {one.id: one for one in await console.ledger.read(operators.all)}
    try:
        wanted = searches.read(query, known)
        entries, next = await console.ledger.read(
            lambda conn: audit.page(conn, wanted.of(conn), query.get("after"), ROWS)
        )
    except (BadSearch, BadCursor) as error:
        empty = Wanted({name: query[name] for name in searches.FIELDS if name in query})
        return render(request, _page(empty, known, [], None, str(error)), status=400)
    if wanted.given:
        await put_on_trail(request, action="search_trail", detail=dict(wanted.given))
    return render(request, _page(wanted, known, entries, next))


async def send(request: web.Request) -> web.StreamResponse:
    """All of it with colleagues' names: for the house, never for a citizen."""
    console = shared.of(request)
    names = {one.id: one.name for one in await console.ledger.read(operators.all)}
    wanted = _wanted(request, searches.FIELDS, names)
    rows = block(wanted.of, lambda entry: values(entry, names))
    file = File(name="trail", columns=COLUMNS, block=rows, action="export_trail", detail=dict(wanted.given))
    return await streams.send(request, file)


def block(search: Callable[[Reads], audit.Search], told: Callable[[Entry], Row]) -> Block:
    def read(conn: Reads, place: str | None) -> tuple[list[Row], str | None]:
        found, after = audit.page(conn, search(conn), place, BLOCK_ROWS)
        return [told(entry) for entry in found], after

    return read


async def find_citizen(request: web.Request) -> web.Response:
    """By CPR number, e-mail address or telephone number, which stands in no address and in no log."""
    console, form = shared.of(request), request[FORM]
    try:
        pseudonym = console.settings.pseudonyms.of(forms.one(form, "identifier"))
    except (NoIdentifier, OtherKey):
        raise Problem(
            422, "Not found", "Write a CPR number, an e-mail address or a telephone number."
        ) from None
    subject = await console.ledger.read(lambda conn: audit.subject_of(conn, pseudonym))
    if subject is None:
        raise Problem(404, "Not found", "Nobody is known here by that: there is nothing to tell.")
    await put_on_trail(request, action="find_citizen", object=subject)
    return web.Response(status=303, headers={"Location": f"{PATH}?{urlencode({'citizen': subject})}"})


async def copy(request: web.Request) -> web.Response:
    console = shared.of(request)
    wanted, language = _copied(request)
    entries, _ = await console.ledger.read(lambda conn: audit.page(conn, wanted.of(conn), None, COPY_MOST))
    await put_on_trail(request, action="make_copy", object=_about(wanted))
    page = CopyPage(
        title="Hvem har læst om dig" if language == "da" else "Who read about you",
        language=language,
        entries=entries,
        file=wanted.address(COPY_FILE_PATH, language=language),
        about=_about(wanted),
    )
    return render(request, page)


async def copy_file(request: web.Request) -> web.StreamResponse:
    wanted, language = _copied(request)
    rows = block(wanted.of, lambda entry: _told(entry, language))
    file = File(
        name="copy", columns=COPY_COLUMNS[language], block=rows, action="make_copy", object=_about(wanted)
    )
    return await streams.send(request, file)


def _copied(request: web.Request) -> tuple[Wanted, str]:
    wanted = _wanted(request, COPY_FIELDS, ())
    if not wanted.given:
        raise Problem(400, "Bad request", "A copy is about one conversation or one citizen.")
    return wanted, "en" if request.query.get("language") == "en" else "da"


def _wanted(request: web.Request, fields: Sequence[str], known: "Mapping[str, object] | tuple[()]") -> Wanted:
    try:
        return searches.read(forms.query(request, fields), known)
    except BadSearch as error:
        raise Problem(400, "Bad request", str(error)) from None


def _page(
    wanted: Wanted,
    known: Mapping[str, Operator],
    entries: Sequence[Entry],
    next: str | None,
    error: str | None = None,
) -> TrailPage:
    whole = {name: wanted.given[name] for name in ("about", "citizen") if name in wanted.given}
    languages = ("da", "en") if len(whole) == 1 else ()
    return TrailPage(
        error=error,
        given={name: wanted.given.get(name, "") for name in searches.FIELDS},
        operators=known,
        entries=entries,
        older=wanted.address(PATH, after=next) if next else None,
        export=wanted.address(EXPORT_PATH),
        copies={one: f"{COPY_PATH}?{urlencode({**whole, 'language': one})}" for one in languages},
    )


def _about(wanted: Wanted) -> str:
    return wanted.given.get("about") or wanted.given["citizen"]


def values(entry: Entry, names: Mapping[str, str]) -> Row:
    """As COLUMNS has them."""
    return (
        days.iso(entry.at),
        names.get(entry.operator or ""),
        entry.role,
        entry.action,
        actions.why(entry.action).en,
        entry.object,
        searches.told(entry.detail),
    )


def _told(entry: Entry, language: str) -> Row:
    """Without names: the citizen is told the role, and colleagues keep theirs."""
    return (
        days.iso(entry.at),
        actions.role(entry.role).in_(language),
        actions.what(entry.action).in_(language),
        actions.why(entry.action).in_(language),
        entry.object,
    )
