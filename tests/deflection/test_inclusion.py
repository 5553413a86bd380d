"""FIGURES § 7: who is left behind, the gap of each group to all, and what reinvestment did to it."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection import inclusion
from bot.deflection.counts import Outcome, OutcomeCell
from bot.deflection.figure import Figure
from bot.deflection.inclusion import Difference, Reinvestment, Standing
from bot.deflection.money import Money
from bot.deflection.periods import Period

DAY = date(2026, 3, 2)


def group(
    name: str, success: int, left: int, waiting: int = 0, *, day: date = DAY, dimension: str = "language"
) -> list[OutcomeCell]:
    counts = {Outcome.SUCCESS: success, Outcome.LEFT_BEHIND: left, Outcome.WAITING: waiting}
    return [
        OutcomeCell(day=day, dimension=dimension, group=name, outcome=outcome, count=count)
        for outcome, count in counts.items()
    ]


def of(figures: list[Figure], name: str, group: str) -> Figure:
    (found,) = [one for one in figures if one.name == name and one.about["group"] == group]
    return found


def test_the_gap_of_a_group_is_to_all_and_has_an_interval() -> None:
    """Danish: 90 of 900 left behind (0.10); English: 30 of 100 (0.30); all: 120 of 1,000 (0.12).

    English − all = 0.18, which is 0.9 × (0.30 − 0.10). Wilson's ends: 30/100 [0.2189, 0.3958] and 90/900
    [0.0821, 0.1213]. Newcombe: 0.20 − √(0.0811² + 0.0213²) = 0.1161; 0.20 + √(0.0958² + 0.0179²) = 0.2975;
    times 0.9: [0.1045, 0.2677].
    """
    figures = inclusion.figures([*group("da", 810, 90), *group("en", 70, 30, waiting=5)])
    assert of(figures, "left_behind", "en").value == Fraction(3, 10)
    assert of(figures, "got_through", "en").value == Fraction(7, 10)
    assert of(figures, "left_behind", "en").not_counted[0].count == 5
    gap = of(figures, "gap_to_all", "en")
    assert gap.value == Fraction(18, 100)
    assert gap.interval is not None
    assert isinstance(gap.interval.low, Fraction)
    assert isinstance(gap.interval.high, Fraction)
    assert (f"{float(gap.interval.low):.3f}", f"{float(gap.interval.high):.3f}") == ("0.105", "0.268")
    assert of(figures, "gap_to_all", "da").value == Fraction(-2, 100)


def test_those_whose_group_is_not_known_are_among_all_and_no_group_of_their_own() -> None:
    """10 of 100 known and 90 of 100 unknown: all 0.5, so the known group's gap is −0.4."""
    figures = inclusion.figures([*group("18-29", 90, 10), *group("unknown", 10, 90)])
    assert of(figures, "gap_to_all", "18-29").value == Fraction(-2, 5)
    assert not [one for one in figures if one.name == "gap_to_all" and one.about["group"] == "unknown"]
    assert of(figures, "left_behind", "unknown").value == Fraction(9, 10)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        pytest.param([*group("da", 800, 100), *group("en", 20, 9)], "en", id="a_small_group"),
        pytest.param([*group("da", 20, 9), *group("en", 800, 100)], "en", id="few_others"),
        pytest.param(group("en", 800, 100), "en", id="a_group_that_is_everybody"),
    ],
)
def test_a_gap_of_few_is_not_shown(cells: list[OutcomeCell], why: str) -> None:
    gap = of(inclusion.figures(cells), "gap_to_all", why)
    assert (gap.value, gap.interval) == (None, None)
    assert "Fewer than 30" in gap.assumptions[0].en


def test_each_dimension_is_held_against_its_own_all() -> None:
    cells = [*group("da", 60, 40), *group("en", 80, 20), *group("phone", 90, 10, dimension="device")]
    groups = inclusion.standings(cells, "device")
    assert groups == {"phone": Standing(90, 10)}


def test_reinvestment_shows_the_gap_before_and_after_on_one_page() -> None:
    """Before: 30 of 100 against 120 of 1,000, a gap of 0.18; after: 15 of 100 against 105 of 1,000: 0.045."""
    april = date(2026, 4, 1)
    cells = [
        *group("da", 810, 90),
        *group("en", 70, 30),
        *group("da", 810, 90, day=april),
        *group("en", 85, 15, day=april),
    ]
    spent = Reinvestment("language", "en", Money.parse("50000", "DKK"), april, "English texts")
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    before, after = inclusion.before_and_after(cells, spent, year)
    assert (before.value, after.value) == (Fraction(18, 100), Fraction(45, 1000))
    assert (before.about["when"], after.about["when"]) == ("before", "after")
    assert before.lines[0].amount == Money(5_000_000, "DKK")
    assert before.lines[0].what.en == "spent: English texts"


def test_without_days_before_the_money_there_is_no_gap_before() -> None:
    spent = Reinvestment("language", "en", Money(1, "DKK"), DAY, "English texts")
    before, after = inclusion.before_and_after(
        [*group("da", 810, 90), *group("en", 70, 30)], spent, Period(DAY, date(2027, 1, 1))
    )
    assert (before.value, after.value) == (None, Fraction(18, 100))


standing = st.builds(Standing, st.integers(0, 3000), st.integers(0, 3000))


@given(standing, standing)
def test_a_gap_lies_within_its_interval_and_is_the_weighted_gap_to_the_others(
    mine: Standing, others: Standing
) -> None:
    found = Difference(mine, mine + others)
    if found.ends is not None and found.value is not None:
        assert found.ends[0] <= found.value <= found.ends[1]
        total = mine.left.of + others.left.of
        assert mine.left.value is not None
        assert others.left.value is not None
        assert found.value == Fraction(others.left.of, total) * (mine.left.value - others.left.value)


@given(st.lists(st.tuples(st.sampled_from("ab"), standing), max_size=6), st.randoms())
def test_no_order_changes_who_is_left_behind(rows: list[tuple[str, Standing]], chance: Any) -> None:
    cells = [cell for name, one in rows for cell in group(name, one.success, one.left_behind)]
    assert inclusion.figures(chance.sample(cells, len(cells))) == inclusion.figures(cells)
