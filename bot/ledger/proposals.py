"""What operators propose to learn from messages that were not understood, and what editors decide."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, delete, func, select, update

from bot.ledger import events
from bot.ledger.errors import UnknownConversation
from bot.ledger.events import Event
from bot.ledger.tables import conversation, proposal
from bot.ledger.transaction import Reads, Transaction
from bot.ledger.unanswered import Place

AT_ONCE: Final = 500
REASON_SIGNS: Final = 300


class State(StrEnum):
    """`aside`: nothing is to be learned from the message. `erased`: the citizen took it back in time."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ASIDE = "aside"
    ERASED = "erased"


class Decided(ValueError):
    """Somebody was faster: the message has a proposal, or the proposal its decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`text` is masked, and None once it was erased; `conversation` is None once the citizen erased it."""

    id: str
    conversation: str | None
    turn: int | None
    language: Any  # "da" | "en"
    intent: str | None
    text: str | None
    state: State
    by: str
    at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


def propose(tx: Transaction, place: Place, *, language: str, intent: str, text: str, by: str) -> str:
    """The proposal's id; raises Decided, and UnknownConversation for one that was erased meanwhile."""
    id, now = uuid.uuid4().hex, tx.now()
    where = {"conversation": place[0], "turn": place[1]}
    row = {"id": id, **where, "language": language, "intent": intent, "text": text, "by": by, "at": now}
    _require_words(tx, place[0])
    if not tx.insert_new(proposal, **row, state=State.PROPOSED.value):
        raise Decided("Somebody has just decided about this message. Take the next one.")
    return id


def put_aside(
    tx: Transaction, places: Iterable[Place], *, language: str, by: str, covered_by: str | None = None
) -> int:
    """How many messages nobody is asked about any more, unless the proposal that covers them is refused."""
    now, done = tx.now(), 0
    for talk, turn in sorted(set(places)):
        where = {"conversation": talk, "turn": turn, "covered_by": covered_by}
        row = {"id": uuid.uuid4().hex, **where, "language": language, "by": by, "at": now}
        done += tx.insert_new(proposal, **row, state=State.ASIDE.value)
    return done


def accept(tx: Transaction, id: str, *, by: str, intent: str, text: str) -> Proposal:
    """As the editor has it; raises Decided and LookupError."""
    return _decide(tx, id, State.ACCEPTED, by, intent=intent, text=text)


def refuse(tx: Transaction, id: str, *, by: str, reason: str) -> Proposal:
    """Its group may be asked about again; raises Decided, LookupError, and ValueError without a reason."""
    if not reason.strip() or len(reason) > REASON_SIGNS:
        raise ValueError(f"Say why in at most {REASON_SIGNS} signs: whoever proposed it reads this.")
    refused = _decide(tx, id, State.REFUSED, by, reason=reason.strip())
    tx.execute(delete(proposal).where(proposal.c.covered_by == id))
    return refused


def _decide(tx: Transaction, id: str, state: State, by: str, **more: str) -> Proposal:
    row = tx.execute(select(proposal).where(proposal.c.id == id).with_for_update()).first()
    if row is None:
        raise LookupError(id)
    if row.state == State.ERASED:
        raise Decided("The citizen has erased the conversation, and with it this proposal.")
    if row.state != State.PROPOSED:
        raise Decided(f"Somebody was faster: it is {row.state}.")
    values = {"state": state.value, "decided_by": by, "decided_at": tx.now(), **more}
    tx.execute(update(proposal).where(proposal.c.id == id).values(values))
    data = {"proposal": id, "state": state.value, "by": by, "intent": more.get("intent", row.intent)}
    tx.append(Event(kind=events.TAUGHT, at=tx.now(), conversation=row.conversation, data=data))
    return _proposal(tx.execute(select(proposal).where(proposal.c.id == id)).one())


def _require_words(tx: Transaction, id: str) -> None:
    """Held, so that nothing is proposed from a conversation that is being erased."""
    row = tx.execute(
        select(conversation.c.erased_at).where(conversation.c.id == id).with_for_update()
    ).first()
    if row is None or row.erased_at is not None:
        raise UnknownConversation("The citizen has erased this conversation.")


def forget(tx: Transaction, conversation: str) -> None:
    """The citizen erases: what is not accepted goes, and nothing leads from an accepted one to them."""
    mine = proposal.c.conversation == conversation
    _forget(tx, mine)
    tx.execute(update(proposal).where(mine).values(conversation=None, turn=None, text=None))


def forget_before(tx: Transaction, at: datetime, limit: int = AT_ONCE) -> int:
    """How many undecided and refused ones lost their text for age."""
    old = (proposal.c.at < at) & proposal.c.text.is_not(None) & (proposal.c.state != State.ACCEPTED.value)
    return _forget(tx, proposal.c.id.in_(select(proposal.c.id).where(old).limit(limit)))


def _forget(tx: Transaction, which: ColumnElement[bool]) -> int:
    waiting = which & (proposal.c.state == State.PROPOSED.value)
    gone = tx.execute(update(proposal).where(waiting).values(text=None, state=State.ERASED.value)).rowcount
    decided = which & (proposal.c.state != State.ACCEPTED.value) & proposal.c.text.is_not(None)
    return gone + tx.execute(update(proposal).where(decided).values(text=None)).rowcount


def find(conn: Reads, id: str) -> Proposal | None:
    row = conn.execute(select(proposal).where(proposal.c.id == id)).first()
    return None if row is None else _proposal(row)


def listed(conn: Reads, state: State, limit: int = AT_ONCE) -> list[Proposal]:
    """Oldest first where somebody waits, else newest first."""
    oldest = state is State.PROPOSED
    order = (proposal.c.at, proposal.c.id) if oldest else (proposal.c.at.desc(), proposal.c.id.desc())
    query = select(proposal).where(proposal.c.state == state.value).order_by(*order).limit(limit)
    return [_proposal(row) for row in conn.execute(query)]


def waiting(conn: Reads) -> int:
    query = select(func.count()).where(proposal.c.state == State.PROPOSED.value)
    return int(conn.execute(query).scalar_one())


def handled(conn: Reads) -> set[Place]:
    """The messages about which something was decided or proposed."""
    rows = conn.execute(
        select(proposal.c.conversation, proposal.c.turn).where(proposal.c.conversation.is_not(None))
    )
    return {(row.conversation, row.turn) for row in rows}


def _proposal(row: Row[Any]) -> Proposal:
    found = {name: getattr(row, name) for name in Proposal.__dataclass_fields__}
    return Proposal(**{**found, "state": State(row.state)})


def texts(conn: Reads) -> Sequence[tuple[str, str]]:
    """Text and intent of what waits for an editor."""
    rows = conn.execute(select(proposal.c.text, proposal.c.intent).where(proposal.c.state == State.PROPOSED))
    return [(row.text, row.intent) for row in rows if row.text]
