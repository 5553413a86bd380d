"""The writer's place in the database: its connection, its chain, and how each begins and ends."""

import hmac
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.ledger import events, heads, keys, schema
from bot.ledger.chain import GENESIS, Head
from bot.ledger.databases import Database, Verdict
from bot.ledger.errors import LedgerUnavailable
from bot.ledger.events import Event
from bot.ledger.transaction import Transaction

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 1.0


@dataclass(slots=True)
class ChainSession:
    """A connection and the chain that lives as long as it."""

    connection: Connection
    head: Head
    make: Callable[[Connection, Head], Transaction]
    clock: Callable[[], datetime]
    data: dict[str, Any] = field(default_factory=dict)
    used: float = 0.0  # by the monotonic clock

    def begin(self) -> None:
        """Book the first event: when, which version, and what all other chains ended with."""
        with self.connection.begin():
            tx = self.transaction()
            others = [[head.writer, head.seq, head.hash] for head in heads.open_heads(tx)]
            tx.append(Event(kind=events.STARTED, at=self.clock(), data={**self.data, "after": others}))
            tx.flush()
        self.committed(tx)

    def answers(self) -> bool:
        """Asks a connection that was idle whether its server is still there."""
        if time.monotonic() - self.used < IDLE_SECONDS:
            return True
        try:
            with self.connection.begin():
                self.connection.exec_driver_sql("SELECT 1")
        except DBAPIError:
            return False
        return True

    def transaction(self) -> Transaction:
        return self.make(self.connection, self.head)

    def committed(self, tx: Transaction) -> None:
        self.head = tx.head
        self.used = time.monotonic()

    def close(self, *, orderly: bool) -> None:
        """`orderly` ends the chain with its last event; after a failure nothing more is tried here."""
        try:
            if orderly:
                with self.connection.begin():
                    tx = self.transaction()
                    tx.append(Event(kind=events.STOPPED, at=self.clock()))
                    tx.flush()
        except Exception as error:
            log.warning("the chain was left open: %s", type(error).__name__)
        finally:
            self.connection.close()


class ChainPlace:
    """Opens sessions, each with a new random writer, so that a restored copy forks in plain sight."""

    def __init__(
        self, database: Database, folder: Path, *, clock: Callable[[], datetime], version: str
    ) -> None:
        self.database = database
        self.writer = ""  # of the session that was opened last
        self._folder = folder
        self._clock = clock
        self._version = version
        self._engine: Engine | None = None
        self._held = ExitStack()

    def open(self) -> ChainSession:
        """Take the lock, bring the tables up to date, begin a chain."""
        if self._engine is None:
            self._held.enter_context(self.database.lock())
            self._engine = self.database.writer()
        connection = self._engine.connect()
        try:
            return self._begin(connection)
        except BaseException:
            connection.close()
            raise

    def verdict(self, error: BaseException) -> Verdict:
        return self.database.verdict(error)

    def explain(self, error: BaseException) -> BaseException:
        """What keeps us from opening, in one sentence for an administrator."""
        if not isinstance(error, DBAPIError | OSError):
            return error
        cause = error.orig if isinstance(error, DBAPIError) else error
        reason = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
        place = self.database.url.render_as_string(hide_password=True)
        return LedgerUnavailable(f"The database {place} cannot be opened: {reason}")

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
        self._held.close()

    def _begin(self, connection: Connection) -> ChainSession:
        with connection.begin():
            self.database.require_durability(connection)
        schema.migrate(connection, self.database)
        self.writer = secrets.token_hex(16)
        data = {"version": self._version, "alone": self.database.alone}
        session = ChainSession(
            connection, Head(self.writer, 0, GENESIS), self._transaction, self._clock, data
        )
        session.begin()
        self.database.settle()
        return session

    def _transaction(self, connection: Connection, head: Head) -> Transaction:
        made = partial(keyed, self._folder)
        return Transaction(connection, head, database=self.database, keyed=made)


def keyed(folder: Path, text: str) -> str:
    """What is kept instead of a number that a stranger could otherwise try out."""
    key = keys.read_or_create(folder / "keys" / "references.key")
    return hmac.digest(key, text.encode(), "sha256").hex()
