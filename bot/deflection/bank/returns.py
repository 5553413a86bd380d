"""What an investment brings in: the simple annual return that the rule asks for, and what stands beside it.

Simple return forgets that savings end: 16 % simple over ten years is an IRR of 9.61 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from bot.deflection.money import Money, rounded

MINIMUM: Final = Fraction(16, 100)  # a year; of the internal bank in Copenhagen
MOST_YEARS: Final = 50
MOST_MINOR: Final = 2**53 - 1  # beyond this JSON readers disagree about a number

_DIGITS: Final = 60  # more than any sum of money over 50 years has


class BadPromise(ValueError):
    """This cannot be promised; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a case asks for, and the net saving that it promises for each year from the day of investing.

    Assumption: savings grow to their full effect and stay there; the last promised year is that effect.
    """

    investment: Money
    savings: tuple[Money, ...]

    def __post_init__(self) -> None:
        if self.investment.minor <= 0:
            raise BadPromise("An investment is more than 0.")
        if any(abs(one.minor) > MOST_MINOR for one in (self.investment, *self.savings)):
            raise BadPromise("An amount has at most 13 digits before the decimal point.")
        if not 1 <= len(self.savings) <= MOST_YEARS:
            raise BadPromise(f"A case promises savings for 1 to {MOST_YEARS} years.")
        if {one.currency for one in self.savings} != {self.investment.currency}:
            raise BadPromise("Investment and savings are in one currency.")

    @property
    def full_effect(self) -> Money:
        """A year."""
        return self.savings[-1]

    @property
    def years(self) -> int:
        return len(self.savings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """`simple` and `irr` are shares a year, `npv` is at the rule's own rate; None is "never" or "none"."""

    simple: Fraction
    minimum: Fraction
    payback_years: Fraction | None
    npv: Money
    irr: float | None
    needed: Money  # a year, for an IRR of `minimum` over the promised years

    @property
    def meets(self) -> bool:
        return self.simple >= self.minimum


def of(promise: Promise, minimum: Fraction = MINIMUM) -> Returns:
    """Every figure that a decision is shown with."""
    return Returns(
        simple=simple(promise),
        minimum=minimum,
        payback_years=payback_years(promise),
        npv=npv(promise, minimum),
        irr=irr(promise),
        needed=needed_saving(promise.investment, promise.years, minimum),
    )


def simple(promise: Promise) -> Fraction:
    """Yearly net saving at full effect / investment."""
    return promise.full_effect.over(promise.investment)


def payback_years(promise: Promise) -> Fraction | None:
    """Years until the savings, even within each year, have earned the investment; None where they never do.

    Assumption: after the promised years the full effect goes on.
    """
    left = Fraction(promise.investment.minor)
    for year, saving in enumerate(promise.savings):
        if left <= saving.minor:
            return year + left / saving.minor
        left -= saving.minor
    return promise.years + left / promise.full_effect.minor if promise.full_effect.minor > 0 else None


def npv(promise: Promise, rate: Fraction) -> Money:
    """Worth today: the investment now, each year's saving at the end of its year, discounted by `rate`."""
    import numpy_financial

    with localcontext(prec=_DIGITS):
        worth = numpy_financial.npv(_decimal(rate), [Decimal(flow) for flow in _flows(promise)])
    return Money(rounded(Fraction(worth)), promise.investment.currency)


def irr(promise: Promise) -> float | None:
    """The rate at which `npv` is 0 over the promised years; None where there is none."""
    import numpy_financial

    if sum(saving.minor for saving in promise.savings) <= 0:
        return None  # nothing comes back: any root of the polynomial would be an accident
    found = float(numpy_financial.irr(_flows(promise)))
    return found if found == found else None


def needed_saving(investment: Money, years: int, rate: Fraction) -> Money:
    """The same saving each year that makes `rate` the IRR over `years`."""
    import numpy_financial

    with localcontext(prec=_DIGITS):
        saving = numpy_financial.pmt(_decimal(rate), years, Decimal(-investment.minor), Decimal(0))
    return Money(rounded(Fraction(saving)), investment.currency)


def _flows(promise: Promise) -> Sequence[int]:
    return [-promise.investment.minor, *(saving.minor for saving in promise.savings)]


def _decimal(rate: Fraction) -> Decimal:
    return Decimal(rate.numerator) / Decimal(rate.denominator)
