"""Folders of files that people keep, changed by one at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ReadOnly(Exception):
    """The folder cannot be written to; the message says which, and what to do."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """One writer at a time in this folder, also among processes; raises ReadOnly."""
    require_writable(folder)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def require_writable(folder: Path) -> None:
    """Raises ReadOnly."""
    if not os.access(folder, os.W_OK):
        raise ReadOnly(
            f"{folder} cannot be written to here: mount it so that Genvej may write, or change it "
            "where it is made."
        )
