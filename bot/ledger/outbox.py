"""Letters on their way: one sender at a time has each, and none is sent again that may have arrived."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from bot.ledger.tables import letter
from bot.ledger.transaction import Reads, Transaction

FIRST_SECONDS: Final = 30  # until a letter is tried again; each time twice as long
LONGEST_SECONDS: Final = 3600
LEASE_SECONDS: Final = 20 * 60.0  # longer than the slowest delivery
LATE: Final = timedelta(hours=1)  # what still waits then is shown to people
SHOWN: Final = 200

WAITING: Final = "waiting"
SENT: Final = "sent"
REFUSED: Final = "refused"  # the mail server will never take it as it is
UNSURE: Final = "unsure"  # it was handed over, and the answer never came
BY_HAND: Final = "by_hand"  # a person saw to it in another way, and it is not sent any more
UNSENT: Final = (WAITING, REFUSED, UNSURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A letter that is ours to send; `attempt` is the fence of whatever is said of it after."""

    number: str
    attempt: int
    department: str
    service: str | None
    language: str
    at: datetime
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """A letter that has not arrived as it should; never its words, nor who wrote it.

    `needs_person`: it is not sent by itself any more, or has been tried for so long that somebody must look.
    """

    number: str
    state: str
    department: str
    service: str | None
    at: datetime
    attempts: int
    tried_at: datetime | None
    next_at: datetime
    error: str | None
    needs_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many letters are on their way, and of those how many have failed so far or need a person."""

    waiting: int
    failing: int
    stuck: int


def is_due(conn: Reads, now: datetime) -> bool:
    """Whether it is worth taking the writer's time; `lease` decides."""
    due = select(letter.c.number).where(letter.c.state == WAITING, letter.c.next_at <= now)
    return conn.execute(due.limit(1)).first() is not None


def lease(tx: Transaction) -> Leased | None:
    """The letter that has waited longest; those whose sender died while handing them over become unsure."""
    now = tx.now()
    free = or_(letter.c.lease_until.is_(None), letter.c.lease_until < now)
    if tx.alone:  # another owner is dead
        free = or_(free, letter.c.owner != tx.writer)
    due = (letter.c.state == WAITING, letter.c.next_at <= now, free)
    query = select(letter).where(*due).order_by(letter.c.next_at, letter.c.number).limit(1)
    while (row := tx.execute(query.with_for_update(skip_locked=True)).first()) is not None:
        if row.passed:
            _change(tx, letter.c.number == row.number, state=UNSURE, error="sender died", lease_until=None)
            continue
        until = now + timedelta(seconds=LEASE_SECONDS)
        ours = {"owner": tx.writer, "lease_until": until, "attempts": row.attempts + 1, "tried_at": now}
        _change(tx, letter.c.number == row.number, **ours)
        return Leased(
            number=row.number,
            attempt=row.attempts + 1,
            department=row.department,
            service=row.service,
            language=row.language,
            at=row.received_at,
            sealed=row.sealed,
        )
    return None


def hand_over(tx: Transaction, ours: Leased) -> bool:
    """Said, durably, before the letter itself goes out; False when it is not ours to send any more."""
    return _change(tx, _is(ours), passed=True)


def sent(tx: Transaction, ours: Leased) -> bool:
    """The mail server took it: what was written is gone from here."""
    # Also when somebody gave our lease up for lost meanwhile: we are the one who knows.
    mine = (letter.c.number == ours.number) & (letter.c.attempts == ours.attempt)
    return _change(tx, mine & letter.c.state.in_((WAITING, UNSURE)), state=SENT, **_settled(tx))


def failed(tx: Transaction, ours: Leased, error: str, *, state: str = WAITING) -> bool:
    """`state` WAITING: it surely did not arrive, and is tried again after a while."""
    seconds = min(FIRST_SECONDS * 2 ** min(ours.attempt - 1, 20), LONGEST_SECONDS)
    again = tx.now() + timedelta(seconds=seconds)
    values = {"state": state, "error": error, "next_at": again, "passed": state == UNSURE}
    return _change(tx, _is(ours), lease_until=None, **values)


def again(tx: Transaction, number: str) -> bool:
    """A person wants it sent now; False when nothing of it waits, or it is being sent at this moment."""
    return _change(tx, _at_rest(tx, number), state=WAITING, next_at=tx.now(), passed=False)


def arrived(tx: Transaction, number: str) -> bool:
    """A person found it in the mailbox; what was written is gone from here."""
    unsure = (letter.c.number == number) & (letter.c.state == UNSURE)
    return _change(tx, unsure, state=SENT, **_settled(tx))


def by_hand(tx: Transaction, number: str) -> bool:
    """A person saw to it in another way; what was written is gone from here. False as of `again`."""
    return _change(tx, _at_rest(tx, number), state=BY_HAND, **_settled(tx))


def troubled(conn: Reads, now: datetime) -> list[Troubled]:
    """Those that need a person first, and of each the oldest first; at most SHOWN."""
    names = ("number", "state", "department", "service", "attempts", "tried_at", "next_at", "error")
    late = _late(now)
    query = select(letter, late.label("late")).where(letter.c.state.in_(UNSENT), late | _failing())
    rows = conn.execute(query.order_by(late.desc(), letter.c.received_at, letter.c.number).limit(SHOWN))
    return [
        Troubled(
            at=row.received_at, needs_person=bool(row.late), **{name: getattr(row, name) for name in names}
        )
        for row in rows
    ]


def standing(conn: Reads, now: datetime) -> Standing:
    late = _late(now)
    waiting = func.count().label("waiting")
    failing = func.count().filter(~late, _failing()).label("failing")
    stuck = func.count().filter(late).label("stuck")
    row = conn.execute(select(waiting, failing, stuck).where(letter.c.state.in_(UNSENT))).one()
    return Standing(waiting=row.waiting, failing=row.failing, stuck=row.stuck)


def _late(now: datetime) -> ColumnElement[bool]:
    return or_(letter.c.state.in_((REFUSED, UNSURE)), letter.c.received_at < now - LATE)


def _failing() -> ColumnElement[bool]:
    return letter.c.error.is_not(None)


def _at_rest(tx: Transaction, number: str) -> ColumnElement[bool]:
    """Not sent yet, and not being sent at this moment."""
    free = or_(letter.c.lease_until.is_(None), letter.c.lease_until < tx.now())
    return and_(letter.c.number == number, letter.c.state.in_(UNSENT), free)


def _settled(tx: Transaction) -> dict[str, Any]:
    return {"sealed": None, "error": None, "lease_until": None, "settled_at": tx.now()}


def _is(ours: Leased) -> ColumnElement[bool]:
    fenced = (letter.c.attempts == ours.attempt) & (letter.c.state == WAITING)
    return (letter.c.number == ours.number) & fenced


def _change(tx: Transaction, which: ColumnElement[bool], **values: Any) -> bool:
    return tx.execute(update(letter).where(which).values(**values)).rowcount == 1
