"""FIGURES § 9: Cohen's κ of two operators, and how often it was right."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.deflection import review
from bot.deflection.counts import PairCell, ReviewCell
from bot.deflection.review import Agreement


def pairs(both: int, neither: int, first: int, second: int, question: str = "service") -> list[PairCell]:
    said = {(True, True): both, (False, False): neither, (True, False): first, (False, True): second}
    return [
        PairCell(question=question, first=one, second=other, count=count)
        for (one, other), count in said.items()
    ]


def test_the_fixture_of_fifty_cases() -> None:
    """Both yes 20, both no 15, first yes second no 5, first no second yes 10.

    Observed 35/50 = 0.70. The first says yes 25/50, the second 30/50: by chance 0.5·0.6 + 0.5·0.4 = 0.50.
    κ = (0.70 − 0.50) / (1 − 0.50) = 0.40.
    """
    found = review.agreement(pairs(20, 15, 5, 10))
    assert (found.observed, found.by_chance, found.kappa) == (Fraction(7, 10), Fraction(1, 2), Fraction(2, 5))
    figure = review.figures([], pairs(20, 15, 5, 10))[1]
    assert (figure.value, figure.numerator, figure.denominator) == (Fraction(2, 5), 35, 50)
    assert figure.interval is not None
    assert isinstance(figure.interval.low, Fraction)
    assert isinstance(figure.interval.high, Fraction)
    assert (f"{float(figure.interval.low):.4f}", f"{float(figure.interval.high):.4f}") == ("0.1511", "0.6489")


@pytest.mark.parametrize(
    ("found", "kappa"),
    [
        pytest.param(Agreement(both=30, neither=20), 1, id="always_alike"),
        pytest.param(Agreement(first=25, second=25), -1, id="always_the_opposite"),
        pytest.param(Agreement(10, 10, 10, 10), 0, id="as_chance_would"),
        pytest.param(Agreement(both=50), None, id="one_answer_alone_says_nothing"),
        pytest.param(Agreement(), None, id="nobody_judged"),
    ],
)
def test_kappa_is_one_nothing_or_less(found: Agreement, kappa: int | None) -> None:
    assert found.kappa == kappa


def test_two_who_always_say_yes_agree_and_it_is_said_why_kappa_is_not_shown() -> None:
    figure = review.figures([], pairs(50, 0, 0, 0))[1]
    assert (figure.value, figure.interval, figure.assumptions) == (None, None, (review.NO_VARIETY,))


def test_few_cases_are_shown_as_counts_alone() -> None:
    """29 cases."""
    figure = review.figures([], pairs(14, 10, 2, 3))[1]
    assert (figure.value, figure.numerator, figure.denominator) == (None, 24, 29)


def test_each_question_has_its_own_share() -> None:
    """Service right in 90 of 100, route in 57 of 60."""
    cells = [
        ReviewCell(question=question, right=right, count=count)
        for question, right, count in (
            ("service", True, 90), ("service", False, 10), ("route", True, 57), ("route", False, 3),
        )
    ]  # fmt: skip
    found = {f.about["question"]: f.value for f in review.figures(cells, []) if f.name == "reviewed_right"}
    assert found == {"service": Fraction(9, 10), "route": Fraction(19, 20)}


@example((0, 39, 0, 1), Random(1))
@example((0, 9, 0, 1), Random(1))
@example((0, 0, 0, 1), Random(1))
@given(st.tuples(*[st.integers(0, 500)] * 4), st.randoms())
def test_the_interval_contains_kappa_and_no_order_changes_it(
    counts: tuple[int, int, int, int], chance: Any
) -> None:
    given_pairs = pairs(*counts)
    found = review.agreement(given_pairs)
    assert found == review.agreement(chance.sample(given_pairs, 4))
    if found.kappa is not None:
        assert found.ends is not None
        assert -1 <= found.ends[0] <= found.kappa <= found.ends[1] <= 1
