"""Starts all that one machine needs, what citizens see first, and stops it in order."""

import asyncio
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, web

from bot import internal
from bot.catalogue import Catalogue
from bot.catalogue.search import Index
from bot.clock import now
from bot.failure import CommandError
from bot.gateway import engine_process, tokens
from bot.gateway.app import init_app
from bot.gateway.door import Door, Limits
from bot.gateway.engine_client import EngineClient
from bot.gateway.fallback import Fallback
from bot.gateway.limits import Limit, Limiter
from bot.gateway.turns import Turns
from bot.gateway.wake import Hub
from bot.http import server
from bot.ledger import Ledger, LedgerError, keys
from bot.municipality import catalogue_of
from bot.settings import Settings
from bot.training import ROOT, ensure_model

if TYPE_CHECKING:
    from actions.server import Actions

log = logging.getLogger(__name__)
CHECKPOINT_SECONDS = 3600


@dataclass
class House:
    """What the parts share while the house is open. Ports are those in use, also where 0 was asked for."""

    settings: Settings
    catalogue: Catalogue
    ledger: Ledger
    engine: EngineClient
    stack: AsyncExitStack
    hub: Hub = field(default_factory=Hub)
    engine_secret: str = ""
    receipt_secret: str = ""
    public_url: str = ""
    console_url: str = ""
    demo_url: str = ""
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


async def serve(settings: Settings) -> int:
    """Until SIGINT or SIGTERM. Raises CommandError when something must be mended first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stopped = _signals()
    async with opened(settings, broken=stopped.set) as house:
        await stopped.wait()
        log.info("stopping")
        return 1 if house.ledger.broken else 0


def _signals() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


@asynccontextmanager
async def opened(settings: Settings, *, broken: Callable[[], None] = lambda: None) -> AsyncIterator[House]:
    """The whole house, citizens' pages first; closed in the opposite order. Raises CommandError."""
    _require_an_engine(settings)
    try:
        async with AsyncExitStack() as stack:
            house = await _foundation(settings, stack, broken)
            await _citizens(house)
            await _operators(house)
            await _demo(house)
            await _engine(house)
            stack.push_async_callback(_checkpoint, house)
            house.background(_checkpoints(house))
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
    house = House(settings, catalogue, ledger, engine, stack, demo_url=demo_url)
    given = settings.secret_receipts_generic
    house.receipt_secret = given or house.key("receipts-generic").hex()
    return house


def _in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    loop.call_soon_threadsafe(call)


async def _citizens(house: House) -> None:
    settings = house.settings
    index = Index(house.catalogue, ROOT / "nlu_data" / "services")
    fallback = Fallback(house.catalogue, index, now)
    links = tokens.Links(house.key("links"))
    shared = _shared(house)
    turns = Turns(
        house.ledger,
        house.catalogue,
        house.engine,
        fallback,
        links,
        base_url=lambda: house.public_url,
        clock=now,
        news=lambda conversation: _news(house, shared, conversation),
    )
    door = Door(
        ledger=house.ledger,
        catalogue=house.catalogue,
        index=index,
        turns=turns,
        hub=house.hub,
        limiter=Limiter(shared),
        limits=Limits(
            conversations=Limit("conversations", settings.conversations_per_10_min, 600),
            messages=Limit("messages", settings.messages_per_min, 60),
            address_messages=Limit("address-messages", settings.address_messages_per_min, 60),
        ),
        trusted_proxies=settings.trusted_proxies,
        widget_origins=settings.widget_origins,
        receipt_secrets={"generic": house.receipt_secret},
        base_url=lambda: house.public_url,
        secure=settings.citizens_url.startswith("https:"),
        demo=settings.demo,
        clock=now,
    )
    app = init_app(door)
    port = await house.listen(app, settings.public_host, settings.public_port, "GENVEJ_PUBLIC_PORT")
    house.public_url = settings.public_url.rstrip("/") or f"http://localhost:{port}"
    print(f"Citizens:   {house.public_url}", flush=True)
    house.background(_warmed(index.warm))


