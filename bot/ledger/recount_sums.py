"""Adds the table of sums up again in SQL, from the rows of facts, and names the first sum that differs.

Nothing that keeps the sums is used here: what is wrong there would be wrong here too, and be found by nobody.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.ledger.raw import Row, Rows
from bot.ledger.recount_conversations import place

Key = tuple[Any, ...]  # topic, grain, start, service, cell
Measures = tuple[int, ...]  # count, seconds, timed

_DENMARK: Final = "Europe/Copenhagen"
_TABLE: Final = 'SELECT topic, grain, start, service, cell, "count", seconds, timed FROM rollup'
_NOTHING: Final = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """A query for the time, the service, `cell` values that are told apart, count, seconds and timed; those
    of `flags` among the values are yes or no, of which one database makes numbers."""

    topic: str
    query: str
    cell: int = 0
    flags: frozenset[int] = frozenset()


def _time(column: str) -> str:
    """The day of UTC, and its hour only late in the evening, when it is tomorrow in Denmark or soon will be:
    an hour each would be as many groups as there are facts."""
    day, hour = (f"substr({column}, 1, {length})" for length in (10, 13))
    return f"CASE WHEN substr({column}, 12, 2) < '22' THEN {day} ELSE {hour} END"


def _places(count: int) -> str:
    return ", ".join(map(str, range(1, count + 1)))


_DEFLECTIONS: Final = (
    f"SELECT {_time('offered_at')}, service, state, completed_at IS NOT NULL, assessable,"  # noqa: S608
    " subject IS NOT NULL, doubtful IS NOT NULL, repeated, replaced, basis, price, arm,"
    f" count(*), 0, 0 FROM deflection GROUP BY {_places(12)}"
)
_CONTACTS: Final = (
    f"SELECT {_time('at')}, service, channel, kind,"  # noqa: S608
    " count(*), coalesce(sum(CAST(handling_seconds AS INTEGER)), 0), count(handling_seconds) FROM contact"
    ' WHERE "import" NOT IN (SELECT id FROM contact_import WHERE undone_at IS NOT NULL)'
    f" GROUP BY {_places(4)}"
)
_OFFERS: Final = (
    f"SELECT {_time('offered_at')}, service, count(*), 0, 0 FROM deflection GROUP BY {_places(2)}"  # noqa: S608
)
_OPENINGS: Final = (
    f"SELECT {_time('at')}, '', count(*), 0, 0 FROM event WHERE kind = 'begun' GROUP BY {_places(2)}"  # noqa: S608
)
_CONVERSATIONS: Final = "SELECT counted, count(*) FROM conversation WHERE counted IS NOT NULL GROUP BY 1"

FACTS: Final = (
    Facts("deflection", _DEFLECTIONS, 10, frozenset({1, 2, 3, 4, 5})),
    Facts("contact", _CONTACTS, 2),
    Facts("offer", _OFFERS),
    Facts("opening", _OPENINGS),
)


def sums(rows: Rows) -> Iterator[tuple[str, str]]:
    """The first sum that is not what its facts add up to, and how many more there are."""
    should = _added(rows)
    is_ = {tuple(row[:5]): tuple(row[5:]) for row in rows(_TABLE, ()) if any(row[5:])}
    wrong = [key for key in should.keys() | is_.keys() if should.get(key) != is_.get(key)]
    if wrong:
        first = min(wrong, key=str)
        more = f", and {len(wrong) - 1} more sums differ" if wrong[1:] else ""
        yield _named(first), _said(is_.get(first, _NOTHING), should.get(first, _NOTHING)) + more


def _added(rows: Rows) -> dict[Key, Measures]:
    added: defaultdict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for topic, day, service, cell, measures in [*_counted(rows), *_conversations(rows)]:
        for grain, start in (("day", day), ("month", f"{day[:8]}01")):
            sum_ = added[topic, grain, start, service, cell]
            for measure, number in enumerate(measures):
                sum_[measure] += int(number)
    return {key: tuple(measures) for key, measures in added.items()}


def _counted(rows: Rows) -> Iterator[tuple[str, str, Any, str, Row]]:
    """Topic, day, service, cell and measures; what holds no time is named with its own row."""
    for facts in FACTS:
        for time, service, *values in rows(facts.query, ()):
            cell, measures = values[: facts.cell], values[facts.cell :]
            told = [bool(value) if number in facts.flags else value for number, value in enumerate(cell)]
            day = _day(time)
            if day is not None:
                yield facts.topic, day, service, _cell(told), measures


def _cell(told: list[Any]) -> str:
    """Bytes, which an intruder can put in place of a text, are told apart and no error."""
    return json.dumps(told, separators=(",", ":"), default=repr)


def _conversations(rows: Rows) -> Iterator[tuple[str, str, Any, str, Row]]:
    """Where they stand is written in their own rows; what is no place is named with them."""
    for counted, count in rows(_CONVERSATIONS, ()):
        if where := place(counted):
            yield "conversation", *where, (count, 0, 0)


@cache
def _day(time: Any) -> str | None:
    """The day in Denmark of a day of UTC, or of an hour of it."""
    try:
        if len(time) == len("2026-11-23"):
            return date.fromisoformat(time).isoformat()
        return datetime.fromisoformat(f"{time}:00+00:00").astimezone(ZoneInfo(_DENMARK)).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def _named(key: Key) -> str:
    topic, grain, start, service, cell = key
    return f"sum of {topic} in the {grain} {start}, {service or 'all services'}, {cell}"


def _said(is_: Measures, should: Measures) -> str:
    pairs = zip(("count", "seconds", "timed"), is_, should, strict=True)
    return "; ".join(
        f"its {name} is {found}, its facts add up to {right}"
        for name, found, right in pairs
        if found != right
    )
