"""`genvej import contacts` and `genvej import undo`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TextIO

from bot.books import opened_books
from bot.clock import now
from bot.failure import CommandError
from bot.intake import importing, layout, picking
from bot.intake.files import look
from bot.intake.importing import Books, Sums
from bot.intake.layout import Layout, MappingError
from bot.intake.parquet import Parquet
from bot.intake.reading import Reader, Reading, Recipe
from bot.intake.rows import services
from bot.ledger import LedgerError
from bot.ledger.imports import NewImport, Undone
from bot.municipality import catalogue_of
from bot.pseudonymise import pseudonyms_of
from bot.settings import Settings

SOURCE: Final = "import"  # where nobody says which system the contacts come from


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for on the command line."""

    files: tuple[Path, ...]
    source: str | None
    mapping: Path | None
    rejects: Path | None
    dry_run: bool


async def bring_contacts(settings: Settings, wish: Wish, out: TextIO) -> int:
    """0 when every row was taken, 1 when some were rejected. Raises CommandError."""
    if wish.rejects is not None and len(wish.files) > 1:
        raise CommandError("--rejects goes with one file; without it each has FILE.rejects.csv")
    try:
        form = layout.load(wish.mapping) if wish.mapping else layout.PLAIN
    except MappingError as error:
        raise CommandError(str(error)) from error
    source = wish.source or form.source or SOURCE
    if not layout.source_name(source):
        raise CommandError(f"--source {source}: a source's name is up to 40 small letters, digits, _ and -")
    form = replace(form, source=source)
    try:
        if wish.dry_run:
            return sum([await _one(settings, form, wish, path, None, out) for path in wish.files]) and 1
        async with opened_books(settings) as books:
            return sum([await _one(settings, form, wish, path, books, out) for path in wish.files]) and 1
    except LedgerError as error:
        raise CommandError(f"{error} The same command goes on where it stopped.") from error


async def undo(settings: Settings, id: str, out: TextIO) -> int:
    try:
        async with opened_books(settings) as books:
            undone = await books.undo(id)
    except LedgerError as error:
        raise CommandError(f"import {id}: {error}") from error
    print(f"import {id} counts no more: {_given_back(undone)}", file=out)
    return 0


def _given_back(undone: Undone) -> str:
    taken = f"{undone.contacts} contacts were taken out of the sums"
    if not undone.restored:
        return taken
    return f"{taken}, and what they had reversed is restored: {undone.restored} deflections"


async def _one(
    settings: Settings, form: Layout, wish: Wish, path: Path, books: Books | None, out: TextIO
) -> int:
    """How many rows of the file were rejected."""
    try:
        with ExitStack() as held:
            file = look(path, form, wish.mapping.read_bytes() if wish.mapping else b"")
            recipe = Recipe(
                file=file,
                layout=form,
                services=services(catalogue_of(settings, "")),
                pseudonyms=pseudonyms_of(settings),
                now=now,
                rejects=wish.rejects or path.with_name(f"{path.name}.rejects.csv"),
            )
            reading = Reading(recipe, held)
            show = held.enter_context(_bar(reading.source, path.name))
            if books is None:
                sums = importing.checked(reading, show=show)
            else:
                new = NewImport(source=str(form.source), at=now(), name=path.name, file_digest=file.digest)
                sums = await importing.bring(importing.reader(recipe, reading), books, new, show=show)
    except picking.FileRefused as error:
        raise CommandError(f"{path}: {error}") from error
    except OSError as error:
        raise CommandError(f"{error.filename or path}: {error.strerror or error}") from error
    _say(f"{path}", form, reading.source, sums, out)
    if sums.rejected:
        print(f"            see {recipe.rejects}", file=out)
    return sums.rejected


@contextmanager
def _bar(source: Reader, name: str) -> Iterator[Callable[[int], None]]:
    """Moves what is shown to where the reader is; only a terminal shows it."""
    from tqdm import tqdm

    unit = {"unit": " rows"} if isinstance(source, Parquet) else {"unit": "B", "unit_scale": True}
    with tqdm(total=source.total, desc=name, disable=None, leave=False, **unit) as bar:

        def show(done: int) -> None:
            bar.update(done - bar.n)

        yield show


def _say(path: str, form: Layout, source: Reader, sums: Sums, out: TextIO) -> None:
    told = f"import {sums.id} from {form.source}" if sums.id else "nothing was booked (--dry-run)"
    print(f"{path}: {told}", file=out)
    if sums.resumed:
        print(f"  resumed   {sums.resumed:>9} rows had been done before", file=out)
    print(f"  accepted  {sums.accepted:>9}{_channels(sums)}", file=out)
    if sums.id:
        note = " (source and contact_id known before: the first one stays)" if sums.repeated else ""
        print(f"  repeated  {sums.repeated:>9}{note}", file=out)
    others = picking.unread(form, source.header) if source.header != ("row",) else []
    if others:
        print(f"  not read: the columns {', '.join(others)}", file=out)
    print(f"  rejected  {sums.rejected:>9}", file=out)


def _channels(sums: Sums) -> str:
    told = ", ".join(f"{channel} {count}" for channel, count in sorted(sums.channels.items()))
    return f" ({told})" if told else ""
