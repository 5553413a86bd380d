"""The deflection log as a person pages through it: back as well as forth, with counts by state."""

from dataclasses import dataclass

from sqlalchemy import func, select, tuple_

from bot.deflection.lifecycle import State
from bot.ledger import deflections
from bot.ledger.deflections import LogFilter
from bot.ledger.projection import Deflection
from bot.ledger.tables import deflection
from bot.ledger.transaction import Reads, as_deflection


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Newest first; `newer` and `older` are the cursors for `before` and `after`, None where nothing lies."""

    rows: list[Deflection]
    newer: str | None
    older: str | None


def leaf(
    conn: Reads,
    filter: LogFilter,
    *,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Leaf:
    """The rows after a cursor, or those right before one; raises BadCursor."""
    if before is not None:
        return _before(conn, filter, before, limit)
    page = deflections.log(conn, filter, after, limit)
    newer = deflections.cursor(page.rows[0]) if after is not None and page.rows else None
    return Leaf(rows=page.rows, newer=newer, older=page.next)


def counts(conn: Reads, filter: LogFilter) -> dict[State, int]:
    """How many deflections the filter finds in each state; every state is there."""
    found = deflections.query(filter, None, 0).order_by(None).limit(None).subquery()
    rows = conn.execute(select(found.c.state, func.count()).group_by(found.c.state))
    counted = {State(state): int(number) for state, number in rows}
    return {state: counted.get(state, 0) for state in State}


def _before(conn: Reads, filter: LogFilter, before: str, limit: int) -> Leaf:
    place = deflections.place(before)
    oldest = (deflection.c.offered_at, deflection.c.id)
    query = deflections.query(filter, None, limit + 1).order_by(None).order_by(*oldest)
    found = [as_deflection(row) for row in conn.execute(query.where(tuple_(*oldest) > place)).mappings()]
    rows = found[:limit][::-1]
    if not rows:
        return leaf(conn, filter, limit=limit)
    newer = deflections.cursor(rows[0]) if len(found) > limit else None
    return Leaf(rows=rows, newer=newer, older=deflections.cursor(rows[-1]))
