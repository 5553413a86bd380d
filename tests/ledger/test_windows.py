"""Windows close once, by whichever process, over evidence that somebody could have contradicted."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.ledger import Ledger, conversations, deflections, identities, times, windows
from bot.ledger.tables import deflection
from tests.ledger.follow_up import NOW, ago, deflected, row, state, wrote
from tests.ledger.helpers import bind


async def closed(ledger: Ledger) -> int:
    count = 0
    while steps := await ledger.write(windows.close):
        count += steps
    return count


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({"days": 16, "completed": 14.5}, "verified", id="the_window_went_by"),
        pytest.param({"days": 16, "completed": 13.5}, "completed", id="the_window_is_open"),
        pytest.param({"days": 40, "completed": 39, "window_days": 39}, "verified", id="a_longer_window"),
        pytest.param({"days": 40, "completed": 38, "window_days": 39}, "completed", id="longer_and_open"),
        pytest.param({"days": 40, "completed": 39, "citizen": None}, "completed", id="unlinked"),
        pytest.param({"days": 31.01}, "expired", id="nothing_came"),
        pytest.param({"days": 30.5}, "offered", id="a_day_of_grace"),
    ],
)
async def test_a_window_closes_when_it_is_due(ledger: Ledger, more: dict[str, float], expected: str) -> None:
    await ledger.write(bind(deflected, "a", **more))
    await closed(ledger)
    assert await state(ledger, "a") == expected


async def test_closing_again_does_nothing(ledger: Ledger) -> None:
    for number, citizen in enumerate(("anna", "bo", None)):
        await ledger.write(bind(deflected, str(number), days=40, completed=39, citizen=citizen))
    await ledger.write(bind(deflected, "x", days=40, citizen=None))
    await ledger.write(bind(deflected, "y", days=40, completed=39, citizen="carl"))
    await ledger.write(bind(wrote, "m1", days=30, citizen="carl"))
    assert await closed(ledger) == 5
    before = await ledger.read(_rows)
    assert await closed(ledger) == 0
    assert await ledger.read(_rows) == before
    assert [await state(ledger, name) for name in "012xy"] == [
        "verified", "verified", "completed", "expired", "reversed",
    ]  # fmt: skip
    assert [(await row(ledger, name)).assessable for name in "012xy"] == [True, True, True, False, True]
    await ledger.write(deflections.rebuild)
    assert await ledger.read(_rows) == before


def _rows(conn: object) -> list[object]:
    return list(conn.execute(select(deflection).order_by(deflection.c.id)).all())  # type: ignore[attr-defined]


async def test_after_a_week_off_everything_is_caught_up(ledger: Ledger) -> None:
    for number in range(25):
        name = str(number)
        await ledger.write(bind(deflected, name, days=30 - number / 4, completed=29, citizen=name))
    assert await ledger.write(lambda tx: windows.close(tx, limit=7)) == 7
    assert await closed(ledger) == 18
    assert {await state(ledger, str(number)) for number in range(25)} == {"verified"}


async def test_a_letter_that_nobody_matched_before_is_found_at_the_end(ledger: Ledger) -> None:
    """The contact came in while its citizen had no name here; the name was learned in other work."""
    await ledger.write(bind(wrote, "m1", days=30))
    await ledger.write(bind(deflected, "a", days=40, completed=39))
    await closed(ledger)
    assert await state(ledger, "a") == "reversed"


async def test_who_was_erased_in_the_window_is_never_verified(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=16, completed=15))
    await ledger.write(lambda tx: conversations.erase(tx, "c-a", ago(1)))
    await closed(ledger)
    found = await row(ledger, "a")
    assert (found.state, found.subject, found.assessable) == ("completed", None, True)
    assert await closed(ledger) == 0


async def test_who_was_erased_after_it_stays_verified(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=16, completed=15))
    await closed(ledger)
    await ledger.write(lambda tx: conversations.erase(tx, "c-a", ago(0)))
    await closed(ledger)
    assert await state(ledger, "a") == "verified"


async def test_a_citizen_who_becomes_known_late_is_verified_then(ledger: Ledger) -> None:
    await ledger.write(bind(deflected, "a", days=40, completed=39, citizen=None))
    await closed(ledger)
    await ledger.write(lambda tx: identities.note(tx, "c-a", "anna", ago(0)))
    await closed(ledger)
    assert await state(ledger, "a") == "verified"


async def test_of_several_in_one_window_one_is_priced(ledger: Ledger) -> None:
    """Offered 60, 50, 47 and 45 days ago, W = 14: the first and the one 15 days after it."""
    for days in (60, 50, 47, 45):
        await ledger.write(bind(deflected, str(days), days=days, completed=days - 0.1))
    await closed(ledger)
    assert [(await row(ledger, name)).repeated for name in ("60", "50", "47", "45")] == [
        False, True, True, False,
    ]  # fmt: skip


async def test_when_the_priced_one_is_reversed_the_next_takes_its_place(ledger: Ledger) -> None:
    """The letter of 61 days ago came before the second was offered, so it speaks against the first alone."""
    await ledger.write(bind(deflected, "63", days=63, completed=62.9))
    await ledger.write(bind(deflected, "60", days=60, completed=59.9))
    await closed(ledger)
    assert [(await row(ledger, name)).repeated for name in ("63", "60")] == [False, True]
    await ledger.write(bind(wrote, "m1", days=61))
    assert await state(ledger, "63") == "reversed"
    found = await row(ledger, "60")
    assert (found.state, found.repeated) == ("verified", False)


async def test_two_machines_close_each_window_once(postgres_url: str, tmp_path: Path) -> None:
    """Every citizen has two due deflections, so that the two also meet over who is priced."""
    ledgers = [await Ledger.open(postgres_url, folder=tmp_path) for _ in range(2)]
    for number in range(30):
        for days in (40, 39):
            name, citizen = f"{number}-{days}", f"p{number}"
            await ledgers[0].write(bind(deflected, name, days=days, completed=days - 1, citizen=citizen))
    await asyncio.gather(*(_until_done(ledger) for ledger in ledgers))
    rows = [await row(ledgers[0], f"{n}-{days}") for n in range(30) for days in (40, 39)]
    assert {one.state.value for one in rows} == {"verified"}
    assert [one.repeated for one in rows] == [False, True] * 30
    for one in rows:
        kinds = [event.kind for event in await ledgers[0].read(bind(deflections.events, one.id))]
        assert kinds.count("verified") == 1
    for ledger in ledgers:
        await ledger.close()


async def _until_done(ledger: Ledger) -> None:
    while await ledger.write(lambda tx: windows.close(tx, limit=5)):
        pass


@pytest.mark.parametrize("leap", [timedelta(days=-1), timedelta(days=1)], ids=["back", "ahead"])
async def test_a_clock_that_leaps_a_day_changes_no_row_for_good(
    sqlite_ledger: Ledger, leap: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An offer of 29.5 days can still get its receipt; a letter of the last day still reverses."""
    await sqlite_ledger.write(bind(deflected, "a", days=29.5, citizen=None))
    await sqlite_ledger.write(bind(deflected, "b", days=14, completed=13.5))
    monkeypatch.setattr(times, "utc_now", lambda: NOW + leap)
    await closed(sqlite_ledger)
    monkeypatch.setattr(times, "utc_now", lambda: NOW)
    assert await state(sqlite_ledger, "a") == "offered"
    await sqlite_ledger.write(bind(wrote, "m1", days=-0.2))
    assert await state(sqlite_ledger, "b") == "reversed"
