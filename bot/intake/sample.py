"""A look into a file that nobody has described yet: its columns, some rows to show, and the codes it uses."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from bot.intake import guessing
from bot.intake.files import File
from bot.intake.layout import Layout
from bot.intake.picking import Row
from bot.intake.reading import READERS, Reader

SHOWN: Final = 6
LOOKED: Final = 50_000  # rows; a code that comes up later is told by the rejects
SIGNS: Final = 40
MOST_COLUMNS: Final = 80
MOST_CODES: Final = 60
HIDDEN: Final = "[hidden]"

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`rows` may be shown: masked, and hidden where a column could hold whom or what a contact was about.

    `guess` is where each of our columns seems to stand, `form` how the times seem to be written; `total` is
    how far the reader will get.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guess: Mapping[str, str]
    form: str | None
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The values of one column, the most frequent first; `left` are as many that are not listed."""

    values: tuple[tuple[str, int], ...]
    left: int = 0


def look(file: File, layout: Layout) -> Sample:
    """Raises FileRefused."""
    with ExitStack() as held:
        source = READERS[file.format](file, layout, held)
        rows, total = list(islice(_rows(source), 500)), source.total
    columns = tuple(dict.fromkeys(name for row in rows for name in row))[:MOST_COLUMNS]
    guess = guessing.columns(columns)
    return Sample(
        columns=columns,
        rows=tuple(tuple(_shown(name, row.get(name, "")) for name in columns) for row in rows[:SHOWN]),
        guess=guess,
        form=guessing.form([row.get(guess["at"], "") for row in rows]) if "at" in guess else None,
        total=total,
    )


def codes(file: File, layout: Layout, columns: Sequence[str]) -> dict[str, Codes]:
    """What stands in these columns of the first rows; what could name somebody is listed nowhere."""
    found: dict[str, Counter[str]] = {name: Counter() for name in columns}
    with ExitStack() as held:
        for row in islice(_rows(READERS[file.format](file, layout, held)), LOOKED):
            for name, counter in found.items():
                if value := row.get(name, "").strip():
                    counter[value] += 1
    return {name: _codes(counter) for name, counter in found.items()}


def _codes(found: Counter[str]) -> Codes:
    plain = [(value, count) for value, count in found.most_common(MOST_CODES * 2) if _is_code(value)]
    return Codes(values=tuple(plain[:MOST_CODES]), left=len(found) - len(plain[:MOST_CODES]))


def _is_code(value: str) -> bool:
    from bot.masking import mask

    return len(value) <= SIGNS * 2 and value.isprintable() and mask(value).text == value


def _shown(name: str, value: str) -> str:
    from bot.masking import mask

    if value and guessing.personal(name):
        return HIDDEN
    text = mask(value).text
    return text if len(text) <= SIGNS else f"{text[:SIGNS]}…"


def _rows(source: Reader) -> Iterator[Cells]:
    return (_named(source.header, row) for row in source.rows() if row.values)


def _named(header: Sequence[str], row: Row) -> Cells:
    cells = row.cells[0] if isinstance(row.cells[0], dict) else dict(zip(header, row.cells, strict=True))
    return {str(name).strip(): _text(value) for name, value in cells.items()}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
