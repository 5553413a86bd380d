"""What a citizen says when they leave: asked once, the last word kept, and nothing taken from silence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, exists, select, update

from bot.deflection.counts import Ending, Left
from bot.ledger import completing, endings, events, replaced
from bot.ledger.events import Event
from bot.ledger.tables import conversation, deflection, feedback
from bot.ledger.transaction import Reads, Transaction

# Nothing came of these that anybody could be asked about, or it is no moment to ask.
_NOT_NOW: Final = frozenset({None, Ending.ABANDONED, Ending.EMERGENCY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """None is silence. `done`: they sent the form. `asked`: the question was put, whatever came of it."""

    helped: bool | None = None
    done: bool = False
    left: Left | None = None
    otherwise: str | None = None
    asked: bool = False

    def leaving(self) -> Left | None:
        if self.done or (self.left is None and self.helped):
            return Left.DONE
        return self.left or (Left.GAVE_UP if self.helped is False else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Which may still be put to the citizen; `outcome` comes before `otherwise`."""

    outcome: bool
    otherwise: bool
    told: bool  # they have said how it went


def said(tx: Transaction, row: Row[Any], word: Word, at: datetime) -> None:
    """Keep and book a word about the conversation of `row`; what it leaves open stays as it was."""
    left = word.leaving()
    told = {"helped": word.helped, "otherwise": word.otherwise, "leaving": left.value if left else None}
    kept = {**told, "asked_at": at if word.asked else None}
    known: dict[str, Any] = {name: value for name, value in kept.items() if value is not None}
    if not tx.insert_new(feedback, conversation=row.id, at=at, **known):
        mine = update(feedback).where(feedback.c.conversation == row.id)
        tx.execute(mine.values(at=at, **known))
    data = {**told, "done": word.done, "asked": word.asked}
    tx.append(Event(kind=events.FEEDBACK, at=at, conversation=row.id, subject=row.subject, data=data))
    replaced.state(tx, row.id, word.otherwise, at)
    if left is not None:
        changes = {"leaving": left.value, "outcome": endings.of_word(row.outcome, left).value}
        endings.change(tx, row.id, changes)
    if word.done:
        completing.stated(tx, row.id, at)


def questions(conn: Reads, id: str) -> Questions:
    """Of a conversation that exists; each is put once, in whichever window the citizen has open."""
    offered = exists().where(deflection.c.conversation == id, deflection.c.basis.is_(None))
    what = (conversation.c.outcome, conversation.c.leaving, feedback.c.otherwise, feedback.c.asked_at)
    both = conversation.outerjoin(feedback, feedback.c.conversation == conversation.c.id)
    query = select(*what, offered.label("offered")).select_from(both).where(conversation.c.id == id)
    row = conn.execute(query).one()
    open_ = row.asked_at is None and row.outcome != Ending.EMERGENCY
    return Questions(
        outcome=open_ and row.leaving is None and row.outcome not in _NOT_NOW,
        otherwise=open_ and row.otherwise is None and row.offered,
        told=row.leaving is not None,
    )
