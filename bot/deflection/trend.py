"""A straight line through monthly shares, and the month in which it reaches a target."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import sqrt
from typing import Final

from bot.deflection.periods import Month

FEWEST_MONTHS: Final = 6
FARTHEST: Final = 50 * 12
_SHORT: Final = 1 - 1e-9  # what rounding could take too far


@dataclass(frozen=True, slots=True)
class Trend:
    """Least squares, exactly; months are counted from `first`. `slope` is the change of the share a month."""

    first: Month
    count: int
    middle: Fraction
    level: Fraction  # at the middle
    slope: Fraction
    spread: Fraction  # Σ (t − middle)²
    variance: Fraction  # of the shares around the line

    def at(self, month: Month) -> Fraction:
        return self.level + self.slope * (month.since(self.first) - self.middle)

    def band(self, month: Month) -> tuple[float, float]:
        """The ends of the 95 % band of the line itself, in that month."""
        away = month.since(self.first) - float(self.middle)
        error = float(self.variance) * (1 / self.count + away**2 / float(self.spread))
        middle, margin = float(self.level) + float(self.slope) * away, quantile(self.count - 2) * sqrt(error)
        return middle - margin, middle + margin


@cache
def quantile(freedom: int) -> float:
    """Student's t at 97.5 %."""
    from scipy.stats import t  # slow to import, and only reports need it

    return float(t.ppf(0.975, freedom))


@dataclass(frozen=True, slots=True)
class Forecast:
    """The first month at the target; by the band the earliest and the latest, None where it may never be."""

    month: Month
    earliest: Month
    latest: Month | None


def trend(shares: Mapping[Month, Fraction]) -> Trend | None:
    """None from fewer than six months.

    >>> march = {Month(2026, n): Fraction(50 + 2 * n, 100) for n in range(1, 7)}
    >>> trend(march).slope
    Fraction(1, 50)
    """
    if len(shares) < FEWEST_MONTHS:
        return None
    first, count = min(shares), len(shares)
    points = [(month.since(first), share) for month, share in shares.items()]
    middle = Fraction(sum(t for t, _ in points), count)
    level = sum((share for _, share in points), start=Fraction(0)) / count
    spread = sum(((t - middle) ** 2 for t, _ in points), start=Fraction(0))
    slope = sum(((t - middle) * share for t, share in points), start=Fraction(0)) / spread
    rest = sum(((share - level - slope * (t - middle)) ** 2 for t, share in points), start=Fraction(0))
    return Trend(first, count, middle, level, slope, spread, rest / (count - 2))


def forecast(line: Trend, target: Fraction) -> Forecast | None:
    """None where the line does not rise, or reaches the target in no month of the next fifty years."""
    if line.slope <= 0:
        return None
    month = _reached(line, target)
    if month is None:
        return None
    return Forecast(month, _first(line, month, target), _last(line, month, target))


def _reached(line: Trend, target: Fraction) -> Month | None:
    """The first month in which the line is at the target."""
    t = line.middle + (target - line.level) / line.slope
    months = -int(-t // 1)
    return line.first.plus(months) if abs(months) <= FARTHEST else None


def _first(line: Trend, month: Month, target: Fraction) -> Month:
    """Going back from `month`, the first of the months whose band still holds the target."""
    near = float(target)
    while month > line.first and line.band(month.plus(-1))[1] >= near:
        month = month.plus(-1)
    return month


def _last(line: Trend, month: Month, target: Fraction) -> Month | None:
    """Going on from `month`, the first whose band lies at the target as a whole."""
    near, gone = float(target), 0
    while gone < FARTHEST:
        low = line.band(month)[0]
        if low >= near:
            return month
        rise = line.band(month.plus(1))[0] - low
        if rise <= 0:
            return None
        # The lower end rises ever less, so no month before this one can be it.
        step = max(1, int((near - low) / rise * _SHORT))
        month, gone = month.plus(step), gone + step
    return None
