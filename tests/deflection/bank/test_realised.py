"""What a case realised: the verified saving of its service areas since investing, never anything else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from bot.deflection.bank import realised, rules
from bot.deflection.bank.rules import Case
from bot.deflection.counts import DeflectionCell
from bot.deflection.lifecycle import State
from bot.deflection.money import Money, MoneyError, Rate
from bot.deflection.periods import Period
from bot.deflection.prices import PriceList
from tests.deflection import cells
from tests.deflection.bank.entries import decision, deposit, loan, numbered, proposal
from tests.deflection.cells import (
    LETTER,
    any_cell,
    offered,
    unlinked,
    verified,
    waiting,
    written,
    written_anyway,
)

INVESTED = date(2026, 3, 1)
DAY = date(2026, 3, 2)
PRICE = written("20.00", "DKK")
PRICES = PriceList((PRICE, cells.FUTUREGOV), "DKK")


def case(*services: str) -> Case:
    entries = [deposit(), proposal(services=services or ("a",)), decision(), loan(on=INVESTED)]
    return rules.fold(numbered(*entries)).case("tablets")


def saved(
    found: Iterable[DeflectionCell],
    *,
    of: Case | None = None,
    end: date = date(2026, 4, 1),
    prices: PriceList = PRICES,
) -> Money:
    def of_period(period: Period) -> list[DeflectionCell]:
        return [cell for cell in found if cell.day in period]

    return realised.reader(of_period, of or case(), prices)(end)


def at(price: str = PRICE.id, **other: Any) -> dict[str, Any]:
    """What a citizen who was writing to us took instead."""
    return {**LETTER, "price": price, "day": DAY, **other}


def test_only_verified_deflections_of_the_cases_services_since_investing_count() -> None:
    """3 × 20.00 of a; the other 70 are not verified, not linked, doubted, of another service or too early."""
    found = [
        verified(3, **at()),
        waiting(10, **at()),
        written_anyway(10, **at()),
        unlinked(10, **at()),
        offered(10, **at()),
        verified(10, **at(doubtful=True)),
        verified(10, **at(service="b")),
        verified(10, **at(day=date(2026, 2, 28))),
    ]
    assert saved(found) == Money(60_00, "DKK")


def test_the_savings_of_all_services_of_a_case_are_added() -> None:
    """3 × 20.00 + 2 × 20.00."""
    found = [verified(3, **at()), verified(2, **at(service="b"))]
    assert saved(found, of=case("a", "b")) == Money(100_00, "DKK")


def test_what_replaced_something_else_than_writing_saves_nothing_here() -> None:
    """Of 40 answers 10 were written: the 10 count, the 30 calls do not, and 8 unknown ones count κ = 1/4."""
    call = {**at(), **cells.CALL}
    silent = {"price": PRICE.id, "day": DAY}
    found = [verified(10, **at()), verified(30, **call), verified(8, **silent)]
    assert saved(found) == PRICE.amount.times(Fraction(12))


def test_nothing_is_realised_on_or_before_the_day_of_investing() -> None:
    found = [verified(3, **at(day=INVESTED))]
    assert saved(found, end=INVESTED) == Money(0, "DKK")
    assert saved(found, end=DAY) == Money(60_00, "DKK")


def test_a_case_that_was_not_invested_has_realised_nothing() -> None:
    proposed = rules.fold(numbered(proposal(services=["a"]))).case("tablets")
    assert saved([verified(3, **at())], of=proposed) == Money(0, "DKK")


def test_a_saving_in_another_currency_counts_at_its_dated_rate() -> None:
    """3 × 21.20 US$ × 6.50 = 413.40."""
    rate = Rate(from_="USD", to="DKK", rate=Fraction("6.5"), valid_from=INVESTED, source="a bank")
    prices = replace(PRICES, rates=(rate,))
    assert saved([verified(3, **at(cells.FUTUREGOV.id))], prices=prices) == Money(413_40, "DKK")


@pytest.mark.parametrize("others", [[], [verified(1, **at())]], ids=["dollars_alone", "dollars_and_kroner"])
def test_without_a_rate_nothing_is_guessed(others: list[DeflectionCell]) -> None:
    with pytest.raises(MoneyError, match="Two currencies without a rate: USD and DKK"):
        saved([*others, verified(3, **at(cells.FUTUREGOV.id))])


def dollars(found: Iterable[DeflectionCell]) -> int:
    rate = Rate(from_="USD", to="DKK", rate=Fraction(1), valid_from=date(2026, 1, 1), source="a test")
    prices = replace(PRICES, rates=(rate,))
    return saved(found, of=case("a", "b"), end=date(2027, 1, 1), prices=prices).minor


@settings(deadline=None)
@given(cells.cells)
def test_nothing_but_verified_savings_is_ever_realised(found: list[DeflectionCell]) -> None:
    unverified = [cell for cell in found if cell.state is not State.VERIFIED]
    assert dollars(unverified) <= 0
    assert dollars([cell for cell in unverified if cell.state is not State.ASSISTED]) == 0


@settings(deadline=None)
@given(cells.cells, any_cell())
def test_a_reversal_never_raises_what_was_realised(found: list[DeflectionCell], one: DeflectionCell) -> None:
    before = replace(one, state=State.VERIFIED, evidenced=True, assessable=True, linked=True)
    assert dollars([*found, replace(before, state=State.REVERSED)]) <= dollars([*found, before])
