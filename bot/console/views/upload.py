"""One uploaded file: described by example, checked, imported; nothing is booked before somebody says so."""

import asyncio
import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, ClassVar, Final

from aiohttp import MultipartReader, web

from bot.console import describing, forms, shared
from bot.console.bringing import plain
from bot.console.callers import CALLER, FORM, PARTS, put_on_trail
from bot.console.describing import Choices, Undescribed
from bot.console.pages import Page, Told, render
from bot.console.shared import Console
from bot.console.signs import visible
from bot.console.views import channels
from bot.deflection.periods import Month, Period
from bot.http.problem import Problem
from bot.intake import layout, shelf
from bot.intake.guessing import FORMS
from bot.intake.layout import MappingError, source_name
from bot.intake.picking import FileRefused
from bot.intake.preview import Found
from bot.intake.rows import REQUIRED, UNITS
from bot.intake.sample import Codes, Sample
from bot.intake.shelf import Stage, Upload
from bot.ledger import counts, imports, operators
from bot.ledger.imports import Import
from bot.ledger.transaction import Reads
from bot.masking import mask

PATH: Final = "/channels/upload"
PLACE: Final = "/channels/uploads"
MOST_WAITING: Final = 5
SECONDS: Final = 1800
SPARE_BYTES: Final = 200_000_000  # that the ledger must find free beside the file
NAME_SIGNS: Final = 120
REJECTS_SHOWN: Final = 20


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line of what the import would change: counted `now`, new in the file, and then."""

    label: str
    now: int
    new: int

    @property
    def then(self) -> int:
        return self.now + self.new


@dataclass(frozen=True, kw_only=True)
class UploadPage(Page):
    template: ClassVar[str] = "upload.html"
    upload: Annotated[Upload, Told("The file, and how far it has come.")]
    by: Annotated[str, Told("Who sent it.")]
    done: Annotated[int, Told("How far its reader is.", unit="bytes or rows")]
    sample: Annotated[Sample | None, Told("The first rows; personal data is masked or hidden.")]
    codes: Annotated[Mapping[str, Codes], Told("Values that are none of ours, the most frequent first.")]
    choices: Annotated[Mapping[str, Choices], Told("What each coded column may hold.")]
    months: Annotated[Sequence[Change], Told("Contacts by month and channel, now and after the import.")]
    services: Annotated[Sequence[Change], Told("Contacts by service in the same months.")]
    rejects: Annotated[Sequence[tuple[str, str]], Told("The first rejected rows, by line and reason.")]
    before: Annotated[Sequence[Import], Told("Imports of this very file that count already.")]
    given: Annotated[Mapping[str, str], Told("What was chosen, when it was refused.")]
    required: tuple[str, ...] = REQUIRED
    forms: tuple[str, ...] = FORMS
    units: tuple[str, ...] = UNITS
    zones: tuple[str, ...] = describing.ZONES
    labels: Annotated[Mapping[str, str], Told("Our columns by what they are called here.")]
    told: Annotated[Mapping[str, str], Told("What each of our columns holds.")]


async def receive(request: web.Request) -> web.Response:
    """The file as it comes, to the disk; then what it seems to be."""
    console, parts = shared.of(request), request[PARTS]
    _require_room(request, console)
    async with asyncio.timeout(SECONDS):
        source = (await forms.text_part(parts, "source")).strip()
        mapping = await forms.text_part(parts, "mapping")
        upload = await _kept(request, console, parts, source)
    try:
        return await _looked(request, console, upload, mapping)
    except (FileRefused, MappingError) as error:
        await console.bringing.discard(upload)
        sentence = f"The file {error}." if isinstance(error, FileRefused) else str(error)
        return await channels.page(request, sentence, {"source": source}, 422)
    except BaseException:
        await console.bringing.discard(upload)
        raise


def _require_room(request: web.Request, console: Console) -> None:
    most, size = console.settings.upload_bytes, request.content_length or 0
    if size > most + 10_000:
        raise forms.too_large(most)
    waiting = [one for one in console.bringing.shelf.all() if one.stage is not Stage.DONE]
    if len(waiting) + console.bringing.arriving >= MOST_WAITING:
        raise Problem(
            409, "Too many files", f"{MOST_WAITING} files wait already: import or discard one first."
        )
    if shutil.disk_usage(console.ledger.folder).free < size + SPARE_BYTES:
        raise Problem(507, "No room", "The disk of the server has no room for this file.")


async def _kept(request: web.Request, console: Console, parts: MultipartReader, source: str) -> Upload:
    if not source_name(source):
        raise Problem(422, "Not sent", "A source’s name is up to 40 small letters, digits, _ and -.")
    file = await forms.part(parts, "file")
    upload = console.bringing.shelf.new(
        by=request[CALLER].operator.id, name=_name(file.filename), source=source, at=console.clock()
    )
    console.bringing.arriving += 1
    try:
        with console.bringing.shelf.content(upload.id).open("wb") as out:
            async for chunk in forms.chunks(file, console.settings.upload_bytes):
                await asyncio.to_thread(out.write, chunk)
            size = out.tell()
    except BaseException:
        await console.bringing.discard(upload)
        raise
    finally:
        console.bringing.arriving -= 1
    return console.bringing.shelf.keep(upload, size=size)


def _name(given: str | None) -> str:
    """For people: never used as a path."""
    last = re.split(r"[\\/]", given or "")[-1].strip()
    return mask(visible(last)).text[:NAME_SIGNS] or "file"


async def _looked(request: web.Request, console: Console, upload: Upload, mapping: str) -> web.Response:
    bringing = console.bringing
    sample = await bringing.look(upload)
    detail = {"name": upload.name, "bytes": upload.size, "source": upload.source}
    await put_on_trail(request, action="upload_contacts", object=upload.id, detail=detail)
    upload = bringing.shelf.keep(upload, total=sample.total)
    if mapping and mapping in channels.mappings(console):
        path = console.ledger.folder / "mappings" / f"{mapping}.yml"
        form = await asyncio.to_thread(layout.load, path)
        bringing.check(bringing.shelf.describe(upload, form))
    elif plain(sample):
        bringing.check(upload)
    return _to(upload)


async def show(request: web.Request) -> web.Response:
    forms.query(request, ())
    return await _page(request, _found(request))


async def progress(request: web.Request) -> web.Response:
    """For the page to ask again and again; it is no page, and fills no trail."""
    forms.query(request, ())
    upload = _found(request)
    done = shared.of(request).bringing.done.get(upload.id, 0)
    return web.json_response({"stage": upload.stage, "done": done, "total": upload.total})


async def describe(request: web.Request) -> web.Response:
    """Which column is what; where there are codes, what they mean is asked next."""
    console, form, upload = shared.of(request), request[FORM], _open(request)
    sample, known = await _sample(console, upload), describing.choices(console.catalogue)
    try:
        found = describing.columns(form, sample, known)
    except Undescribed as error:
        upload = console.bringing.shelf.keep(upload, stage=Stage.COLUMNS)
        return await _page(request, upload, str(error), form)
    upload = console.bringing.shelf.describe(upload, found)
    if await _strange(console, upload):
        return _to(console.bringing.shelf.keep(upload, stage=Stage.CODES))
    return _to(console.bringing.check(upload))


async def decode(request: web.Request) -> web.Response:
    console, form, upload = shared.of(request), request[FORM], _open(request)
    asked, known = await _strange(console, upload), describing.choices(console.catalogue)
    try:
        found = describing.with_codes(console.bringing.shelf.layout(upload), form, asked, known)
    except Undescribed as error:
        upload = console.bringing.shelf.keep(upload, stage=Stage.CODES)
        return await _page(request, upload, str(error), form)
    return _to(console.bringing.check(console.bringing.shelf.describe(upload, found)))


async def again(request: web.Request) -> web.Response:
    """Back to the columns."""
    console, upload = shared.of(request), _open(request)
    return _to(console.bringing.shelf.keep(upload, stage=Stage.COLUMNS, found=None, error=None))


async def bring(request: web.Request) -> web.Response:
    """Import it, by the same code as the command line; who is second is told so."""
    console, upload = shared.of(request), _found(request)
    ready = upload.stage is Stage.CHECKED or (upload.stage is Stage.FAILED and upload.digest)
    if not ready:
        return await _page(request, upload, "It is not ready to be imported, or somebody imports it already.")
    detail = {"name": upload.name, "source": upload.source}
    begun = console.bringing.bring(upload)
    await put_on_trail(request, action="import_contacts", object=upload.id, detail=detail)
    if upload.described:
        text = console.bringing.shelf.mapping(upload.id).read_text(encoding="utf-8")
        path = console.ledger.folder / "mappings" / f"{upload.source}.yml"
        await asyncio.to_thread(shelf.write, path, text)
    return _to(begun)


async def discard(request: web.Request) -> web.Response:
    console, upload = shared.of(request), _found(request)
    if upload.stage is Stage.IMPORTING:
        return await _page(request, upload, "It is being imported; take the import back when it is done.")
    await console.bringing.discard(upload)
    return web.Response(status=303, headers={"Location": channels.PATH})


async def rejects(request: web.Request) -> web.StreamResponse:
    """Masked, without citizens, and no formula for a spreadsheet."""
    console, upload = shared.of(request), _found(request)
    path = console.bringing.shelf.rejects(upload.id)
    if not path.exists():
        raise Problem(404, "Not found", "No row of this file was rejected.")
    await put_on_trail(request, action="take_rejects", object=upload.id)
    headers = {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="genvej-rejects-{upload.source}.csv"',
    }
    return web.FileResponse(path, headers=headers)


async def mapping(request: web.Request) -> web.Response:
    console, upload = shared.of(request), _found(request)
    if not upload.described:
        raise Problem(404, "Not found", "This file has our own names and needs no mapping.")
    await put_on_trail(request, action="open_page", object=request.path)
    text = console.bringing.shelf.mapping(upload.id).read_text(encoding="utf-8")
    return channels.yaml_file(text, upload.source)


def _to(upload: Upload) -> web.Response:
    return web.Response(status=303, headers={"Location": f"{PLACE}/{upload.id}"})


def _found(request: web.Request) -> Upload:
    found = shared.of(request).bringing.shelf.find(request.match_info["id"])
    if found is None:
        raise Problem(
            404, "Not found", "This file is gone: it was discarded, or the server began anew. Send it again."
        )
    return found


def _open(request: web.Request) -> Upload:
    """One that may still be described otherwise."""
    found = _found(request)
    if found.stage in (Stage.CHECKING, Stage.IMPORTING, Stage.DONE):
        raise Problem(409, "Not now", "This file is being read or imported, or was imported already.")
    return found


async def _sample(console: Console, upload: Upload) -> Sample:
    try:
        return await console.bringing.look(upload)
    except FileRefused as error:
        raise Problem(422, "Cannot be read", f"The file {error}.") from None


async def _strange(console: Console, upload: Upload) -> dict[str, Codes]:
    names = describing.coded(console.bringing.shelf.layout(upload))
    found = await console.bringing.codes(upload, [*names.values()])
    ours = {field: found[name] for field, name in names.items()}
    return describing.strange(ours, console.catalogue, describing.choices(console.catalogue))


async def _page(
    request: web.Request, upload: Upload, error: str | None = None, given: Mapping[str, str] | None = None
) -> web.Response:
    console, stage, found = shared.of(request), upload.stage, upload.found
    names = {one.id: one.name for one in await console.ledger.read(operators.all)}
    months, services, before = await console.ledger.read(lambda conn: _changes(conn, console, upload))
    describes = stage in (Stage.COLUMNS, Stage.CODES)
    shown = UploadPage(
        title=f"Contacts from {upload.source}",
        error=error,
        upload=upload,
        by=names.get(upload.by, ""),
        done=console.bringing.done.get(upload.id, 0),
        sample=await _sample(console, upload) if describes else None,
        codes=await _strange(console, upload) if stage is Stage.CODES else {},
        choices=describing.choices(console.catalogue) if describes else {},
        months=months,
        services=services,
        rejects=_first_rejects(console.bringing.shelf.rejects(upload.id)) if found and found.rejected else [],
        before=before,
        given=given or {},
        labels=describing.LABELS,
        told=describing.TOLD,
    )
    return render(request, shown, status=409 if error else 200)


def _changes(
    conn: Reads, console: Console, upload: Upload
) -> tuple[list[Change], list[Change], list[Import]]:
    found = upload.found
    if found is None or upload.stage is not Stage.CHECKED:
        return [], [], []
    before = imports.of_file(conn, upload.digest)
    if not found.cells:
        return [], [], before
    now = counts.contact_months(conn, _period(found))
    by_month = Counter[tuple[str, ...]]()
    by_service = Counter[tuple[str, ...]]()
    for cell in now:
        by_month[f"{cell.day:%Y-%m}", cell.channel] += cell.count
        by_service[(cell.service,)] += cell.count
    titles = console.figures.titles
    months = [
        Change(label=f"{month}, {channel.replace('_', ' ')}", now=by_month[month, channel], new=new)
        for (month, channel), new in found.by(0, 1).items()
    ]
    services = [
        Change(label=titles.get(service, service), now=by_service[(service,)], new=new)
        for (service,), new in sorted(found.by(2).items(), key=lambda one: (-one[1], one[0]))
    ]
    return months, services, before


def _period(found: Found) -> Period:
    first, last = (
        date.fromisoformat(f"{end(month for (month, _, _), _ in found.cells)}-01") for end in (min, max)
    )
    return Period(first, Month.of(last).plus(1).first())


def _first_rejects(path: Path) -> list[tuple[str, str]]:
    def rows() -> Iterator[Sequence[str]]:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.reader(file)

    try:
        return [(row[0], row[1]) for row in islice(rows(), 1, REJECTS_SHOWN + 1)]
    except FileNotFoundError:
        return []
