"""What the log is searched by: for each filter an index gives its rows in the log's order (tables.py)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, FromClause, Table
from sqlalchemy.sql.elements import KeyedColumnElement

from bot.ledger.tables import FACETS, deflection, facet
from bot.ledger.words import Query

Value = str | tuple[str, ...]

ANY: Final = "any"  # there is one, whichever
NONE: Final = "none"  # there is none

_OWN: Final = ("service", "state", "evidence", "language", "replaced", "arm", "doubtful")
COLUMNS: Final[Mapping[str, Column[Any]]] = MappingProxyType(
    {
        **{name: deflection.c[name] for name in _OWN},
        "citizen": deflection.c.subject,
        **{name: facet.c[name] for name in FACETS},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """`from_` and `to` are instants, half-open: `from_ <= offered_at < to`; None means all.

    `fields` are names of COLUMNS with a value, several of which one must be, ANY or NONE; `words` must stand
    in what the citizen wrote.
    """

    fields: Mapping[str, Value] = field(default_factory=dict)
    from_: datetime | None = None
    to: datetime | None = None
    words: Query | None = None

    @property
    def conditions(self) -> list["Condition"]:
        return [Condition(name, value) for name, value in self.fields.items()]


@dataclass(frozen=True, slots=True)
class Condition:
    """Raises KeyError for a name that no column has."""

    name: str
    value: Value

    def single(self) -> list["Condition"]:
        """One for each value: an index gives the order of only one."""
        values = [self.value] if isinstance(self.value, str) else self.value
        return [Condition(self.name, value) for value in values]

    @property
    def table(self) -> Table:
        table: Table = COLUMNS[self.name].table
        return table

    def holds(self, *, by_row: bool = False) -> ColumnElement[bool]:
        """`by_row`: said so that no index can be used for it, of rows that another one found."""
        column: ColumnElement[Any] = COLUMNS[self.name]
        column = column.concat("") if by_row else column
        if self.value == ANY:
            return column.is_not(None)
        if self.value == NONE:
            return column.is_(None)
        return column == self.value if isinstance(self.value, str) else column.in_(self.value)


def id_of(rows: FromClause) -> KeyedColumnElement[Any]:
    """The deflection's id in whatever has the log's order."""
    return rows.c.deflection if rows is facet else rows.c.id
