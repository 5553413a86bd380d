"""The sums follow the facts: they move with each event, and a period is made of months and odd days."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.deflection import lifecycle
from bot.ledger import Ledger, deflections, rollup, tables, tallies
from bot.ledger.events import Event
from bot.ledger.tallies import CONVERSATION, DEFLECTION, OFFER, OPENING, Place
from tests.ledger.helpers import bind, later, offered, received, whole_way

PERIOD = (date(2026, 11, 1), date(2026, 12, 1))


def states(found: list[rollup.Sum]) -> dict[tuple[str, str], int]:
    return {(one.service, one.cell[0]): one.count for one in found}


async def test_a_deflection_counts_where_it_stands_and_nowhere_else(ledger: Ledger) -> None:
    await whole_way(ledger, "a")
    await ledger.write(bind(offered, "c-b", "d-b"))
    found = await ledger.read(lambda conn: rollup.sums(conn, DEFLECTION, *PERIOD))
    assert states(found) == {("passport_renew", "completed"): 1, ("passport_renew", "offered"): 1}


async def test_work_that_fails_leaves_no_trace_in_the_sums(ledger: Ledger) -> None:
    def work(tx: Any) -> None:
        offered(tx, "c-a", "d-a")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await ledger.write(work)
    assert await ledger.read(lambda conn: rollup.sums(conn, DEFLECTION, *PERIOD)) == []


async def test_an_amendment_moves_the_row_but_not_its_state(ledger: Ledger) -> None:
    await whole_way(ledger, "a")
    named = Event(kind=lifecycle.LINKED, at=later(90), deflection="d-a", subject="s1", data={})
    await ledger.write(lambda tx: tx.append(named))
    found = await ledger.read(lambda conn: rollup.sums(conn, DEFLECTION, *PERIOD))
    assert [(one.cell[:4], one.count) for one in found] == [(("completed", True, False, True), 1)]
    row = await ledger.read(lambda conn: deflections.find(conn, "d-a"))
    assert row is not None
    assert (row.subject, row.due_at) == ("s1", later(60, days=14))


async def test_an_unlinked_deflection_matures_but_is_never_due_again(ledger: Ledger) -> None:
    await whole_way(ledger, "a")
    matured = Event(kind=lifecycle.MATURED, at=later(days=15), deflection="d-a", data={})
    await ledger.write(lambda tx: tx.append(matured))
    row = await ledger.read(lambda conn: deflections.find(conn, "d-a"))
    assert row is not None
    assert (row.state, row.assessable, row.due_at) == ("completed", True, None)


async def test_rebuilding_gives_the_same_sums(ledger: Ledger) -> None:
    for name in ("a", "b"):
        await whole_way(ledger, name)
    await ledger.write(bind(offered, "c-c", "d-c", service="gp_change"))
    before = await ledger.read(_rows)
    await ledger.write(deflections.rebuild)
    assert await ledger.read(_rows) == before
    assert {row[0] for row in before} == {"conversation", "deflection", "offer", "opening"}


async def test_beginnings_are_counted_once_and_never_moved(ledger: Ledger) -> None:
    await whole_way(ledger, "a")
    await ledger.write(bind(offered, "c-b", "d-b", service="gp_change"))
    day = date(2026, 11, 23)
    offers = await ledger.read(lambda conn: rollup.sums(conn, OFFER, *PERIOD))
    openings = await ledger.read(lambda conn: rollup.sums(conn, OPENING, *PERIOD))
    assert {one.service: one.count for one in offers} == {"passport_renew": 1, "gp_change": 1}
    assert [one.count for one in openings] == [2]
    for pair in ((OFFER, DEFLECTION), (OPENING, CONVERSATION)):
        assert await ledger.read(bind(differing, *pair)) == {}
    await ledger.write(lambda tx: tx.tallies.add(Place(OFFER, day.isoformat(), "gp_change", "[]")))
    assert await ledger.read(bind(differing, OFFER, DEFLECTION)) == {(day, "gp_change"): 2}
    # Conversations move between services, so that only days are held against each other.
    assert await ledger.read(bind(differing, OPENING, CONVERSATION)) == {}


def differing(conn: Connection, begun: str, standing: str) -> dict[tuple[date, str], int]:
    by_service = begun == OFFER
    return rollup.differing(conn, begun, standing, *PERIOD, by_service=by_service)


@pytest.mark.parametrize(
    ("from_", "to", "count"),
    [
        pytest.param(date(2026, 10, 1), date(2027, 1, 1), 3, id="whole_months"),
        pytest.param(date(2026, 10, 31), date(2026, 12, 1), 3, id="a_day_and_a_month"),
        pytest.param(date(2026, 11, 1), date(2026, 11, 24), 2, id="days_of_one_month"),
        pytest.param(date(2026, 10, 15), date(2026, 12, 15), 3, id="odd_days_at_both_ends"),
        pytest.param(date(2026, 11, 24), date(2026, 11, 25), 0, id="a_day_with_nothing"),
        pytest.param(date(2026, 10, 31), date(2026, 11, 1), 1, id="the_day_before_a_month"),
    ],
)
async def test_a_period_is_half_open_in_local_days(ledger: Ledger, from_: date, to: date, count: int) -> None:
    """At half past eleven of 31 October in UTC it is November in Denmark, an hour earlier it is not."""
    moments = {"a": (10, 31, 22, 30), "b": (10, 31, 23, 30), "c": (11, 23, 12, 0)}
    for name, moment in moments.items():
        at = datetime(2026, *moment, tzinfo=UTC)
        await ledger.write(bind(offered, f"c-{name}", f"d-{name}", at=at))
    found = await ledger.read(lambda conn: rollup.sums(conn, DEFLECTION, from_, to))
    assert sum(one.count for one in found) == count


async def test_months_add_up_to_the_period(ledger: Ledger) -> None:
    for name, month in (("a", 9), ("b", 10), ("c", 10)):
        at = datetime(2026, month, 5, tzinfo=UTC)
        await ledger.write(bind(offered, f"c-{name}", f"d-{name}", at=at))
    found = await ledger.read(
        lambda conn: rollup.months(conn, DEFLECTION, date(2026, 9, 3), date(2026, 11, 2))
    )
    assert [(one.month, one.count) for one in found] == [(date(2026, 9, 1), 1), (date(2026, 10, 1), 2)]


async def test_a_receipt_that_is_repeated_counts_once(ledger: Ledger) -> None:
    await whole_way(ledger, "a")
    await ledger.write(bind(received, "a", "r-a"))
    found = await ledger.read(lambda conn: rollup.sums(conn, DEFLECTION, *PERIOD))
    assert states(found) == {("passport_renew", "completed"): 1}


def test_the_hour_that_comes_twice_is_one_day() -> None:
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    assert {tallies.civil_day(at) for at in twice} == {"2026-10-25"}


def _rows(conn: Connection) -> list[Any]:
    found = conn.execute(select(tables.rollup).where(tables.rollup.c.count != 0)).all()
    return sorted(tuple(row) for row in found)
