"""Shares with their uncertainty: so many right of so many, and between what the true share may lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Share:
    right: int
    total: int

    @property
    def value(self) -> float:
        """0…1; nothing asked is nothing wrong."""
        return self.right / self.total if self.total else 1.0

    def interval(self, z: float = NORMAL_95) -> tuple[float, float]:
        """Wilson score interval, 95 % by default (Wilson 1927); the whole range when nothing was asked.

        >>> low, high = Share(90, 100).interval()
        >>> round(low, 3), round(high, 3)
        (0.826, 0.945)
        """
        if not self.total:
            return 0.0, 1.0
        n, spread = self.total, z * z / self.total
        centre = (self.value + spread / 2) / (1 + spread)
        half = z * sqrt(self.value * (1 - self.value) / n + spread / (4 * n)) / (1 + spread)
        return max(0.0, centre - half), min(1.0, centre + half)


def share(verdicts: Iterable[bool]) -> Share:
    seen = list(verdicts)
    return Share(sum(seen), len(seen))
