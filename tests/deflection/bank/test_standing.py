"""How a case stands, and which of its entries no longer hold."""

from datetime import date

import pytest

from bot.deflection.bank import rules, standing
from bot.deflection.bank.entries import Entry, Phase
from bot.deflection.bank.returns import MINIMUM
from bot.deflection.bank.standing import Standing
from bot.deflection.money import Money, MoneyError
from tests.deflection.bank.entries import (
    NEW_YEAR,
    cut,
    invested,
    kroner,
    move,
    numbered,
    proposal,
    reinvestment,
    reorganising,
    repayment,
)

TODAY = date(2026, 11, 25)


def stood(entries: list[Entry], realised: int) -> Standing:
    """After investing on New Year's Day so many kroner were realised on the day itself."""

    def saved(end: date) -> Money:
        return kroner(realised if end > NEW_YEAR else 0)

    return standing.of(rules.fold(entries).case("tablets"), saved, MINIMUM, TODAY)


@pytest.mark.parametrize(
    ("entries", "realised", "found"),
    [
        pytest.param(reorganising(cut(10, 10)), 10, [], id="a_cut_as_large_as_the_saving"),
        pytest.param(
            reorganising(cut(10, 10)),
            9,
            [
                "tablets: budgets are cut by DKK 10.00 a year,"
                " and only DKK 9.00 were realised in the last year."
            ],
            id="a_cut_above_what_is_left_of_the_saving",
        ),
        pytest.param(
            reorganising(cut(10, 10), repayment(100), move(Phase.CLOSED)), 9, [], id="a_case_that_is_closed"
        ),
        pytest.param(invested(repayment(30)), 0, [], id="paid_back_ahead_of_savings"),
        pytest.param(invested(reinvestment(20, 50), repayment(30)), 50, [], id="all_that_was_saved_is_spent"),
        pytest.param(
            invested(reinvestment(20, 50), repayment(30)),
            45,
            ["tablets: DKK 50.00 were paid back and reinvested, and only DKK 45.00 realised."],
            id="more_is_spent_than_is_left_of_the_saving",
        ),
    ],
)
def test_what_holds_no_more_is_a_finding(entries: list[Entry], realised: int, found: list[str]) -> None:
    assert list(standing.findings(stood(entries, realised))) == found


def test_promised_counts_the_quarters_that_are_over_and_free_what_is_not_spent() -> None:
    """16 a year are 4 a quarter, and three are over by 25 November; 50 − 30 − 15 = 5."""
    found = stood(invested(repayment(30), reinvestment(15, 50)), 50)
    assert (found.promised, found.realised, found.free) == (kroner(12), kroner(50), kroner(5))


def test_a_saving_that_cannot_be_reckoned_leaves_the_rest_of_the_case_readable() -> None:
    def unknown(end: date) -> Money:
        raise MoneyError("There is no rate.")

    case = rules.fold(invested()).case("tablets")
    found = standing.of(case, unknown, MINIMUM, TODAY)
    assert (found.gap, found.realised, found.free, found.quarters) == ("There is no rate.", None, None, ())
    assert found.returns.meets
    assert list(standing.findings(found)) == []


def test_a_case_that_was_not_invested_has_nothing_to_show_but_its_returns() -> None:
    found = stood(numbered(proposal()), 0)
    assert (found.quarters, found.promised, found.realised) == ((), kroner(0), kroner(0))
