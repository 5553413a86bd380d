"""What the municipality's files give, seen by its shape alone, as prices, costs and areas of the figures."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Protocol

from bot.deflection.costs import Cost
from bot.deflection.money import Money, Rate
from bot.deflection.periods import Period
from bot.deflection.prices import Price, PriceList
from bot.deflection.takeup import Area


class GivenAmount(Protocol):
    @property
    def amount_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def source(self) -> str: ...


class GivenPrice(GivenAmount, Protocol):
    @property
    def channel(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def basis(self) -> str: ...
    @property
    def cashable(self) -> str: ...


class GivenCost(GivenAmount, Protocol):
    @property
    def from_(self) -> date: ...
    @property
    def to(self) -> date: ...


class GivenRate(Protocol):
    @property
    def from_(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def rate(self) -> Fraction: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def source(self) -> str: ...


class GivenPrices(Protocol):
    @property
    def currency(self) -> str: ...
    @property
    def prices(self) -> Sequence[GivenPrice]: ...
    @property
    def running_costs(self) -> Sequence[GivenCost]: ...
    @property
    def rates(self) -> Sequence[GivenRate]: ...


class GivenArea(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def services(self) -> frozenset[str]: ...
    @property
    def target(self) -> Fraction: ...
    @property
    def by(self) -> date: ...
    @property
    def since(self) -> date | None: ...
    @property
    def source(self) -> str: ...


def price_list(given: GivenPrices) -> PriceList:
    rates = tuple(
        Rate(from_=one.from_, to=one.to, rate=one.rate, valid_from=one.valid_from, source=one.source)
        for one in given.rates
    )
    return PriceList(tuple(price(one) for one in given.prices), given.currency, rates)


def price(given: GivenPrice) -> Price:
    return Price(
        channel=given.channel,
        amount=_money(given),
        valid_from=given.valid_from,
        basis=given.basis,
        cashable=given.cashable,
        source=given.source,
    )


def running_costs(given: GivenPrices) -> list[Cost]:
    return [Cost(_money(one), Period(one.from_, one.to), one.source) for one in given.running_costs]


def areas(given: Iterable[GivenArea]) -> list[Area]:
    return [
        Area(
            id=one.id,
            services=one.services,
            target=one.target,
            by=one.by,
            since=one.since,
            source=one.source,
        )
        for one in given
    ]


def _money(given: GivenAmount) -> Money:
    return Money(given.amount_minor, given.currency)
