"""Files that people keep, changed whole or not at all, by one at a time."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ReadOnly(Exception):
    """The folder cannot be written to; the message says which, and what to do."""


def put(path: Path, content: bytes) -> None:
    """All or nothing: another process never sees half a file under this name. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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
