"""The two databases, and everything in which they differ."""

import os
import sqlite3
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from bot.ledger import times
from bot.ledger.errors import LedgerUnsafe
from bot.ledger.lock import WriterLock

READERS: Final = 4
_TIMEOUTS: Final = (
    "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"
)
_READ_ONLY: Final = "-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"
_DURABLE: Final = {"fsync": {"on"}, "synchronous_commit": {"on", "remote_apply"}}

# An error names no parameters: they are what people wrote.
QUIET: Final[dict[str, Any]] = {"poolclass": NullPool, "hide_parameters": True}


class Verdict(Enum):
    """What an error means for the work, the batch and the connection."""

    WORK = auto()  # only this piece of work failed
    AGAIN = auto()  # another process was in the way; repeating may go through
    FULL = auto()  # the transaction is lost, later ones may go through
    LOST = auto()  # the connection is gone, and nobody knows what was booked
    BROKEN = auto()  # storage failed; a repeat on this connection could lie


class Database(ABC):
    """`alone`: no other process can be writing."""

    alone: bool
    name: str

    def __init__(self, url: URL) -> None:
        self.url = url

    @abstractmethod
    def writer(self) -> Engine: ...

    @abstractmethod
    def reader(self) -> Engine: ...

    @abstractmethod
    def lock(self) -> AbstractContextManager[object]:
        """Held as long as we write; raises LedgerLocked."""

    @abstractmethod
    def require_durability(self, connection: Connection) -> None:
        """Raises LedgerUnsafe when an acknowledged commit could be lost."""

    @abstractmethod
    def settle(self) -> None:
        """Make durable what the database leaves to chance when its files are made; raises OSError."""

    @abstractmethod
    def hold_migrations(self, connection: Connection) -> None:
        """Keep other processes from migrating until the transaction ends."""

    @abstractmethod
    def now(self, connection: Connection) -> datetime: ...

    @abstractmethod
    def verdict(self, error: BaseException) -> Verdict: ...


def database(url: str) -> Database:
    """Raises ValueError for another kind of database."""
    parsed = make_url(url)
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        return Sqlite(parsed)
    if backend in {"postgresql", "postgres"}:
        return Postgresql(parsed.set(drivername="postgresql+psycopg"))
    raise ValueError("The database must be a sqlite:/// or postgresql:// address.")


class Sqlite(Database):
    """One file; one connection in one process writes and checkpoints it (SQLite's WAL-reset bug)."""

    alone = True
    name = "sqlite"

    def __init__(self, url: URL) -> None:
        super().__init__(url)
        if not url.database or url.database == ":memory:":
            raise ValueError("The ledger needs a database file; memory forgets.")
        self.path = Path(url.database).resolve()

    def writer(self) -> Engine:
        _private(self.path)
        engine = create_engine("sqlite+pysqlite://", creator=self._writing, **QUIET)
        _begins(engine, "BEGIN IMMEDIATE")
        return engine

    def reader(self) -> Engine:
        # Opening the file costs ten times what a read does: each connection parses the tables anew.
        kept: dict[str, Any] = {"poolclass": QueuePool, "pool_size": READERS, "max_overflow": 0}
        engine = create_engine("sqlite+pysqlite://", creator=self._reading, **{**QUIET, **kept})
        _begins(engine, "BEGIN")
        return engine

    def lock(self) -> AbstractContextManager[object]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return WriterLock(self.path)

    def require_durability(self, connection: Connection) -> None:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        found = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        if found != ["wal", 2]:
            raise LedgerUnsafe(f"SQLite will not keep {self.path} safely: journal and sync are {found}.")

    def settle(self) -> None:
        """SQLite syncs the folder when the journal is new, but goes on where that fails."""
        _sync_folder(self.path.parent)

    def hold_migrations(self, connection: Connection) -> None:
        """The lock beside the file does."""

    def now(self, connection: Connection) -> datetime:
        return times.utc_now()

    def verdict(self, error: BaseException) -> Verdict:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, sqlite3.Error):
            return Verdict.WORK
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        return _SQLITE_VERDICTS.get(code, Verdict.WORK)

    def _writing(self) -> sqlite3.Connection:
        raw = sqlite3.connect(self.path, isolation_level=None, timeout=5.0, check_same_thread=False)
        # REPLACE deletes without firing triggers unless triggers may be recursive.
        settings = (f"synchronous={SYNCHRONOUS}", "recursive_triggers=ON", f"cache_size=-{CACHE_KIB}")
        for pragma in ("journal_mode=WAL", "secure_delete=ON", *settings):
            raw.execute(f"PRAGMA {pragma}").close()
        return raw

    def _reading(self) -> sqlite3.Connection:
        address = f"file:{quote(str(self.path))}?mode=ro"
        return sqlite3.connect(address, uri=True, isolation_level=None, timeout=5.0, check_same_thread=False)


