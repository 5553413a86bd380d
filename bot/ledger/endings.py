"""How each conversation stands: in exactly one ending, and in exactly one cell of the sums."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, or_, select, update

from bot.deflection.counts import Ending, Left, Outcome
from bot.deflection.lifecycle import State
from bot.ledger import events, facets, tallies, times
from bot.ledger.events import Event
from bot.ledger.projection import Deflection
from bot.ledger.tables import conversation, deflection
from bot.ledger.tallies import CONVERSATION, Place
from bot.ledger.transaction import Transaction

# What a conversation has before it has anything.
NEW: Final[Mapping[str, Any]] = dict.fromkeys(
    ("counted", "outcome", "ended_at", "cannot", "service", "arm", "device", "age_band", "leaving", "settled")
)
SILENT: Final = timedelta(hours=24)  # after this nobody goes on with the same conversation
AT_ONCE: Final = 500

# What weighs more stays; of what weighs the same the last counts.
WEIGHT: Final[Mapping[Ending, int]] = {
    Ending.ABANDONED: 0,
    Ending.ANSWERED: 1,
    Ending.ASSUMED: 2,
    Ending.HUMAN: 2,
    Ending.ASSISTED: 3,
    Ending.EMERGENCY: 4,
    Ending.EVIDENCED: 5,
}
# By the kind of a turn that offered no form; all others leave the citizen where they were.
_KINDS: Final = {
    "card": Ending.ANSWERED,
    "aspect": Ending.ANSWERED,
    "assisted": Ending.ASSISTED,
    "human": Ending.HUMAN,
    "write": Ending.HUMAN,
    "emergency": Ending.EMERGENCY,
}
_SUCCESS: Final = frozenset({Ending.EVIDENCED, Ending.ASSISTED, Ending.HUMAN, Ending.EMERGENCY})


def heavier(before: str | None, after: Ending) -> Ending:
    """The ending that a conversation comes to when it was at one and another follows."""
    known = Ending(before or Ending.ABANDONED)
    return after if WEIGHT[after] >= WEIGHT[known] else known


def of_turn(kind: str, *, offered: bool) -> Ending:
    """A form beside help or a number for danger is not what the turn was about."""
    ending = _KINDS.get(kind, Ending.ABANDONED)
    return Ending.ASSUMED if offered and ending not in (Ending.ASSISTED, Ending.EMERGENCY) else ending


def of_word(before: str | None, left: Left) -> Ending:
    """A form that was sent, and danger, weigh more than a citizen's word; who gives up was not helped."""
    known = Ending(before or Ending.ABANDONED)
    if left is Left.GAVE_UP and known not in (Ending.EVIDENCED, Ending.EMERGENCY):
        return Ending.ABANDONED
    return heavier(before, Ending.HUMAN) if left is Left.PERSON else known


def settle(
    tx: Transaction, row: Mapping[Any, Any], changes: Mapping[str, Any], **told: bool | None
) -> dict[str, Any]:
    """The changes of a conversation's row with the cell in which it now counts; its sums are moved.

    `told`: `wrote`, which is only known once the window has passed.
    """
    before = _read(row["counted"])
    place = _place({**row, **changes}, wrote=told.get("wrote", before.wrote if before else None))
    text = json.dumps([place.day, place.service, place.cell])
    if text != row["counted"]:
        if before is not None:
            tx.tallies.add(before.place, -1)
            facets.stands(tx, row["id"], place.cell)
        tx.tallies.add(place)
    return {**changes, "counted": text}


def place_of(row: Row[Any]) -> Place:
    """Where a conversation's row says that it counts."""
    before = _read(row.counted)
    return _place(row._mapping, wrote=before.wrote if before else None)


class _Counted:
    """Where a conversation was counted, as its row remembers."""

    def __init__(self, text: str) -> None:
        day, service, cell = json.loads(text)
        self.place = Place(CONVERSATION, day, service, cell)
        self.wrote: bool | None = json.loads(cell)[-2]


def _read(text: str | None) -> _Counted | None:
    return None if text is None else _Counted(text)


def _place(row: Mapping[Any, Any], *, wrote: bool | None) -> Place:
    """The cell: ending, language, device, age band, cannot, asked, arm, outcome, wrote, leaving."""
    ending = Ending(row["outcome"] or Ending.ABANDONED)
    outcome = Outcome.LEFT_BEHIND if row["settled"] else Outcome.WAITING
    outcome = Outcome.SUCCESS if ending in _SUCCESS else outcome
    shown = Ending.OPEN if row["ended_at"] is None else ending
    group = row["language"], row["device"], row["age_band"], bool(row["cannot"])
    told = tallies.cell(shown, *group, row["service"] is not None, row["arm"], outcome, wrote, row["leaving"])
    return Place(CONVERSATION, tallies.civil_day(row["started_at"]), row["service"] or "", told)


def change(tx: Transaction, id: str, changes: Mapping[str, Any], **told: bool | None) -> None:
    row = tx.execute(select(conversation).where(conversation.c.id == id).with_for_update()).first()
    if row is not None:
        values = settle(tx, row._mapping, changes, **told)
        tx.execute(update(conversation).where(conversation.c.id == id).values(**values))


def evidenced(tx: Transaction, id: str | None) -> None:
    """A form of this conversation was submitted."""
    if id is not None:
        change(tx, id, {"outcome": Ending.EVIDENCED.value})


def unevidenced(tx: Transaction, row: Deflection) -> None:
    """`row` was submitted, and counts so no more: where nothing else was, a form was only offered."""
    mine = (deflection.c.conversation == row.conversation, deflection.c.id != row.id)
    sent = or_(deflection.c.completed_at.is_not(None), deflection.c.state == State.ASSISTED.value)
    others = select(deflection.c.id).where(*mine, sent, deflection.c.state != State.OVERTURNED.value)
    evident = row.completed_at is not None or row.state is State.ASSISTED
    if evident and row.conversation is not None and tx.execute(others.limit(1)).first() is None:
        change(tx, row.conversation, {"outcome": Ending.ASSUMED.value})


def close_silent(tx: Transaction, limit: int = AT_ONCE) -> int:
    """End what has been silent for a day; how many. Raises nothing, and may run twice at once."""
    now = tx.now()
    silent = (conversation.c.ended_at.is_(None), conversation.c.seen_at < now - SILENT)
    query = select(conversation).where(*silent).order_by(conversation.c.seen_at).limit(limit)
    rows = tx.execute(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        end(tx, row, now)
    return len(rows)


def end(tx: Transaction, row: Row[Any], at: datetime) -> None:
    """It was over when it had been silent for so long, however late that is noticed."""
    over = row.seen_at + SILENT
    values = settle(tx, row._mapping, {"ended_at": over})
    tx.execute(update(conversation).where(conversation.c.id == row.id).values(**values))
    ending = row.outcome or Ending.ABANDONED.value
    data = {"ending": ending, "service": row.service, "over": times.to_text(over)}
    tx.append(Event(kind=events.ENDED, at=at, conversation=row.id, subject=row.subject, data=data))
