"""What an investment brings in, against figures that were worked out apart from the code (FIGURES § 6)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.deflection.bank import returns
from bot.deflection.bank.returns import BadPromise, Promise
from bot.deflection.money import Money
from tests.deflection.bank.entries import kroner, promise

SIXTEEN = Fraction(16, 100)


@pytest.mark.parametrize(
    ("years", "irr"),
    [(10, "9.61%"), (8, "5.84%"), (7, "2.92%"), (6, "-1.15%"), (5, "-7.01%")],
)
def test_sixteen_percent_simple_is_not_sixteen_percent_irr(years: int, irr: str) -> None:
    """100 → 16 a year: 16 / 100 = 16 %, 100 / 16 = 6.25 years, whatever the number of years."""
    case = promise(100, *[16] * years)
    assert returns.simple(case) == SIXTEEN
    assert returns.payback_years(case) == Fraction("6.25")
    assert f"{returns.irr(case):.2%}" == irr


@pytest.mark.parametrize(("years", "needed"), [(5, "30.54"), (8, "23.02"), (10, "20.69")])
def test_what_a_true_irr_of_sixteen_percent_needs(years: int, needed: str) -> None:
    """100 · 0.16 / (1 − 1.16^−n): over 5 years 16 / 0.523887 = 30.54."""
    assert returns.needed_saving(kroner(100), years, SIXTEEN).amount() == needed


@pytest.mark.parametrize(
    ("saving", "share", "payback"),
    [
        pytest.param(23_000_000, "67.6%", "1.48", id="23_of_34"),  # 23/34 = 0.6765; 34/23 = 1.478
        pytest.param(26_000_000, "76.5%", "1.31", id="26_of_34"),  # 26/34 = 0.7647; 34/26 = 1.308
    ],
)
def test_34_million_that_bring_in_23_or_26_a_year(saving: int, share: str, payback: str) -> None:
    case = promise(34_000_000, saving)
    assert f"{float(returns.simple(case)):.1%}" == share
    assert f"{float(returns.payback_years(case) or 0):.2f}" == payback


@pytest.mark.parametrize(
    ("saving_minor", "approved"),
    [
        pytest.param(15_99, False, id="15.99_percent"),
        pytest.param(16_00, True, id="16.00_percent"),
        pytest.param(16_01, True, id="16.01_percent"),
    ],
)
def test_the_rule_is_at_least_sixteen_percent(saving_minor: int, approved: bool) -> None:
    case = Promise(investment=Money(100_00, "DKK"), savings=(Money(saving_minor, "DKK"),))
    assert returns.of(case).meets is approved


def test_one_oere_below_the_rule_is_below_it_also_among_the_largest_amounts() -> None:
    """90 billion kroner → 14.4 billion less one øre."""
    case = Promise(investment=Money(9 * 10**12, "DKK"), savings=(Money(144 * 10**10 - 1, "DKK"),))
    assert not returns.of(case).meets


def test_the_rule_can_be_another() -> None:
    """17 / 100 is above 16 % and below 17.5 %."""
    case = promise(100, 17)
    assert returns.of(case, SIXTEEN).meets
    assert not returns.of(case, Fraction("0.175")).meets


def test_savings_that_grow_count_at_full_effect() -> None:
    """100 → 10, 30, 40: 40 / 100; after three years 20 are left, and 20 / 40 = half a year more."""
    case = promise(100, 10, 30, 40)
    assert returns.simple(case) == Fraction("0.40")
    assert returns.payback_years(case) == Fraction("3.5")


def test_an_investment_may_be_earned_within_the_promised_years() -> None:
    """100 → 60, 80: after one year 40 are left, 40 / 80 = half a year."""
    assert returns.payback_years(promise(100, 60, 80)) == Fraction("1.5")


def test_a_first_year_that_costs_makes_it_longer() -> None:
    """100 → −20, 60: 120 are left after the first year, 60 after the second, none after one more."""
    assert returns.payback_years(promise(100, -20, 60)) == 3


def test_what_never_comes_back_has_no_payback_and_no_irr() -> None:
    assert returns.payback_years(promise(100, 5, 0)) is None
    assert returns.irr(promise(100, 0, 0)) is None
    assert returns.irr(promise(100, -5)) is None


def test_npv_is_at_the_rules_own_rate() -> None:
    """100 → 16, 16 at 16 %: 16 / 1.16 = 13.793 and 16 / 1.3456 = 11.891; −100 + 25.684 = −74.32."""
    assert returns.of(promise(100, 16, 16)).npv == Money(-74_32, "DKK")


@pytest.mark.parametrize(
    ("investment", "savings", "sentence"),
    [
        pytest.param(kroner(0), (kroner(16),), "more than 0", id="nothing_invested"),
        pytest.param(kroner(-100), (kroner(16),), "more than 0", id="negative"),
        pytest.param(kroner(100), (), "1 to 50 years", id="no_year"),
        pytest.param(kroner(100), (kroner(16),) * 51, "1 to 50 years", id="too_long"),
        pytest.param(kroner(100), (Money(1600, "USD"),), "one currency", id="two_currencies"),
        pytest.param(Money(2**53, "DKK"), (kroner(16),), "13 digits", id="too_much"),
    ],
)
def test_what_cannot_be_promised_is_refused(
    investment: Money, savings: tuple[Money, ...], sentence: str
) -> None:
    with pytest.raises(BadPromise, match=sentence):
        Promise(investment=investment, savings=savings)


def of_minor(investment: int, savings: list[int]) -> Promise:
    return Promise(
        investment=Money(investment, "DKK"), savings=tuple(Money(saving, "DKK") for saving in savings)
    )


@settings(deadline=None)
@given(st.integers(10**6, 10**9), st.lists(st.integers(10**6, 10**12), min_size=1, max_size=50))
def test_at_the_irr_nothing_is_won_or_lost(investment: int, savings: list[int]) -> None:
    rate = returns.irr(of_minor(investment, savings))
    assert rate is not None
    worth = sum(saving / (1 + rate) ** year for year, saving in enumerate(savings, 1))
    assert worth == pytest.approx(investment, rel=1e-6)


@settings(deadline=None)
@given(st.integers(1, 10**12), st.integers(1, 50), st.integers(0, 400))
def test_the_needed_saving_brings_npv_to_nothing(investment: int, years: int, permille: int) -> None:
    """To half a minor unit a year, which the rounding may take or give."""
    rate = Fraction(permille, 1000)
    needed = returns.needed_saving(Money(investment, "DKK"), years, rate)
    worth = returns.npv(of_minor(investment, [needed.minor] * years), rate)
    assert abs(worth.minor) <= years / 2 + 1


@settings(deadline=None)
@given(st.integers(1, 10**6), st.lists(st.integers(1_000, 10**5), min_size=1, max_size=50))
def test_on_the_day_of_payback_the_investment_is_earned(investment: int, savings: list[int]) -> None:
    years = returns.payback_years(of_minor(investment, savings))
    assert years is not None
    whole, part = int(years), years - int(years)
    going_on = [*savings, *[savings[-1]] * (whole + 1)]
    assert sum(going_on[:whole]) + going_on[whole] * part == investment
