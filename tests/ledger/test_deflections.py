"""The log is filtered and paged by index, and can be made again from the events."""

import itertools
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.deflection.lifecycle import Illegal, State
from bot.ledger import Event, Ledger, Transaction, browsing, deflections, links
from bot.ledger.cursors import BadCursor
from bot.ledger.filters import LogFilter, Value
from bot.ledger.projection import Deflection
from bot.ledger.tables import deflection
from tests.ledger.helpers import NOON, bind, later, offered, received, whole_way


def named(**fields: str | None) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if value is not None}


SERVICES = ("bulky_waste", "passport_renew")
FILTERS = [
    LogFilter(fields=named(service=service, state=state, language=language), from_=from_, to=to)
    for service, state, language, from_, to in itertools.product(
        (None, "passport_renew"), (None, "offered"), (None, "en"), (None, later(10)), (None, later(60))
    )
]


def step(kind: str, evidence: str, id: str, *, at: datetime = NOON) -> Event:
    return Event(kind=kind, at=at, deflection=id, data={"evidence": evidence})


async def filled(ledger: Ledger) -> list[Deflection]:
    """Forty deflections, four at each moment, of two services in two languages; every third is opened."""

    def fill(tx: Transaction) -> None:
        for number in range(40):
            language = ("da", "en")[number // 2 % 2]
            at = later(number // 4 * 10)
            service = SERVICES[number % 2]
            offered(tx, f"c{number}", f"d{number}", at=at, service=service, language=language)
            if number % 3 == 0:
                links.opened(tx, f"link-d{number}", later(1000))

    await ledger.write(fill)
    return await ledger.read(lambda conn: browsing.log(conn, LogFilter(), limit=1000).rows)


def fits(row: Deflection, wanted: LogFilter) -> bool:
    return (
        wanted.fields.get("service") in (None, row.service)
        and wanted.fields.get("state") in (None, row.state)
        and wanted.fields.get("language") in (None, row.language)
        and (wanted.from_ is None or row.offered_at >= wanted.from_)
        and (wanted.to is None or row.offered_at < wanted.to)
    )


async def test_every_combination_of_filters_finds_its_rows_and_no_others(ledger: Ledger) -> None:
    rows = await filled(ledger)
    assert len(rows) == 40
    found = 0
    for wanted in FILTERS:
        page = await ledger.read(bind(browsing.log, wanted, limit=1000))
        assert page.rows == [row for row in rows if fits(row, wanted)]
        assert page.next is None
        found += len(page.rows)
    assert found > 100


@pytest.mark.parametrize("limit", [1, 3, 7, 40, 41])
async def test_pages_give_each_row_once_and_in_order(ledger: Ledger, limit: int) -> None:
    """Four rows share each moment, so that pages also break between rows of the same time."""
    rows = await filled(ledger)
    assert [(row.offered_at, row.id) for row in rows] == sorted(
        ((row.offered_at, row.id) for row in rows), reverse=True
    )
    paged: list[Deflection] = []
    after = None
    while True:
        page = await ledger.read(bind(browsing.log, LogFilter(), after, limit))
        paged += page.rows
        after = page.next
        if after is None:
            break
    assert paged == rows


async def test_a_row_that_comes_while_somebody_pages_moves_nothing(ledger: Ledger) -> None:
    rows = await filled(ledger)
    first = await ledger.read(lambda conn: browsing.log(conn, LogFilter(), limit=10))
    await ledger.write(lambda tx: offered(tx, "c-new", "d-new", at=later(days=1)))
    second = await ledger.read(lambda conn: browsing.log(conn, LogFilter(), first.next, 10))
    assert first.rows + second.rows == rows[:20]


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "AAAA", "MjAyNi0xMS0yM3xk", "é"])
async def test_a_cursor_that_no_page_gave_is_refused(ledger: Ledger, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await ledger.read(lambda conn: browsing.log(conn, LogFilter(), cursor))


async def test_rebuilding_changes_nothing(ledger: Ledger) -> None:
    for name in "abc":
        await whole_way(ledger, name)
    await filled(ledger)
    query = select(deflection).order_by(deflection.c.id)
    before = await ledger.read(lambda conn: conn.execute(query).all())
    assert await ledger.write(deflections.rebuild) == 43
    assert await ledger.read(lambda conn: conn.execute(query).all()) == before


async def test_rebuilding_in_small_blocks_changes_nothing_either(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = await filled(ledger)
    monkeypatch.setattr(deflections, "REBUILD_AT_ONCE", 7)
    assert await ledger.write(deflections.rebuild) == 40
    assert await ledger.read(lambda conn: browsing.log(conn, LogFilter(), limit=1000).rows) == rows


async def test_rebuilding_mends_a_table_that_was_spoilt(ledger: Ledger) -> None:
    await whole_way(ledger, "a")
    right = await ledger.read(lambda conn: deflections.find(conn, "d-a"))
    await ledger.write(lambda tx: tx.execute(deflection.update().values(state="offered", service="x")))
    assert await ledger.read(lambda conn: deflections.find(conn, "d-a")) != right
    await ledger.write(deflections.rebuild)
    assert await ledger.read(lambda conn: deflections.find(conn, "d-a")) == right


async def test_a_deflection_tells_when_each_thing_happened(ledger: Ledger) -> None:
    await whole_way(ledger, "a")
    row = await ledger.read(lambda conn: deflections.find(conn, "d-a"))
    assert row is not None
    assert (row.offered_at, row.opened_at, row.completed_at) == (NOON, later(30), later(60))
    assert (row.state, row.step, row.turn, row.changed_at) == (State.COMPLETED, 3, 1, later(60))
    assert await ledger.read(lambda conn: deflections.find(conn, "d-b")) is None


async def test_a_step_without_its_evidence_is_not_booked(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    for event in (step("completed", "opening", "d1"), step("verified", "window", "d1")):
        with pytest.raises(Illegal):
            await ledger.write(bind(Transaction.append, event))
    kinds = [event.kind for event in await ledger.read(lambda conn: deflections.events(conn, "d1"))]
    assert kinds == ["offered"]


async def test_a_step_of_no_deflection_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="names the deflection"):
        await ledger.write(lambda tx: tx.append(Event(kind="offered", at=NOON)))


async def test_events_of_a_deflection_come_oldest_first_with_their_data(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    await ledger.write(lambda tx: links.opened(tx, "link-d1", later(30)))
    recorded = await ledger.write(lambda tx: received(tx, "d1"))
    events = await ledger.read(lambda conn: deflections.events(conn, "d1"))
    assert [event.kind for event in events] == ["offered", "opened", "receipt", "completed"]
    assert events[3].data == {"evidence": "receipt", "receipt": recorded.number, "step": 3}
    assert events[2].data["source"] == "generic"
    assert [event.seq for event in events] == sorted(event.seq for event in events)
