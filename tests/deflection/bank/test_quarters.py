"""Promised against realised, quarter by quarter."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection.bank import quarters, rules
from bot.deflection.bank.entries import Phase
from bot.deflection.bank.quarters import Quarter, compared, months_later, promised
from bot.deflection.bank.returns import Promise
from bot.deflection.bank.rules import Case
from bot.deflection.money import Money
from tests.deflection.bank.entries import (
    decision,
    deposit,
    kroner,
    loan,
    move,
    numbered,
    promise,
    proposal,
    repayment,
)

INVESTED = date(2026, 1, 31)


def case(*savings: int, closed_on: date | None = None) -> Case:
    """Invested on 31 January; it promises 8 kroner in the first year, 16 from then on, unless given."""
    entries = [
        deposit(),
        proposal(promised=promise(100, *(savings or (8, 16)))),
        decision(),
        loan(on=INVESTED),
    ]
    if closed_on:
        way = [move(Phase.CHANGING, on=INVESTED), move(Phase.REORGANISING, on=INVESTED)]
        entries += [*way, repayment(100, on=INVESTED), move(Phase.CLOSED, on=closed_on)]
    return rules.fold(numbered(*entries)).case("tablets")


def days(end: date) -> Money:
    """A krone is saved every day."""
    return kroner((end - INVESTED).days)


def rows(found: list[Quarter]) -> list[tuple[str, str, int, int, bool]]:
    return [
        (
            f"{one.from_:%d.%m.}",
            f"{one.to:%d.%m.}",
            one.promised.minor // 100,
            one.realised.minor // 100,
            one.over,
        )
        for one in found
    ]


def test_promised_stands_against_realised_in_each_quarter_since_investing() -> None:
    """8 a year is 2 a quarter. February is short: the 31st becomes the last of a month and comes back.

    31 Jan – 30 Apr: 89 days; – 31 Jul: 92; then the 20th of August has 21 days of a quarter behind it.
    """
    assert rows(compared(case(), days, date(2026, 8, 20))) == [
        ("31.01.", "30.04.", 2, 89, True),
        ("30.04.", "31.07.", 2, 92, True),
        ("31.07.", "31.10.", 2, 21, False),
    ]


def test_the_second_year_promises_its_own_saving_and_after_the_last_nothing_is_promised() -> None:
    """8, then 16 a year: 2 a quarter, then 4, then 0."""
    found = compared(case(), days, date(2028, 2, 1))
    assert [one.promised.minor // 100 for one in found] == [2, 2, 2, 2, 4, 4, 4, 4, 0]


def test_a_quarter_is_over_on_its_last_evening() -> None:
    assert compared(case(), days, date(2026, 4, 28))[-1].over is False
    assert compared(case(), days, date(2026, 4, 29))[-1].over is True
    assert len(compared(case(), days, date(2026, 4, 30))) == 2


def test_nothing_counts_from_the_day_on_which_a_case_is_closed() -> None:
    """Closed on 10 February: 31 January to 9 February are 10 days."""
    assert rows(compared(case(closed_on=date(2026, 2, 10)), days, date(2026, 8, 20))) == [
        ("31.01.", "10.02.", 2, 10, False),
    ]


def test_a_case_that_was_never_invested_has_no_quarters() -> None:
    proposed = rules.fold(numbered(proposal())).case("tablets")
    assert compared(proposed, days, date(2026, 8, 20)) == []


def test_a_quarter_is_what_the_saving_grew_by_so_that_quarters_add_up() -> None:
    """40 at first taken to be saved, then only 30 of them: 40, and −10."""

    def known_later(end: date) -> Money:
        return kroner(0 if end == INVESTED else 40 if end < date(2026, 7, 31) else 30)

    found = compared(case(), known_later, date(2026, 7, 30))
    assert [one.realised for one in found] == [kroner(40), kroner(-10)]


@pytest.mark.parametrize(
    ("on", "saved"),
    [
        pytest.param(date(2026, 1, 31), 1, id="on_the_day_of_investing"),
        pytest.param(date(2026, 6, 30), 151, id="in_the_first_year_all_since_investing"),
        pytest.param(date(2027, 6, 30), 365, id="later_a_year"),
        pytest.param(date(2028, 2, 29), 366, id="after_a_leap_day_a_longer_one"),
    ],
)
def test_the_last_year_does_not_begin_before_the_investment(on: date, saved: int) -> None:
    assert quarters.last_year(case(), days, on) == kroner(saved)


def test_what_was_realised_since_investing_includes_today_and_ends_with_the_case() -> None:
    """31 January, 28 days of February, 1 March: 30 days. Closed on 10 February: 10."""
    assert quarters.total(case(), days, date(2026, 3, 1)) == kroner(30)
    assert quarters.total(case(closed_on=date(2026, 2, 10)), days, date(2026, 3, 1)) == kroner(10)


def test_nothing_is_realised_before_anything_was_invested() -> None:
    proposed = rules.fold(numbered(proposal())).case("tablets")
    assert quarters.total(proposed, days, INVESTED) == kroner(0)
    assert quarters.last_year(proposed, days, INVESTED) == kroner(0)


@given(st.integers(-(10**9), 10**9))
def test_four_quarters_promise_their_year_to_the_last_cent(minor: int) -> None:
    year = Promise(investment=kroner(1), savings=(Money(minor, "DKK"),))
    shares = [promised(year, quarter).minor for quarter in (1, 2, 3, 4)]
    assert sum(shares) == minor
    assert all(abs(share - Fraction(minor, 4)) <= 1 for share in shares)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 5000))
def test_quarters_follow_one_another_without_a_gap(first: date, length: int) -> None:
    entries = [deposit(on=first), proposal(on=first), decision(on=first), loan(on=first)]
    begun = rules.fold(numbered(*entries)).case("tablets")
    found = compared(begun, days, months_later(first, length % 60))
    assert found[0].from_ == first
    assert all(one.to == after.from_ for one, after in pairwise(found))
    assert all(89 <= (one.to - one.from_).days <= 93 for one in found)
