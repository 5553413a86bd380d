"""Holds conversations against the events that began them, and names those that count nowhere that there is.

How a conversation ended follows from its turns, which a citizen can erase: of that the row is the only trace.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from bot.ledger.events import BEGUN
from bot.ledger.raw import Rows

_COUNTED: Final = "SELECT DISTINCT counted FROM conversation WHERE counted IS NOT NULL"
_INVENTED: Final = (
    "SELECT id FROM conversation WHERE NOT EXISTS"  # noqa: S608 - our own names
    f" (SELECT 1 FROM event WHERE event.conversation = conversation.id AND kind = '{BEGUN}') ORDER BY id"
)


def conversations(rows: Rows) -> Iterator[tuple[str, str]]:
    """Where, and what: each conversation that no event began, and each that counts nowhere that there is."""
    for (id,) in rows(_INVENTED, ()):
        yield f"conversation {id}", "no event tells of its beginning"
    for (counted,) in rows(_COUNTED, ()):
        if place(counted) is None:
            yield f"conversations counted in {counted}", "that is no place"


def place(counted: Any) -> tuple[str, str, str] | None:
    """Day, service and cell; None for what is no place."""
    try:
        day, service, cell = json.loads(counted)
        date.fromisoformat(day)
    except (ValueError, TypeError, RecursionError):
        return None
    return (day, service, cell) if isinstance(service, str) and isinstance(cell, str) else None
