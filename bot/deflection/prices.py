"""Dated prices: a price holds from its day until the next, and a deflection keeps that of its own day."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from bot.deflection.money import Money, Rate, convert
from bot.deflection.periods import Period

WRITTEN: Final = "written"  # what one replaced e-mail or letter saves; no handling cost of either
ASSISTED_DIGITAL: Final = "assisted_digital"  # what helping one citizen through a form costs

ID: Final = re.compile(r"([a-z_]+)/([0-9]{4}-[0-9]{2}-[0-9]{2})/([A-Z]{3})([0-9.]+)")
GONE: Final = "frozen in its day; no longer in prices.yml"


class UnknownPrice(LookupError):
    """A deflection froze something that is no price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """`basis` is average, marginal or unknown; `cashable` yes, no or unknown."""

    channel: str
    amount: Money
    valid_from: date
    basis: str
    cashable: str
    source: str

    @property
    def id(self) -> str:
        """Names the price by what it says, so that one changed in the file is another price.

        >>> from datetime import date
        >>> day, source = date(2013, 11, 18), "futureGov"
        >>> price = Price(channel="written", amount=Money(2120, "USD"), valid_from=day, basis="unknown",
        ...               cashable="unknown", source=source)
        >>> price.id
        'written/2013-11-18/USD21.20'
        """
        return f"{self.channel}/{self.valid_from}/{self.amount.currency}{self.amount.amount()}"


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices and rates; `currency` is the one that sums are shown in."""

    prices: tuple[Price, ...]
    currency: str
    rates: tuple[Rate, ...] = ()

    def on(self, channel: str, day: date) -> Price | None:
        """The price of that day; None before the first."""
        dated = [price for price in self.prices if price.channel == channel and price.valid_from <= day]
        return max(dated, key=lambda price: price.valid_from, default=None)

    def named(self, id: str) -> Price:
        """The price that a deflection froze, also when the file no longer has it; raises UnknownPrice."""
        for price in self.prices:
            if price.id == id:
                return price
        match = ID.fullmatch(id)
        if match is None:
            raise UnknownPrice(f"A deflection froze {id!r}, which is no price.")
        channel, day, currency, amount = match.groups()
        return Price(
            channel=channel,
            amount=Money.parse(amount, currency),
            valid_from=date.fromisoformat(day),
            basis="unknown",
            cashable="unknown",
            source=GONE,
        )

    def stretches(self, period: Period) -> list[Period]:
        """The period in parts within which no price and no rate changes, so each has one sum of contacts."""
        starts = {price.valid_from for price in self.prices} | {rate.valid_from for rate in self.rates}
        inside = sorted(day for day in starts if period.from_ < day < period.to)
        return [Period(*ends) for ends in pairwise([period.from_, *inside, period.to])]

    def shown(self, money: Money, day: date) -> Money:
        """In the list's currency, at that day's rate; raises NoRate."""
        return convert(money, self.currency, day, self.rates)
