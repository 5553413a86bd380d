"""What a piece of writing work gets: statements, and events appended to the writer's chain."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Executable, Table, insert, select, update

from bot.deflection.lifecycle import State
from bot.ledger import chain, projection, tables, tallies, times
from bot.ledger.chain import Head
from bot.ledger.events import Event, StoredEvent
from bot.ledger.projection import Deflection
from bot.ledger.tallies import Tallies

_BOOK: Final = insert(tables.event)


class Transaction:
    """The writer's open transaction. `writer` names the chain, `alone` says that no other process writes."""

    def __init__(
        self,
        connection: Connection,
        head: Head,
        *,
        alone: bool,
        now: Callable[[Connection], datetime],
        keyed: Callable[[str], str],
    ) -> None:
        self.connection = connection
        self.head = head
        self.alone = alone
        self.keyed = keyed
        self.tallies = Tallies()
        self._now = now

    @property
    def writer(self) -> str:
        return self.head.writer

    def now(self) -> datetime:
        """The database's clock, which several processes share."""
        return self._now(self.connection)

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        return self.connection.execute(statement, parameters)

    def insert_new(self, table: Table, **values: Any) -> bool:
        """False, and nothing written, when a row with the same unique key is there already."""
        # Only the dialect in use is imported: each costs a start some tens of milliseconds.
        dialect = import_module(f"sqlalchemy.dialects.{self.connection.dialect.name}")
        query = dialect.insert(table).values(**values).on_conflict_do_nothing()
        return self.execute(query.returning(*table.primary_key.columns)).first() is not None

    def append(self, event: Event) -> StoredEvent:
        """Book an event; a step in a deflection's life also moves its row. Raises lifecycle.Illegal."""
        if event.kind in projection.KINDS:
            event = self._step(event)
        body = chain.canonical(body_of(event))
        seq, prev = self.head.seq + 1, self.head.hash
        digest = chain.event_hash(self.writer, seq, prev, body)
        values = {
            "writer": self.writer,
            "seq": seq,
            "prev": prev,
            "hash": digest,
            "body": body.decode(),
            "kind": event.kind,
            "at": times.to_text(event.at),
            "deflection": event.deflection,
            "conversation": event.conversation,
        }
        self.execute(_BOOK, values)
        self.head = Head(self.writer, seq, digest)
        return StoredEvent(**_fields(event), writer=self.writer, seq=seq, prev=prev, hash=digest)

    def _step(self, event: Event) -> Event:
        """Move the projected row and give the event its number among the deflection's events."""
        if event.deflection is None:
            raise ValueError("A step in a deflection's life names the deflection.")
        row = locked(self, event.deflection)
        event = replace(event, data={**event.data, "step": row.step + 1 if row else 1})
        moved = projection.reduce(row, event)
        if row is None:
            self.execute(insert(tables.deflection), asdict(moved))
        else:
            at = tables.deflection.c.id == moved.id
            self.execute(update(tables.deflection).where(at).values(asdict(moved)))
            self.tallies.add(tallies.of_deflection(row), -1)
        self.tallies.add(tallies.of_deflection(moved))
        return event


Reads = Connection | Transaction


def locked(tx: Transaction, deflection: str) -> Deflection | None:
    """The deflection's row, held against other processes until the transaction ends."""
    query = select(tables.deflection).where(tables.deflection.c.id == deflection).with_for_update()
    row = tx.execute(query).mappings().first()
    return None if row is None else as_deflection(row)


def as_deflection(row: Mapping[Any, Any]) -> Deflection:
    return Deflection(**{**row, "state": State(row["state"])})


def body_of(event: Event) -> dict[str, Any]:
    """Everything about an event but its place in the chain, which is hashed beside it."""
    return {
        "v": 1,
        "kind": event.kind,
        "at": times.to_text(event.at),
        "conversation": event.conversation,
        "deflection": event.deflection,
        "subject": event.subject,
        "data": dict(event.data),
    }


def _fields(event: Event) -> dict[str, Any]:
    names = ("kind", "at", "conversation", "deflection", "subject", "data")
    return {name: getattr(event, name) for name in names}
