"""Reads a large file in a process of its own: one core reads on while another one books."""

import gc
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Final

from bot.intake.picking import FileRefused
from bot.intake.reading import Parts, Reading, Recipe
from bot.ledger.contacts import Contact
from bot.ledger.imports import Part

Packed = tuple[int, int, int, tuple[Any, ...]]  # position, rejected, done, and the columns of its rows

LARGE_BYTES: Final = 4_000_000  # below, starting a process costs more than it saves


def parts(recipe: Recipe, position: int, most: int) -> Parts:
    """As `Reading.parts`. The process ends with this one, however that ends: nobody takes what it sends."""
    many_rows()
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, recipe, position, most), daemon=True)
    process.start()
    theirs.close()
    try:
        while (said := ours.recv()) is not None:
            if isinstance(said, Exception):
                raise said
            yield _unpacked(*said)
    except EOFError:
        raise FileRefused("cannot be read to its end: the process that reads it was ended") from None
    finally:
        ours.close()
        process.kill()
        process.join()


def _send(to: Connection, recipe: Recipe, position: int, most: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the process that books
    many_rows()
    with suppress(BrokenPipeError), ExitStack() as held:
        for said in _told(recipe, held, position, most):
            to.send(said)


def _told(recipe: Recipe, held: ExitStack, position: int, most: int) -> Iterator[Packed | Exception | None]:
    """The parts, and at the end what kept it from reading on, or nothing."""
    try:
        for part, done in Reading(recipe, held).parts(position, most):
            yield part.position, part.rejected, done, tuple(zip(*part.rows, strict=True))
        yield None
    except (FileRefused, OSError) as error:
        yield error


def _unpacked(position: int, rejected: int, done: int, columns: tuple[Any, ...]) -> tuple[Part, int]:
    rows = list(map(Contact, *columns)) if columns else []
    return Part(position=position, rows=rows, rejected=rejected), done


def many_rows() -> None:
    """Rows hold no circles, but looking for some among so many costs as much as a third of all."""
    gc.set_threshold(500_000, 10, 10)
