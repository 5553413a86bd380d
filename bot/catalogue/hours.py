"""Opening hours: whether it is open now, when next, and how the week is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.catalogue.holidays import named
from bot.catalogue.model import WEEKDAYS, Hours, Interval, Language, Text

ZONE = "Europe/Copenhagen"
LOOK_AHEAD_DAYS = 21
Texts = Mapping[str, Text]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Now:
    """Local wall-clock times: until when it is open, or when it opens next; neither: not in sight."""

    until: datetime | None
    opens: datetime | None


def local(now: datetime) -> datetime:
    """The wall clock in Denmark, which is what opening hours are meant in; `now` must know its zone."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone cannot be compared with opening hours")
    return now.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def at(hours: Hours, now: datetime) -> Now:
    clock = local(now)
    days = (clock.date() + timedelta(days=offset) for offset in range(-1, LOOK_AHEAD_DAYS))
    spans = _joined(sorted(span for day in days for span in _spans(hours, day)))
    until = [end for start, end in spans if start <= clock < end]
    opens = [start for start, _ in spans if start > clock]
    return Now(max(until, default=None), min(opens, default=None))


def _spans(hours: Hours, day: date) -> Iterator[Span]:
    """The openings that begin on `day`; one past midnight ends on the next."""
    for interval in _intervals(hours, day):
        over = timedelta(days=1) if interval.end <= interval.start else timedelta()
        yield datetime.combine(day, interval.start), datetime.combine(day, interval.end) + over


def _intervals(hours: Hours, day: date) -> tuple[Interval, ...]:
    """Hours of the date itself go before being closed, and that before hours of a day of its name."""
    if day.isoformat() in hours.special:
        return hours.special[day.isoformat()]
    kinds = named(day)
    if day in hours.closed or kinds & hours.closing_days:
        return ()
    return next((hours.special[kind] for kind in kinds if kind in hours.special), hours.week[day.weekday()])


def _joined(spans: list[Span]) -> list[Span]:
    """One that begins before or as another ends is the same opening: it does not close in between."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def sentence(hours: Hours, now: datetime, texts: Texts, language: Language) -> str:
    state, today = at(hours, now), local(now).date()
    if state.until:
        return texts["open_until"].plain(time=clock_time(state.until.time(), language, end=True))
    if state.opens is None:
        return texts["closed_now"].plain()
    days = (state.opens.date() - today).days
    key = {0: "opens_today", 1: "opens_tomorrow"}.get(days, "opens_later")
    values = {"time": clock_time(state.opens.time(), language)}
    if key == "opens_later":
        values["day"] = _day_name(state.opens.date(), days, texts, language)
    return texts[key].plain(**values)


def _day_name(day: date, days_ahead: int, texts: Texts, language: Language) -> str:
    """The weekday; past a week also the date, since a weekday alone would be the wrong one."""
    name = texts[WEEKDAYS[day.weekday()]].plain()
    if days_ahead < 7:
        return name
    return f"{name} {day.day}.{day.month}." if language == "da" else f"{name} {day.day}/{day.month}"


def clock_time(moment: time, language: Language, *, end: bool = False) -> str:
    """`8`, `15.30` in Danish, `8:00`, `15:30` in English; midnight at the end of a day is 24."""
    hour = 24 if end and moment == time(0) else moment.hour
    if language == "en":
        return f"{hour}:{moment.minute:02}"
    return f"{hour}.{moment.minute:02}" if moment.minute else str(hour)


def week(hours: Hours, texts: Texts, language: Language) -> list[str]:
    """One line for each run of days with the same hours, such as `Mandag–onsdag 8–15`."""
    lines = []
    for intervals, run in groupby(enumerate(hours.week), key=lambda day: day[1]):
        names = [texts[WEEKDAYS[place]].plain() for place, _ in run]
        days = names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"
        line = f"{days} {_written(intervals, texts, language)}"
        lines.append(line[0].upper() + line[1:])
    return lines


def _written(intervals: tuple[Interval, ...], texts: Texts, language: Language) -> str:
    if not intervals:
        return texts["hours_closed"].plain()
    return ", ".join(
        f"{clock_time(part.start, language)}–{clock_time(part.end, language, end=True)}" for part in intervals
    )
