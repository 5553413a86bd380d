"""Counts the deflections again from the raw events, and compares with the table that the console shows."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from itertools import groupby
from typing import Any, Final

from bot.deflection.lifecycle import Illegal
from bot.ledger import projection, times
from bot.ledger.events import Event
from bot.ledger.projection import Deflection
from bot.ledger.raw import Row, Rows

_COLUMNS: Final = tuple(one.name for one in fields(Deflection))
_TABLE: Final = f"SELECT {', '.join(_COLUMNS)} FROM deflection ORDER BY id"  # noqa: S608 - our own names
_EVENTS: Final = "SELECT deflection, kind, body FROM event WHERE deflection IS NOT NULL ORDER BY deflection"


def differences(rows: Rows) -> Iterator[tuple[str, str]]:
    """Where, and what: each deflection whose row is not what its events say."""
    told = groupby(rows(_EVENTS, ()), key=lambda row: str(row[0]))
    for id, row, events in _paired(rows(_TABLE, ()), told):
        wrong = _difference(row, [event for event in events if event[1] in projection.KINDS])
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


def _difference(row: Row | None, events: list[Row]) -> str | None:
    try:
        counted = projection.fold(_event(event[2]) for event in events)
    except (Illegal, ValueError, KeyError, TypeError, RecursionError):
        return "its events do not follow from one another"
    if counted is None:
        return None if row is None else "no event tells of it"
    if row is None:
        return "its events are there, but its row is not"
    for name, value, expected in zip(_COLUMNS, row, _values(counted), strict=True):
        if value != expected:
            return f"the column {name} says {value!r}, its events say {expected!r}"
    return None


def _values(counted: Deflection) -> list[Any]:
    values = asdict(counted)
    for name in ("offered_at", "opened_at", "completed_at", "changed_at", "due_at"):
        values[name] = values[name] and times.to_text(values[name])
    return [values[name] for name in _COLUMNS]


def _event(text: str) -> Event:
    body = json.loads(text)
    return Event(
        kind=body["kind"],
        at=times.from_text(body["at"]),
        conversation=body["conversation"],
        deflection=body["deflection"],
        subject=body["subject"],
        data=body["data"],
    )
