"""Shares with Wilson's interval, shown as rates only where enough cases stand behind them."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from bot.deflection.figure import Figure, Interval, Words

SMALL: Final = 30
WILSON: Final = "Wilson 95 %"
FEW: Final = Words(
    f"Færre end {SMALL} tilfælde: kun antal vises, ingen andel.",
    f"Fewer than {SMALL} cases: only counts are shown, no share.",
)


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`; raises ValueError where it cannot be."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of} is no share.")

    @property
    def value(self) -> Fraction | None:
        """Exact; None of nothing."""
        return Fraction(self.count, self.of) if self.of else None

    @property
    def enough(self) -> bool:
        return self.of >= SMALL

    @property
    def ends(self) -> tuple[Fraction, Fraction] | None:
        """Wilson's interval; None of nothing."""
        return wilson(self.count, self.of) if self.of else None


@lru_cache(maxsize=8192)
def wilson(count: int, of: int) -> tuple[Fraction, Fraction]:
    """95 %. Source: Wilson 1927; it never leaves 0…1 and has a width also where nothing or all was counted.

    >>> [f"{float(end):.4f}" for end in wilson(412, 425)]
    ['0.9484', '0.9820']
    """
    from scipy.stats import binomtest  # slow to import, and only reports need it

    ends = binomtest(count, of).proportion_ci(confidence_level=0.95, method="wilson")
    return Fraction(float(ends.low)), Fraction(float(ends.high))


def share_figure(share: Share, **said: Any) -> Figure:
    """The figure of a share; from fewer than SMALL cases it holds only its two counts."""
    value = share.value if share.enough else None
    interval = Interval(*share.ends, WILSON) if share.enough and share.ends else None
    if not share.enough:
        said["assumptions"] = (*said.get("assumptions", ()), FEW)
    said |= {"numerator": share.count, "denominator": share.of}
    return Figure(unit="share", value=value, interval=interval, **said)
