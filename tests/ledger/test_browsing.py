"""Paging through the deflection log, there and back."""

from datetime import timedelta

import pytest

from bot.deflection.lifecycle import State
from bot.ledger import Event, Ledger, browsing
from bot.ledger.cursors import BadCursor
from bot.ledger.filters import LogFilter
from bot.ledger.transaction import Transaction
from tests.ledger.conftest import NOON


async def book(ledger: Ledger, count: int, service: str = "passport", minutes: int = 0) -> None:
    """That many offers at one and the same moment."""

    def work(tx: Transaction) -> None:
        for number in range(count):
            data = {"evidence": "offer", "service": service, "language": "da", "turn": 1}
            at = NOON + timedelta(minutes=minutes)
            tx.append(Event(kind="offered", at=at, deflection=f"{service}-{minutes}-{number:03}", data=data))

    await ledger.write(work)


async def leaf(ledger: Ledger, filter: LogFilter, **place: str | None) -> browsing.Leaf:
    return await ledger.read(lambda conn: browsing.leaf(conn, filter, limit=4, **place))


async def counted(ledger: Ledger, filter: LogFilter) -> dict[State, int]:
    found = await ledger.read(lambda conn: browsing.counts(conn, filter))
    assert found.whole
    return found.by_state


async def test_going_back_shows_the_pages_that_were_seen_going_forth(ledger: Ledger) -> None:
    await book(ledger, 6)
    await book(ledger, 5, minutes=1)
    await book(ledger, 9, service="other")
    filter = LogFilter(fields={"service": "passport"})
    forth = [await leaf(ledger, filter)]
    while forth[-1].older:
        forth.append(await leaf(ledger, filter, after=forth[-1].older))
    back = [forth[-1]]
    while back[-1].newer:
        back.append(await leaf(ledger, filter, before=back[-1].newer))
    assert [len(one.rows) for one in forth] == [4, 4, 3]
    assert len({row.id for one in forth for row in one.rows}) == 11
    assert [one.rows for one in back] == [one.rows for one in forth[::-1]]


async def test_the_first_page_has_nothing_newer_and_the_last_nothing_older(ledger: Ledger) -> None:
    await book(ledger, 4)
    only = await leaf(ledger, LogFilter())
    assert (only.newer, only.older) == (None, None)
    assert await leaf(ledger, LogFilter(fields={"service": "none"})) == browsing.Leaf(
        rows=[], newer=None, older=None
    )


async def test_before_the_very_first_row_lies_the_first_page(ledger: Ledger) -> None:
    await book(ledger, 6)
    first = await leaf(ledger, LogFilter())
    second = await leaf(ledger, LogFilter(), after=first.older)
    assert second.newer is not None
    again = await leaf(ledger, LogFilter(), before=second.newer)
    assert again.rows == first.rows
    assert again.newer is None


async def test_counts_name_every_state_and_follow_the_filter(ledger: Ledger) -> None:
    await book(ledger, 3)
    await book(ledger, 2, service="other", minutes=5)
    opened = Event(
        kind="opened", at=NOON + timedelta(minutes=6), deflection="other-5-000", data={"evidence": "opening"}
    )
    await ledger.write(lambda tx: tx.append(opened))
    counts = await counted(ledger, LogFilter())
    assert set(counts) == set(State)
    assert (counts[State.OFFERED], counts[State.OPENED], sum(counts.values())) == (4, 1, 5)
    late = LogFilter(from_=NOON + timedelta(minutes=5), to=NOON + timedelta(minutes=6))
    assert sum((await counted(ledger, late)).values()) == 2
    none = LogFilter(from_=NOON + timedelta(minutes=5, microseconds=1))
    assert sum((await counted(ledger, none)).values()) == 0


async def test_a_cursor_that_no_page_gave_is_refused(ledger: Ledger) -> None:
    for cursor in ("AAAA", "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OXx4", "é"):
        with pytest.raises(BadCursor):
            await leaf(ledger, LogFilter(), before=cursor)
