"""Reads the sums that figures are made of: whole months as months, the days at both ends as days."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, literal, or_, select

from bot.deflection.lifecycle import SOURCES
from bot.deflection.periods import ONE_DAY, Month
from bot.ledger import contacts, endings, events, tallies, times
from bot.ledger.tables import contact, contact_import, conversation, deflection, event, rollup
from bot.ledger.tallies import CONTACT, CONVERSATION, DAY, DEFLECTION, MONTH, OFFER, OPENING
from bot.ledger.transaction import Reads, Transaction, as_deflection

STARTS_MOST = 400  # more are found by their range
FIRST = frozenset(
    state for state, sources in SOURCES.items() if None in sources
)  # how a deflection may begin


@dataclass(frozen=True, slots=True)
class Sum:
    """`seconds` is the handling time of `timed` of the `count` facts in this service and cell."""

    service: str
    cell: tuple[Any, ...]
    count: int
    seconds: int
    timed: int


@dataclass(frozen=True, slots=True)
class MonthSum(Sum):
    month: date


def sums(conn: Reads, topic: str, from_: date, to: date, service: str | None = None) -> list[Sum]:
    """What was counted in the half-open period of local days, at the cost of its months and odd days."""
    keys = (rollup.c.service, rollup.c.cell)
    query = select(*keys, *_totals()).where(_within(topic, from_, to, service)).group_by(*keys)
    return [
        Sum(row.service, _cell(row.cell), row.count_, row.seconds_, row.timed_)
        for row in conn.execute(query.order_by(*keys))
        if row.count_ or row.timed_
    ]


def months(conn: Reads, topic: str, from_: date, to: date, service: str | None = None) -> list[MonthSum]:
    """The same by month, for trends; a month at either end counts only its days inside the period."""
    month = func.substr(rollup.c.start, 1, 7)
    keys = (month, rollup.c.service, rollup.c.cell)
    query = select(month.label("month"), rollup.c.service, rollup.c.cell, *_totals())
    found = conn.execute(query.where(_within(topic, from_, to, service)).group_by(*keys).order_by(*keys))
    return [
        MonthSum(
            row.service,
            _cell(row.cell),
            row.count_,
            row.seconds_,
            row.timed_,
            date.fromisoformat(f"{row.month}-01"),
        )
        for row in found
        if row.count_ or row.timed_
    ]


def differing(
    conn: Reads, begun: str, standing: str, from_: date, to: date, *, by_service: bool = True
) -> dict[tuple[date, str], int]:
    """The days and services on which two topics do not add up to the same, with the first one's count.

    Without `by_service` only days are held against each other, and the service is empty.
    """
    service = rollup.c.service if by_service else literal("").label("service")
    first = func.sum(case((rollup.c.topic == begun, rollup.c.count), else_=0))
    second = func.sum(case((rollup.c.topic == standing, rollup.c.count), else_=0))
    within = rollup.c.topic.in_([begun, standing]), _span(DAY, from_, to)
    keys = [rollup.c.start, *([service] if by_service else [])]
    query = select(rollup.c.start, service, first.label("begun")).where(*within).group_by(*keys)
    found = conn.execute(query.having(first != second).order_by(*keys))
    return {(date.fromisoformat(row.start), row.service): int(row.begun) for row in found}


@lru_cache(maxsize=65_536)
def _cell(text: str) -> tuple[Any, ...]:
    """The same few texts come again in every month."""
    return tuple(json.loads(text))


def _totals() -> list[ColumnElement[int]]:
    return [func.sum(rollup.c[name]).label(f"{name}_") for name in ("count", "seconds", "timed")]


def _within(topic: str, from_: date, to: date, service: str | None) -> ColumnElement[bool]:
    first = from_ if from_.day == 1 else Month.of(from_).plus(1).first()
    last = to.replace(day=1)
    if first < last:
        spans = [(MONTH, first, last), (DAY, from_, first), (DAY, last, to)]
    else:
        spans = [(DAY, from_, to)]
    spans = [span for span in spans if span[1] < span[2]]
    if service is None:
        return and_(rollup.c.topic == topic, or_(*(_span(*span) for span in spans)))
    mine = (rollup.c.topic == topic, rollup.c.service == service)
    return or_(*(and_(*mine, _each(*span)) for span in spans))


def _span(grain: str, from_: date, to: date) -> ColumnElement[bool]:
    start = rollup.c.start
    return and_(rollup.c.grain == grain, start >= from_.isoformat(), start < to.isoformat())


def _each(grain: str, from_: date, to: date) -> ColumnElement[bool]:
    """Start by start, so that a service is found in each by the key and not among all services."""
    starts = [from_]
    while len(starts) <= STARTS_MOST:
        last = starts[-1]
        after = Month.of(last).plus(1).first() if grain == MONTH else last + ONE_DAY
        if after >= to:
            named = rollup.c.start.in_([start.isoformat() for start in starts])
            return and_(rollup.c.grain == grain, named)
        starts.append(after)
    return _span(grain, from_, to)


def rebuild(tx: Transaction) -> None:
    """Make the sums of deflections and contacts again from the facts themselves."""
    tx.add_up()  # or what waits would be added to sums that count it already
    tx.execute(delete(rollup).where(rollup.c.topic.in_([DEFLECTION, CONTACT, CONVERSATION, OFFER, OPENING])))
    _rebuild_beginnings(tx)
    for row in tx.execute(select(deflection)).mappings():
        tx.tallies.add(tallies.of_deflection(as_deflection(row)))
    valid = select(contact_import.c.id).where(contact_import.c.undone_at.is_(None))
    for talk in tx.execute(select(conversation)):
        tx.tallies.add(endings.place_of(talk))
    contacts.count(tx, contact.c["import"].in_(valid), 1)


def _rebuild_beginnings(tx: Transaction) -> None:
    """From the events, not from the rows: what is held against the rows must not come from them."""
    kinds = [events.BEGUN, *(state.value for state in FIRST)]
    for body in tx.execute(select(event.c.body).where(event.c.kind.in_(kinds))).scalars():
        told = json.loads(body)
        at, data = times.from_text(told["at"]), told["data"]
        if told["kind"] == events.BEGUN:
            tx.tallies.add(tallies.of_opening(at))
        elif data["step"] == 1:
            tx.tallies.add(tallies.of_offer(at, data["service"]))
