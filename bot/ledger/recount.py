"""Counts the deflections again from the raw events, and compares with the table that the console shows."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, Final

from bot.deflection.lifecycle import Illegal
from bot.ledger import projection, tallies, times
from bot.ledger.chain import Head
from bot.ledger.projection import Deflection, Draft
from bot.ledger.raw import Row, Rows
from bot.ledger.tallies import Tallies

_COLUMNS: Final = tuple(one.name for one in fields(Deflection))
_TABLE: Final = f"SELECT {', '.join(_COLUMNS)} FROM deflection"  # noqa: S608 - our own names
_KINDS: Final = ", ".join(f"'{kind}'" for kind in sorted(projection.KINDS))
_STEPS: Final = f"SELECT deflection, body FROM event WHERE kind IN ({_KINDS})"  # noqa: S608
_MOVED: Final = (
    "SELECT DISTINCT deflection FROM event WHERE writer = ? AND seq > ? AND deflection IS NOT NULL"
)
_LATER: Final = "SELECT DISTINCT deflection FROM event WHERE writer = ? AND deflection IS NOT NULL"
_WRITERS: Final = "SELECT DISTINCT writer FROM event"

_parse: Final = json.JSONDecoder().raw_decode
_values: Final = attrgetter(*_COLUMNS)


def deflections(rows: Rows, sums: Tallies) -> Iterator[tuple[str, str]]:
    """Where, and what: each deflection whose row is not what its events say."""
    steps = rows(f"{_STEPS} AND deflection IS NOT NULL ORDER BY deflection", ())
    told = groupby(steps, key=itemgetter(0))
    for id, row, events in _paired(rows(f"{_TABLE} ORDER BY id", ()), told):
        wrong, counted = _compared(row, events)
        if wrong:
            yield f"deflection {id}", wrong
        if counted is not None:
            sums.add(tallies.of_deflection(counted))
            sums.add(tallies.of_offer(counted.offered_at, counted.service))


def moved(rows: Rows, since: Iterable[Head]) -> Iterator[tuple[str, str]]:
    """The same for those alone to which something happened since."""
    known = {head.writer: head.seq for head in since}
    ids: set[str] = set()
    for (writer,) in list(rows(_WRITERS, ())):
        query, place = (_MOVED, (writer, known[writer])) if writer in known else (_LATER, (writer,))
        ids.update(str(row[0]) for row in rows(query, place))
    for id in sorted(ids):
        row = next(rows(f"{_TABLE} WHERE id = ?", (id,)), None)
        wrong, _ = _compared(row, list(rows(f"{_STEPS} AND deflection = ?", (id,))))
        if wrong:
            yield f"deflection {id}", wrong


def _paired(
    table: Iterator[Row], told: Iterable[tuple[str, Iterator[Row]]]
) -> Iterator[tuple[str, Row | None, list[Row]]]:
    """Rows and events of the same deflection; both come sorted, so that neither is held in memory."""
    row = next(table, None)
    for id, events in told:
        while row is not None and str(row[0]) < id:
            yield str(row[0]), row, []
            row = next(table, None)
        if row is not None and str(row[0]) == id:
            yield id, row, list(events)
            row = next(table, None)
        else:
            yield id, None, list(events)
    while row is not None:
        yield str(row[0]), row, []
        row = next(table, None)


def _compared(row: Row | None, events: list[Row]) -> tuple[str | None, Draft | None]:
    """What is wrong with a row, and what its events make of it."""
    try:
        counted = projection.folded([_event(event[1]) for event in events])
    except (Illegal, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return "its events do not follow from one another", None
    if counted is None:
        return (None if row is None else "no event tells of it"), None
    if row is None:
        return "its events are there, but its row is not", counted
    expected = [times.to_text(value) if type(value) is datetime else value for value in _values(counted)]
    if list(row) == expected:
        return None, counted
    name, value, other = next(one for one in zip(_COLUMNS, row, expected, strict=True) if one[1] != one[2])
    return f"the column {name} says {value!r}, its events say {other!r}", counted


def _event(text: Any) -> Draft:
    """With the attributes of an event: to freeze one that is read once costs more than to read it."""
    body, _ = _parse(text)
    event = Draft(**body)
    event.at = times.from_text(event.at)
    return event
