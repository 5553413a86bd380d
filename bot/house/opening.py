"""Opens the whole house, citizens' pages first, and closes it in the opposite order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from bot.catalogue.demo import OPENFORMS, WEBFORM
from bot.catalogue.search import Index
from bot.failure import CommandError
from bot.gateway.engine_client import EngineClient
from bot.house import jobs
from bot.house.citizens import open_citizens
from bot.house.engine import open_engine
from bot.house.house import House
from bot.house.local import open_local
from bot.house.others import open_demo, open_operators
from bot.http import server
from bot.ledger import Ledger, LedgerError
from bot.municipality import catalogue_of
from bot.settings import Settings
from bot.training import ROOT

log = logging.getLogger(__name__)
CHECKPOINT_SECONDS = 3600


@asynccontextmanager
async def opened(settings: Settings, *, broken: Callable[[], None] = lambda: None) -> AsyncIterator[House]:
    """The whole house, citizens' pages first; closed in the opposite order. Raises CommandError."""
    _require_an_engine(settings)
    try:
        async with AsyncExitStack() as stack:
            house = await _foundation(settings, stack, broken)
            await open_citizens(house)
            await open_local(house)
            await open_operators(house)
            await open_demo(house)
            await open_engine(house)
            stack.push_async_callback(_checkpoint, house)
            house.background(_checkpoints(house))
            house.background(jobs.keep_running(house))
            yield house
    except OSError as error:
        raise CommandError(f"{error.filename or 'the system'}: {error.strerror or error}") from error
    except (server.AddressInUse, LedgerError, ValueError) as error:
        raise CommandError(str(error)) from error


def _require_an_engine(settings: Settings) -> None:
    """Raises CommandError where no engine could ever answer: better said now than found out by citizens."""
    python = ROOT / settings.engine_python
    if not settings.engine_url and not python.exists():
        raise CommandError(f"{python} is missing: run make, or set GENVEJ_ENGINE_PYTHON.")
    if settings.engine_url and not settings.engine_url.startswith(("http://", "https://")):
        raise CommandError("GENVEJ_ENGINE_URL must begin with http:// or https://.")


async def _foundation(settings: Settings, stack: AsyncExitStack, broken: Callable[[], None]) -> House:
    demo_url = f"http://localhost:{settings.demo_port}" if settings.demo else ""
    catalogue = catalogue_of(settings, demo_url)
    loop = asyncio.get_running_loop()
    ledger = await Ledger.open(
        settings.database,
        folder=settings.var,
        on_broken=lambda _: _in_loop(loop, broken),
    )
    stack.push_async_callback(ledger.close)
    engine = EngineClient(settings.engine_seconds)
    stack.push_async_callback(engine.close)
    index = Index(catalogue, ROOT / "nlu_data" / "services")
    house = House(settings, catalogue, ledger, engine, stack, index, demo_url=demo_url)
    given = settings.secret_receipts_generic
    house.receipt_secret = given or house.key("receipts-generic").hex()
    if demo_url:
        house.demo_secrets = {name: house.key(f"receipts-{name}").hex() for name in (WEBFORM, OPENFORMS)}
    return house


def _in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    loop.call_soon_threadsafe(call)


async def _checkpoints(house: House) -> None:
    """At the start and every hour; `opened` takes the last one."""
    while True:
        await _checkpoint(house)
        await asyncio.sleep(CHECKPOINT_SECONDS)


async def _checkpoint(house: House) -> None:
    from bot.ledger.checkpoints import checkpoint

    try:
        await checkpoint(house.ledger, house.settings.var / "checkpoints", house.key("checkpoint"))
    except (LedgerError, OSError) as error:
        log.error("no checkpoint was written: %s", error)
