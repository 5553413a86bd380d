"""What several `web` processes share through Redis: counts for limits, and wake-ups. Never the truth."""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.gateway.limits import Limit, SharedAway

log = logging.getLogger(__name__)

CHANNEL = "genvej:wake"
ANSWER_SECONDS = 0.25
RECONNECT_SECONDS = 1.0


class SharedThroughRedis:
    """One pool of connections; a command that is cancelled drops its connection (redis-py >= 4.5.4)."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=1.0, socket_timeout=None)

    async def take(self, limit: Limit, key: str) -> int:
        """Counted in windows of `limit.seconds`; 0 when there was room, else seconds to the next window."""
        window = int(time.time() // limit.seconds)
        name = f"genvej:limit:{limit.name}:{key}:{window}"
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self._redis.pipeline(transaction=True) as pipe:
                pipe.incr(name)
                pipe.expire(name, math.ceil(limit.seconds) + 1)
                counted, _ = await pipe.execute()
        except (RedisError, OSError, TimeoutError) as error:
            raise SharedAway from error
        if counted <= limit.count:
            return 0
        return max(1, math.ceil((window + 1) * limit.seconds - time.time()))

    async def wake(self, conversation: str) -> None:
        """Tell the other processes that this conversation has news; lost wake-ups cost a reader one tick."""
        with contextlib.suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._redis.publish(CHANNEL, conversation)

    async def listen(self, woken: Callable[[str], None]) -> None:
        """Until cancelled: call `woken` with each conversation that has news elsewhere."""
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    async for message in pubsub.listen():
                        woken(message["data"].decode("utf-8", "replace"))
            except (RedisError, OSError):
                log.warning("redis is away: other processes' news arrive with the next tick")
            await asyncio.sleep(RECONNECT_SECONDS)

    async def close(self) -> None:
        await self._redis.aclose()
