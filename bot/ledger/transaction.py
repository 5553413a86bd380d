"""What a piece of writing work gets: statements, and events appended to the writer's chain."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Executable, NestedTransaction, Table

from bot.deflection.lifecycle import State
from bot.ledger import bulk, chain, projection, tallies, times
from bot.ledger.chain import Head
from bot.ledger.databases import Database
from bot.ledger.events import Event
from bot.ledger.pending import Moved, Pending, fetch
from bot.ledger.projection import Deflection
from bot.ledger.tallies import Tallies

AT_ONCE: Final = 1000  # events that wait in memory


class Transaction:
    """The writer's open transaction. `writer` names the chain, `alone` says that no other process writes.

    It is made of pieces of work, each booked whole or not at all. What they append waits, and is sent in one
    statement before any other statement could miss it, at the latest by `flush`.
    """

    def __init__(
        self, connection: Connection, head: Head, *, database: Database, keyed: Callable[[str], str]
    ) -> None:
        self.head = head
        self.alone = database.alone
        self.keyed = keyed
        self._database = database
        self._connection = connection
        self._savepoint: NestedTransaction | None = None
        self._start = head  # of the piece
        self._piece = Pending()
        self._pieces = Pending()  # of those before it
        self._sent = Pending()  # of those before it, inside the savepoint of this one
        self._held: dict[str, Deflection | None] = {}  # rows of deflections that the piece has not moved

    @property
    def writer(self) -> str:
        return self.head.writer

    @property
    def tallies(self) -> Tallies:
        """What the piece adds to the sums."""
        return self._piece.tallies

    @property
    def connection(self) -> Connection:
        """For statements: they find everything that was booked before them, but what the sums will be."""
        self._send()
        self._held.clear()
        return self._connection

    def add_up(self) -> None:
        """Make the sums what they are to be now and not only at the end, where all is added once."""
        self._send(sums=True)

    def keep(self) -> None:
        """The piece is done; the next one starts."""
        if self._savepoint is not None:
            self._savepoint.commit()
        self._pieces.add(self._piece)
        self._end()

    def undo(self) -> None:
        """The piece failed: nothing of it stays, and nothing of another is lost; the next one starts."""
        if self._savepoint is not None:
            self._savepoint.rollback()
        self._sent.add(self._pieces)
        self._pieces = self._sent
        self.head = self._start
        self._end()

    def flush(self) -> None:
        """Send what still waits, once all pieces are done."""
        self.keep()
        self._pieces.take(sums=True).send(self._connection)

    def now(self) -> datetime:
        """The database's clock, which several processes share."""
        return self._database.now(self._connection)

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        return self.connection.execute(statement, parameters)

    def insert_new(self, table: Table, **values: Any) -> bool:
        """False, and nothing written, when a row with the same unique key is there already."""
        dialect = bulk.dialect(self._connection.dialect.name)
        query = dialect.insert(table).values(**values).on_conflict_do_nothing()
        return self.execute(query.returning(*table.primary_key.columns)).first() is not None

    def append(self, event: Event) -> Head:
        """Book an event, at the place that is returned; a step in a deflection's life also moves its row.

        Raises lifecycle.Illegal.
        """
        if event.kind in projection.KINDS:
            event = self._step(event)
        at = times.to_text(event.at)
        body = body_of(event, at)
        seq, prev = self.head.seq + 1, self.head.hash
        digest = chain.event_hash(self.writer, seq, prev, body)
        columns = (event.kind, at, event.deflection, event.conversation)
        self._piece.events.append((self.writer, seq, prev, digest, body.decode(), *columns))
        self.head = Head(self.writer, seq, digest)
        if len(self._piece.events) == AT_ONCE:
            self._send()
        return self.head

    def append_to(self, row: Deflection, kind: str, at: datetime, **data: Any) -> Head:
        """Book an event about a deflection, of its conversation and its citizen; raises like `append`."""
        whose = {"conversation": row.conversation, "deflection": row.id, "subject": row.subject}
        return self.append(Event(kind=kind, at=at, data=data, **whose))

    def append_all(self, events: Sequence[Event]) -> None:
        """Book many at the cost of a few statements; raises lifecycle.Illegal."""
        stepping = {event.deflection for event in events if event.kind in projection.KINDS}
        unread = sorted(id for id in stepping if id is not None and not self._waits(id))
        if unread:
            self._hold(unread)
        for event in events:
            self.append(event)

    def row(self, deflection: str) -> Deflection | None:
        """The deflection's row, held against other processes until the transaction ends."""
        if (waiting := self._waits(deflection)) is not None:
            return waiting.row
        if deflection not in self._held:
            self._hold([deflection])
        return self._held[deflection]

    def _waits(self, deflection: str) -> Moved | None:
        return self._piece.rows.get(deflection) or self._pieces.rows.get(deflection)

    def _hold(self, deflections: Sequence[str]) -> None:
        """Read rows and keep them, while nobody can change them."""
        if not self.alone:
            self._protect()
        found = fetch(self._connection, deflections)
        self._held.update({id: found.get(id) for id in deflections})

    def _step(self, event: Event) -> Event:
        """Move the projected row and give the event its number among the deflection's events."""
        if event.deflection is None:
            raise ValueError("A step in a deflection's life names the deflection.")
        row = self.row(event.deflection)
        event = replace(event, data={**event.data, "step": row.step + 1 if row else 1})
        moved = projection.reduce(row, event)
        self._held.pop(moved.id, None)
        self._piece.put(Moved(moved, fresh=row is None))
        if row is None:
            self.tallies.add(tallies.of_offer(moved.offered_at, moved.service))
        else:
            self.tallies.add(tallies.of_deflection(row), -1)
        self.tallies.add(tallies.of_deflection(moved))
        return event

    def _send(self, *, sums: bool = False) -> None:
        self._protect()
        earlier = self._pieces.take(sums=sums)
        self._sent.add(earlier)
        earlier.send(self._connection)
        self._piece.take(sums=sums).send(self._connection)

    def _protect(self) -> None:
        """From here on the piece has statements that may fail, or must be taken back."""
        if self._savepoint is None:
            self._savepoint = self._connection.begin_nested()

    def _end(self) -> None:
        self._start = self.head
        self._held.clear()
        self._piece, self._sent, self._savepoint = Pending(), Pending(), None


Reads = Connection | Transaction


def locked(tx: Transaction, deflection: str) -> Deflection | None:
    """The deflection's row, held against other processes until the transaction ends."""
    return tx.row(deflection)


def as_deflection(row: Mapping[Any, Any]) -> Deflection:
    return Deflection(**{**row, "state": State(row["state"])})


def body_of(event: Event, at: str) -> bytes:
    """Everything about an event but its place in the chain, which is hashed beside it."""
    body = {
        "v": 1,
        "kind": event.kind,
        "at": at,
        "conversation": event.conversation,
        "deflection": event.deflection,
        "subject": event.subject,
        "data": dict(event.data),
    }
    return chain.canonical(body)
