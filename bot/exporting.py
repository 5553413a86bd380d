"""`genvej export`: a table of the console as a file, by the console's own code."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from bot.catalogue import Catalogue
from bot.console import rows
from bot.console.filters import Wanted
from bot.console.streams import Block
from bot.console.views import channels, trail
from bot.console.views import export as log
from bot.deflection.periods import Period
from bot.failure import CommandError
from bot.ledger import LedgerError, audit, counts, demo, imports, operators
from bot.ledger.filters import LogFilter
from bot.ledger.reading import reading
from bot.ledger.transaction import Reads
from bot.municipality import catalogue_of
from bot.report import table as figures
from bot.report.encode import Encoder, Format, Row, encoder
from bot.reporting import made, period_of
from bot.settings import Settings

BLOCK_ROWS: Final = 1000
Blocks = Iterator[Sequence[Row]]


def export(settings: Settings, table: str, days: tuple[str, str], format: Format, out: BinaryIO) -> int:
    """The rows of the days from the first to, and without, the second. Raises CommandError."""
    catalogue, period = catalogue_of(settings), period_of(*days)
    if table == "figures":
        report = made(settings, catalogue, period, None)
        _write(encoder(format, figures.COLUMNS), [figures.rows(report, "en")], out)
        return 0
    columns, blocks = TABLES[table]
    try:
        with reading(settings.database) as conn:
            mark = ("DEMO",) if demo.marked(conn) else ()
            found = ([(*row, *mark) for row in block] for block in blocks(conn, catalogue, period))
            _write(encoder(format, (*columns, *mark)), found, out)
    except (LedgerError, OSError) as error:
        raise CommandError(str(error)) from error
    return 0


def written(settings: Settings, table: str, days: tuple[str, str], format: Format, path: Path) -> int:
    """Into a file that has its name only once it is whole. Raises CommandError."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as out:
            code = export(settings, table, days, format, out)
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{error.filename or path}: {error.strerror or error}") from error
    return code


def _write(made: Encoder, blocks: Iterable[Sequence[Row]], out: BinaryIO) -> None:
    out.write(made.head())
    for block in blocks:
        out.write(made.block(block))
    out.write(made.tail())
    out.flush()


def _paged(conn: Reads, block: Block) -> Blocks:
    after: str | None = None
    while True:
        found, after = block(conn, after)
        yield found
        if after is None:
            return


def _log(conn: Reads, catalogue: Catalogue, period: Period) -> Blocks:
    start, end = period.instants()
    return _paged(conn, log.block(catalogue, Wanted(given={}, filter=LogFilter(from_=start, to=end))))


def _contacts(conn: Reads, _: Catalogue, period: Period) -> Blocks:
    yield list(rows.listed(counts.contact_months(conn, period)))


def _imports(conn: Reads, _: Catalogue, period: Period) -> Blocks:
    names, (start, end) = _names(conn), period.instants()

    def block(conn: Reads, place: str | None) -> tuple[Sequence[Row], str | None]:
        found, after = imports.page(conn, place, BLOCK_ROWS)
        older = bool(found) and found[-1].started_at < start
        rows = [channels.values(one, names) for one in found if start <= one.started_at < end]
        return rows, None if older else after

    return _paged(conn, block)


def _trail(conn: Reads, _: Catalogue, period: Period) -> Blocks:
    names, (start, end) = _names(conn), period.instants()
    wanted = audit.Search(from_=start, to=end)
    return _paged(conn, trail.block(lambda _: wanted, lambda entry: trail.values(entry, names)))


def _names(conn: Reads) -> dict[str, str]:
    return {one.id: one.name for one in operators.all(conn)}


Read = Callable[[Reads, Catalogue, Period], Blocks]
TABLES: Final[dict[str, tuple[Sequence[str], Read]]] = {
    "log": (log.COLUMNS, _log),
    "contacts": (rows.COUNT_COLUMNS, _contacts),
    "imports": (channels.COLUMNS, _imports),
    "trail": (trail.COLUMNS, _trail),
}
