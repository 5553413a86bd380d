"""Brings a file into the ledger, batch by batch: one is booked while the next one is read."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from bot.intake.delimited import Delimited
from bot.intake.files import File
from bot.intake.layout import Layout
from bot.intake.moments import Refused
from bot.intake.objects import Objects
from bot.intake.parquet import Parquet
from bot.intake.picking import Row
from bot.intake.rejects import Rejects
from bot.intake.rows import Checker
from bot.ledger.contacts import Booked, Contact
from bot.ledger.imports import BATCH_ROWS, Import, NewImport, Part

Reader = Delimited | Objects | Parquet
_READERS: dict[str, Callable[[File, Layout, ExitStack], Reader]] = {
    "csv": Delimited,
    "jsonl": Objects,
    "parquet": Parquet,
}


class Books(Protocol):
    """Where contacts are booked: here, or by the server that is running."""

    async def begin(self, new: NewImport) -> Import: ...

    async def advance(self, id: str, part: Part) -> Booked: ...

    async def finish(self, id: str) -> None: ...


@dataclass(slots=True)
class Sums:
    """What became of a file; `resumed` counts the rows that an earlier run had done."""

    id: str = ""
    resumed: int = 0
    accepted: int = 0
    repeated: int = 0
    rejected: int = 0
    channels: Counter[str] = field(default_factory=Counter)


def reader(file: File, layout: Layout, held: ExitStack) -> Reader:
    """Raises FileRefused; `held` closes the file."""
    return _READERS[file.format](file, layout, held)


async def bring(
    source: Reader,
    checker: Checker,
    rejects: Rejects,
    books: Books,
    new: NewImport,
    *,
    show: Callable[[], None],
) -> Sums:
    """The whole file, from where an earlier run stopped. Raises FileRefused and LedgerError."""
    started = await books.begin(new)
    sums = Sums(started.id, started.position, started.accepted, started.repeated, started.rejected)
    rows = source.rows()
    last = await asyncio.to_thread(_skip, rows, started.position)
    await asyncio.to_thread(rejects.resume, last)
    position, waiting = started.position, None
    while part := await asyncio.to_thread(_part, rows, position, checker, rejects):
        if waiting is not None:
            _add(sums, await waiting)
        show()
        waiting = asyncio.ensure_future(books.advance(started.id, part))
        sums.rejected += part.rejected
        position = part.end
    if waiting is not None:
        _add(sums, await waiting)
    await books.finish(started.id)
    show()
    return sums


def checked(source: Reader, checker: Checker, rejects: Rejects, *, show: Callable[[], None]) -> Sums:
    """What would become of the file, but for repeats: nothing is booked."""
    sums, rows = Sums(), source.rows()
    rejects.resume(0)
    while part := _part(rows, 0, checker, rejects):
        sums.accepted += len(part.rows)
        sums.rejected += part.rejected
        sums.channels.update(row.channel for row in part.rows)
        show()
    return sums


def _add(sums: Sums, booked: Booked) -> None:
    sums.accepted += booked.accepted
    sums.repeated += booked.repeated
    sums.channels.update(booked.channels)


def _skip(rows: Iterator[Row], count: int) -> int:
    """The line of the last row that was skipped."""
    line = 0
    for row in islice(rows, count):
        line = row.line
    return line


def _part(rows: Iterator[Row], position: int, checker: Checker, rejects: Rejects) -> Part | None:
    """The next rows of the file, None at its end; the bad ones are in the rejects when it returns."""
    good: list[Contact] = []
    bad = 0
    for row in islice(rows, BATCH_ROWS):
        reason = row.reason
        if reason is None:
            try:
                good.append(checker.contact(row.values))
                continue
            except Refused as error:
                reason = str(error)
        bad += 1
        rejects.add(row, reason)
    rejects.flush()
    return Part(position=position, rows=good, rejected=bad) if good or bad else None
