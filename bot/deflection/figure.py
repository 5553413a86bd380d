"""The one shape in which any figure leaves the room, with all that explains it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from bot.deflection.money import Money

Value = int | Fraction | Money | date


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in Danish and in English."""

    da: str
    en: str

    def in_(self, language: str) -> str:
        return self.da if language == "da" else self.en


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends belong to it, None is an end that is not known; `method` names its author, such as Wilson."""

    low: Value | None
    high: Value | None
    method: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What a figure could not count, and how many of it; None where even that is not known."""

    what: Words
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One term of a sum of money; `amount` None is not known, and never zero.

    A line that is not `counted` stands beside the sum and is no part of it.
    """

    what: Words
    amount: Money | None
    low: Money | None = None
    high: Money | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`value` None is not known or not shown; `about` says of what: a service, a channel, a group.

    Units: `share` (0…1), `count`, `money`, `index`, `kappa`, `years`, `month` (a date, its first day).
    """

    name: str
    sentence: Words
    formula: str
    unit: str
    value: Value | None
    numerator: Value | None = None
    denominator: Value | None = None
    interval: Interval | None = None
    assumptions: tuple[Words, ...] = ()
    sources: tuple[str, ...] = ()
    not_counted: tuple[Gap, ...] = ()
    lines: tuple[Line, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


def to_json(figure: Figure) -> dict[str, Any]:
    """As report, API and export give it: shares as numbers, money as minor units beside its text."""
    return {
        "name": figure.name,
        "about": dict(figure.about),
        "sentence": _words(figure.sentence),
        "formula": figure.formula,
        "unit": figure.unit,
        "value": _value(figure.value),
        "numerator": _value(figure.numerator),
        "denominator": _value(figure.denominator),
        "interval": _interval(figure.interval),
        "assumptions": [_words(one) for one in figure.assumptions],
        "sources": list(figure.sources),
        "not_counted": [{"what": _words(gap.what), "count": gap.count} for gap in figure.not_counted],
        "lines": [_line(line) for line in figure.lines],
    }


def _words(words: Words) -> dict[str, str]:
    return {"da": words.da, "en": words.en}


def _value(value: Value | None) -> Any:
    """Counts stay whole; other shares become a float only here, where nothing is reckoned any more."""
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency, "amount": value.amount()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def _interval(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {"low": _value(interval.low), "high": _value(interval.high), "method": interval.method}


def _line(line: Line) -> dict[str, Any]:
    amounts = {"amount": _value(line.amount), "low": _value(line.low), "high": _value(line.high)}
    return {"what": _words(line.what), **amounts, "counted": line.counted}
