"""One writing process a database file: a lock that dies with its process."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.ledger.errors import LedgerLocked


class WriterLock:
    """Held by flock on `<database>.lock`; the kernel frees it however the process ends."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file: int | None = None

    def __enter__(self) -> Self:
        path = self._database.with_name(self._database.name + ".lock")
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(file, 20, 0).decode("ascii", "replace").strip()
            os.close(file)
            raise LedgerLocked(self._sentence(holder)) from None
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _sentence(self, holder: str) -> str:
        process = f"process {holder}" if holder.isdigit() else "another process"
        return f"Genvej is already running on {self._database} ({process}); stop it first."
