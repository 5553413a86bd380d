"""Keys of this installation: made once, kept in files that only their owner reads."""

import os
import secrets
from pathlib import Path

BYTES = 32


class KeyProblem(Exception):
    """A key file cannot be used; the message is one sentence with the remedy."""


def load(folder: Path, name: str) -> bytes:
    """The key `name`, made at the first call; raises KeyProblem."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.key"
    try:
        return _made(path)
    except FileExistsError:
        return _kept(path)


def _made(path: Path) -> bytes:
    key = secrets.token_hex(BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    return bytes.fromhex(key)


def _kept(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"{path} can be read by others on this machine: chmod 600 {path}.")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != BYTES:
        raise KeyProblem(
            f"{path} does not hold a key of {BYTES} hexadecimal bytes; restore it from a backup."
        )
    return key
