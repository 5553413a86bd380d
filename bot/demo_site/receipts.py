"""Receipts of submitted forms: no personal data, retried in the background, never in a citizen's way."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

log = logging.getLogger(__name__)

PAUSES_SECONDS = (0.5, 2.0, 10.0, 60.0, 300.0)
WAITING_MOST = 1000
_TIMEOUT = ClientTimeout(total=5)
# The receiver asks us to come again; every other 4xx is an answer that will not change.
_LATER = (408, 425, 429)


@dataclass(frozen=True)
class Receipt:
    """That a form was submitted, and nothing of what was in it; `ref` is what the link to it carried."""

    form: str
    reference: str
    ref: str | None
    submitted_at: datetime

    def body(self) -> dict[str, str | None]:
        return {
            "form": self.form,
            "reference": self.reference,
            "state": "completed",
            "ref": self.ref,
            "submitted_at": self.submitted_at.isoformat(),
        }


class Sender:
    """Sends each receipt until it is taken, refused for good, or every pause is used up."""

    def __init__(
        self, client: ClientSession, url: str, secret: str, pauses_seconds: Sequence[float] = PAUSES_SECONDS
    ) -> None:
        self._client = client
        self._url = url
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._pauses = tuple(pauses_seconds)
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, receipt: Receipt) -> None:
        """Returns at once; the citizen's page does not wait for the receiver."""
        if len(self._tasks) >= WAITING_MOST:
            log.error("receipt dropped: %d others are waiting for the receiver", len(self._tasks))
            return
        task = asyncio.create_task(self._deliver(receipt))
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

    async def _deliver(self, receipt: Receipt) -> None:
        for pause in self._pauses:
            if await self._settled(receipt):
                return
            await asyncio.sleep(pause)
        if not await self._settled(receipt):
            log.error("receipt given up after %d attempts: form %s", len(self._pauses) + 1, receipt.form)

    async def _settled(self, receipt: Receipt) -> bool:
        """Whether the receiver has answered for good; an answer of «no» is logged, not repeated."""
        try:
            async with self._client.post(
                self._url,
                json=receipt.body(),
                headers=self._headers,
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as response:
                status = response.status
        except (ClientError, TimeoutError, OSError) as error:
            log.info("receipt not delivered yet: %s", type(error).__name__)
            return False
        if status >= 500 or status in _LATER:
            log.info("receipt not taken yet: status %d", status)
            return False
        if status >= 300:
            log.error("receipt refused with status %d: form %s", status, receipt.form)
        return True
