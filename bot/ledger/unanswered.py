"""What citizens wrote in a period and the assistant did not understand, masked as it was stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from sqlalchemy import Row, Select, and_, exists, or_, select, tuple_

from bot.deflection.periods import Period
from bot.ledger.tables import conversation, turn
from bot.ledger.transaction import Reads

ANSWERS: Final = ("card", "assisted")
AT_ONCE: Final = 1_000  # rows in memory
# A person was named because nothing fitted: the second miss in a row, the second question back.
INTENTS: Final = frozenset({"out_of_scope", "clarify"})

Said = tuple[Literal["da", "en"], str]
Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A message that was not understood, and the place where it stands."""

    conversation: str
    turn: int
    language: Literal["da", "en"]
    text: str

    @property
    def place(self) -> Place:
        return self.conversation, self.turn


def unanswered(conn: Reads, period: Period, most: int) -> list[Said]:
    """Language and text, newest first, at most so many; nothing of an erased conversation.

    Not understood are: what is out of scope, also where a person was named for it; a question back that no
    card followed; what the catalogue's own search found nothing for; and other alphabets.
    """
    return [(one.language, one.text) for one in missed(conn, period, most)]


def missed(conn: Reads, period: Period, most: int) -> list[Missed]:
    """The same messages, with their places."""
    with conn.execute(_query(period).execution_options(yield_per=AT_ONCE)) as rows:
        found = (
            Missed(conversation=row.conversation, turn=row.number, language=row.language, text=row.text)
            for row in rows
            if _not_understood(row)
        )
        return list(islice(found, most))


def still_there(conn: Reads, places: Iterable[Place]) -> set[Place]:
    """Of these messages those whose words are kept: others were erased, or grew too old."""
    wanted = sorted(set(places))
    found: set[Place] = set()
    for start in range(0, len(wanted), AT_ONCE):
        some = tuple_(turn.c.conversation, turn.c.number).in_(wanted[start : start + AT_ONCE])
        rows = conn.execute(select(turn.c.conversation, turn.c.number).where(some, turn.c.text.is_not(None)))
        found |= {(row.conversation, row.number) for row in rows}
    return found


def _not_understood(row: Row[Any]) -> bool:
    """Of those who were sent to a person, many had asked for one."""
    if row.kind != "human":
        return True
    if row.source == "engine":
        return (row.understanding or {}).get("intent") in INTENTS
    return not row.services


def _query(period: Period) -> Select[Any]:
    begin, end = period.instants()
    later = turn.alias("later")
    answered = exists().where(
        later.c.conversation == turn.c.conversation,
        later.c.number > turn.c.number,
        later.c.kind.in_(ANSWERS),
    )
    missed = or_(turn.c.kind.in_(("out_of_scope", "human")), and_(turn.c.kind == "clarify", ~answered))
    columns = turn.c
    query = select(columns.language, columns.text, columns.kind, columns.services, columns.source)
    return (
        query.add_columns(columns.understanding, columns.conversation, columns.number)
        .join(conversation, conversation.c.id == columns.conversation)
        .where(columns.received_at >= begin, columns.received_at < end)
        .where(columns.text.is_not(None), missed, conversation.c.erased_at.is_(None))
        .order_by(columns.received_at.desc(), columns.conversation, columns.number)
    )
