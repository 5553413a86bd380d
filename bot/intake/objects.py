"""JSON Lines: one object a line."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final, NoReturn

from bot.intake.files import File
from bot.intake.layout import Layout
from bot.intake.picking import Row, from_members

LINE_CHARACTERS: Final = 65_536


class Objects:
    """`total` and `done` are bytes."""

    header = ("row",)

    def __init__(self, file: File, layout: Layout, held: ExitStack) -> None:
        self._binary = held.enter_context(file.path.open("rb"))
        self._text = held.enter_context(
            io.TextIOWrapper(self._binary, encoding=file.encoding, errors="replace", newline="\n")
        )
        self._pick = from_members(layout)
        self.total = file.size

    @property
    def done(self) -> int:
        return self._binary.tell()

    def rows(self) -> Iterator[Row]:
        number = 0
        while line := self._text.readline(LINE_CHARACTERS):
            number += 1
            if len(line) == LINE_CHARACTERS and not line.endswith("\n"):
                while (rest := self._text.readline(LINE_CHARACTERS)) and not rest.endswith("\n"):
                    pass
                yield Row(number, (), [line], f"is longer than {LINE_CHARACTERS} characters")
            elif line.strip():
                yield self._row(number, line)

    def _row(self, number: int, line: str) -> Row:
        try:
            value = json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return Row(number, (), [line.rstrip("\r\n")], "is not JSON")
        if not isinstance(value, dict):
            return Row(number, (), [line.rstrip("\r\n")], "is no JSON object")
        return Row(number, self._pick(value), [value])


def _no_constant(_: str) -> NoReturn:
    raise ValueError("NaN and infinities are not JSON")
