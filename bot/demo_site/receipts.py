"""Receipts of submitted forms: no personal data, sent as each engine does, never in a citizen's way."""

import asyncio
import logging
from collections.abc import Mapping

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.demo_site.engines import Engine, Receipt

log = logging.getLogger(__name__)

WAITING_MOST = 1000
_TIMEOUT = ClientTimeout(total=5)
# The receiver asks us to come again; every other 4xx is an answer that will not change.
_LATER = (408, 425, 429)


class Sender:
    """Sends each receipt until it is taken, refused for good, or the engine's attempts are used up."""

    def __init__(self, client: ClientSession, url: str, secrets: Mapping[str, str]) -> None:
        """`url` has receipts at `<url>/<source>`; `secrets` are by source."""
        self._client = client
        self._url = url
        self._secrets = secrets
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, engine: Engine, receipt: Receipt) -> None:
        """Returns at once; the citizen's page does not wait for the receiver."""
        if len(self._tasks) >= WAITING_MOST:
            log.error("receipt dropped: %d others are waiting for the receiver", len(self._tasks))
            return
        task = asyncio.create_task(self._deliver(engine, receipt))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """What has not been taken by now is given up; the log says how many."""
        waiting = list(self._tasks)
        if waiting:
            log.warning("%d receipts had not been taken when the demo site stopped", len(waiting))
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _deliver(self, engine: Engine, receipt: Receipt) -> None:
        for pause in engine.pauses_seconds:
            if await self._settled(engine, receipt):
                return
            await asyncio.sleep(pause)
        if not await self._settled(engine, receipt):
            attempts = len(engine.pauses_seconds) + 1
            log.error("receipt given up after %d attempts: form %s", attempts, receipt.form)

    async def _settled(self, engine: Engine, receipt: Receipt) -> bool:
        """Whether the receiver has answered for good; an answer of «no» is logged, not repeated."""
        kind, body = engine.body(receipt)
        headers = {"Authorization": f"Bearer {self._secrets[engine.source]}", "Content-Type": kind}
        url = f"{self._url}/{engine.source}"
        try:
            async with self._client.post(
                url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as answer:
                status = answer.status
        except (ClientError, TimeoutError, OSError) as error:
            log.info("receipt not delivered yet: %s", type(error).__name__)
            return False
        if status >= 500 or status in _LATER:
            log.info("receipt not taken yet: status %d", status)
            return False
        if status >= 300:
            log.error("receipt refused with status %d: form %s", status, receipt.form)
        return True
