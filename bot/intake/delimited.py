"""CSV as RFC 4180 has it, with any of the usual delimiters; a row that is broken breaks no other."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final, TextIO

from bot.intake.files import File
from bot.intake.layout import DELIMITERS, Layout
from bot.intake.picking import FileRefused, Row, from_cells

LINE_CHARACTERS: Final = 65_536
RECORD_LINES: Final = 100


class _Broken(Exception):
    """The record cannot end any more."""


class Lines:
    """The lines of a file, of which those of a broken record are read again one by one."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self.number = 0
        self.record: list[str] = []  # the lines since `begin`

    def begin(self) -> None:
        self.record.clear()

    def back(self) -> None:
        """Only the first line of the record is done with."""
        self.number -= len(self.record) - 1
        self._again.extendleft(reversed(self.record[1:]))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline(LINE_CHARACTERS)
        if not line:
            raise StopIteration
        self.number += 1
        self.record.append(line)
        if len(line) == LINE_CHARACTERS and not line.endswith("\n"):
            while (rest := self._file.readline(LINE_CHARACTERS)) and not rest.endswith("\n"):
                pass
            raise _Broken
        if len(self.record) > RECORD_LINES:
            raise _Broken
        return line


class Delimited:
    """`total` and `done` are bytes; `header` names the cells of a row."""

    def __init__(self, file: File, layout: Layout, held: ExitStack) -> None:
        self._binary = held.enter_context(file.path.open("rb"))
        text = held.enter_context(
            io.TextIOWrapper(self._binary, encoding=file.encoding, errors="replace", newline="")
        )
        self._lines = Lines(text)
        self.total = file.size
        try:
            first = next(self._lines, "") if file.size else ""
        except _Broken:
            raise FileRefused(
                f"has no header: its first line is longer than {LINE_CHARACTERS} signs"
            ) from None
        if not first.strip():
            raise FileRefused("is empty; its first line names the columns")
        self._delimiter = layout.delimiter or _delimiter(first, layout)
        self.header = next(csv.reader([first], delimiter=self._delimiter))
        self._pick = from_cells(layout, self.header)

    @property
    def done(self) -> int:
        return self._binary.tell()

    def rows(self) -> Iterator[Row]:
        reader = self._reader()
        width, lines, pick = len(self.header), self._lines, self._pick
        while True:
            lines.begin()
            line = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _Broken):
                yield Row(
                    line,
                    (),
                    [lines.record[0].rstrip("\r\n")],
                    "a quotation mark is never closed, or misplaced",
                )
                lines.back()
                reader = self._reader()
                continue
            if len(cells) == width:
                yield Row(line, pick(cells), cells)
            elif cells:
                yield Row(line, (), cells, f"has {len(cells)} values, but the header has {width}")
                lines.back()

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines, delimiter=self._delimiter, strict=True)


def _delimiter(first: str, layout: Layout) -> str:
    """The one with which the header has most of the columns that are asked for."""
    asked = {one.casefold() for column in layout.columns.values() for one in column.names}

    def found(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=delimiter))
        return sum(name.strip().casefold() in asked for name in names), len(names)

    return max(DELIMITERS, key=found)
