"""Evidence that is too good to be true, through the real door: shown apart, and no part of the saving."""

import asyncio
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.ledger import windows
from tests.gateway.long_ago import Clock, fills, reported, sends, submits
from tests.gateway.town import Town, town

CITIZENS = 50


async def saved(place: Town, clock: Clock) -> tuple[int, int]:
    """How many the report prices, and how many it shows apart as doubtful, once the windows have closed."""
    while await place.ledger.write(windows.close):
        pass
    figure = (await reported(place, clock))["saving"][0]
    apart = {gap.what.en: gap.count for gap in figure.not_counted}
    assert isinstance(figure.numerator, int)
    return figure.numerator, apart.get("doubtful evidence", 0) or 0


@pytest.mark.parametrize(
    ("count", "after", "shared", "expected"),
    [
        pytest.param(CITIZENS, 2, "", (0, CITIZENS), id="fifty_at_once_from_one_address"),
        pytest.param(CITIZENS, 60, "", (0, CITIZENS), id="fifty_from_one_address"),
        pytest.param(CITIZENS - 1, 60, "", (CITIZENS - 1, 0), id="a_busy_office"),
        pytest.param(CITIZENS, 60, "127.0.0.0/8", (CITIZENS, 0), id="fifty_at_a_library"),
        pytest.param(3, 2, "127.0.0.0/8", (0, 3), id="at_once_at_a_library"),
        pytest.param(CITIZENS, 60, "192.0.2.0/24", (0, CITIZENS), id="the_library_is_elsewhere"),
    ],
)
async def test_what_is_too_good_is_shown_apart_and_not_priced(
    tmp_path: Path, count: int, after: float, shared: str, expected: tuple[int, int]
) -> None:
    clock = Clock()
    places = (ip_network(shared),) if shared else ()
    async with town(tmp_path, clock=clock, shared_places=places) as place:
        for _ in range(count):
            await submits(place, clock, after=after)
        assert await saved(place, clock) == expected


async def test_fifty_receipts_at_the_same_moment_are_seen_too(tmp_path: Path) -> None:
    """Nobody waits for the one before; what was believed first is doubted with the fiftieth."""
    clock = Clock()
    async with town(tmp_path, clock=clock) as place:
        filled = [await fills(place, clock, after=60) for _ in range(CITIZENS)]
        await asyncio.gather(*(sends(place, body) for body in filled))
        assert await saved(place, clock) == (0, CITIZENS)
