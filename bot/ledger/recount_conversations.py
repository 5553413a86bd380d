"""Holds conversations against the events that began them, and counts them where their rows say they stand.

How a conversation ended follows from its turns, which a citizen can erase: of that the row is the only trace.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from bot.ledger.events import BEGUN
from bot.ledger.raw import Rows
from bot.ledger.tallies import CONVERSATION, Place, Tallies

_COUNTED: Final = "SELECT counted, count(*) FROM conversation WHERE counted IS NOT NULL GROUP BY counted"
_INVENTED: Final = (
    "SELECT id FROM conversation WHERE NOT EXISTS"  # noqa: S608 - our own names
    f" (SELECT 1 FROM event WHERE event.conversation = conversation.id AND kind = '{BEGUN}') ORDER BY id"
)


def conversations(rows: Rows, sums: Tallies) -> Iterator[tuple[str, str]]:
    """Where, and what: each conversation that no event began, and each that counts nowhere that there is."""
    for (id,) in rows(_INVENTED, ()):
        yield f"conversation {id}", "no event tells of its beginning"
    for counted, count in rows(_COUNTED, ()):
        place = _place(counted)
        if place is None:
            yield f"conversations counted in {counted}", "that is no place"
        else:
            sums.add(place, int(count))


def _place(counted: Any) -> Place | None:
    try:
        day, service, cell = json.loads(counted)
    except (ValueError, TypeError):
        return None
    return Place(CONVERSATION, str(day), str(service), str(cell))
