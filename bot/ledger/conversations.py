"""Conversations: one turn at a time, each accepted before it is answered, and erased when a citizen asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Row, Text, bindparam, delete, func, insert, select, type_coerce, update

from bot.deflection.counts import Ending
from bot.ledger import endings, events, identities, leaving, offers, proposals, tallies, words
from bot.ledger.errors import UnknownConversation
from bot.ledger.events import Event
from bot.ledger.leaving import Word
from bot.ledger.offers import Circumstances, Offer
from bot.ledger.tables import conversation
from bot.ledger.tables import feedback as feedbacks
from bot.ledger.tables import turn as turns
from bot.ledger.transaction import Reads, Transaction

__all__ = [
    "Accepted", "Answer", "Conversation", "NewConversation", "Offer", "Turn",
    "Word",
    "accept", "answer", "erase", "feedback", "find", "lock", "offered", "release", "said_before", "start",
    "transcript",
]  # fmt: skip

WRITE: Final = "write"  # the kind of a turn in which the citizen was about to write to us
CLARIFY: Final = "clarify"
LEASE_SECONDS: Final = 10.0  # longer than the slowest turn, so that a lease ends only with its process

# Statements of every turn are built once: building one costs more than SQLite takes to run it.
_FIND: Final = select(
    *(conversation.c[name] for name in ("id", "token_hash", "language", "state", "erased_at", "seen_at"))
).where(conversation.c.id == bindparam("of"))
_LOCKED: Final = select(conversation).where(conversation.c.id == bindparam("of")).with_for_update()
_CHANGE: Final = update(conversation).where(conversation.c.id == bindparam("of"))
_SAME: Final = select(turns).where(
    turns.c.conversation == bindparam("of"), turns.c.client_id == bindparam("by")
)
_ASK: Final = insert(turns)
_ANSWER: Final = update(turns).where(
    turns.c.conversation == bindparam("of"), turns.c.number == bindparam("nth"), turns.c.answered_at.is_(None)
)
_NO_TURN: Final = 2**31 - 1  # above every turn's number
_UNLEASED: Final[Mapping[str, Any]] = {"lease_owner": None, "lease_until": None}

Status = Literal["new", "answered", "conflict", "waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConversation:
    id: str
    token_hash: str
    language: str
    at: datetime
    device: str | None = None
    age_band: str | None = None
    origin: str | None = None
    citizen: tuple[str, ...] = ()  # keyed pseudonyms


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    id: str
    token_hash: str
    language: Any  # "da" | "en"
    state: dict[str, Any]
    erased: bool
    seen_at: datetime | None = None  # of the last message


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """`answer` is the stored one (turn, kind, language, services, replies); `fence` guards the new one."""

    turn: int
    status: Status
    answer: dict[str, Any] | None
    state: dict[str, Any]
    text: str | None
    choice: str | None
    fence: int
    arm: str | None  # of a hold-out, once the conversation has one
    eligible: bool  # nothing was said that keeps it out of a hold-out


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    kind: str
    services: Sequence[str]
    replies: Sequence[Mapping[str, Any]]
    state: Mapping[str, Any]
    understanding: Mapping[str, Any] | None
    source: str
    arm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Everything from `kind` on is None until the turn was answered."""

    number: int
    client_id: str
    text: str | None
    choice: str | None
    language: Any  # "da" | "en"
    received_at: datetime
    answered_at: datetime | None
    kind: Any
    services: Any
    replies: Any
    understanding: Any
    source: Any


def start(tx: Transaction, new: NewConversation) -> None:
    values = {"id": new.id, "token_hash": new.token_hash, "language": new.language, "state": {}}
    known = {"device": new.device, "age_band": new.age_band, "origin": new.origin, "seen_at": new.at}
    row = endings.settle(tx, endings.NEW, {**values, **known, "started_at": new.at})
    tx.execute(insert(conversation).values(**row, next_turn=1, fence=0))
    tx.append(Event(kind=events.BEGUN, at=new.at, conversation=new.id, data={"language": new.language}))
    tx.tallies.add(tallies.of_opening(new.at))
    for pseudonym in new.citizen:
        identities.note(tx, new.id, pseudonym, new.at)


def find(conn: Reads, id: str) -> Conversation | None:
    row = conn.execute(_FIND, {"of": id}).first()
    if row is None:
        return None
    erased = row.erased_at is not None
    return Conversation(
        id=row.id,
        token_hash=row.token_hash,
        language=row.language,
        state=row.state,
        erased=erased,
        seen_at=row.seen_at,
    )


