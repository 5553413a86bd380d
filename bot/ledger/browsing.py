"""The deflection log as a person pages through it, forth and back, by any filters at the same bounded cost.

Of all filters the one with the fewest rows leads: its index gives them in the log's order, and the others are
looked at row by row, at most SCANNED of them for a page. Where that was not enough the page says how far it
looked, and the next one goes on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Table,
    Tuple,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from bot.deflection.lifecycle import State
from bot.deflection.periods import day_of, start_of
from bot.ledger import cursors, rollup, words
from bot.ledger.filters import Condition, LogFilter, id_of
from bot.ledger.projection import Deflection
from bot.ledger.tables import KEY, Instant, deflection, facet, turn
from bot.ledger.tallies import DEFLECTION
from bot.ledger.transaction import Reads, as_deflection

STEPS: Final = (200, 1800, 2000)  # rows looked at, until the page is full
SCANNED: Final = sum(STEPS)
READ: Final = 500  # rows whose words are read to count them
TOLD_APART: Final = 1000  # filters with more rows than this lead alike

_EDGES: Final = (date(1900, 1, 1), date(2200, 1, 1))

Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`next` is the cursor of the page after this one, None on the last.

    `looked_to` is how far the page looked where it found no more within its bound; None where it is whole.
    """

    rows: list[Deflection]
    next: str | None
    looked_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """In the order that was asked for; `newer` and `older` are cursors, None where nothing lies.

    The two are named for the log's usual order, newest first.
    """

    rows: list[Deflection]
    newer: str | None
    older: str | None
    looked_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """`whole`: all were counted; otherwise there are at least so many."""

    by_state: dict[State, int]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One way through the log: what leads, and what is looked at on the way."""

    filter: LogFilter
    leading: Condition | None
    listed: bool  # the conversations with the words are few, and lead
    newest_first: bool = True

    @property
    def table(self) -> Table:
        return deflection if self.leading is None or self.listed else self.leading.table

    @property
    def rest(self) -> list[Condition]:
        return [one for one in self.filter.conditions if self.listed or one != self.leading]

    @property
    def read(self) -> words.Query | None:
        """The words that are looked for in the text of each row, because too many have them."""
        return None if self.listed else self.filter.words


def log(
    conn: Reads, filter: LogFilter, after: str | None = None, limit: int = 50, *, newest_first: bool = True
) -> Page:
    """The rows after a cursor; raises BadCursor."""
    walk = _walk(conn, filter, newest_first)
    place = None if after is None else cursors.position(after)
    found: list[Deflection] = []
    steps = STEPS if walk.rest or walk.read else (limit + 1,)
    for size in steps:
        found += _step(conn, walk, place, size, limit + 1 - len(found))
        if len(found) > limit:
            return Page(rows=found[:limit], next=cursor(found[limit - 1]))
        end = conn.execute(scanned(conn, walk, place, size).offset(size - 1)).first()
        if end is None:
            return Page(rows=found, next=None)
        place = (end.offered_at, end.id)
    assert place is not None
    return Page(rows=found, next=cursors.cursor(*place), looked_to=place[0])


def leaf(
    conn: Reads,
    filter: LogFilter,
    *,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
    newest_first: bool = True,
) -> Leaf:
    """The rows after a cursor, or those right before one; raises BadCursor."""
    if before is None:
        page = log(conn, filter, after, limit, newest_first=newest_first)
        return Leaf(rows=page.rows, newer=_start(after, page), older=page.next, looked_to=page.looked_to)
    page = log(conn, filter, before, limit, newest_first=not newest_first)
    if not page.rows and page.next is None:
        return leaf(conn, filter, limit=limit, newest_first=newest_first)
    rows = page.rows[::-1]
    older = cursor(rows[-1]) if rows else before
    return Leaf(rows=rows, newer=page.next, older=older, looked_to=page.looked_to)


def counts(conn: Reads, filter: LogFilter) -> Counts:
    """How many deflections the filter finds in each state; every state is there."""
    if (kept := _kept(conn, filter)) is not None:
        return Counts(by_state=_every(kept), whole=True)
    walk = _walk(conn, filter, newest_first=True)
    size = READ if walk.read else SCANNED
    inner = scanned(conn, walk, None, size)
    whole = conn.execute(inner.offset(size - 1)).first() is None
    if walk.read:
        states = [row.state for row in _step(conn, walk, None, size, size)]
        return Counts(by_state=_every({state: states.count(state) for state in set(states)}), whole=whole)
    found = looked_at(walk, inner.subquery("scanned")).subquery()
    rows = conn.execute(select(found.c.state, func.count()).group_by(found.c.state))
    return Counts(by_state=_every({State(state): int(number) for state, number in rows}), whole=whole)


def scanned(conn: Reads, walk: Walk, place: Place | None, size: int) -> Select[Any]:
    """The next rows of what leads, by an index that gives their order too."""
    if walk.leading is None or walk.listed:
        return _span(_leading(conn, walk), walk, None, place).limit(size)
    each = [_span(walk.table, walk, one, place).limit(size) for one in walk.leading.single()]
    if len(each) == 1:
        return each[0]
    both = union_all(*(select(one.subquery()) for one in each)).subquery("each")
    return select(both).order_by(*_order(walk, both.c.offered_at, both.c.id)).limit(size)


def _span(rows: FromClause, walk: Walk, leading: Condition | None, place: Place | None) -> Select[Any]:
    at, id, filter = rows.c.offered_at, id_of(rows), walk.filter
    where = [leading.holds()] if leading else []
    if filter.from_ is not None:
        where.append(at >= filter.from_)
    if filter.to is not None:
        where.append(at < filter.to)
    if place is not None:
        here = _as_sql(place)
        where.append(tuple_(at, id) < here if walk.newest_first else tuple_(at, id) > here)
    return select(at.label("offered_at"), id.label("id")).where(*where).order_by(*_order(walk, at, id))


def _order(walk: Walk, *keys: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [key.desc() for key in keys] if walk.newest_first else list(keys)


def _leading(conn: Reads, walk: Walk) -> FromClause:
    if not walk.listed or walk.filter.words is None:
        return walk.table
    theirs = deflection.c.conversation.in_(words.conversations(conn, walk.filter.words))
    few = select(deflection.c.offered_at, deflection.c.id).where(theirs).cte("few")
    return few.prefix_with("MATERIALIZED")  # or a planner may walk the whole log to find them in order


def looked_at(walk: Walk, inner: Subquery) -> Select[Any]:
    """Of those that were scanned, the ones for which everything else holds as well."""
    found = select(deflection).join(inner, inner.c.id == deflection.c.id)
    if any(one.table is facet for one in walk.rest):
        found = found.outerjoin(facet, facet.c.deflection == deflection.c.id)
    return found.where(*(one.holds(by_row=True) for one in walk.rest))


def led_by(conn: Reads, filter: LogFilter) -> Condition | None:
    """The filter with the fewest rows; counting stops where it would not matter any more."""
    conditions = filter.conditions
    if len(conditions) < 2:
        return conditions[0] if conditions else None

    def size(one: Condition) -> int:
        alone = Walk(filter=LogFilter(from_=filter.from_, to=filter.to), leading=one, listed=False)
        some = scanned(conn, alone, None, TOLD_APART).subquery()
        return int(conn.execute(select(func.count()).select_from(some)).scalar_one())

    return min(conditions, key=size)


def cursor(row: Deflection) -> str:
    return cursors.cursor(row.offered_at, row.id)


def _walk(conn: Reads, filter: LogFilter, newest_first: bool) -> Walk:
    listed = filter.words is not None and not words.common(conn, filter.words)
    leading = None if listed else led_by(conn, filter)
    return Walk(filter=filter, leading=leading, listed=listed, newest_first=newest_first)


def _step(conn: Reads, walk: Walk, place: Place | None, size: int, limit: int) -> list[Deflection]:
    inner = scanned(conn, walk, place, size).subquery("scanned")
    order = _order(walk, deflection.c.offered_at, deflection.c.id)
    query = looked_at(walk, inner).order_by(*order)
    if walk.read is None:
        return [as_deflection(row) for row in conn.execute(query.limit(limit)).mappings()]
    rows = [as_deflection(row) for row in conn.execute(query).mappings()]
    return _with_words(conn, walk.read, rows)[:limit]


def _with_words(conn: Reads, wanted: words.Query, rows: Sequence[Deflection]) -> list[Deflection]:
    ids = {row.conversation for row in rows if row.conversation}
    said = select(turn.c.conversation, turn.c.text).where(turn.c.conversation.in_(sorted(ids)))
    found = {row.conversation for row in conn.execute(said) if words.stands_in(wanted, row.text or "")}
    return [row for row in rows if row.conversation in found]


def _start(after: str | None, page: Page) -> str | None:
    if after is None:
        return None
    return cursor(page.rows[0]) if page.rows else after


def _kept(conn: Reads, filter: LogFilter) -> dict[State, int] | None:
    """From the sums, where whole days of a service or of a state are asked for."""
    if set(filter.fields) - {"service", "state"} or filter.words:
        return None
    days = [None if at is None else day_of(at) for at in (filter.from_, filter.to)]
    for at, day in zip((filter.from_, filter.to), days, strict=True):
        if at is not None and day is not None and start_of(day) != at:
            return None
    first, last = (day or edge for day, edge in zip(days, _EDGES, strict=True))
    counted: dict[State, int] = {}
    service, wanted = filter.fields.get("service"), filter.fields.get("state")
    if not isinstance(service, str | None):
        return None
    for one in rollup.sums(conn, DEFLECTION, first, last, service):
        state = State(one.cell[0])
        if wanted in (None, state):
            counted[state] = counted.get(state, 0) + one.count
    return counted


def _every(counted: dict[State, int]) -> dict[State, int]:
    return {state: counted.get(state, 0) for state in State}


def _as_sql(place: Place) -> Tuple:
    """A cursor's place as SQL can compare it with `(offered_at, id)`."""
    return tuple_(literal(place[0], Instant()), literal(place[1], KEY))
