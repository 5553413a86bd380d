"""Reads a file part by part: the good rows as contacts, the bad ones into the rejects."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from bot.intake.delimited import Delimited
from bot.intake.files import File
from bot.intake.layout import Layout
from bot.intake.moments import Refused
from bot.intake.objects import Objects
from bot.intake.parquet import Parquet
from bot.intake.picking import Row
from bot.intake.rejects import Rejects
from bot.intake.rows import Checker
from bot.ledger.contacts import Contact
from bot.ledger.imports import Part
from bot.ledger.pseudonyms import Pseudonyms

Reader = Delimited | Objects | Parquet
Parts = Generator[tuple[Part, int], None, None]  # and how far the reader is then, in its own unit
READERS: dict[str, Callable[[File, Layout, ExitStack], Reader]] = {
    "csv": Delimited,
    "jsonl": Objects,
    "parquet": Parquet,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that it takes to read a file, so that another process can do it; `rejects` is where bad rows go."""

    file: File
    layout: Layout
    services: Mapping[str, str]
    pseudonyms: Pseudonyms
    now: Callable[[], datetime]
    rejects: Path


class Reading:
    """A file that was opened, until `held` closes. Raises FileRefused."""

    def __init__(self, recipe: Recipe, held: ExitStack) -> None:
        layout = recipe.layout
        self.source = READERS[recipe.file.format](recipe.file, layout, held)
        hidden = layout.columns["citizen"].names if "citizen" in layout.columns else ()
        self._rejects = Rejects(recipe.rejects, self.source.header, hidden, _masked)
        held.callback(self._rejects.close)
        self._checker = Checker(
            recipe.services,
            recipe.pseudonyms,
            recipe.now,
            moments=layout.moments,
            unit=layout.unit,
            nameless=layout.nameless,
        )

    def parts(self, position: int, most: int) -> Parts:
        """From where an earlier run stopped, each of `most` rows but the last. Raises FileRefused."""
        rows = self.source.rows()
        self._rejects.resume(_skip(rows, position))
        while part := self._part(rows, position, most):
            yield part, self.source.done
            position = part.end

    def _part(self, rows: Iterator[Row], position: int, most: int) -> Part | None:
        """The next rows of the file, None at its end; the bad ones are in the rejects when it returns."""
        good: list[Contact] = []
        bad = 0
        for row in islice(rows, most):
            reason = row.reason
            if reason is None:
                try:
                    good.append(self._checker.contact(row.values))
                    continue
                except Refused as error:
                    reason = str(error)
            bad += 1
            self._rejects.add(row, reason)
        self._rejects.flush()
        return Part(position=position, rows=good, rejected=bad) if good or bad else None


def _skip(rows: Iterator[Row], count: int) -> int:
    """The line of the last row that was skipped."""
    line = 0
    for row in islice(rows, count):
        line = row.line
    return line


def _masked(text: str) -> str:
    from bot.masking import mask

    return mask(text).text
