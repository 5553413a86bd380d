"""Where rows go that could not be taken: with line and reason, and without whom they are about."""

import csv
import json
import os
import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from bot.intake.picking import FileRefused, Row

CITIZEN: Final = "[citizen]"
_COLUMNS: Final = ("line", "reason")
_PERSONAL: Final = re.compile(r"\d{2}.?\d{2}|@|[^\x00-\x7f]\d")  # what masking could find something in
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Rejects:
    """Made with the first rejected row; of an earlier run what came up to `line` stays."""

    def __init__(
        self, path: Path, header: Sequence[str], citizen: Collection[str], mask: Callable[[str], str]
    ) -> None:
        self.path = path
        self._header = list(header)
        self._hidden = {name.casefold() for name in citizen}
        self._mask = mask
        self._file: TextIO | None = None

    def resume(self, line: int) -> None:
        """Keep what an earlier run wrote up to this line, and drop the rest. Raises FileRefused."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if not rows or tuple(rows[0][:2]) != _COLUMNS:
            raise FileRefused(f"{self.path} is there and no file of rejects; name another one with --rejects")
        self.path.unlink()
        for row in rows[1:]:
            if row and row[0].isdecimal() and int(row[0]) <= line:
                self._put(row)

    def add(self, row: Row, reason: str) -> None:
        self._put([str(row.line), reason, *map(inert, self._cells(row))])

    def flush(self) -> None:
        """On the disk before the batch is booked, so that no rejected row is lost."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _put(self, row: Sequence[str]) -> None:
        if self._file is None:
            opened = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(opened, "w", encoding="utf-8", errors="replace", newline="")
            csv.writer(self._file).writerow([*_COLUMNS, *map(inert, self._header)])
        csv.writer(self._file).writerow(row)

    def _cells(self, row: Row) -> list[str]:
        cells = [self._shown(cell) for cell in row.cells]
        if row.values and not isinstance(row.cells[0], dict):
            names = (name.strip().casefold() for name in self._header)
            return [
                CITIZEN if name in self._hidden and cell else cell
                for name, cell in zip(names, cells, strict=True)
            ]
        return cells

    def _shown(self, cell: Any) -> str:
        if isinstance(cell, dict):
            members = {key: self._member(key, value) for key, value in cell.items()}
            return json.dumps(members, ensure_ascii=False, default=str)
        text = "" if cell is None else str(cell)
        return self._mask(text) if _PERSONAL.search(text) else text

    def _member(self, key: str, value: Any) -> Any:
        if key.casefold() in self._hidden and value:
            return CITIZEN
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        shown = self._shown(text)
        return value if shown == text else shown


def inert(cell: str) -> str:
    """A spreadsheet takes it for text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
