"""Civil days in Denmark and the instants between them."""

import re
from datetime import date, datetime, timedelta

from bot.deflection.periods import DENMARK, day_of, start_of, zone

ZONE = DENMARK
start = start_of
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotADay(ValueError):
    """The text names no day that we can reckon with."""


def day(text: str) -> date:
    """An ISO day, `2026-11-23`; raises NotADay. Only years that cannot overflow later."""
    if not _ISO_DAY.fullmatch(text) or not "1900" <= text < "2200":
        raise NotADay
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay from None


def local(at: datetime) -> datetime:
    return at.astimezone(zone())


def today(now: datetime) -> date:
    return day_of(now)


def last(count: int, now: datetime) -> tuple[date, date]:
    """The last `count` days, today among them: the first day, and the day after today."""
    after = today(now) + timedelta(days=1)
    return after - timedelta(days=count), after


def shown(at: datetime) -> str:
    """`2026-11-23 13:07:45`, local."""
    return f"{local(at):%Y-%m-%d %H:%M:%S}"


def iso(at: datetime) -> str:
    """Local time with its offset, to the microsecond, for machines."""
    return local(at).isoformat(timespec="microseconds")
