"""Key files: 32 random bytes each, readable by our user alone."""

import os
import secrets
from pathlib import Path
from typing import Final

SIZE: Final = 32


def read_or_create(path: Path) -> bytes:
    """Raises ValueError for a file that is no key, or that others could read."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(path)
    return read(path)


def read(path: Path) -> bytes:
    """Raises ValueError as above, FileNotFoundError without a file."""
    key = path.read_bytes()
    if path.stat().st_mode & 0o077:
        raise ValueError(f"{path} can be read by others; set its mode to 600.")
    if len(key) != SIZE:
        raise ValueError(f"{path} is not a key of {SIZE} bytes.")
    return key


def _create(path: Path) -> None:
    """Appears whole or not at all; where another process was first, its key stays."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(secrets.token_bytes(SIZE))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
