"""Rows of text as CSV, JSON Lines or Parquet, a block at a time: memory stays the same at any size."""

import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from bot.report import sheet

Format = Literal["csv", "jsonl", "parquet"]
Row = Sequence[str | None]

TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
GROUP_ROWS: Final = 20_000
# What a column holds beside text, by its name, the same in every table. Everything else stays text, amounts
# of money too, which must not become binary fractions.
INSTANTS: Final = frozenset(
    {"offered_at", "opened_at", "completed_at", "changed_at", "at", "started_at", "finished_at", "undone_at"}
)
COUNTS: Final = frozenset({"contacts", "counted", "repeated", "rejected", "rows", "quarter"})
_GAPS: Final = ("gap_before", "low_before", "high_before", "gap_after", "low_after", "high_after")
SHARES: Final = frozenset({"simple_return", "rule", *_GAPS})


class Encoder(Protocol):
    """`head` and `tail` stand around the blocks; a file without its tail is a broken one."""

    def head(self) -> bytes: ...

    def block(self, rows: Iterable[Row]) -> bytes: ...

    def tail(self) -> bytes: ...


def encoder(format: Format, columns: Sequence[str]) -> Encoder:
    if format == "csv":
        return Csv(columns)
    return JsonLines(columns) if format == "jsonl" else Parquet(columns)


def whole(format: Format, columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    made = encoder(format, columns)
    return made.head() + made.block(rows) + made.tail()


class Csv:
    """RFC 4180; a cell that a spreadsheet could take for a formula begins with an apostrophe."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return (sheet.BOM + sheet.row(self._columns)).encode()

    def block(self, rows: Iterable[Row]) -> bytes:
        return sheet.rows(rows).encode()

    def tail(self) -> bytes:
        return b""


class JsonLines:
    """One object a line, each with every column; what is not known is null."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return b""

    def block(self, rows: Iterable[Row]) -> bytes:
        return "".join(f"{self._line(row)}\n" for row in rows).encode()

    def tail(self) -> bytes:
        return b""

    def _line(self, row: Row) -> str:
        named = {name: _number(name, text) for name, text in zip(self._columns, row, strict=True)}
        return json.dumps(named, ensure_ascii=False, separators=(",", ":"))


class Parquet:
    """Instants are timestamps in UTC, counts and shares numbers; its end says what is in it."""

    def __init__(self, columns: Sequence[str]) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        self._columns = columns
        self._schema = pyarrow.schema([(name, _arrow(name)) for name in columns])
        self._out = _Drain()
        sink = pyarrow.PythonFile(self._out, mode="w")
        self._writer = ParquetWriter(sink, self._schema, compression="zstd")
        self._waiting: list[Row] = []

    def head(self) -> bytes:
        return self._out.drained()

    def block(self, rows: Iterable[Row]) -> bytes:
        self._waiting += rows
        if len(self._waiting) >= GROUP_ROWS:
            self._group()
        return self._out.drained()

    def tail(self) -> bytes:
        if self._waiting:
            self._group()
        self._writer.close()
        return self._out.drained()

    def _group(self) -> None:
        import pyarrow

        columns = zip(*self._waiting, strict=True)
        values = {
            name: [_value(name, text) for text in column]
            for name, column in zip(self._columns, columns, strict=True)
        }
        self._writer.write_table(pyarrow.table(values, schema=self._schema))
        self._waiting = []


class _Drain(io.RawIOBase):
    """A file that gives away what was written to it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._size += len(part)
        return len(part)

    def drained(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _number(name: str, text: str | None) -> object:
    if not text:
        return None
    return int(text) if name in COUNTS else float(text) if name in SHARES else text


def _value(name: str, text: str | None) -> object:
    return datetime.fromisoformat(text) if text and name in INSTANTS else _number(name, text)


def _arrow(name: str) -> Any:
    import pyarrow

    if name in INSTANTS:
        return pyarrow.timestamp("us", tz="UTC")
    return pyarrow.int64() if name in COUNTS else pyarrow.float64() if name in SHARES else pyarrow.string()
