"""Brings a file into the ledger, batch by batch: one is booked while the next one is read."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from bot.intake import apart
from bot.intake.reading import Parts, Reading, Recipe
from bot.ledger.contacts import Booked
from bot.ledger.imports import BATCH_ROWS, Import, NewImport, Part


class Books(Protocol):
    """Where contacts are booked: here, or by the server that is running, in batches of at most `rows`."""

    @property
    def rows(self) -> int: ...

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


async def bring(
    read: Callable[[int, int], Parts], books: Books, new: NewImport, *, show: Callable[[int], None]
) -> Sums:
    """The whole file, from where an earlier run stopped. Raises FileRefused and LedgerError.

    `read` gives the parts from a position on, each of at most so many rows; `show` is told how far it is.
    """
    started = await books.begin(new)
    sums = Sums(started.id, started.position, started.accepted, started.repeated, started.rejected)
    waiting: asyncio.Future[Booked] | None = None
    with closing(read(started.position, books.rows)) as parts:
        while found := await following(parts):
            if waiting is not None:
                _add(sums, await waiting)
            part, done = found
            show(done)
            waiting = asyncio.ensure_future(books.advance(started.id, part))
            sums.rejected += part.rejected
    if waiting is not None:
        _add(sums, await waiting)
    await books.finish(started.id)
    return sums


def checked(reading: Reading, *, show: Callable[[int], None]) -> Sums:
    """What would become of the file, but for repeats: nothing is booked."""
    sums = Sums()
    for part, done in reading.parts(0, BATCH_ROWS):
        sums.accepted += len(part.rows)
        sums.rejected += part.rejected
        sums.channels.update(row.channel for row in part.rows)
        show(done)
    return sums


async def following(parts: Parts) -> tuple[Part, int] | None:
    """The next part, None at the end. Who is cancelled waits for it: it is read in another thread."""
    reading = asyncio.ensure_future(asyncio.to_thread(next, parts, None))
    try:
        return await asyncio.shield(reading)
    except asyncio.CancelledError:
        await asyncio.wait([reading])
        raise


def reader(recipe: Recipe, reading: Reading) -> Callable[[int, int], Parts]:
    """A large file is read in a process of its own."""
    if recipe.file.size < apart.LARGE_BYTES:
        return reading.parts
    return partial(apart.parts, recipe)


def _add(sums: Sums, booked: Booked) -> None:
    sums.accepted += booked.accepted
    sums.repeated += booked.repeated
    sums.channels.update(booked.channels)
