"""Deflections as they stand, with what was booked about each, and made again from that alone."""

import json
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, select

from bot.ledger import projection, rollup, times
from bot.ledger.events import StoredEvent
from bot.ledger.projection import Deflection
from bot.ledger.tables import deflection, event
from bot.ledger.transaction import Reads, Transaction, as_deflection

REBUILD_AT_ONCE: Final = 1000


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