def accept(
    tx: Transaction,
    id: str,
    client_id: str,
    text: str | None,
    choice: str | None,
    language: str,
    at: datetime,
    *,
    lease_seconds: float = LEASE_SECONDS,
) -> Accepted:
    """Take a message in and lease its turn; raises UnknownConversation, also for an erased one."""
    row = lock(tx, id)
    known = tx.execute(_SAME, {"of": id, "by": client_id}).first()
    if known is not None and (known.text, known.choice) != (text, choice):
        return _accepted(row, known.number, "conflict", text, choice)
    if known is not None and known.answered_at is not None:
        return _accepted(row, known.number, "answered", text, choice, answer=_stored(known))
    number = row.next_turn if known is None else known.number
    if _leased(tx, row):
        return _accepted(row, number, "waiting", text, choice)
    if known is None:
        values = {"client_id": client_id, "text": text, "choice": choice, "language": language}
        tx.execute(_ASK, {"conversation": id, "number": number, "received_at": at, **values})
        data = {"turn": number, "language": language, "choice": choice is not None}
        tx.append(Event(kind=events.ASKED, at=at, conversation=id, subject=row.subject, data=data))
    _lease(tx, row, language, lease_seconds, next_turn=max(row.next_turn, number + 1), seen_at=at)
    return _accepted(row, number, "new", text, choice, fence=row.fence + 1)


def answer(
    tx: Transaction,
    id: str,
    turn: int,
    fence: int,
    answer: Answer,
    offers_made: Sequence[Offer],
    at: datetime,
) -> bool:
    """Store an answer and book its offers; False, and nothing written, when the fence is not ours any more,
    the turn was answered before, or the conversation was erased meanwhile."""
    row = tx.execute(_LOCKED, {"of": id}).first()
    if row is None or row.erased_at is not None or row.fence != fence:
        return False
    values = {name: value for name, value in _columns(answer).items() if name not in {"state", "arm"}}
    if tx.execute(_ANSWER, {"of": id, "nth": turn, "answered_at": at, **values}).rowcount != 1:
        return False
    writing = bool(row.writing) or answer.kind == WRITE
    # Once the form is offered, what they ask for next is another matter.
    still = writing and not offers_made
    reached = endings.heavier(row.outcome, endings.of_turn(answer.kind, offered=bool(offers_made)))
    changes = {
        **_UNLEASED,
        "state": dict(answer.state),
        "writing": still,
        "outcome": reached.value,
        "service": _in_hand(answer) or row.service,
        "arm": row.arm or answer.arm,
        "cannot": bool(row.cannot) or bool(answer.state.get("no_digital")),
    }
    tx.execute(_CHANGE, {"of": id, **endings.settle(tx, row._mapping, changes)})
    data = {"turn": turn, "kind": answer.kind, "services": list(answer.services), "source": answer.source}
    tx.append(Event(kind=events.ANSWERED, at=at, conversation=id, subject=row.subject, data=data))
    when = Circumstances(
        conversation=id, turn=turn, subject=row.subject, arm=changes["arm"], writing=writing, at=at
    )
    for offer in offers_made:
        offers.book(tx, offer, when)
    return True


def _in_hand(answer: Answer) -> str | None:
    """The service that an answer is about; one of several to choose from is none yet."""
    return answer.services[0] if answer.services and answer.kind != CLARIFY else None


def release(tx: Transaction, id: str, fence: int) -> None:
    """Give a leased turn up without an answer, so that a repeat need not wait for the lease to end."""
    mine = (conversation.c.id == id, conversation.c.fence == fence)
    tx.execute(update(conversation).where(*mine).values(**_UNLEASED))


def transcript(conn: Reads, id: str, after: int = 0) -> list[Turn]:
    """The turns with a number above `after`, in order."""
    query = select(turns).where(turns.c.conversation == id, turns.c.number > after)
    rows = conn.execute(query.order_by(turns.c.number)).mappings()
    return [Turn(**{name: row[name] for name in Turn.__dataclass_fields__}) for row in rows]


