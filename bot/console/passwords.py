"""How passwords are kept and checked, and one-time passwords."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final, TypeVar

Made = TypeVar("Made")

THREADS: Final = 2
WAITING: Final = 50
ONCE_DAYS: Final = 14
_ONCE: Final = "once:"
_LETTERS: Final = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that looks like something else


class TooBusy(Exception):
    """More passwords wait to be checked than can be checked soon."""


def one_time() -> str:
    """98 random bits that can be read aloud."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def marked_once(hashed: str, now: datetime) -> str:
    """What is stored for a password that only lets its owner choose another one, and only for a while."""
    until = now + timedelta(days=ONCE_DAYS)
    return f"{_ONCE}{until.timestamp():.0f}:{hashed}"


def is_once(stored: str) -> bool:
    return stored.startswith(_ONCE)


def expired(stored: str, now: datetime) -> bool:
    """Whether this is a one-time password that nobody used in time."""
    return is_once(stored) and now.timestamp() >= int(stored.split(":", 2)[1])


class Passwords:
    """argon2id in its own threads, so that it neither blocks the loop nor takes every core."""

    def __init__(self, *, memory_kib: int = 64 * 1024, passes: int = 3) -> None:
        from argon2 import PasswordHasher

        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobodys: str | None = None

    async def ready(self) -> None:
        """Make what unknown names are checked against, so that the first one takes no longer."""
        self._nobodys = await self.hash(secrets.token_urlsafe(32))

    async def hash(self, password: str) -> str:
        return await self._in_pool(self._hash, password)

    async def matches(self, password: str, stored: str | None) -> bool:
        """False, after the same work, when nothing is stored. Raises TooBusy."""
        if self._nobodys is None:
            await self.ready()
        return await self._in_pool(self._verify, password, stored)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _in_pool(self, work: Callable[..., Made], *given: str | None) -> Made:
        if self._waiting >= WAITING:
            raise TooBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *given)
        finally:
            self._waiting -= 1

    def _hash(self, password: str) -> str:
        return self._hasher.hash(_whole(password))

    def _verify(self, password: str, stored: str | None) -> bool:
        from argon2.exceptions import Argon2Error, InvalidHashError

        kept = stored.split(":", 2)[2] if stored and is_once(stored) else stored
        try:
            return self._hasher.verify(kept or self._nobodys or "", _whole(password)) and stored is not None
        except (Argon2Error, InvalidHashError):
            return False


def _whole(password: str) -> bytes:
    """All of it counts; two ways to type the same sign are one."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
