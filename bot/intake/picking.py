"""Picks a contact's values out of a row, as a layout says where they stand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from bot.intake.layout import Column, Layout
from bot.intake.rows import FIELDS


class Row(NamedTuple):
    """`values` are those of FIELDS, `cells` what stood there; `reason` says why it could not be read."""

    line: int
    values: Sequence[object]
    cells: Sequence[object]
    reason: str | None = None


class FileRefused(Exception):
    """The whole file cannot be read as it is; one line with the remedy."""


Picker = Callable[[Any], list[object]]


def from_cells(layout: Layout, header: Sequence[str]) -> Picker:
    """For rows whose cells stand in the header's order. Raises FileRefused."""
    places = {name.strip().casefold(): place for place, name in reversed(list(enumerate(header)))}
    wanted = [(name, column) for name, column in layout.columns.items() if not column.optional]
    missing = [one for _, column in wanted for one in column.names if one.casefold() not in places]
    if missing:
        raise FileRefused(
            f"the columns {', '.join(missing)} are missing; it has {', '.join(header)[:500]}. "
            "A file with --mapping can say what they are called here"
        )

    def place(name: str) -> Callable[[Sequence[object]], object]:
        index = places.get(name.casefold())
        return _nothing if index is None else lambda cells: cells[index]

    return _picker(layout, place)


def from_members(layout: Layout) -> Picker:
    """For rows that name their values; one that is not there is not given."""
    return _picker(layout, lambda name: lambda members: members.get(name))


def unread(layout: Layout, header: Sequence[str]) -> list[str]:
    """The columns of a file that nobody asks for."""
    asked = {one.casefold() for column in layout.columns.values() for one in column.names}
    return [name for name in header if name.strip().casefold() not in asked]


def _nothing(_: object) -> None:
    return None


def _picker(layout: Layout, place: Callable[[str], Callable[[Any], object]]) -> Picker:
    getters = [_getter(layout.columns.get(name), place) for name in FIELDS]
    return lambda row: [getter(row) for getter in getters]


def _getter(
    column: Column | None, place: Callable[[str], Callable[[Any], object]]
) -> Callable[[Any], object]:
    if column is None:
        return _nothing
    if column.always is not None:
        return lambda _: column.always
    parts = [place(name) for name in column.names]
    get = parts[0] if len(parts) == 1 else _joined(parts)
    if not column.codes and column.otherwise is None:
        return get
    return _translated(get, column.codes, column.otherwise)


def _joined(parts: list[Callable[[Any], object]]) -> Callable[[Any], object]:
    return lambda row: " ".join(str(part(row) or "").strip() for part in parts).strip()


def _translated(
    get: Callable[[Any], object], codes: Mapping[str, str | None], otherwise: str | None
) -> Callable[[Any], object]:
    def translate(row: Any) -> object:
        value = get(row)
        code = "" if value is None else str(value).strip()
        return codes.get(code, otherwise if code and otherwise is not None else value)

    return translate
