"""Brakes against flooding: token buckets per address and per conversation."""

import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger(__name__)

KEYS_HELD = 20_000


@dataclass(frozen=True)
class Limit:
    """`count` in `seconds`, as a bucket that holds `count` and refills evenly."""

    name: str
    count: int
    seconds: float


class Buckets:
    """Token buckets in this process; the least recently used keys are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._levels: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, limit: Limit, key: str) -> int:
        """0 when there was room, else the whole seconds until there is."""
        now = self._clock()
        rate = limit.count / limit.seconds
        level, since = self._levels.pop((limit.name, key), (float(limit.count), now))
        level = min(float(limit.count), level + (now - since) * rate)
        allowed = level >= 1
        self._levels[(limit.name, key)] = (level - 1 if allowed else level, now)
        while len(self._levels) > KEYS_HELD:
            self._levels.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - level) / rate))


class SharedAway(Exception):
    """What several processes share cannot be reached now."""


class Shared(Protocol):
    """Counts that several processes share; `take` as in Buckets, or raises SharedAway."""

    async def take(self, limit: Limit, key: str) -> int: ...


class Limiter:
    """Counts where several processes share them, else here; when that is away, here at half the rate."""

    def __init__(self, shared: Shared | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._shared = shared
        self._local = Buckets(clock)

    async def take(self, limit: Limit, key: str) -> int:
        """0 when there was room, else the whole seconds until there is."""
        if self._shared is None:
            return self._local.take(limit, key)
        try:
            return await self._shared.take(limit, key)
        except SharedAway:
            log.warning("redis is away: limits are counted in this process, at half the rate")
            half = Limit(limit.name, max(1, limit.count // 2), limit.seconds)
            return self._local.take(half, key)
