"""What was booked and waits to be sent: events, and the rows of the deflections that they moved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Boolean, Connection

from bot.deflection.lifecycle import State
from bot.ledger import bulk, tables, times
from bot.ledger.projection import Deflection
from bot.ledger.tallies import Tallies

# How a column's value is read, where it is not kept as it is.
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "state": State,
    **{
        one.name: times.from_text for one in tables.deflection.columns if isinstance(one.type, tables.Instant)
    },
    **{one.name: bool for one in tables.deflection.columns if isinstance(one.type, Boolean)},
}
_COLUMNS: Final = tuple(column.name for column in tables.deflection.columns)


@dataclass(frozen=True, slots=True)
class Moved:
    """A deflection's row as it is to be; `fresh` when the database has none yet."""

    row: Deflection
    fresh: bool


@dataclass(slots=True)
class Pending:
    """`events` are rows of their table, `rows` the deflections by id."""

    events: list[tuple[Any, ...]] = field(default_factory=list)
    rows: dict[str, Moved] = field(default_factory=dict)
    tallies: Tallies = field(default_factory=Tallies)

    def put(self, moved: Moved) -> None:
        before = self.rows.get(moved.row.id)
        self.rows[moved.row.id] = Moved(moved.row, moved.fresh or (before is not None and before.fresh))

    def add(self, later: "Pending") -> None:
        self.events.extend(later.events)
        for moved in later.rows.values():
            self.put(moved)
        self.tallies.merge(later.tallies)

    def take(self, *, sums: bool) -> "Pending":
        """What is to be sent; it waits here no more. The sums wait longer unless they are wanted."""
        taken = Pending(self.events, self.rows, self.tallies if sums else Tallies())
        self.events, self.rows = [], {}
        if sums:
            self.tallies = Tallies()
        return taken

    def send(self, connection: Connection) -> None:
        bulk.insert(connection, tables.event, self.events)
        for write, fresh in ((bulk.insert, True), (bulk.update, False)):
            write(
                connection,
                tables.deflection,
                [_stored(moved.row) for moved in self.rows.values() if moved.fresh is fresh],
            )
        self.tallies.flush(connection)


def fetch(connection: Connection, ids: Sequence[str]) -> dict[str, Deflection]:
    """The deflections that there are, held against other processes until the transaction ends."""
    rows = (_read(row) for row in bulk.find(connection, tables.deflection, ids))
    return {row.id: row for row in rows}


def _stored(row: Deflection) -> list[Any]:
    """The columns' values as the database keeps them."""
    values = [getattr(row, name) for name in _COLUMNS]
    return [times.to_text(value) if isinstance(value, datetime) else value for value in values]


def _read(values: Sequence[Any]) -> Deflection:
    known = {
        name: value if value is None or name not in _READ else _READ[name](value)
        for name, value in zip(_COLUMNS, values, strict=True)
    }
    return Deflection(**known)
