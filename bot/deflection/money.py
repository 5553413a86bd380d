"""Money as whole minor units with their currency, one rounding, and rates that have a date."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

MINOR_DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {"DKK": 2, "EUR": 2, "GBP": 2, "ISK": 0, "NOK": 2, "SEK": 2, "USD": 2}
)
SIGNS: Final[Mapping[str, str]] = MappingProxyType({"EUR": "€", "GBP": "£", "USD": "US$"})
AMOUNT: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


class MoneyError(ValueError):
    """An amount that cannot be read or reckoned with; the message is one sentence with the remedy."""


class NoRate(MoneyError):
    """Two currencies without a rate."""

    def __init__(self, one: str, other: str, day: date | None = None) -> None:
        when = f" on {day}" if day else ""
        super().__init__(
            f"Two currencies without a rate: {one} and {other}{when}. "
            f"Give a dated rate from {one} to {other} in prices.yml."
        )
        self.currencies = (one, other)


def rounded(amount: Fraction) -> int:
    """The one rounding of the house, half to even.

    >>> rounded(Fraction(5, 2)), rounded(Fraction(7, 2)), rounded(Fraction(-5, 2))
    (2, 4, -2)
    """
    return round(amount)


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` is in øre, cents or pence; raises MoneyError for a currency that is not in MINOR_DIGITS."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise MoneyError(f"{self.minor!r} is no whole number of minor units; use Money.of().")
        if self.currency not in MINOR_DIGITS:
            raise MoneyError(f"{self.currency!r} is no currency we know: {', '.join(MINOR_DIGITS)}.")

    @classmethod
    def of(cls, amount: Fraction | Decimal | int, currency: str) -> "Money":
        """So many whole dollars or kroner, rounded to their minor units.

        >>> Money.of(Decimal("21.205"), "USD")
        Money(minor=2120, currency='USD')
        """
        return cls(rounded(Fraction(amount) * 10 ** _digits(currency)), currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """`21.20` as people write it in a file; raises MoneyError where it holds less than a minor unit."""
        digits = _digits(currency)
        if not AMOUNT.fullmatch(text):
            raise MoneyError(f"{text!r} is no amount; write it as 21.20, without signs and separators.")
        minor = Fraction(text) * 10**digits
        if minor.denominator != 1:
            raise MoneyError(f"{text} has more decimals than {currency} has; write at most {digits}.")
        return cls(int(minor), currency)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor <= other.minor

    def times(self, factor: Fraction | int) -> "Money":
        """So many of it, rounded once.

        >>> Money(2120, "USD").times(Fraction(1350))
        Money(minor=2862000, currency='USD')
        """
        return Money(rounded(self.minor * Fraction(factor)), self.currency)

    def over(self, other: "Money") -> Fraction:
        """How many times the other it is, exactly; raises MoneyError when the other is nothing."""
        self._same(other)
        if not other.minor:
            raise MoneyError("Nothing can be divided by an amount of zero.")
        return Fraction(self.minor, other.minor)

    def amount(self) -> str:
        """`28620.00`, as `parse` reads it."""
        return f"{Decimal(self.minor).scaleb(-_digits(self.currency)):f}"

    def format(self, language: str = "en") -> str:
        """
        >>> Money(2862000, "USD").format("en"), Money(11000000, "DKK").format("da")
        ('US$ 28,620.00', '110.000,00 kr.')
        """
        plain = f"{Decimal(self.minor).scaleb(-_digits(self.currency)):,f}"
        if language == "da":
            sign = "kr." if self.currency == "DKK" else SIGNS.get(self.currency, self.currency)
            return f"{plain.translate(str.maketrans(',.', '.,'))} {sign}"
        return f"{SIGNS.get(self.currency, self.currency)} {plain}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise NoRate(self.currency, other.currency)


def _digits(currency: str) -> int:
    if currency not in MINOR_DIGITS:
        raise MoneyError(f"{currency!r} is no currency we know: {', '.join(MINOR_DIGITS)}.")
    return MINOR_DIGITS[currency]


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum, nothing of `currency` when there are none; raises NoRate when one is in another currency."""
    return sum(amounts, start=Money(0, currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One `from_` costs so many `to`, from `valid_from` on until a later rate."""

    from_: str
    to: str
    rate: Fraction
    valid_from: date
    source: str

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.from_ == self.to:
            raise MoneyError("A rate is above zero and lies between two currencies.")
        _digits(self.from_), _digits(self.to)


def convert(money: Money, to: str, day: date, rates: Iterable[Rate] = ()) -> Money:
    """At the latest rate of that day, never through a third currency; raises NoRate."""
    if money.currency == to:
        return money
    pair = (money.currency, to)
    dated = [rate for rate in rates if (rate.from_, rate.to) == pair and rate.valid_from <= day]
    if not dated:
        raise NoRate(*pair, day)
    rate = max(dated, key=lambda one: one.valid_from).rate
    return Money.of(Fraction(money.minor, 10 ** _digits(money.currency)) * rate, to)
