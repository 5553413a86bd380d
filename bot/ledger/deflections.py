"""The deflection log: found by service, state, language and day, a page at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Tuple, delete, insert, literal, select, tuple_

from bot.ledger import cursors, projection, rollup, times
from bot.ledger.events import StoredEvent
from bot.ledger.projection import Deflection
from bot.ledger.tables import KEY, Instant, deflection, event
from bot.ledger.transaction import Reads, Transaction, as_deflection

REBUILD_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """None means all. `from_` and `to` are instants, half-open: `from_ <= offered_at < to`."""

    service: str | None = None
    state: str | None = None
    language: str | None = None
    from_: datetime | None = None
    to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """`next` is the cursor of the page after this one, None on the last."""

    rows: list[Deflection]
    next: str | None


def log(conn: Reads, filter: LogFilter, after: str | None = None, limit: int = 50) -> LogPage:
    """Newest offers first; raises BadCursor."""
    rows = [as_deflection(row) for row in conn.execute(query(filter, after, limit + 1)).mappings()]
    more = len(rows) > limit
    return LogPage(rows=rows[:limit], next=cursor(rows[limit - 1]) if more else None)


def query(filter: LogFilter, after: str | None, limit: int) -> Select[Any]:
    """The statement behind `log`; every filter has an index that also gives the order."""
    newest = (deflection.c.offered_at.desc(), deflection.c.id.desc())
    found = select(deflection).where(*_conditions(filter)).order_by(*newest).limit(limit)
    if after is None:
        return found
    return found.where(tuple_(deflection.c.offered_at, deflection.c.id) < place(after))


def place(cursor: str) -> Tuple:
    """A cursor as SQL can compare it with `(offered_at, id)`; raises BadCursor."""
    offered_at, id = cursors.position(cursor)
    return tuple_(literal(offered_at, Instant()), literal(id, KEY))


def find(conn: Reads, id: str) -> Deflection | None:
    row = conn.execute(select(deflection).where(deflection.c.id == id)).mappings().first()
    return None if row is None else as_deflection(row)


def by_conversation(conn: Reads, conversation: str) -> list[Deflection]:
    mine = select(deflection).where(deflection.c.conversation == conversation)
    rows = conn.execute(mine.order_by(deflection.c.offered_at, deflection.c.id)).mappings()
    return [as_deflection(row) for row in rows]


def events(conn: Reads, id: str) -> list[StoredEvent]:
    """Everything booked about a deflection, oldest first."""
    return _events(conn, event.c.deflection == id)


def conversation_events(conn: Reads, conversation: str) -> list[StoredEvent]:
    """Everything booked about a conversation, its deflections too, oldest first."""
    return _events(conn, event.c.conversation == conversation)


def rebuild(tx: Transaction) -> int:
    """Make the deflections and their sums again from the events alone; returns how many there are."""
    tx.execute(delete(deflection))
    count = 0
    for rows in _folded(tx):
        tx.execute(insert(deflection), rows)
        count += len(rows)
    rollup.rebuild(tx)
    return count


def _folded(tx: Transaction) -> Iterator[list[dict[str, Any]]]:
    """Rows in blocks, so that memory stays bounded whatever the number of events."""
    step = (event.c.deflection.is_not(None), event.c.kind.in_(sorted(projection.KINDS)))
    last = ""
    while True:
        ids = select(event.c.deflection).distinct().where(*step, event.c.deflection > last)
        block = list(tx.execute(ids.order_by(event.c.deflection).limit(REBUILD_AT_ONCE)).scalars())
        if not block:
            return
        grouped: dict[str, list[StoredEvent]] = {}
        within = (event.c.deflection >= block[0], event.c.deflection <= block[-1])
        for row in tx.execute(select(event).where(*step, *within)).mappings():
            grouped.setdefault(row["deflection"], []).append(_stored(row))
        yield [projection.row_of(folded) for one in grouped.values() if (folded := projection.fold(one))]
        last = block[-1]


def _events(conn: Reads, where: ColumnElement[bool]) -> list[StoredEvent]:
    rows = conn.execute(select(event).where(where).order_by(event.c.at, event.c.writer, event.c.seq))
    return [_stored(row) for row in rows.mappings()]


def _stored(row: Any) -> StoredEvent:
    body = json.loads(row["body"])
    return StoredEvent(
        kind=body["kind"],
        at=times.from_text(body["at"]),
        conversation=body["conversation"],
        deflection=body["deflection"],
        subject=body["subject"],
        data=body["data"],
        **{name: row[name] for name in ("writer", "seq", "prev", "hash")},
    )


def _conditions(filter: LogFilter) -> list[ColumnElement[bool]]:
    columns = deflection.c
    wanted = {"service": filter.service, "state": filter.state, "language": filter.language}
    found: list[ColumnElement[bool]] = [
        columns[name] == value for name, value in wanted.items() if value is not None
    ]
    if filter.from_ is not None:
        found.append(columns.offered_at >= filter.from_)
    if filter.to is not None:
        found.append(columns.offered_at < filter.to)
    return found


def cursor(row: Deflection) -> str:
    return cursors.cursor(row.offered_at, row.id)
