"""FIGURES § 3: V, κ and Wilson's interval, and at most one priced deflection in any window."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection import counterfactual, verified
from bot.deflection.counterfactual import Kappa
from bot.deflection.lifecycle import State
from bot.deflection.shares import Share, share_figure
from tests.deflection import cells as c


def four(share: Share) -> tuple[str, str, str]:
    assert share.ends is not None
    assert share.value is not None
    low, high = share.ends
    return f"{float(share.value):.4f}", f"{float(low):.4f}", f"{float(high):.4f}"


@pytest.mark.parametrize(
    ("count", "of", "expected"),
    [
        (640, 1000, ("0.6400", "0.6098", "0.6692")),
        (0, 20, ("0.0000", "0.0000", "0.1611")),
        (20, 20, ("1.0000", "0.8389", "1.0000")),
        (412, 425, ("0.9694", "0.9484", "0.9820")),
        (7, 425, ("0.0165", "0.0080", "0.0336")),
    ],
)
def test_the_fixtures_of_wilson(count: int, of: int, expected: tuple[str, str, str]) -> None:
    assert four(Share(count, of)) == expected


@pytest.mark.parametrize(("count", "of"), [(-1, 3), (4, 3), (0, -1)])
def test_what_is_no_share_is_refused(count: int, of: int) -> None:
    with pytest.raises(ValueError, match=f"{count} of {of} is no share"):
        Share(count, of)


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_an_interval_contains_its_share_and_stays_between_nothing_and_all(count: int, of: int) -> None:
    share = Share(min(count, of), of)
    assert share.value is not None
    assert share.ends is not None
    low, high = share.ends
    assert 0 <= low <= share.value <= high <= 1


def test_the_verified_rate_is_of_those_that_could_be_assessed() -> None:
    """Of 1,000 evidenced a window ago 640 held and 360 wrote: 0.64. The others stand beside it.

    640 verified + 310 who wrote + 50 overturned by an operator = 1,000 assessable.
    40 wait for their window, 30 have no known citizen, 20 are doubtful, 500 were only offered.
    """
    found = verified.verified(
        [
            c.verified(640),
            c.written_anyway(310),
            c.evidenced(50, State.OVERTURNED),
            c.waiting(40),
            c.unlinked(30),
            c.verified(20, doubtful=True),
            c.offered(480),
            c.offered(20, State.REVERSED),  # wrote before any evidence
            c.evidenced(9, State.ASSISTED),
        ]
    )
    assert four(found.share) == ("0.6400", "0.6098", "0.6692")
    assert (found.waiting, found.unlinked, found.doubtful) == (40, 30, 20)
    figure = verified.figure("a", found)
    assert (figure.value, figure.numerator, figure.denominator) == (Fraction(16, 25), 640, 1000)
    assert [gap.count for gap in figure.not_counted] == [40, 30, 20]


def test_one_who_wrote_early_waits_like_all_others_of_their_day() -> None:
    """Ten were evidenced a week ago and two of them wrote already: none can be assessed yet."""
    found = verified.verified([c.waiting(8), c.written_anyway(2, assessable=False)])
    assert (found.share, found.waiting) == (Share(0, 0), 10)


@pytest.mark.parametrize(
    ("of", "shown"),
    [pytest.param(29, False, id="twenty_nine_are_counts"), pytest.param(30, True, id="thirty_are_a_rate")],
)
def test_fewer_than_thirty_are_shown_as_counts_alone(of: int, shown: bool) -> None:
    figure = share_figure(Share(20, of), name="x", sentence=counterfactual.UPPER_BOUND, formula="a / b")
    assert (figure.value is not None, figure.interval is not None) == (shown, shown)
    assert (figure.numerator, figure.denominator) == (20, of)
    assert any("Fewer than 30" in words.en for words in figure.assumptions) is not shown


def test_kappa_is_the_written_share_of_those_who_showed_or_said_it() -> None:
    """15 revealed and 9 stated writing, 16 stated a call: 24 / 40 = 0.6; 60 said nothing.

    Assisted, exempt, overturned and doubtful ones are not asked.
    """
    stated = c.LETTER | c.STATED
    found = counterfactual.kappa(
        [
            c.offered(15, **c.LETTER),
            c.verified(9, **stated),
            c.written_anyway(16, **c.CALL),
            c.offered(60),
            c.offered(7, State.ASSISTED, **c.CALL),
            c.offered(7, State.EXEMPT, **c.CALL),
            c.offered(7, State.OVERTURNED, **c.CALL),
            c.verified(7, doubtful=True, **c.CALL),
        ]
    )
    assert found == Kappa(Share(24, 40), unanswered=60)
    assert found.value == Fraction(3, 5)
    assert counterfactual.figure("a", found).not_counted[0].count == 60


def test_kappa_from_fewer_than_thirty_answers_is_an_upper_bound_and_says_so() -> None:
    known = Kappa(Share(10, 29))
    assert (known.known, known.value, known.ends[1]) == (False, 1, 1)
    assert counterfactual.UPPER_BOUND in counterfactual.figure("a", known).assumptions
    assert Kappa(Share(0, 0)).ends == (0, 1)


NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("days", "window", "expected"),
    [
        pytest.param([0], 14, [True], id="one"),
        pytest.param([0, 13], 14, [True, False], id="the_last_day_inside"),
        pytest.param([0, 14], 14, [True, True], id="the_first_day_outside"),
        pytest.param([0, 0], 14, [True, False], id="twice_on_one_day"),
        pytest.param([13, 0], 14, [False, True], id="the_earlier_one_counts_whenever_it_is_booked"),
        pytest.param([0, 10, 20], 14, [True, False, True], id="one_that_is_not_priced_opens_no_window"),
        pytest.param([0, 14, 29], 30, [True, False, False], id="thirty_days_for_letters"),
        pytest.param([], 14, [], id="none"),
    ],
)
def test_at_most_one_is_priced_in_any_window(days: list[int], window: int, expected: list[bool]) -> None:
    assert verified.priced([NOVEMBER + timedelta(days=day) for day in days], window) == expected


day_lists = st.lists(st.integers(0, 200), max_size=12)


@given(day_lists, st.integers(1, 60), st.randoms())
def test_no_window_holds_two_and_no_order_changes_how_many(days: list[int], window: int, chance: Any) -> None:
    def chosen(order: list[int]) -> list[int]:
        flags = verified.priced([NOVEMBER + timedelta(days=day) for day in order], window)
        return sorted(day for day, flag in zip(order, flags, strict=True) if flag)

    kept = chosen(days)
    assert all(later - earlier >= window for earlier, later in pairwise(kept))
    assert chosen(chance.sample(days, len(days))) == kept


@given(day_lists.filter(bool), st.integers(1, 60), st.data())
def test_taking_one_back_never_lets_more_be_priced(days: list[int], window: int, data: st.DataObject) -> None:
    moments = [NOVEMBER + timedelta(days=day) for day in days]
    fewer = moments.copy()
    fewer.pop(data.draw(st.integers(0, len(days) - 1)))
    assert sum(verified.priced(fewer, window)) <= sum(verified.priced(moments, window))


@given(c.cells, st.randoms())
def test_no_order_of_events_changes_a_rate(cells: list[Any], chance: Any) -> None:
    mixed = chance.sample(cells, len(cells))
    assert verified.verified(mixed) == verified.verified(cells)
    assert counterfactual.kappa(mixed) == counterfactual.kappa(cells)
