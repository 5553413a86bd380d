"""Half-open periods in local civil days, also where the clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

DENMARK: Final = "Europe/Copenhagen"
ONE_DAY: Final = timedelta(days=1)


class EmptyPeriod(ValueError):
    """A period without a day in it; the message is one sentence with the remedy."""


class NoZone(ValueError):
    """A time stamp that does not say in which zone it was taken."""


@cache
def zone(name: str = DENMARK) -> ZoneInfo:
    return ZoneInfo(name)


def day_of(instant: datetime, tz: ZoneInfo | None = None) -> date:
    """The local civil day of an instant; raises NoZone.

    Both passes of the hour that comes twice lie in their one day, and an hour that never comes is the
    instant that its offset says.
    """
    if instant.utcoffset() is None:
        raise NoZone(f"{instant.isoformat()} has no zone; write it with an offset such as +01:00 or with Z.")
    return instant.astimezone(UTC).astimezone(tz or zone()).date()


def start_of(day: date, tz: ZoneInfo | None = None) -> datetime:
    """The instant (UTC) at which the local day begins; days have 23 or 25 hours when clocks change."""
    return datetime(day.year, day.month, day.day, tzinfo=tz or zone()).astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`from_ <= day < to`; raises EmptyPeriod when no day is in it."""

    from_: date
    to: date

    def __post_init__(self) -> None:
        if not self.from_ < self.to:
            raise EmptyPeriod(
                f"The period from {self.from_} to {self.to} is empty: the day after the last one is named, "
                f"so {self.from_} alone is from {self.from_} to {self.from_ + ONE_DAY}."
            )

    def __contains__(self, day: date) -> bool:
        return self.from_ <= day < self.to

    def __len__(self) -> int:
        """How many days."""
        return (self.to - self.from_).days

    def __iter__(self) -> Iterator[date]:
        return (self.from_ + n * ONE_DAY for n in range(len(self)))

    def both(self, other: "Period") -> "Period | None":
        """The days in both; None when there are none."""
        first, after = max(self.from_, other.from_), min(self.to, other.to)
        return Period(first, after) if first < after else None

    def instants(self, tz: ZoneInfo | None = None) -> tuple[datetime, datetime]:
        """The same period in UTC, half-open too."""
        return start_of(self.from_, tz), start_of(self.to, tz)

    def months(self) -> list["Month"]:
        """The months that lie in it as a whole."""
        month = Month.of(self.from_)
        found = []
        while month.period().to <= self.to:
            if self.from_ <= month.first():
                found.append(month)
            month = month.plus(1)
        return found


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """
    >>> Month(2026, 11).plus(2), Month(2027, 1).since(Month(2026, 11))
    (Month(year=2027, month=1), 2)
    """

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def first(self) -> date:
        return date(self.year, self.month, 1)

    def plus(self, months: int) -> "Month":
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def since(self, other: "Month") -> int:
        return (self.year - other.year) * 12 + self.month - other.month

    def period(self) -> Period:
        return Period(self.first(), self.plus(1).first())
