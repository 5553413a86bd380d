"""Contacts of all channels: each counts once, in batches whose rows an event of the chain vouches for."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, func, select, type_coerce

from bot.deflection.counts import WRITTEN
from bot.ledger import bulk, events, tallies, times
from bot.ledger.citizens import AT_ONCE
from bot.ledger.events import Event
from bot.ledger.receipts import looks_like_cpr
from bot.ledger.tables import KEY, contact, contact_import
from bot.ledger.tallies import Place
from bot.ledger.transaction import Reads, Transaction

# What the digest of a batch covers: all that a figure is made of, and no pseudonym, which can be erased.
DIGESTED: Final = (
    "source", "contact_id", "at", "channel", "service", "kind", "handling_seconds", "group", "language",
)  # fmt: skip
_TAG: Final = b"genvej-contacts-v1\0"


class Contact(NamedTuple):
    """`pseudonym` is a keyed one, `handling_seconds` how long somebody worked on it."""

    contact_id: str
    at: datetime
    channel: str
    service: str
    kind: str | None = None
    handling_seconds: int | None = None
    group: str | None = None
    language: str | None = None
    pseudonym: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Which rows belong together; `number` counts within the import."""

    source: str
    import_id: str
    number: int

    def rows(self) -> ColumnElement[bool]:
        return (contact.c["import"] == self.import_id) & (contact.c.batch == self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What became of one batch; `channels` counts the accepted ones."""

    accepted: int
    repeated: int
    channels: Mapping[str, int] = field(default_factory=dict)


def record(tx: Transaction, batch: Batch, rows: Sequence[Contact]) -> Booked:
    """Keep the contacts that are new to their source, with their sums and one event; the first of two stays.

    A contact of an import that was undone is new again.
    """
    kept = _insert(tx, batch, rows)
    if kept:
        tx.tallies.add_contacts(kept)
        told = {"import": batch.import_id, "source": batch.source, "batch": batch.number, "count": len(kept)}
        tx.append(Event(kind=events.IMPORTED, at=tx.now(), data={**told, "digest": digest(kept)}))
    channels = Counter(row[3] for row in kept)
    return Booked(accepted=len(kept), repeated=len(rows) - len(kept), channels=channels)


def written(tx: Transaction, batch: Batch) -> Sequence[Mapping[Any, Any]]:
    """The batch's e-mails and letters of citizens who can be recognised: pseudonym, service and channel."""
    columns = contact.c.pseudonym, contact.c.service, contact.c.channel
    known = contact.c.pseudonym.is_not(None), contact.c.channel.in_(sorted(WRITTEN))
    return tx.execute(select(*columns).where(batch.rows(), *known)).mappings().all()


def kept_id(contact_id: str, keyed: Callable[[str], str]) -> str:
    return keyed(contact_id) if looks_like_cpr(contact_id) else contact_id


def counted(conn: Reads, source: str, ids: Collection[str]) -> set[str]:
    """Those of the ids that this source has told of before, in an import that counts."""
    mine = select(contact.c.contact_id).join(contact_import, contact_import.c.id == contact.c["import"])
    mine = mine.where(contact.c.source == source, contact_import.c.undone_at.is_(None))
    given, found = sorted(ids), set[str]()
    for start in range(0, len(given), AT_ONCE):
        some = contact.c.contact_id.in_(given[start : start + AT_ONCE])
        found.update(conn.execute(mine.where(some)).scalars())
    return found


def digest(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 over a batch: its rows in bytewise order of contact_id, the columns of DIGESTED as the database
    holds them, as RFC 8785 JSON (of arrays of text, whole numbers and null, which `json` writes alike)."""
    body = json.dumps([*map(tuple, rows)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(_TAG + body.encode()).hexdigest()


def count(tx: Transaction, rows: ColumnElement[bool], sign: int) -> dict[str, int]:
    """Add the rows to the sums, or with `sign` -1 take them out; returns how many a channel."""
    channels: Counter[str] = Counter()
    found = tx.execute(_SUMS.where(rows)).all()
    sums = tx.tallies
    for hour, service, channel, kind, number, seconds, timed in map(tuple, found):
        place = Place(tallies.CONTACT, tallies.day_of_hour(hour), service, tallies.cell(channel, kind))
        sums.add(place, sign * number, seconds=sign * int(seconds), timed=sign * timed)
        channels[channel] += number
    return dict(channels)


_DIGESTED: Final = [
    type_coerce(contact.c[name], KEY) if name == "at" else contact.c[name] for name in DIGESTED
]
_HOUR: Final = func.substr(contact.c.at, 1, 13, type_=KEY)
_CELL: Final = (_HOUR, contact.c.service, contact.c.channel, contact.c.kind)
_SECONDS: Final = contact.c.handling_seconds
_SUMS: Final = select(
    *_CELL, func.count(), func.coalesce(func.sum(_SECONDS), 0), func.count(_SECONDS)
).group_by(*_CELL)


def _insert(tx: Transaction, batch: Batch, rows: Iterable[Contact]) -> Sequence[Sequence[Any]]:
    """What is in the batch then, as its digest has it."""
    wanted: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        id = kept_id(row.contact_id, tx.keyed)
        values = (batch.source, id, times.to_text(row.at), *row[2:], batch.import_id, batch.number)
        wanted.setdefault(id, values)
    if not wanted:
        return []
    # In one order, so that two processes with the same rows wait for each other instead of blocking.
    ordered = [wanted[id] for id in sorted(wanted)]
    if bulk.run(tx.connection, _upsert(tx.connection.dialect.name), ordered) == len(ordered):
        return [row[: len(DIGESTED)] for row in ordered]  # all were new, the usual case
    return tx.execute(select(*_DIGESTED).where(batch.rows()).order_by(contact.c.contact_id)).all()


@cache
def _upsert(database: str) -> str:
    new = bulk.dialect(database).insert(contact)
    undone = select(contact_import.c.id).where(contact_import.c.undone_at.is_not(None))
    moved = {column.name: new.excluded[column.name] for column in contact.c if not column.primary_key}
    again = contact.c["import"].in_(undone)
    upsert = new.on_conflict_do_update(index_elements=contact.primary_key, set_=moved, where=again)
    return bulk.as_text(upsert, database)
