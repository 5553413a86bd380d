"""What was read last, kept for some seconds: who asks while another is answered gets the same answer."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """`read` makes an answer; at most `most` of them are kept, for `seconds` each."""

    def __init__(self, read: Callable[[K], Coroutine[Any, Any, V]], seconds: float, most: int) -> None:
        self._read = read
        self._seconds = seconds
        self._most = most
        self._kept: dict[K, tuple[float, asyncio.Task[V]]] = {}

    async def of(self, key: K) -> V:
        """Raises what `read` raises, and forgets it then."""
        now = asyncio.get_running_loop().time()
        known = self._kept.get(key)
        if known is None or known[0] <= now:
            self._forget(now)
            known = self._kept[key] = (now + self._seconds, asyncio.create_task(self._read(key)))
        try:
            return await asyncio.shield(known[1])
        except BaseException:
            self._kept.pop(key, None)
            raise

    def _forget(self, now: float) -> None:
        self._kept = {key: kept for key, kept in self._kept.items() if kept[0] > now}
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)))
