"""Days on which Danish offices are closed, or open for other hours."""

from datetime import date
from functools import lru_cache

NAMED = {"constitution_day": (6, 5), "christmas_eve": (12, 24), "new_years_eve": (12, 31)}


@lru_cache(maxsize=8)
def public_holidays(year: int) -> frozenset[date]:
    # Imported at the first question: it is not needed to start, and knows every country.
    from holidays import country_holidays

    return frozenset(country_holidays("DK", years=year))


def named(day: date) -> frozenset[str]:
    """What the catalogue may call `day`: `public_holidays`, `christmas_eve` …; most days nothing."""
    kinds = {kind for kind, when in NAMED.items() if (day.month, day.day) == when}
    return frozenset(kinds | ({"public_holidays"} if day in public_holidays(day.year) else set()))
