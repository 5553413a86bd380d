"""What the parts of a running house share, and how they are closed again."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.catalogue import Catalogue
from bot.catalogue.search import Index
from bot.failure import CommandError
from bot.gateway.engine_client import EngineClient
from bot.gateway.wake import Hub
from bot.http import server
from bot.ledger import Ledger, keys
from bot.mail.office import Office
from bot.settings import Settings

log = logging.getLogger(__name__)


@dataclass
class House:
    """What the parts share while the house is open. Ports are those in use, also where 0 was asked for."""

    settings: Settings
    catalogue: Catalogue
    ledger: Ledger
    engine: EngineClient
    stack: AsyncExitStack
    index: Index
    hub: Hub = field(default_factory=Hub)
    engine_secret: str = ""
    receipt_secret: str = ""
    demo_secrets: dict[str, str] = field(default_factory=dict)
    public_url: str = ""
    console_url: str = ""
    demo_url: str = ""
    office: Office | None = None
    _soon: set[asyncio.Task[None]] = field(default_factory=set)

    def key(self, name: str) -> bytes:
        return keys.read_or_create(self.settings.var / "keys" / f"{name}.key")

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs until the house closes; a failure is logged and does not bring the house down."""
        task = asyncio.create_task(_logged(work))

        async def cancel() -> None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

        self.stack.push_async_callback(cancel)

    def soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs once, without anybody waiting for it."""
        task = asyncio.create_task(_logged(work))
        self._soon.add(task)
        task.add_done_callback(self._soon.discard)

    async def listen(self, app: web.Application, host: str, port: int, setting: str) -> int:
        """The port that `app` listens on from now on."""
        runner, bound = await server.serve(app, host, port, setting=setting)
        self.stack.push_async_callback(runner.cleanup)
        return bound


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except CommandError as error:
        log.error("%s", error)
    except Exception:
        log.exception("a background task failed")


async def warmed(prepare: Callable[[], object]) -> None:
    """What is slow to import or build is ready before a citizen needs it."""
    await asyncio.to_thread(prepare)