def offered(conn: Reads, id: str, choice: str) -> bool:
    """Whether an answer of this conversation gave `choice` to choose from."""
    mentions = type_coerce(turns.c.replies, Text).contains(f'"{choice}"', autoescape=True)
    found = conn.execute(select(turns.c.replies).where(turns.c.conversation == id, mentions)).scalars()
    replies = (reply for answered in found for reply in answered or ())
    return any(option["id"] == choice for reply in replies for option in reply.get("choices", ()))


def said_before(conn: Reads, id: str, client_id: str) -> str | None:
    """The text of the turn before the one of `client_id`, or before a new one."""
    mine = select(turns.c.number).where(turns.c.conversation == id, turns.c.client_id == client_id)
    last = func.coalesce(mine.scalar_subquery(), _NO_TURN)
    earlier = select(turns.c.text).where(turns.c.conversation == id, turns.c.number < last)
    text: str | None = conn.execute(earlier.order_by(turns.c.number.desc()).limit(1)).scalar()
    return text


def feedback(tx: Transaction, id: str, word: Word, at: datetime) -> None:
    """What the citizen thought; the last word counts. Raises UnknownConversation."""
    leaving.said(tx, lock(tx, id), word, at)


def erase(tx: Transaction, id: str, at: datetime, *, by: str = "citizen", reason: str | None = None) -> bool:
    """Delete words, links and identity; chain and figures stay. False when there is nothing to erase."""
    try:
        row = lock(tx, id)
    except UnknownConversation:
        return False
    tx.execute(delete(turns).where(turns.c.conversation == id))
    words.forgotten(tx)
    tx.execute(delete(feedbacks).where(feedbacks.c.conversation == id))
    offers.forget(tx, id)
    proposals.forget(tx, id)
    identities.forget(tx, id)
    # The fence moves, so that an answer which is still on its way brings nothing back.
    gone = {**_UNLEASED, "state": {}, "token_hash": "", "subject": None, "origin": None}
    if row.ended_at is None:
        endings.end(tx, row, at)
    tx.execute(_CHANGE, {"of": id, **gone, "erased_at": at, "fence": row.fence + 1})
    data = {"by": by, "reason": reason}
    tx.append(Event(kind=events.ERASED, at=at, conversation=id, subject=row.subject, data=data))
    return True


def lock(tx: Transaction, id: str) -> Row[Any]:
    """The row, held until the transaction ends; raises UnknownConversation, also for an erased one."""
    row = tx.execute(_LOCKED, {"of": id}).first()
    if row is None or row.erased_at is not None:
        raise UnknownConversation("There is no such conversation, or it was erased.")
    return row


def _leased(tx: Transaction, row: Row[Any]) -> bool:
    """Whether somebody may still be at work on a turn; where we write alone, another owner is dead."""
    if row.lease_owner is None or (tx.alone and row.lease_owner != tx.writer):
        return False
    return bool(row.lease_until > tx.now())


def _lease(
    tx: Transaction, row: Row[Any], language: str, seconds: float, *, next_turn: int, seen_at: datetime
) -> None:
    until = tx.now() + timedelta(seconds=seconds)
    lease = {"lease_owner": tx.writer, "lease_until": until, "fence": row.fence + 1}
    # Whoever goes on after a day has not ended yet.
    values = {**lease, "language": language, "next_turn": next_turn, "seen_at": seen_at}
    again = {**values, "ended_at": None, "settled": None}
    tx.execute(_CHANGE, {"of": row.id, **endings.settle(tx, row._mapping, again)})


def _accepted(
    row: Row[Any],
    number: int,
    status: Status,
    text: str | None,
    choice: str | None,
    *,
    answer: dict[str, Any] | None = None,
    fence: int | None = None,
) -> Accepted:
    fence = row.fence if fence is None else fence
    state = row.state
    kept_from = bool(row.cannot) or row.outcome in {Ending.ASSISTED, Ending.EMERGENCY}
    return Accepted(
        turn=number,
        status=status,
        answer=answer,
        state=state,
        text=text,
        choice=choice,
        fence=fence,
        arm=row.arm,
        eligible=not kept_from,
    )


def _stored(row: Row[Any]) -> dict[str, Any]:
    names = ("kind", "language", "services", "replies")
    return {"turn": row.number, **{name: getattr(row, name) for name in names}}


def _columns(answer: Answer) -> dict[str, Any]:
    found = {field.name: getattr(answer, field.name) for field in fields(Answer)}
    return {**found, "services": list(answer.services), "replies": list(answer.replies)}
