"""Days on which Danish offices are closed."""

from datetime import date, timedelta
from functools import lru_cache

# Days from Easter Sunday: Maundy Thursday, Good Friday, Easter, Easter Monday, Ascension, Pentecost, Monday.
MOVABLE = (-3, -2, 0, 1, 39, 49, 50)
FIXED = ((1, 1), (12, 25), (12, 26))
NAMED = {"constitution_day": (6, 5), "christmas_eve": (12, 24), "new_years_eve": (12, 31)}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus of 1876).

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=8)
def public_holidays(year: int) -> frozenset[date]:
    sunday = easter(year)
    movable = {sunday + timedelta(days=offset) for offset in MOVABLE}
    return frozenset(movable | {date(year, month, day) for month, day in FIXED})


def closing(day: date, kinds: frozenset[str]) -> bool:
    """Whether one of the kinds of closing days (`public_holidays`, `christmas_eve` …) falls on `day`."""
    if "public_holidays" in kinds and day in public_holidays(day.year):
        return True
    return any((day.month, day.day) == when for kind, when in NAMED.items() if kind in kinds)
