"""Imports of contacts: each batch moves its import's position, so that a broken one goes on where it was."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Update, insert, literal, select, tuple_, update

from bot.ledger import contacts, cursors, events, left_behind, matching, restoring
from bot.ledger.contacts import Batch, Booked, Contact
from bot.ledger.errors import LedgerError
from bot.ledger.events import Event
from bot.ledger.tables import KEY, Instant, contact, contact_import
from bot.ledger.transaction import Reads, Transaction

BATCH_ROWS: Final = 10_000  # of a file; what waits behind one batch waits for about a second


class UnknownImport(LedgerError, LookupError):
    """No such import, or it was undone."""


class Moved(LedgerError):
    """Somebody else is importing the same file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImport:
    """`file_digest` is over the file and how it is read; without one nothing can be resumed."""

    source: str
    at: datetime
    name: str | None = None
    by: str | None = None
    file_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`position` is how many rows of the file are done, in `batches` that had something new."""

    id: str
    source: str
    file_digest: str | None
    name: str | None
    by: str | None
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    position: int
    batches: int
    accepted: int
    repeated: int
    rejected: int
    undone_by: str | None = None
    undone_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows that follow one another in a file: `rows` of those after `position` are good, `rejected` not."""

    position: int
    rows: Sequence[Contact] = field(repr=False)
    rejected: int = 0

    @property
    def end(self) -> int:
        return self.position + len(self.rows) + self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many contacts count no more, and how many deflections these had reversed that are restored."""

    contacts: int
    restored: int


def begin(tx: Transaction, new: NewImport) -> Import:
    """The unfinished import of the same file into the same source, or a new one."""
    if new.file_digest is not None:
        mine = contact_import.c
        same = (mine.file_digest == new.file_digest, mine.source == new.source)
        open_ = (mine.finished_at.is_(None), mine.undone_at.is_(None))
        row = tx.execute(select(contact_import).where(*same, *open_)).mappings().first()
        if row is not None:
            return Import(**row)
    counts = ("position", "batches", "accepted", "repeated", "rejected")
    values: dict[str, Any] = {
        **dict.fromkeys(counts, 0),
        "id": secrets.token_hex(8),
        "source": new.source,
        "file_digest": new.file_digest,
        "name": new.name,
        "by": new.by,
        "started_at": new.at,
    }
    tx.execute(insert(contact_import), values)
    return Import(**values, finished_at=None, undone_at=None)


def advance(tx: Transaction, id: str, part: Part) -> Booked:
    """Book the next rows of an import; raises UnknownImport, and Moved when they are not the next."""
    found = _locked(tx, id)
    if found.position != part.position:
        raise Moved("This file is being imported by another process; wait for it, then repeat the command.")
    batch = Batch(source=found.source, import_id=id, number=found.batches + 1)
    booked = contacts.record(tx, batch, part.rows)
    matching.match(tx, contacts.written(tx, batch))
    moved = {
        "position": part.end,
        "batches": found.batches + bool(booked.accepted),
        "accepted": found.accepted + booked.accepted,
        "repeated": found.repeated + booked.repeated,
        "rejected": found.rejected + part.rejected,
    }
    tx.execute(_update(id), moved)
    return booked


def finish(tx: Transaction, id: str, at: datetime) -> Import:
    """Raises UnknownImport."""
    _locked(tx, id)
    tx.execute(_update(id), {"finished_at": at})
    return _locked(tx, id)


def undo(
    tx: Transaction, id: str, *, at: datetime, by: str | None = None, reason: str | None = None
) -> Undone:
    """Let an import count no more; its rows stay, what they reversed is restored. Raises UnknownImport."""
    found = _locked(tx, id)
    count = sum(contacts.count(tx, contact.c["import"] == id, -1).values())
    tx.execute(_update(id), {"undone_at": at, "undone_by": by, "undone_reason": reason})
    told = {"import": id, "source": found.source, "count": count, "by": by, "reason": reason}
    tx.append(Event(kind=events.UNDONE, at=at, data=told))
    restored = restoring.after_undoing(tx, id, found.source)
    left_behind.after_undoing(tx, id)
    return Undone(contacts=count, restored=restored)


def find(conn: Reads, id: str) -> Import | None:
    row = conn.execute(select(contact_import).where(contact_import.c.id == id)).mappings().first()
    return None if row is None else Import(**row)


def newest(conn: Reads, limit: int = 20) -> list[Import]:
    return page(conn, limit=limit)[0]


def of_file(conn: Reads, digest: str) -> list[Import]:
    """Those of the same file, read in the same way, that count; the newest first."""
    same = (contact_import.c.file_digest == digest, contact_import.c.undone_at.is_(None))
    rows = conn.execute(select(contact_import).where(*same).order_by(contact_import.c.started_at.desc()))
    return [Import(**row) for row in rows.mappings()]


def page(
    conn: Reads, after: str | None = None, limit: int = 20, *, source: str | None = None
) -> tuple[list[Import], str | None]:
    """The newest first, of all sources or of one, and the cursor of the page after; raises BadCursor."""
    order = contact_import.c.started_at.desc(), contact_import.c.id.desc()
    query = select(contact_import).order_by(*order).limit(limit + 1)
    if source is not None:
        query = query.where(contact_import.c.source == source)
    if after is not None:
        at, id = cursors.position(after)
        place = tuple_(literal(at, Instant()), literal(id, KEY))
        query = query.where(tuple_(contact_import.c.started_at, contact_import.c.id) < place)
    rows = [Import(**row) for row in conn.execute(query).mappings()]
    more = len(rows) > limit
    return rows[:limit], cursors.cursor(rows[limit - 1].started_at, rows[limit - 1].id) if more else None


def _locked(tx: Transaction, id: str) -> Import:
    query = select(contact_import).where(contact_import.c.id == id, contact_import.c.undone_at.is_(None))
    row = tx.execute(query.with_for_update()).mappings().first()
    if row is None:
        raise UnknownImport("There is no such import, or it was undone before.")
    return Import(**row)


def _update(id: str) -> Update:
    return update(contact_import).where(contact_import.c.id == id)
