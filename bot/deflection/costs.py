"""What is spent on saving: the assistant's running cost and the help that assisted digital takes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bot.deflection.counts import DeflectionCell
from bot.deflection.figure import Line, Words
from bot.deflection.lifecycle import State
from bot.deflection.money import Money
from bot.deflection.periods import Period
from bot.deflection.prices import ASSISTED_DIGITAL, Price, PriceList

RUNNING: Final = Words("drift af assistenten", "running cost of the assistant")
ASSISTED: Final = Words("hjælp til selvbetjening", "cost of assisted digital")
UNKNOWN_TERMS: Final = Words(
    "Udgifter, der ikke er kendt, er ikke trukket fra: summen er før dem.",
    "Costs that are not known are not subtracted: the sum is before them.",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Spent over a period, every day the same."""

    amount: Money
    period: Period
    source: str

    def within(self, period: Period) -> Money:
        """What of it falls on those days."""
        shared = self.period.both(period)
        return self.amount.times(Fraction(len(shared) if shared else 0, len(self.period)))


def running(costs: Sequence[Cost], period: Period) -> list[Line]:
    """A line for each cost, and one that is not known when some days have none: no day is free."""
    mine = [cost for cost in costs if cost.period.both(period)]
    without = sum(1 for day in period if not any(day in cost.period for cost in mine))
    lines = [_spent(RUNNING, cost.source, cost.within(period)) for cost in mine]
    missing = Words(f"{RUNNING.da}: {without} dage ikke kendt", f"{RUNNING.en}: {without} days not known")
    return [*lines, *([Line(missing, None)] if without else [])]


def assisted(cells: Iterable[DeflectionCell], prices: PriceList) -> list[Line]:
    """A line for each price, and one that is not known when some were on a day without a price."""
    counts: Counter[Price | None] = Counter()
    for cell in cells:
        if cell.state is State.ASSISTED:
            counts[prices.on(ASSISTED_DIGITAL, cell.day)] += cell.count
    without = counts.pop(None, 0)
    lines = [_spent(ASSISTED, price.id, price.amount.times(n)) for price, n in counts.items() if price]
    missing = Words(f"{ASSISTED.da}: {without} ikke kendt", f"{ASSISTED.en}: {without} not known")
    return [*sorted(lines, key=lambda line: line.what.en), *([Line(missing, None)] if without else [])]


def unknown(lines: Iterable[Line]) -> bool:
    return any(line.amount is None for line in lines)


def _spent(what: Words, on: str, money: Money) -> Line:
    return Line(Words(f"{what.da}: {on}", f"{what.en}: {on}"), -money)