CACHE_KIB: Final = 128 * 1024  # an import touches all of its indexes again and again; taken as needed
SYNCHRONOUS: Final = "FULL"  # NORMAL would let a power cut take acknowledged commits back

_SQLITE_VERDICTS: Final = {
    sqlite3.SQLITE_BUSY: Verdict.AGAIN,
    sqlite3.SQLITE_LOCKED: Verdict.AGAIN,
    sqlite3.SQLITE_FULL: Verdict.FULL,
    sqlite3.SQLITE_IOERR: Verdict.BROKEN,
    sqlite3.SQLITE_CORRUPT: Verdict.BROKEN,
    sqlite3.SQLITE_NOTADB: Verdict.BROKEN,
    sqlite3.SQLITE_CANTOPEN: Verdict.BROKEN,
    sqlite3.SQLITE_READONLY: Verdict.BROKEN,
    sqlite3.SQLITE_NOMEM: Verdict.BROKEN,
    sqlite3.SQLITE_PROTOCOL: Verdict.BROKEN,
}


class Postgresql(Database):
    """Several processes may write, each its own chain."""

    alone = False
    name = "postgresql"

    def writer(self) -> Engine:
        return self._engine(_TIMEOUTS, poolclass=NullPool)

    def reader(self) -> Engine:
        pool: dict[str, Any] = {"pool_size": READERS, "max_overflow": 0, "pool_pre_ping": True}
        return self._engine(f"{_TIMEOUTS} {_READ_ONLY}", **pool)

    def lock(self) -> AbstractContextManager[object]:
        return nullcontext()

    def require_durability(self, connection: Connection) -> None:
        for name, safe in _DURABLE.items():
            found = connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            if found not in safe:
                raise LedgerUnsafe(
                    f"PostgreSQL runs with {name} = {found}: set it to on, or writes get lost."
                )

    def settle(self) -> None:
        """The server does."""

    def hold_migrations(self, connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('genvej migrations'))")

    def now(self, connection: Connection) -> datetime:
        found = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        assert isinstance(found, datetime)
        return found

    def verdict(self, error: BaseException) -> Verdict:
        if not isinstance(error, DBAPIError):
            return Verdict.WORK
        state = getattr(error.orig, "sqlstate", None) or ""
        # Without a state the driver itself speaks: there is no server to say anything.
        driver = isinstance(error, OperationalError) and not state
        if driver or error.connection_invalidated or state.startswith(("08", "57P0", "53300")):
            return Verdict.LOST
        if state in {"40001", "40P01", "55P03"}:
            return Verdict.AGAIN
        return Verdict.FULL if state[:2] in {"53", "58"} else Verdict.WORK

    def _engine(self, options: str, **more: Any) -> Engine:
        given = self.url.query.get("options", "")
        joined = " ".join([given] if isinstance(given, str) else given)
        arguments = {"options": f"{joined} {options}".strip(), "connect_timeout": 5}
        url = self.url.difference_update_query(["options"])
        return create_engine(url, connect_args=arguments, hide_parameters=True, **more)


def _begins(engine: Engine, statement: str) -> None:
    """The stdlib driver begins too late and too softly by itself; we say when and how."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)


def _private(path: Path) -> None:
    """Only our user may read the file; SQLite gives its side files the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
