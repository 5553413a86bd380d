"""Counts the deflections again from the raw events, and compares with the table that the console shows."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Final

import orjson

from bot.deflection.lifecycle import Illegal
from bot.ledger import projection, times
from bot.ledger.chain import Head
from bot.ledger.projection import Deflection, Draft
from bot.ledger.raw import Row, Rows

_COLUMNS: Final = tuple(one.name for one in fields(Deflection))
_TABLE: Final = f"SELECT {', '.join(_COLUMNS)} FROM deflection"  # noqa: S608 - our own names
_KINDS: Final = ", ".join(f"'{kind}'" for kind in sorted(projection.KINDS))
_STEPS: Final = f"SELECT deflection, body FROM event WHERE kind IN ({_KINDS})"  # noqa: S608
_MOVED: Final = (
    "SELECT DISTINCT deflection FROM event WHERE writer = ? AND seq > ? AND deflection IS NOT NULL"
)
_LATER: Final = "SELECT DISTINCT deflection FROM event WHERE writer = ? AND deflection IS NOT NULL"
_WRITERS: Final = "SELECT DISTINCT writer FROM event"

_values: Final = attrgetter(*_COLUMNS)


def deflections(rows: Rows) -> Iterator[tuple[str, str]]:
    """Where, and what: each deflection whose row is not what its events say."""
    steps = rows(f"{_STEPS} AND deflection IS NOT NULL ORDER BY deflection", ())
    told = groupby(steps, key=itemgetter(0))
    for id, row, events in _paired(rows(f"{_TABLE} ORDER BY id", ()), told):
        if wrong := _compared(row, events):
            yield f"deflection {id}", wrong


def moved(rows: Rows, since: Iterable[Head]) -> Iterator[tuple[str, str]]:
    """The same for those alone to which something happened since."""
    known = {head.writer: head.seq for head in since}
    ids: set[str] = set()
    for (writer,) in list(rows(_WRITERS, ())):
        query, place = (_MOVED, (writer, known[writer])) if writer in known else (_LATER, (writer,))
        ids.update(str(row[0]) for row in rows(query, place))
    for id in sorted(ids):
        row = next(rows(f"{_TABLE} WHERE id = ?", (id,)), None)
        if wrong := _compared(row, list(rows(f"{_STEPS} AND deflection = ?", (id,)))):
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


def _compared(row: Row | None, events: list[Row]) -> str | None:
    """What is wrong with a row, which is to be what its events make of it."""
    try:
        counted = _counted(events)
    except (Illegal, ValueError, KeyError, AttributeError, TypeError, OverflowError, RecursionError):
        return "its events do not follow from one another"
    if counted is None:
        return None if row is None else "no event tells of it"
    if row is None:
        return "its events are there, but its row is not"
    expected = _values(counted)
    if tuple(row) == expected:
        return None
    name, value, other = next(one for one in zip(_COLUMNS, row, expected, strict=True) if one[1] != one[2])
    return f"the column {name} says {value!r}, its events say {other!r}"


def _counted(events: list[Row]) -> Draft | None:
    """With its times as they are written: only the one that none of the events has is reckoned with."""
    counted = projection.moved([Draft(**orjson.loads(event[1])) for event in events])
    if counted is not None:
        counted.due_at = _due(counted)
    return counted


def _due(counted: Draft) -> str | None:
    told = {name: getattr(counted, name) for name in ("offered_at", "completed_at")}
    known = {name: None if text is None else times.from_text(text) for name, text in told.items()}
    due = projection.due(Draft(**{**vars(counted), **known}))
    return None if due is None else times.to_text(due)
