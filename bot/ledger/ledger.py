"""The ledger as the house sees it: durable writes, reads in threads, one open and one close."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Final, Self, TypeVar

from sqlalchemy import Connection, Engine

from bot.ledger import times
from bot.ledger.databases import READERS, Database, database
from bot.ledger.errors import LedgerBroken, LedgerBusy, LedgerClosed
from bot.ledger.session import ChainPlace, keyed
from bot.ledger.transaction import Transaction
from bot.ledger.writer import Writer

T = TypeVar("T")

READS_AT_ONCE: Final = 1000


class Ledger:
    """Made by `open`. `broken` is set when the process has to be restarted, with the reason."""

    def __init__(
        self, kind: Database, folder: Path, on_broken: Callable[[LedgerBroken], None] | None
    ) -> None:
        self.folder = folder
        self.database = kind
        self.broken: LedgerBroken | None = None
        self._on_broken = on_broken
        self._place = ChainPlace(kind, folder, clock=times.utc_now, version=metadata.version("genvej"))
        self._writer = Writer(self._place, on_broken=self._note_broken)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="ledger-reader")
        self._engine: Engine = kind.reader()
        self._reading = 0
        self._closed = False

    @classmethod
    async def open(
        cls, url: str, *, folder: Path, on_broken: Callable[[LedgerBroken], None] | None = None
    ) -> Self:
        """Migrate when needed and begin a chain; raises LedgerLocked, LedgerUnsafe and LedgerOutdated.

        `folder` holds keys and checkpoints; `on_broken` is called in the writer's thread.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        ledger = cls(database(url), folder, on_broken)
        try:
            await asyncio.wrap_future(ledger._writer.start())
        except BaseException:
            await ledger.close()
            raise
        return ledger

    @property
    def writer(self) -> str:
        """The name of the chain that is being written."""
        return self._place.writer

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Durable when it returns. Raises what `work` raised, with nothing of it booked; LedgerBusy and
        LedgerFull when nothing was booked; LedgerUnavailable when nobody knows; LedgerBroken for good."""
        return await self._writer.submit(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a consistent read-only view, in a thread; raises LedgerBusy when too many wait."""
        if self._closed:
            raise LedgerClosed("The ledger is closed.")
        if self._reading >= READS_AT_ONCE:
            raise LedgerBusy("Too much is waiting to be read; try again in a moment.")
        self._reading += 1
        future = self._readers.submit(self._read, work)
        try:
            return await asyncio.wrap_future(future)
        finally:
            self._reading -= 1

    def keyed(self, text: str) -> str:
        """As a transaction keeps a number that a stranger could otherwise try out."""
        return keyed(self.folder, text)

    async def close(self) -> None:
        """Write what waits, end the chain, let go of the database. The writer goes last: on SQLite the last
        connection tidies the journal away, and only the writer may."""
        self._closed = True
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._readers.shutdown(wait=True)
        self._engine.dispose()
        self._writer.stop()

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection, connection.begin():
            return work(connection)

    def _note_broken(self, error: LedgerBroken) -> None:
        self.broken = error
        if self._on_broken is not None:
            self._on_broken(error)
