"""The period that a page is about: whole months, from one up to and without another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.console import days
from bot.deflection.periods import Month, Period

FIELDS: Final = ("from", "to")
USUAL_MONTHS: Final = 12
MOST_MONTHS: Final = 120


class BadPeriod(ValueError):
    """The message is a sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`months` are those that can be chosen, newest first; `usual` are periods by what they are called."""

    period: Period
    months: Sequence[date]
    usual: Mapping[str, Period]


def read(query: Mapping[str, str], now: datetime) -> Choice:
    """The last twelve months, this one with them, unless others are asked for. Raises BadPeriod."""
    return Choice(period=_asked(query, now), months=_months(now), usual=_usual(now))


def usual(now: datetime) -> Period:
    after = Month.of(days.today(now)).plus(1)
    return Period(after.plus(-USUAL_MONTHS).first(), after.first())


def _asked(query: Mapping[str, str], now: datetime) -> Period:
    given = {name: query[name] for name in FIELDS if query.get(name)}
    standard = usual(now)
    try:
        from_ = days.day(given["from"]) if "from" in given else standard.from_
        to = days.day(given["to"]) if "to" in given else standard.to
    except days.NotADay:
        raise BadPeriod("That is not a day of the calendar; write it as 2026-11-01.") from None
    if from_ >= to:
        raise BadPeriod("The first month must lie before the last, which is not included.")
    if Month.of(to).since(Month.of(from_)) > MOST_MONTHS:
        raise BadPeriod(f"A period has at most {MOST_MONTHS} months.")
    return Period(from_, to)


def _months(now: datetime) -> list[date]:
    after = Month.of(days.today(now)).plus(1)
    return [after.plus(-number).first() for number in range(MOST_MONTHS // 2)]


def _usual(now: datetime) -> dict[str, Period]:
    this = Month.of(days.today(now))
    return {
        "Last 12 months": usual(now),
        "This year": Period(date(this.year, 1, 1), this.plus(1).first()),
        "Last month": this.plus(-1).period(),
        "This month": this.period(),
    }