def _shared(house: House) -> Any:
    """Redis where a URL is set; imported only then, since it is slow to."""
    if not house.settings.redis_url:
        return None
    from bot.gateway.shared import SharedThroughRedis

    shared = SharedThroughRedis(house.settings.redis_url)
    house.stack.push_async_callback(shared.close)
    house.background(shared.listen(house.hub.wake))
    return shared


def _news(house: House, shared: Any, conversation: str) -> None:
    house.hub.wake(conversation)
    if shared is not None:
        house.soon(shared.wake(conversation))


async def _operators(house: House) -> None:
    from bot.console import accounts
    from bot.console.app import init_app as init_console
    from bot.console.shared import ConsoleSettings
    from bot.health import health

    settings = house.settings
    console = ConsoleSettings(
        secure_cookies=settings.operators_url.startswith("https:"),
        key=house.key("console"),
        origin=settings.console_url.rstrip("/"),
        trusted_proxies=settings.trusted_proxies,
    )
    app = init_console(house.ledger, house.catalogue, console, now, lambda: health(house))
    port = await house.listen(app, settings.console_host, settings.console_port, "GENVEJ_CONSOLE_PORT")
    house.console_url = settings.console_url.rstrip("/") or f"http://localhost:{port}"
    print(f"Operators:  {house.console_url}", flush=True)
    first = await accounts.first_sign_in(house.ledger, now)
    if first is not None:
        print(f"            first sign-in: {first.name}, password {first.password}", flush=True)


async def _demo(house: House) -> None:
    if not house.demo_url:
        return
    from bot.demo_site import init_app as init_demo

    client = await house.stack.enter_async_context(ClientSession())
    app = init_demo(
        house.catalogue,
        receipt_url=f"{house.public_url}/api/receipts/generic",
        receipt_secret=house.receipt_secret,
        client=client,
    )
    await house.listen(app, "127.0.0.1", house.settings.demo_port, "GENVEJ_DEMO_PORT")
    print(f"Demo forms: {house.demo_url}", flush=True)


async def _engine(house: House) -> None:
    """The actions' door, and an engine here unless one runs elsewhere."""
    settings = house.settings
    loaded: list[Actions] = []

    def actions() -> "Actions":
        if not loaded:
            from actions.server import Actions

            loaded.append(Actions(house.catalogue, now))
        return loaded[0]

    app = internal.init_app(actions, lambda: (house.engine_secret,))
    port = await house.listen(app, settings.internal_host, settings.internal_port, "GENVEJ_INTERNAL_PORT")
    if settings.engine_url:
        house.engine_secret = settings.secret_engine
        house.engine.connect(settings.engine_url, settings.secret_engine)
        return
    house.background(_own_engine(house, f"http://127.0.0.1:{port}/actions"))
    house.background(_warmed(actions))


async def _own_engine(house: House, actions_url: str) -> None:
    settings = house.settings

    async def command() -> engine_process.Command:
        model = await ensure_model(settings)
        # Known before the engine asks its first action.
        house.engine_secret = secrets.token_urlsafe(32)
        return engine_process.Command(
            ROOT / settings.engine_python, ROOT, model.archive, actions_url, house.engine_secret
        )

    def ready(running: engine_process.Running) -> None:
        house.engine.connect(running.url, running.secret)
        log.info("the engine is in use")

    await engine_process.keep_running(command, ready, house.engine.disconnect)


async def _warmed(prepare: Callable[[], object]) -> None:
    """What is slow to import or build is ready before a citizen needs it."""
    await asyncio.to_thread(prepare)


async def _checkpoints(house: House) -> None:
    """At the start, every hour, and (by the ledger's stack) at the end."""
    while True:
        await _checkpoint(house)
        await asyncio.sleep(CHECKPOINT_SECONDS)


async def _checkpoint(house: House) -> None:
    from bot.ledger.checkpoints import checkpoint

    try:
        await checkpoint(house.ledger, house.settings.var / "checkpoints", house.key("checkpoint"))
    except LedgerError as error:
        log.error("%s", error)
