"""The gap of a group before freed resources went to it, and after."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from bot.deflection.bank import lagging
from bot.deflection.counts import OutcomeCell
from bot.deflection.periods import Period
from tests.deflection.bank.entries import kroner, reinvestment
from tests.deflection.test_inclusion import group

SPENT_ON = date(2026, 6, 1)
TODAY = date(2026, 11, 25)


def outcomes(day: date, success: int, left: int) -> list[OutcomeCell]:
    """Of 1,000 who asked 900 in Danish, of whom 90 are left behind."""
    return [*group("da", 810, 90, day=day), *group("en", success, left, day=day)]


def test_the_gap_of_the_year_before_stands_beside_that_of_the_time_since() -> None:
    """Before: English 30/100, all 120/1,000: 0.30 − 0.12. After: 10/100, all 100/1,000: none."""
    cells = [*outcomes(date(2026, 5, 31), 70, 30), *outcomes(SPENT_ON, 90, 10)]
    long_ago = outcomes(date(2025, 5, 31), 0, 100)

    def of_period(period: Period) -> list[OutcomeCell]:
        """As a ledger sums them: under the first day of the period."""
        return [replace(cell, day=period.from_) for cell in [*long_ago, *cells] if cell.day in period]

    found = lagging.spent(reinvestment(15, realised=50, on=SPENT_ON), of_period, TODAY)
    assert (found.before.value, found.after.value) == (Fraction(18, 100), Fraction(0))
    assert found.before.about == {"dimension": "language", "group": "en", "when": "before"}
    assert found.after.lines[0].amount == kroner(15)


def test_of_a_group_that_too_few_belong_to_no_gap_is_shown() -> None:
    entry = reinvestment(15, realised=50, group="age:67+", on=SPENT_ON)
    found = lagging.spent(entry, lambda period: [], TODAY)
    assert (found.before.value, found.after.value) == (None, None)
