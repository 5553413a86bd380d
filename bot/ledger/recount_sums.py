"""Adds the table of sums up again from facts, and names the first sum that differs."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.ledger import tallies, times
from bot.ledger.events import BEGUN
from bot.ledger.raw import Rows
from bot.ledger.tallies import COLUMNS, Tallies

_BEGUN: Final = f"SELECT substr(at, 1, 13), count(*) FROM event WHERE kind = '{BEGUN}' GROUP BY 1"  # noqa: S608
_NAMES: Final = ", ".join(f'"{name}"' for name in COLUMNS)
_TABLE: Final = f"SELECT {_NAMES} FROM rollup"  # noqa: S608 - our own names

Key = tuple[Any, ...]  # topic, grain, start, service, cell
Measures = tuple[int, ...]  # count, seconds, timed


def beginnings(rows: Rows, sums: Tallies) -> Iterator[tuple[str, str]]:
    """How many conversations began; nothing can be wrong with them but their sums."""
    for hour, count in rows(_BEGUN, ()):
        sums.add(tallies.of_opening(times.from_text(f"{hour}:00Z")), int(count))
    yield from ()


def rollups(rows: Rows, sums: Tallies) -> Iterator[tuple[str, str]]:
    """The first sum that is not what its facts add up to, and how many more there are."""
    should = dict(map(_split, sums.rows()))
    is_ = {key: measures for key, measures in map(_split, rows(_TABLE, ())) if any(measures)}
    wrong = sorted(key for key in should.keys() | is_.keys() if should.get(key) != is_.get(key))
    if wrong:
        more = f", and {len(wrong) - 1} more sums differ" if wrong[1:] else ""
        yield _named(wrong[0]), _said(wrong[0], is_, should) + more


def _split(row: Any) -> tuple[Key, Measures]:
    return tuple(row[:5]), tuple(row[5:])


def _named(key: Key) -> str:
    topic, grain, start, service, cell = key
    return f"sum of {topic} in the {grain} {start}, {service or 'all services'}, {cell}"


def _said(key: Key, is_: Mapping[Key, Measures], should: Mapping[Key, Measures]) -> str:
    nothing = (0, 0, 0)
    names = ("count", "seconds", "timed")
    pairs = zip(names, is_.get(key, nothing), should.get(key, nothing), strict=True)
    return "; ".join(
        f"its {name} is {found}, its facts add up to {right}"
        for name, found, right in pairs
        if found != right
    )
