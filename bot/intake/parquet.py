"""Parquet, a batch of rows at a time; `line` is the number of the row."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final

from bot.intake.files import File
from bot.intake.layout import Layout
from bot.intake.picking import FileRefused, Row, from_cells

ROWS_AT_ONCE: Final = 4096


class Parquet:
    """`total` and `done` are rows."""

    def __init__(self, file: File, layout: Layout, held: ExitStack) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetFile

        try:
            self._file = held.enter_context(ParquetFile(file.path))
        except pyarrow.ArrowException as error:
            raise FileRefused("is no Parquet file, or it is cut off") from error
        self._refusals = pyarrow.ArrowException
        self.header: list[str] = list(self._file.schema_arrow.names)
        self._pick = from_cells(layout, self.header)
        self.total = int(self._file.metadata.num_rows)
        self.done = 0

    def rows(self) -> Iterator[Row]:
        try:
            for batch in self._file.iter_batches(batch_size=ROWS_AT_ONCE):
                columns = [_values(column) for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    self.done += 1
                    yield Row(self.done, self._pick(cells), cells)
        except self._refusals as error:
            raise FileRefused(f"cannot be read beyond row {self.done}") from error


def _values(column: Any) -> list[Any]:
    """As Python has them; nanoseconds, which it has not, are cut off."""
    import pyarrow

    if pyarrow.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pyarrow.timestamp("us", tz=column.type.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return values
