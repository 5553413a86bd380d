"""How each conversation stands: in exactly one ending, and in exactly one cell of the sums."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, literal, select, tuple_, update

from bot.deflection.counts import Ending, Left, Outcome
from bot.ledger import events, jobs, matching, tallies, times
from bot.ledger.events import Event
from bot.ledger.tables import KEY, Instant, conversation, deflection
from bot.ledger.tallies import CONVERSATION, Place
from bot.ledger.transaction import Transaction, as_deflection

# What a conversation has before it has anything.
NEW: Final[Mapping[str, Any]] = dict.fromkeys(
    ("counted", "outcome", "ended_at", "cannot", "service", "arm", "device", "age_band", "leaving")
)
SILENT: Final = timedelta(hours=24)  # after this nobody goes on with the same conversation
# A citizen is left behind when nothing came of it within the longest window that a service has as a rule.
LEFT_BEHIND: Final = timedelta(days=30)
AT_ONCE: Final = 500
JOB: Final = "left-behind"

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

    `told`: `left` and `wrote`, which are only known once the window has passed.
    """
    after = {**row, **changes}
    before = _read(row["counted"])
    left, wrote = before.flags if before else (False, None)
    place = _place(after, left=told.get("left", left), wrote=told.get("wrote", wrote))
    text = json.dumps([place.day, place.service, place.cell])
    if text != row["counted"]:
        if before is not None:
            tx.tallies.add(before.place, -1)
        tx.tallies.add(place)
    return {**changes, "counted": text}


def place_of(row: Row[Any]) -> Place:
    """Where a conversation's row says that it counts."""
    before = _read(row.counted)
    left, wrote = before.flags if before else (False, None)
    return _place(row._mapping, left=left, wrote=wrote)


class _Counted:
    """Where a conversation was counted, as its row remembers."""

    def __init__(self, text: str) -> None:
        day, service, cell = json.loads(text)
        self.place = Place(CONVERSATION, day, service, cell)
        *_, outcome, wrote, _leaving = json.loads(cell)
        self.flags: tuple[bool | None, bool | None] = (outcome == Outcome.LEFT_BEHIND, wrote)


def _read(text: str | None) -> _Counted | None:
    return None if text is None else _Counted(text)


def _place(row: Mapping[Any, Any], *, left: bool | None, wrote: bool | None) -> Place:
    """The cell: ending, language, device, age band, cannot, asked, arm, outcome, wrote, leaving."""
    ending = Ending(row["outcome"] or Ending.ABANDONED)
    outcome = Outcome.LEFT_BEHIND if left else Outcome.WAITING
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


def leave_behind(tx: Transaction, limit: int = AT_ONCE) -> int:
    """Settle the conversations whose window has passed; how many. How far it came is kept with the job."""
    last = jobs.last(tx, JOB)
    place = (conversation.c.ended_at, conversation.c.id)
    query = select(conversation).where(conversation.c.ended_at < tx.now() - LEFT_BEHIND)
    if last is not None and last.detail:
        done = literal(times.from_text(last.detail["ended_at"]), Instant()), literal(last.detail["id"], KEY)
        query = query.where(tuple_(*place) > tuple_(*done))
    rows = tx.execute(query.order_by(*place).limit(limit).with_for_update()).all()
    for row in rows:
        values = settle(tx, row._mapping, {}, left=True, wrote=_wrote(tx, row))
        tx.execute(update(conversation).where(conversation.c.id == row.id).values(**values))
    if rows:
        jobs.succeeded(tx, JOB, ended_at=times.to_text(rows[-1].ended_at), id=rows[-1].id)
    return len(rows)


def _wrote(tx: Transaction, row: Row[Any]) -> bool | None:
    """Of a hold-out's arm: whether its citizen wrote within the window; None where nobody could see it."""
    if row.arm is None or row.subject is None:
        return None
    mine = select(deflection).where(deflection.c.conversation == row.id)
    offers = [as_deflection(one) for one in tx.execute(mine).mappings()]
    return any(matching.first_written(tx, one) is not None for one in offers) if offers else None
