"""What the demo site's tests share: a receiver of receipts that does as it is told."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

SECRET = "a-secret-of-the-test"
Site = TestClient[web.Request, web.Application]


@dataclass
class Receiver:
    """Answers with `statuses` in turn, then 200; what arrived stands in `arrived`."""

    statuses: list[int] = field(default_factory=list)
    arrived: "asyncio.Queue[tuple[str | None, dict[str, Any]]]" = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        self.arrived.put_nowait((request.headers.get("Authorization"), await request.json()))
        return web.json_response({}, status=self.statuses.pop(0) if self.statuses else 200)

    async def next(self) -> dict[str, Any]:
        """The next receipt; fails when none comes."""
        async with asyncio.timeout(5):
            return (await self.arrived.get())[1]
