"""FIGURES §§ 3 and 5: saved interactions in money, with the sums done by hand."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection import account, counterfactual, prices
from bot.deflection.account import Books
from bot.deflection.costs import Cost
from bot.deflection.counts import DeflectionCell
from bot.deflection.figure import Figure, Interval
from bot.deflection.lifecycle import State
from bot.deflection.money import Money, NoRate, Rate
from bot.deflection.periods import Period
from bot.deflection.prices import Price, PriceList, UnknownPrice
from bot.deflection.saving import earned_back
from tests.deflection import cells as c

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
BOOKS = Books(period=YEAR, prices=c.PRICES)


def saving(*cells: DeflectionCell, books: Books = BOOKS) -> Figure:
    return account.figures(cells, books)[0]


def estimate(*cells: DeflectionCell, books: Books = BOOKS) -> Figure:
    return account.figures(cells, books)[1]


def ends(figure: Figure) -> tuple[str, str]:
    assert isinstance(figure.interval, Interval)
    low, high = figure.interval.low, figure.interval.high
    assert isinstance(low, Money)
    assert isinstance(high, Money)
    return low.amount(), high.amount()


def beside(figure: Figure) -> dict[str, int | None]:
    return {gap.what.en: gap.count for gap in figure.not_counted}


def test_a_service_earns_its_written_ones_and_kappa_of_the_unknown() -> None:
    """640 of 1,000 verified: 24 said they would write, 16 that they would call, 600 said nothing.

    κ = 24 / 40 = 0.6 [0.4460, 0.7365]; V = 0.64 [0.6098, 0.6692].
    24 + 0.6 × 600 = 384 interactions × 21.20 = 8,140.80.
    Low:  (24 + 0.445957 × 600) × 0.609766 / 0.64 = 277.80 × 21.20 =  5,889.39.
    High: (24 + 0.736518 × 600) × 0.669162 / 0.64 = 487.14 × 21.20 = 10,327.36.
    """
    figure = saving(
        c.verified(24, **c.LETTER), c.verified(16, **c.CALL), c.verified(600), c.written_anyway(360)
    )
    assert figure.value == Money.parse("8140.80", "USD")
    assert ends(figure) == ("5889.39", "10327.36")
    assert (figure.lines[0].what.en, figure.lines[0].amount) == ("a à US$ 21.20", figure.value)
    assert figure.sources == ("Kristoffersen, futureGov, 18.11.2013",)
    assert "already net of the self-service cost is not known" in figure.assumptions[0].en
    assert any("basis unknown, cashable unknown" in words.en for words in figure.assumptions)


def test_kappa_that_is_not_known_is_an_upper_bound_and_says_so() -> None:
    """100 verified of 100, no answers: at most 100 × 21.20 = 2,120.00, at least nothing."""
    figure = saving(c.verified(100))
    assert figure.value == Money.parse("2120.00", "USD")
    assert ends(figure) == ("0.00", "2120.00")
    assert counterfactual.UPPER_BOUND in figure.assumptions


def test_only_verified_linked_sound_first_priced_ones_are_in_the_sum() -> None:
    """10 × 21.20 = 212.00; all others stand beside it with their number."""
    figure = saving(
        c.verified(10, **c.LETTER),
        c.verified(9, repeated=True),
        c.verified(8, doubtful=True),
        c.verified(7, price=None),
        c.unlinked(6),
        c.waiting(5),
        c.offered(99),
        c.written_anyway(4),
        c.evidenced(3, State.OVERTURNED),
        c.evidenced(2, State.EXEMPT),
    )
    assert figure.value == Money.parse("212.00", "USD")
    assert beside(figure) == {
        "without a price on their day": 7,
        "more than one in a window": 9,
        "doubtful evidence": 8,
        "without a known citizen": 6,
        "window not passed": 5,
    }


def test_what_replaced_a_telephone_call_saves_no_written_interaction() -> None:
    figure = saving(c.verified(50, **c.CALL))
    assert figure.value == Money(0, "DKK")
    assert figure.lines[0].amount == Money(0, "USD")


def test_unlinked_ones_are_estimated_on_their_own_line_at_the_rate_of_the_linked() -> None:
    """V = 640/1000 = 0.64 [0.6098, 0.6692]; 50 unlinked, all written: 50 × 0.64 × 21.20 = 678.40.

    All said that they would write, so κ is not in it. Low 50 × 0.609766 × 21.20 = 646.35; high 709.31.
    """
    given_cells = (
        c.verified(640, **c.LETTER),
        c.written_anyway(360),
        c.unlinked(50, **c.LETTER),
        c.unlinked(9, assessable=False),
    )
    figure = estimate(*given_cells)
    assert figure.value == Money.parse("678.40", "USD")
    assert ends(figure) == ("646.35", "709.31")
    assert saving(*given_cells).value == Money.parse("13568.00", "USD")  # 640 × 21.20, without them


def test_unlinked_ones_of_a_service_with_few_linked_ones_are_only_counted() -> None:
    figure = estimate(c.verified(29), c.unlinked(50))
    assert figure.lines[0].amount is None
    assert beside(figure) == {"a: too few linked ones": 50}


def test_services_do_not_lend_each_other_their_rates() -> None:
    """a: κ = 30/30 → 30 × 21.20; b: κ = 0/30 → 0. Together κ would have been a half."""
    figure = saving(
        c.verified(30, **c.LETTER), c.verified(30, service="b", **c.CALL), c.verified(10, service="b")
    )
    assert [line.amount for line in figure.lines[:2]] == [Money(63600, "USD"), Money(0, "USD")]
    assert figure.value == Money(63600, "USD")


def test_a_changed_price_changes_nothing_past() -> None:
    """10 in March at 21.20 and 10 in June at 25.00: 212 + 250 = 462, each at the price of its day."""
    dearer = c.written("25.00", since=date(2026, 6, 1))
    now = PriceList((c.FUTUREGOV, dearer), "DKK")
    march, june = date(2026, 3, 2), date(2026, 6, 1)
    assert [price.amount.minor for day in (march, june) if (price := now.on("written", day))] == [2120, 2500]
    books = Books(period=YEAR, prices=now)
    cells = (c.verified(10, **c.LETTER), c.verified(10, day=june, price=dearer.id, **c.LETTER))
    figure = saving(*cells, books=books)
    assert figure.value == Money.parse("462.00", "USD")
    assert [line.amount for line in figure.lines[:2]] == [Money(21200, "USD"), Money(25000, "USD")]
    emptied = Books(period=YEAR, prices=PriceList((), "DKK"))
    assert saving(*cells, books=emptied).value == figure.value


def test_a_price_that_left_the_file_is_still_what_was_frozen_and_says_so() -> None:
    figure = saving(c.verified(1, **c.LETTER), books=Books(period=YEAR, prices=PriceList((), "DKK")))
    assert (figure.value, figure.sources) == (Money(2120, "USD"), (prices.GONE,))


def test_what_is_no_price_is_an_error_and_not_a_zero() -> None:
    with pytest.raises(UnknownPrice, match="froze 'cheap', which is no price"):
        saving(c.verified(1, price="cheap"))


def test_a_period_is_parted_where_a_price_or_a_rate_changes() -> None:
    """From 2026-01-01 to 2027-01-01 with a price of 1 March and a rate of 1 June: three parts."""
    rate = Rate(from_="USD", to="DKK", rate=Fraction(7), valid_from=date(2026, 6, 1), source="a bank")
    dated = PriceList((c.FUTUREGOV, c.written(since=date(2026, 3, 1))), "DKK", (rate,))
    days = [YEAR.from_, date(2026, 3, 1), date(2026, 6, 1), YEAR.to]
    assert dated.stretches(YEAR) == [Period(*ends) for ends in pairwise(days)]
    assert c.PRICES.stretches(YEAR) == [YEAR]


def test_only_offers_of_the_period_are_counted() -> None:
    """The last day of the period is not in it."""
    march = Books(period=Period(date(2026, 3, 1), date(2026, 3, 2)), prices=c.PRICES)
    in_it, after = c.verified(1, day=date(2026, 3, 1), **c.LETTER), c.verified(1, day=date(2026, 3, 2))
    assert saving(in_it, after, books=march).value == Money(2120, "USD")


KRONER = c.written("119.00", "DKK")
HELP = Price(
    channel="assisted_digital", amount=Money.parse("40.00", "DKK"), valid_from=date(2026, 1, 1),
    basis="average", cashable="no", source="the municipality",
)  # fmt: skip


def test_the_assistants_cost_and_the_help_are_subtracted_each_on_its_line() -> None:
    """March, 31 days: 100 × 119 = 11,900.00; 36,500 a year ÷ 365 × 31 = 3,100.00; 5 × 40 = 200.00.

    11,900 − 200 − 3,100 = 8,600.00.
    """
    march = Period(date(2026, 3, 1), date(2026, 4, 1))
    cost = Cost(Money.parse("36500.00", "DKK"), YEAR, "the budget of 2026")
    books = Books(period=march, prices=PriceList((KRONER, HELP), "DKK"), running=(cost,))
    figure = saving(c.verified(100, price=KRONER.id, **c.LETTER), c.evidenced(5, State.ASSISTED), books=books)
    assert [(line.what.en, line.amount and line.amount.amount()) for line in figure.lines] == [
        ("a à DKK 119.00", "11900.00"),
        ("cost of assisted digital: assisted_digital/2026-01-01/DKK40.00", "-200.00"),
        ("running cost of the assistant: the budget of 2026", "-3100.00"),
    ]
    assert figure.value == Money.parse("8600.00", "DKK")


def test_costs_that_are_not_known_are_said_and_never_zero() -> None:
    figure = saving(c.verified(1, **c.LETTER), c.evidenced(5, State.ASSISTED))
    assert [(line.what.en, line.amount) for line in figure.lines[1:]] == [
        ("cost of assisted digital: 5 not known", None),
        ("running cost of the assistant: 365 days not known", None),
    ]
    assert any("the sum is before them" in words.en for words in figure.assumptions)


def test_a_service_alone_bears_no_share_of_the_assistants_cost() -> None:
    books = Books(period=YEAR, prices=c.PRICES, running=None)
    assert len(saving(c.verified(1, **c.LETTER), books=books).lines) == 1


def test_two_currencies_without_a_rate_make_no_sum_and_say_why() -> None:
    """212 USD and 119 DKK; at 7 DKK a dollar they are 1,484 + 119 = 1,603 DKK."""
    cells = (c.verified(10, **c.LETTER), c.verified(1, service="b", price=KRONER.id, **c.LETTER))
    figure = saving(*cells, books=Books(period=YEAR, prices=c.PRICES))
    assert figure.value is None
    assert figure.not_counted[-1].what.en.startswith("Two currencies without a rate: USD and DKK")
    rate = Rate(from_="USD", to="DKK", rate=Fraction(7), valid_from=date(2026, 1, 1), source="a bank")
    rated = PriceList((c.FUTUREGOV,), "DKK", (rate,))
    assert saving(*cells, books=Books(period=YEAR, prices=rated)).value == Money(160300, "DKK")


@pytest.mark.parametrize(("price", "count"), [("119", 925), ("55", 2000), ("110000", 1), ("110001", 1)])
def test_the_fixture_of_what_earns_110_000_kroner_back(price: str, count: int) -> None:
    """110,000 / 119 = 924.37; 110,000 / 55 = 2,000."""
    assert earned_back(Money.parse("110000", "DKK"), Money.parse(price, "DKK")) == count


def test_a_cost_is_not_earned_back_in_another_currency() -> None:
    with pytest.raises(NoRate):
        earned_back(Money.parse("110000", "DKK"), Money.parse("21.20", "USD"))


@given(c.cells, st.randoms())
def test_no_order_changes_the_saving_and_its_interval_contains_it(cells: list[Any], chance: Any) -> None:
    for figure, mixed in zip(
        account.figures(cells, BOOKS), account.figures(chance.sample(cells, len(cells)), BOOKS), strict=True
    ):
        assert figure == mixed
        assert isinstance(figure.value, Money)
        assert isinstance(figure.interval, Interval)
        low, high = figure.interval.low, figure.interval.high
        assert isinstance(low, Money)
        assert isinstance(high, Money)
        assert low <= figure.value <= high
        known = [line.amount.minor for line in figure.lines if line.amount]
        assert sum(known) == figure.value.minor


@given(c.cells, st.data())
def test_a_reversal_never_raises_a_saving(cells: list[DeflectionCell], data: st.DataObject) -> None:
    """One verified deflection of any cell is reversed; all else stays as it was."""
    cells = [*cells, c.verified(data.draw(st.integers(1, 50)), **data.draw(st.sampled_from([{}, c.LETTER])))]
    place = data.draw(st.sampled_from([n for n, one in enumerate(cells) if reversible(one)]))
    before, after = [figure.value for figure in account.figures(cells, BOOKS)], []
    changed = [*cells[:place], *reversed_one(cells[place]), *cells[place + 1 :]]
    after = [figure.value for figure in account.figures(changed, BOOKS)]
    for earlier, later in zip(before, after, strict=True):
        assert isinstance(earlier, Money)
        assert isinstance(later, Money)
        assert later.minor <= earlier.minor


def reversible(cell: DeflectionCell) -> bool:
    return cell.state is State.VERIFIED and cell.count > 0


def reversed_one(cell: DeflectionCell) -> list[DeflectionCell]:
    def like(state: State, count: int) -> DeflectionCell:
        kept = {name: getattr(cell, name) for name in DeflectionCell.__dataclass_fields__}
        return DeflectionCell(**kept | {"state": state, "count": count})

    return [like(State.VERIFIED, cell.count - 1), like(State.REVERSED, 1)]
