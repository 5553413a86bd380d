"""Who did or read what, when and in which role: each read of a transcript is a line here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, insert, literal, select, tuple_

from bot.ledger import cursors
from bot.ledger.cursors import BadCursor
from bot.ledger.identities import subject_of
from bot.ledger.tables import Instant, audit, conversation, deflection, identity, identity_use, operator
from bot.ledger.transaction import Reads, Transaction

__all__ = [
    "Entry", "Search", "newest", "of_citizen", "of_conversations", "page",
    "query", "subject_of", "write",
]  # fmt: skip

_FIELDS: Final = ("id", "at", "operator", "role", "action", "object", "detail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: int
    at: datetime
    operator: str | None  # id; None before anybody signed in
    role: str | None  # of the operator at that time
    action: str
    object: str | None
    detail: Any  # JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """None means all. `from_` and `to` are instants, half-open; `objects` are what it was done to."""

    operator: str | None = None
    action: str | None = None
    objects: tuple[str, ...] | None = None
    from_: datetime | None = None
    to: datetime | None = None


def write(
    tx: Transaction,
    *,
    operator: str | None,
    action: str,
    at: datetime,
    object: str | None = None,
    detail: Any = None,
) -> None:
    """The role is the one that the operator has now; it may be another one tomorrow."""
    values = {"operator": operator, "action": action, "object": object, "detail": detail, "at": at}
    tx.execute(insert(audit).values(**values, role=_role(operator)))


def page(
    conn: Reads, search: Search, after: str | None = None, limit: int = 100
) -> tuple[list[Entry], str | None]:
    """Newest first, and the cursor of the page after this one; raises BadCursor."""
    rows = conn.execute(query(search, after, limit + 1))
    found = [Entry(**{name: getattr(row, name) for name in _FIELDS}) for row in rows]
    return found[:limit], _cursor(found[limit - 1]) if len(found) > limit else None


def query(search: Search, after: str | None, limit: int) -> Select[Any]:
    """The statement behind `page`; every search has an index that also gives the order."""
    newest = (audit.c.at.desc(), audit.c.id.desc())
    found = select(audit).where(*_conditions(search)).order_by(*newest).limit(limit)
    if after is None:
        return found
    return found.where(tuple_(audit.c.at, audit.c.id) < tuple_(*_place(after)))


def newest(conn: Reads, *, object: str | None = None, limit: int = 100) -> list[Entry]:
    """The newest entries, of everything or of one object."""
    search = Search(objects=None if object is None else (object,))
    return page(conn, search, limit=limit)[0]


def of_citizen(conn: Reads, subject: str) -> tuple[str, ...]:
    """What the trail may name of a citizen: the subject, the conversations and their deflections."""
    used = select(identity_use.c.conversation).join(
        identity, identity.c.pseudonym == identity_use.c.pseudonym
    )
    mine = select(conversation.c.id).where(conversation.c.subject == subject)
    talks = sorted({*conn.execute(mine.union(used.where(identity.c.subject == subject))).scalars()})
    return (subject, *of_conversations(conn, talks))


def of_conversations(conn: Reads, ids: list[str]) -> tuple[str, ...]:
    """The conversations and their deflections."""
    offered = select(deflection.c.id).where(deflection.c.conversation.in_(ids))
    return (*ids, *conn.execute(offered).scalars())


def _role(id: str | None) -> Any:
    return select(operator.c.role).where(operator.c.id == id).scalar_subquery()


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.operator is not None:
        found.append(audit.c.operator == search.operator)
    if search.action is not None:
        found.append(audit.c.action == search.action)
    if search.objects is not None:
        found.append(audit.c.object.in_(search.objects))
    if search.from_ is not None:
        found.append(audit.c.at >= search.from_)
    if search.to is not None:
        found.append(audit.c.at < search.to)
    return found


def _cursor(entry: Entry) -> str:
    return cursors.cursor(entry.at, str(entry.id))


def _place(cursor: str) -> tuple[Any, Any]:
    at, id = cursors.position(cursor)
    if not (id.isascii() and id.isdigit()):
        raise BadCursor
    return literal(at, Instant()), literal(int(id))
