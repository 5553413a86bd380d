"""Saved written interactions in money: each term on its own line, with the interval of κ and V."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Final

from bot.deflection import counterfactual
from bot.deflection.counterfactual import Kappa, units
from bot.deflection.counts import DeflectionCell, Replaced
from bot.deflection.lifecycle import State
from bot.deflection.money import Money
from bot.deflection.prices import Price
from bot.deflection.verified import Verified, verified

NONE: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Count:
    """Deflections by what they replaced; those that replaced something else are worth nothing."""

    written: int = 0
    unknown: int = 0
    other: int = 0

    def of(self, kappa: Fraction) -> Fraction:
        return units(self.written, self.unknown, kappa)

    @property
    def all(self) -> int:
        return self.written + self.unknown + self.other


@dataclass(frozen=True, slots=True)
class Amount:
    """`point` is whole minor units; the ends are those of κ and V together."""

    point: Money
    low: Money
    high: Money

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.point + other.point, self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Booked:
    """What one service saved. `verified` and `unlinked` are by the id of the frozen price."""

    service: str
    kappa: Kappa
    rate: Verified
    verified: Mapping[str, Count] = field(default_factory=dict)
    unlinked: Mapping[str, Count] = field(default_factory=dict)
    repeated: int = 0
    doubtful: int = 0
    unpriced: int = 0

    def saved(self, price: Price) -> Amount:
        """κ · verified · price, the verified ones as V of the assessable, with both intervals."""
        low, high = self._ends(self.rate.share.value or NONE)
        return self._amount(self.verified[price.id], price, (Fraction(1), low, high))

    def estimated(self, price: Price) -> Amount | None:
        """κ · V · unlinked · price; None while too few linked ones are assessable to know V."""
        rate = self.rate.share.value
        if rate is None or not self.rate.share.enough:
            return None
        low, high = self._ends(Fraction(1))
        return self._amount(self.unlinked[price.id], price, (rate, low, high))

    def _ends(self, rate: Fraction) -> tuple[Fraction, Fraction]:
        """V's interval in units of `rate`."""
        ends = self.rate.share.ends
        return (ends[0] / rate, ends[1] / rate) if ends and rate else (Fraction(1), Fraction(1))

    def _amount(self, count: Count, price: Price, rates: tuple[Fraction, Fraction, Fraction]) -> Amount:
        kappas = (self.kappa.value, *self.kappa.ends)
        point, low, high = (
            price.amount.times(count.of(kappa) * rate) for kappa, rate in zip(kappas, rates, strict=True)
        )
        return Amount(point, low, high)


def booked(cells: Iterable[DeflectionCell]) -> list[Booked]:
    """Each service by itself, in the order of their names."""
    by_service: dict[str, list[DeflectionCell]] = defaultdict(list)
    for cell in cells:
        by_service[cell.service].append(cell)
    return [_service(service, by_service[service]) for service in sorted(by_service)]


def _service(service: str, cells: Sequence[DeflectionCell]) -> Booked:
    sound = [cell for cell in cells if not cell.doubtful]
    saved = [cell for cell in sound if cell.state is State.VERIFIED and cell.linked]
    once = [cell for cell in saved if not cell.repeated]
    unlinked = [cell for cell in sound if _estimable(cell)]
    return Booked(
        service,
        counterfactual.kappa(cells),
        verified(cells),
        _by_price(once),
        _by_price(unlinked),
        repeated=sum(cell.count for cell in saved if cell.repeated),
        doubtful=sum(cell.count for cell in cells if cell.doubtful),
        unpriced=sum(cell.count for cell in once if cell.price is None),
    )


def _estimable(cell: DeflectionCell) -> bool:
    known = cell.linked or cell.repeated
    return cell.state is State.COMPLETED and cell.assessable and not known and cell.price is not None


def _by_price(cells: Iterable[DeflectionCell]) -> dict[str, Count]:
    counts: dict[str, dict[Replaced, int]] = defaultdict(lambda: dict.fromkeys(Replaced, 0))
    for cell in cells:
        if cell.price is not None:
            counts[cell.price][cell.replaced] += cell.count
    return {
        price: Count(found[Replaced.WRITTEN], found[Replaced.UNKNOWN], found[Replaced.OTHER])
        for price, found in sorted(counts.items())
    }


def earned_back(cost: Money, price: Money) -> int:
    """How many interactions earn a cost back; raises NoRate.

    >>> earned_back(Money.of(110_000, "DKK"), Money.of(119, "DKK"))
    925
    """
    return ceil(cost.over(price))
