"""Reads a large file in a process of its own: one core reads on while another one books."""

import gc
import resource
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

from bot.intake.picking import FileRefused
from bot.intake.reading import Parts, Reading, Recipe
from bot.ledger.contacts import Contact
from bot.ledger.imports import Part

T = TypeVar("T")
Packed = tuple[int, int, int, tuple[Any, ...]]  # position, rejected, done, and the columns of its rows

LARGE_BYTES: Final = 4_000_000  # below, starting a process costs more than it saves


def parts(recipe: Recipe, position: int, most: int, *, memory: int | None = None) -> Parts:
    """As `Reading.parts`. `memory` bounds, in bytes, what a file from strangers may make its reader take."""
    many_rows()
    with closing(_heard(_packed, (recipe, position, most), memory)) as heard:
        for said in heard:
            yield _unpacked(*said)


def call(work: Callable[..., T], *given: Any, memory: int) -> T:
    """What `work`, a function of a module, returns there. Raises FileRefused and OSError as it does."""
    said: T = next(_heard(_once, (work, *given), memory))
    return said


def _once(work: Callable[..., T], *given: Any) -> Iterator[T]:
    yield work(*given)


def _packed(recipe: Recipe, position: int, most: int) -> Iterator[Packed]:
    many_rows()
    with ExitStack() as held:
        for part, done in Reading(recipe, held).parts(position, most):
            yield part.position, part.rejected, done, tuple(zip(*part.rows, strict=True))


def _heard(
    work: Callable[..., Iterator[T]], given: tuple[Any, ...], memory: int | None
) -> Generator[T, None, None]:
    """What `work` gives in a process that ends with this one, however that ends: nobody takes its words."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, work, given, memory), daemon=True)
    process.start()
    theirs.close()
    try:
        while (said := ours.recv()) is not None:
            if isinstance(said, Exception):
                raise said
            yield said[0]
    except EOFError:
        raise FileRefused("cannot be read to its end: the process that reads it was ended") from None
    finally:
        ours.close()
        process.kill()
        process.join()


def _send(
    to: Connection, work: Callable[..., Iterator[T]], given: tuple[Any, ...], memory: int | None
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the process that books
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    with suppress(BrokenPipeError):
        try:
            for said in work(*given):
                to.send((said,))
            to.send(None)
        except MemoryError:  # Arrow's is one as well
            to.send(FileRefused("needs more memory than a file may: it unpacks to far more than it is"))
        except (FileRefused, OSError) as error:
            to.send(error)


def _unpacked(position: int, rejected: int, done: int, columns: tuple[Any, ...]) -> tuple[Part, int]:
    rows = list(map(Contact, *columns)) if columns else []
    return Part(position=position, rows=rows, rejected=rejected), done


def many_rows() -> None:
    """Rows hold no circles, but looking for some among so many costs as much as a third of all."""
    gc.set_threshold(500_000, 10, 10)
