"""Values as people read them: shares as per cent, money with its currency, months by name of the year."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from bot.catalogue import Language
from bot.deflection.figure import Figure, Interval, Line, Value, Words
from bot.deflection.money import Money, rounded

UNKNOWN: Final = {"da": "ikke kendt", "en": "not known"}
ABOUT: Final = {
    "target": Words("mål", "target"),
    "target_by": Words("senest", "by"),
    "rule": Words("reglen", "the rule"),
    "mandatory_since": Words("obligatorisk siden", "mandatory since"),
}
SHARES: Final = frozenset({"target", "rule"})
DECIMALS: Final = {"share": 1, "index": 2, "kappa": 2, "years": 2}


def value(value: Value | None, unit: str, language: Language) -> str:
    """
    >>> value(Fraction(16, 25), "share", "en"), value(1234567, "count", "da"), value(None, "share", "en")
    ('64.0 %', '1.234.567', 'not known')
    """
    if value is None:
        return UNKNOWN[language]
    if isinstance(value, Money):
        return value.format(language)
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    if unit == "share":
        return f"{_number(value * 100, DECIMALS['share'], language)} %"
    return _number(value, DECIMALS.get(unit, 0), language)


def interval(interval: Interval | None, unit: str, language: Language) -> str:
    """
    >>> interval(Interval(Fraction(1, 2), Fraction(3, 4), "Wilson 95 %"), "share", "da")
    '50,0 %–75,0 %'
    """
    if interval is None:
        return ""
    return f"{value(interval.low, unit, language)}–{value(interval.high, unit, language)}"


def made_of(figure: Figure, language: Language) -> str:
    """The two numbers behind a share, or the one behind a sum; empty where there is none."""
    parts = [one for one in (figure.numerator, figure.denominator) if one is not None]
    return " / ".join(_plain(one, language) for one in parts)


def line(line: Line, language: Language) -> str:
    if line.amount is None:
        return UNKNOWN[language]
    ends = line.low is not None and line.high is not None and line.low != line.high
    spread = f" [{_plain(line.low, language)}–{_plain(line.high, language)}]" if ends else ""
    return f"{line.amount.format(language)}{spread}"


def about(name: str, text: str, titles: Mapping[str, str], language: Language) -> str:
    """
    >>> about("target", "0.8", {}, "en"), about("service", "ehic", {"ehic": "Blue card"}, "en")
    ('target 80.0 %', 'Blue card')
    """
    if name not in ABOUT:
        return titles.get(text, text)
    shown = value(Fraction(text), "share", language) if name in SHARES else text
    return f"{ABOUT[name].in_(language)} {shown}"


def named(text: str, titles: Mapping[str, str]) -> str:
    """A line that begins with a service's id, with its title instead.

    >>> named("ehic à US$ 21.20", {"ehic": "Blue card"}), named("ehic: few", {"ehic": "Blue card"})
    ('Blue card à US$ 21.20', 'Blue card: few')
    """
    first = re.match(r"\w+", text)
    return titles.get(first[0], first[0]) + text[first.end() :] if first else text


def _plain(value_: Value | None, language: Language) -> str:
    """Counts whole, other numbers with two decimals."""
    if isinstance(value_, Fraction) and value_.denominator != 1:
        return _number(value_, 2, language)
    return value(value_, "count", language)


def _number(number: Fraction | int, decimals: int, language: Language) -> str:
    scaled = rounded(Fraction(number) * 10**decimals)
    whole, rest = divmod(abs(scaled), 10**decimals)
    text = f"{whole:,}" + (f".{rest:0{decimals}d}" if decimals else "")
    if language == "da":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"-{text}" if scaled < 0 else text
