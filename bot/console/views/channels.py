"""Channels: which contacts were imported, by whom, and what was taken back; and where a new file begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final
from urllib.parse import urlencode

from aiohttp import web

from bot.console import days, forms, months, rows, shared, streams
from bot.console.callers import CALLER, FORM, put_on_trail
from bot.console.months import BadPeriod
from bot.console.pages import Page, Told, render
from bot.console.rights import Right
from bot.console.shared import Console
from bot.console.streams import File
from bot.console.views import charts
from bot.http.problem import Problem
from bot.intake.layout import source_name
from bot.intake.shelf import Upload
from bot.ledger import counts, imports, operators
from bot.ledger.cursors import BadCursor
from bot.ledger.imports import Import, UnknownImport
from bot.ledger.operators import Operator, audit
from bot.ledger.transaction import Reads, Transaction
from bot.masking import mask
from bot.report.encode import Row

PATH: Final = "/channels"
EXPORT_PATH: Final = "/channels/imports.csv"
SUMS_PATH: Final = "/channels/sums.csv"
BLOCK_ROWS: Final = 500
COLUMNS: Final = (
    *("import", "source", "file", "digest", "by", "started_at", "finished_at", "counted", "repeated"),
    *("rejected", "undone_at", "undone_by", "reason"),
)
ROWS: Final = 25
REASON_SIGNS: Final = 300


@dataclass(frozen=True, kw_only=True)
class ChannelsPage(Page):
    template: ClassVar[str] = "channels.html"
    title: str = "Channels"
    imports: Annotated[Sequence[Import], Told("Imports of contacts, newest first.")]
    operators: Annotated[Mapping[str, Operator], Told("Everybody who has or had an account, by id.")]
    older: Annotated[str | None, Told("Address of the page after this one.")]
    source: Annotated[str, Told("The source whose imports are shown; empty for all.")]
    uploads: Annotated[Sequence[Upload], Told("Files that were uploaded, and are not yet imported.")]
    rejects: Annotated[Mapping[str, str], Told("The upload whose rejected rows are still here, by import.")]
    mappings: Annotated[Sequence[str], Told("Mappings that were kept, by their source.")]
    given: Annotated[Mapping[str, str], Told("What was typed, when it was refused.")]
    undone: Annotated[Import | None, Told("The import that was taken back just now.")]
    may_import: Annotated[bool, Told("Whether this role imports files.")]
    most_bytes: Annotated[int, Told("How large a file may be.", unit="bytes")]
    reason_signs: int = REASON_SIGNS


async def show(request: web.Request) -> web.Response:
    forms.query(request, ("after", "source", "undone"))
    return await page(request)


async def page(
    request: web.Request, error: str | None = None, given: Mapping[str, str] | None = None, status: int = 200
) -> web.Response:
    console = shared.of(request)
    query = request.query if request.method == "GET" else {}
    source, after = query.get("source", ""), query.get("after")

    def look(conn: Reads) -> tuple[list[Import], str | None, list[Operator], Import | None]:
        found, older = imports.page(conn, after, ROWS, source=source or None)
        return found, older, operators.all(conn), imports.find(conn, query.get("undone", ""))

    try:
        found, older, known, undone = await console.ledger.read(look)
    except BadCursor as bad:
        raise Problem(400, "Bad request", str(bad)) from None
    uploads = console.bringing.shelf.all()
    named = {"source": source} if source else {}
    shown = ChannelsPage(
        error=error,
        imports=found,
        operators={one.id: one for one in known},
        older=f"{PATH}?{urlencode({**named, 'after': older})}" if older else None,
        source=source,
        uploads=[one for one in uploads if one.import_id is None],
        rejects={
            one.import_id: one.id for one in uploads if one.import_id and one.found and one.found.rejected
        },
        mappings=mappings(console),
        given=given or {},
        undone=undone if undone and undone.undone_at else None,
        may_import=request[CALLER].may(Right.IMPORT),
        most_bytes=console.settings.upload_bytes,
    )
    return render(request, shown, status=status)


async def send(request: web.Request) -> web.StreamResponse:
    """Every import, the newest first."""
    forms.query(request, ())
    names = {one.id: one.name for one in await shared.of(request).ledger.read(operators.all)}

    def block(conn: Reads, place: str | None) -> tuple[list[Row], str | None]:
        found, after = imports.page(conn, place, BLOCK_ROWS)
        return [values(one, names) for one in found], after

    return await streams.send(
        request, File(name="imports", columns=COLUMNS, block=block, action="export_imports")
    )


async def sums(request: web.Request) -> web.Response:
    """Contacts of all sources by month, service, channel and type: what the figures are reckoned from."""
    console = shared.of(request)
    try:
        period = months.read(forms.query(request, months.FIELDS), console.clock()).period
    except BadPeriod as error:
        raise Problem(400, "Bad request", str(error)) from None
    cells = await console.ledger.read(lambda conn: counts.contact_months(conn, period))
    return charts.rows_file(request, list(rows.listed(cells)), rows.COUNT_COLUMNS, f"contacts-{period.from_}")


def values(one: Import, names: Mapping[str, str]) -> Row:
    """As COLUMNS has them."""
    times = (one.started_at, one.finished_at, one.undone_at)
    started, finished, undone = (days.iso(at) if at else None for at in times)
    return (
        *(one.id, one.source, one.name, one.file_digest, names.get(one.by or ""), started, finished),
        *(str(one.accepted), str(one.repeated), str(one.rejected)),
        *(undone, names.get(one.undone_by or ""), one.undone_reason),
    )


async def undo(request: web.Request) -> web.Response:
    """By new entries; two who do it at once are told apart by the ledger."""
    console, form, me = shared.of(request), request[FORM], request[CALLER].operator.id
    id, now = request.match_info["id"], console.clock()
    reason = mask(forms.one(form, "reason", 5000).strip()).text
    if not 0 < len(reason) <= REASON_SIGNS:
        return await page(request, f"Say in 1 to {REASON_SIGNS} signs why it is taken back.", form, 422)

    def work(tx: Transaction) -> None:
        imports.undo(tx, id, at=now, by=me, reason=reason)
        audit.write(tx, operator=me, action="undo_import", object=id, detail={"reason": reason}, at=now)

    try:
        await console.ledger.write(work)
    except UnknownImport:
        return await page(request, "This import was taken back already, or there is none.", status=409)
    return web.Response(status=303, headers={"Location": f"{PATH}?{urlencode({'undone': id})}"})


async def mapping(request: web.Request) -> web.Response:
    """As `genvej import contacts --mapping` takes it."""
    name = request.match_info["source"]
    console = shared.of(request)
    if name not in mappings(console):
        raise Problem(404, "Not found", "There is no such mapping.")
    await put_on_trail(request, action="open_page", object=request.path)
    text = (console.ledger.folder / "mappings" / f"{name}.yml").read_text(encoding="utf-8")
    return yaml_file(text, name)


def yaml_file(text: str, name: str) -> web.Response:
    return web.Response(
        text=text,
        content_type="application/yaml",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.yml"'},
    )


def mappings(console: Console) -> list[str]:
    folder = console.ledger.folder / "mappings"
    if not folder.is_dir():
        return []
    return sorted(path.stem for path in folder.glob("*.yml") if source_name(path.stem))
