"""FIGURES § 4: the difference that the assistant makes, the arms, and how many conversations it takes."""

import hashlib
import hmac
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection import experiment
from bot.deflection.counts import Arm, ArmCell
from bot.deflection.experiment import BadHoldout
from bot.deflection.figure import Interval
from bot.deflection.money import Money
from bot.deflection.shares import Share
from tests.deflection import cells as c


def cells(control: tuple[int, int], treated: tuple[int, int]) -> list[ArmCell]:
    """(wrote, all) of each arm."""
    return [
        ArmCell(day=date(2026, 3, 2), arm=arm, wrote=wrote, count=count if wrote else of - count)
        for arm, (count, of) in ((Arm.CONTROL, control), (Arm.TREATED, treated))
        for wrote in (True, False)
    ]


def test_the_fixture_of_1_350_caused_interactions() -> None:
    """300/1000 − 1350/9000 = 0.30 − 0.15 = 0.1500 [0.1214, 0.1800].

    × 9,000 treated = 1,350 [1,092.6, 1,620.1]; × 21.20 = US$ 28,620.00 [23,162.89, 34,345.39].
    """
    figures = {f.name: f for f in experiment.figures(cells((300, 1000), (1350, 9000)), c.FUTUREGOV)}
    difference, caused, worth = (figures[n] for n in ("effect", "caused_interactions", "caused_saving"))
    assert difference.value == Fraction(3, 20)
    assert shown(difference.interval, 4) == ("0.1214", "0.1800")
    assert caused.value == 1350
    assert shown(caused.interval, 1) == ("1092.6", "1620.1")
    assert worth.value == Money.parse("28620.00", "USD")
    assert worth.interval is not None
    assert (worth.interval.low, worth.interval.high) == (Money(2316289, "USD"), Money(3434539, "USD"))
    assert worth.sources == ("Kristoffersen, futureGov, 18.11.2013",)


def shown(interval: Interval | None, digits: int) -> tuple[str, str]:
    assert interval is not None
    assert isinstance(interval.low, Fraction)
    assert isinstance(interval.high, Fraction)
    return f"{float(interval.low):.{digits}f}", f"{float(interval.high):.{digits}f}"


@pytest.mark.parametrize(
    ("from_", "to", "each"),
    [("0.20", "0.15", 906), ("0.30", "0.25", 1251), ("0.30", "0.20", 294), ("0.10", "0.08", 3213)],
)
def test_the_fixtures_of_how_many_each_arm_needs(from_: str, to: str, each: int) -> None:
    assert experiment.needed(Fraction(from_), Fraction(to)) == each
    assert experiment.needed_figure(Fraction(from_), Fraction(to)).value == each


@pytest.mark.parametrize(("from_", "to"), [("0.2", "0.2"), ("0", "0.1"), ("0.2", "1")])
def test_shares_that_cannot_be_told_apart_are_refused(from_: str, to: str) -> None:
    with pytest.raises(BadHoldout, match="Two different shares"):
        experiment.needed(Fraction(from_), Fraction(to))


def test_an_arm_of_few_is_shown_as_counts_alone() -> None:
    figures = {f.name: f for f in experiment.figures(cells((9, 29), (1350, 9000)), c.FUTUREGOV)}
    assert figures["effect"].value is figures["caused_saving"].value is None
    control = experiment.figures(cells((9, 29), (1350, 9000)), None)[0]
    assert (control.value, control.numerator, control.denominator) == (None, 9, 29)


def test_without_a_price_the_interactions_are_counted_and_not_the_money() -> None:
    figures = {f.name: f for f in experiment.figures(cells((300, 1000), (1350, 9000)), None)}
    assert figures["caused_interactions"].value == 1350
    assert figures["caused_saving"].value is None


def test_an_assistant_that_does_harm_is_seen_to_do_it() -> None:
    """100/1000 − 1350/9000 = −0.05, and its interval lies below nothing."""
    found = experiment.effect(cells((100, 1000), (1350, 9000)))
    assert found.difference == Fraction(-1, 20)
    assert found.ends is not None
    assert found.ends[1] < 0


def digest(conversation: int) -> bytes:
    return hmac.new(b"a key", str(conversation).encode(), hashlib.sha256).digest()


@pytest.mark.parametrize(("share", "low", "high"), [("0.05", 450, 550), ("0.10", 930, 1070)])
def test_about_the_share_is_held_out(share: str, low: int, high: int) -> None:
    """10,000 conversations; the keyed hash is fixed, so the count is too."""
    arms = [experiment.arm(digest(number), Fraction(share)) for number in range(10_000)]
    assert low < arms.count(Arm.CONTROL) < high
    assert set(arms) == {Arm.CONTROL, Arm.TREATED}


def test_a_conversation_stays_in_its_arm_also_when_more_are_held_out() -> None:
    five, ten = (
        {n for n in range(1000) if experiment.arm(digest(n), Fraction(share)) is Arm.CONTROL}
        for share in ("0.05", "0.10")
    )
    assert five < ten


def test_nobody_is_held_out_unless_it_is_turned_on() -> None:
    assert {experiment.arm(digest(number), experiment.OFF) for number in range(100)} == {None}


@pytest.mark.parametrize("matter", ["exempt", "assisted", "emergency", "never_form"])
def test_who_must_have_another_way_is_never_held_out(matter: str) -> None:
    first = bytes(8)  # held out whatever the share
    assert experiment.arm(first, Fraction(1, 20)) is Arm.CONTROL
    assert experiment.arm(first, Fraction(1, 20), [matter]) is None


@pytest.mark.parametrize(
    ("share", "bytes_"),
    [
        pytest.param("0.11", bytes(8), id="more_than_a_tenth"),
        pytest.param("-0.01", bytes(8), id="below_zero"),
        pytest.param("0.05", bytes(7), id="a_hash_that_is_too_short"),
    ],
)
def test_what_cannot_be_held_out_is_refused(share: str, bytes_: bytes) -> None:
    with pytest.raises(BadHoldout):
        experiment.arm(bytes_, Fraction(share))


counts = st.tuples(st.integers(0, 5000), st.integers(1, 5000)).map(lambda pair: (min(pair), pair[1]))


@given(counts, counts, st.randoms())
def test_the_interval_contains_the_difference_and_no_order_changes_it(
    control: tuple[int, int], treated: tuple[int, int], chance: Any
) -> None:
    given_cells = cells(control, treated)
    found = experiment.effect(given_cells)
    assert found == experiment.effect(chance.sample(given_cells, 4))
    assert found.control == Share(*control)
    assert found.difference is not None
    assert found.ends is not None
    assert -1 <= found.ends[0] <= found.difference <= found.ends[1] <= 1
