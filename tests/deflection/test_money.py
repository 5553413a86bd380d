"""Money is whole minor units: no float, one rounding, and no two currencies without a rate."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection.money import MINOR_DIGITS, Money, MoneyError, NoRate, Rate, convert, rounded, total

DAY = date(2026, 11, 1)
amounts = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        pytest.param("21.20", "USD", 2120, id="two_decimals"),
        pytest.param("21.2", "USD", 2120, id="one_decimal"),
        pytest.param("75", "DKK", 7500, id="no_decimal"),
        pytest.param("-0.05", "GBP", -5, id="below_zero"),
        pytest.param("2013", "ISK", 2013, id="a_currency_without_minor_units"),
        pytest.param("1.2000", "EUR", 120, id="zeros_at_the_end_are_nothing"),
    ],
)
def test_an_amount_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        pytest.param("21.205", "USD", "more decimals than USD has; write at most 2", id="half_a_cent"),
        pytest.param("1.5", "ISK", "write at most 0", id="half_a_krona"),
        pytest.param("21,20", "DKK", "no amount; write it as 21.20", id="danish_comma"),
        pytest.param("1,000.00", "USD", "no amount", id="separator"),
        pytest.param("$5", "USD", "no amount", id="sign"),
        pytest.param("1e3", "USD", "no amount", id="exponent"),
        pytest.param("nan", "USD", "no amount", id="nan"),
        pytest.param("", "USD", "no amount", id="empty"),
        pytest.param("5", "XYZ", "no currency we know", id="unknown_currency"),
        pytest.param("5", "dkk", "no currency we know", id="small_letters"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_remedy(text: str, currency: str, said: str) -> None:
    with pytest.raises(MoneyError, match=said):
        Money.parse(text, currency)


@pytest.mark.parametrize("minor", [1.0, True, Decimal(1), Fraction(1), "1"])
def test_minor_units_are_whole_numbers_and_nothing_else(minor: Any) -> None:
    with pytest.raises(MoneyError, match="no whole number"):
        Money(minor, "DKK")


@pytest.mark.parametrize(
    ("amount", "whole"),
    [("1/2", 0), ("3/2", 2), ("5/2", 2), ("-1/2", 0), ("-3/2", -2), ("249/100", 2), ("251/100", 3)],
)
def test_half_a_minor_unit_goes_to_the_even_one(amount: str, whole: int) -> None:
    assert rounded(Fraction(amount)) == whole


def test_a_price_times_a_share_is_rounded_once() -> None:
    """21.20 × 1/3 = 7.0666…; three of them are 21.20, and three rounded ones are 21.21."""
    price = Money(2120, "USD")
    assert price.times(Fraction(1, 3)) == Money(707, "USD")
    assert price.times(3 * Fraction(1, 3)) == Money(2120, "USD")
    assert total([price.times(Fraction(1, 3))] * 3, "USD") == Money(2121, "USD")


@pytest.mark.parametrize("reckon", [Money.__add__, Money.__sub__, Money.__lt__, Money.__le__, Money.over])
def test_two_currencies_without_a_rate_are_refused(reckon: Any) -> None:
    with pytest.raises(NoRate, match=r"Two currencies without a rate: USD and DKK\. Give a dated rate"):
        reckon(Money(1, "USD"), Money(1, "DKK"))
    with pytest.raises(NoRate):
        total([Money(1, "DKK"), Money(1, "USD")], "DKK")


RATES = [
    Rate(from_="USD", to="DKK", rate=Fraction("5.50"), valid_from=date(2013, 11, 18), source="a bank"),
    Rate(from_="USD", to="DKK", rate=Fraction("6.85"), valid_from=date(2026, 1, 1), source="a bank"),
]


@pytest.mark.parametrize(
    ("day", "minor"),
    [
        pytest.param(date(2013, 11, 18), 11660, id="the_first_day"),  # 21.20 × 5.50 = 116.60
        pytest.param(date(2025, 12, 31), 11660, id="the_day_before_the_next_rate"),
        pytest.param(date(2026, 1, 1), 14522, id="the_next_rate"),  # 21.20 × 6.85 = 145.22
    ],
)
def test_a_rate_holds_from_its_day_until_the_next(day: date, minor: int) -> None:
    assert convert(Money(2120, "USD"), "DKK", day, RATES) == Money(minor, "DKK")
    assert convert(Money(2120, "USD"), "DKK", day, RATES[::-1]) == Money(minor, "DKK")


@pytest.mark.parametrize(
    ("currency", "to", "day"),
    [
        pytest.param("USD", "DKK", date(2013, 11, 17), id="before_the_first_rate"),
        pytest.param("DKK", "USD", DAY, id="a_rate_is_not_turned_around"),
        pytest.param("USD", "EUR", DAY, id="never_through_a_third_currency"),
    ],
)
def test_without_a_dated_rate_nothing_is_converted(currency: str, to: str, day: date) -> None:
    with pytest.raises(NoRate, match=f"{currency} and {to} on {day}"):
        convert(Money(100, currency), to, day, RATES)


def test_the_same_currency_needs_no_rate() -> None:
    assert convert(Money(7, "DKK"), "DKK", DAY) == Money(7, "DKK")


@pytest.mark.parametrize(("rate", "to"), [("0", "DKK"), ("-1", "DKK"), ("1", "USD")])
def test_a_rate_that_cannot_be_is_refused(rate: str, to: str) -> None:
    with pytest.raises(MoneyError, match="above zero and lies between two currencies"):
        Rate(from_="USD", to=to, rate=Fraction(rate), valid_from=DAY, source="a bank")


@pytest.mark.parametrize(
    ("money", "danish", "english"),
    [
        (Money(2862000, "USD"), "28.620,00 US$", "US$ 28,620.00"),
        (Money(11000000, "DKK"), "110.000,00 kr.", "DKK 110,000.00"),
        (Money(-5, "GBP"), "-0,05 £", "£ -0.05"),
        (Money(192440000, "GBP"), "1.924.400,00 £", "£ 1,924,400.00"),
        (Money(1500, "ISK"), "1.500 ISK", "ISK 1,500"),
        (Money(0, "EUR"), "0,00 €", "€ 0.00"),
    ],
)
def test_money_is_shown_as_each_language_writes_it(money: Money, danish: str, english: str) -> None:
    assert (money.format("da"), money.format("en")) == (danish, english)


def test_nothing_is_divided_by_no_money() -> None:
    assert Money(2300, "DKK").over(Money(3400, "DKK")) == Fraction(23, 34)
    with pytest.raises(MoneyError, match="zero"):
        Money(1, "DKK").over(Money(0, "DKK"))


@given(amounts, st.sampled_from(sorted(MINOR_DIGITS)))
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    assert Money.parse(Money(minor, currency).amount(), currency) == Money(minor, currency)


@given(st.lists(amounts), st.randoms())
def test_a_sum_does_not_depend_on_its_order(minors: list[int], chance: Any) -> None:
    moneys = [Money(minor, "DKK") for minor in minors]
    mixed = chance.sample(moneys, len(moneys))
    assert total(mixed, "DKK") == total(moneys, "DKK") == Money(sum(minors), "DKK")


@given(amounts, st.fractions())
def test_rounding_is_never_off_by_more_than_half(minor: int, factor: Fraction) -> None:
    product = Money(minor, "DKK").times(factor).minor
    assert abs(product - minor * factor) <= Fraction(1, 2)
