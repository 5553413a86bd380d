"""A hold-out that is on reaches the report: who was held out, who wrote, and what that is worth."""

from datetime import timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from bot.deflection.counts import Arm
from bot.deflection.figure import Figure
from bot.deflection.money import Money
from bot.gateway.holdout import Holdout
from bot.ledger import endings, imports, left_behind
from tests.gateway.long_ago import Clock, reported
from tests.gateway.town import Town, town

AN_ARM = 30  # fewer are shown as counts only
ARMS = (Arm.CONTROL, Arm.TREATED)
WRITE = {Arm.CONTROL: 12, Arm.TREATED: 3}


def alternating() -> Holdout:
    """Every second conversation is of the control arm, whatever its hash says."""
    seen: dict[str, Arm] = {}

    class Alternating(Holdout):
        def arm(self, conversation: str) -> Arm:
            return seen.setdefault(conversation, ARMS[len(seen) % 2])

    return Alternating(b"k" * 32, Fraction(1, 10))


async def lived(place: Town) -> None:
    """Sixty citizens ask for a form and say who they are."""
    for number in range(2 * AN_ARM):
        talk = await place.open()
        await place.say(talk, f"min sofa skal hentes, skriv til borger{number}@example.dk")


async def letters(place: Town, clock: Clock) -> str:
    """Of each arm so many write two days later; one of each writes when the window is over."""
    arms = [(number, ARMS[number % 2]) for number in range(2 * AN_ARM)]
    rows = [
        {
            "contact_id": str(number),
            "at": (clock.now + timedelta(days=2 if number // 2 < WRITE[arm] else 30)).isoformat(),
            "channel": "email",
            "service": "bulky_waste",
            "citizen": f"borger{number}@example.dk",
        }
        for number, arm in arms
        if number // 2 <= WRITE[arm]
    ]
    began = clock.now
    clock.now += timedelta(days=31)
    status, answer = await place.contacts({"contacts": rows})
    assert (status, answer["rejected"]) == (200, [])
    clock.now = began
    return str(answer["import"])


async def settled(place: Town) -> None:
    for job in (
        endings.close_silent,
        partial(left_behind.leave_behind, windows=place.catalogue.windows()),
    ):
        while await place.ledger.write(job):
            pass


def wrote(figures: dict[str, list[Figure]]) -> dict[str, tuple[object, object]]:
    return {one.about["arm"]: (one.numerator, one.denominator) for one in figures["wrote_within_window"]}


@pytest.mark.parametrize("late", [False, True], ids=["letters_before_the_window_closes", "letters_come_late"])
async def test_what_the_assistant_caused_stands_in_the_report(tmp_path: Path, late: bool) -> None:
    """p = 12/30 of the control arm and 3/30 of the treated: 0.3 of 30 treated are 9, at US$ 21.20 190.80."""
    clock = Clock()
    async with town(tmp_path, clock=clock, holdout=alternating()) as place:
        await lived(place)
        if late:
            await settled(place)
        await letters(place, clock)
        await settled(place)
        figures = await reported(place, clock)
        assert wrote(figures) == {"control": (12, 30), "treated": (3, 30)}
        assert figures["effect"][0].value == Fraction(3, 10)
        assert figures["caused_interactions"][0].value == 9
        assert figures["caused_saving"][0].value == Money(19080, "USD")
        interval = figures["effect"][0].interval
        assert interval is not None
        assert isinstance(interval.low, Fraction)
        assert isinstance(interval.high, Fraction)
        assert 0 < interval.low < Fraction(3, 10) < interval.high


async def test_an_import_that_is_undone_told_of_nobody(tmp_path: Path) -> None:
    clock = Clock()
    async with town(tmp_path, clock=clock, holdout=alternating()) as place:
        await lived(place)
        await settled(place)
        id = await letters(place, clock)
        await place.ledger.write(lambda tx: imports.undo(tx, id, at=clock.now))
        assert wrote(await reported(place, clock)) == {"control": (0, 30), "treated": (0, 30)}


async def test_while_the_window_is_open_nothing_is_told(tmp_path: Path) -> None:
    clock = Clock()
    clock.now += timedelta(days=30)  # ten days ago
    async with town(tmp_path, clock=clock, holdout=alternating()) as place:
        await lived(place)
        await settled(place)
        assert "wrote_within_window" not in await reported(place, clock)
