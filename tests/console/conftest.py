"""A console on a real ledger, a clock that tests turn, and an operator's browser without a screen."""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.catalogue import Catalogue, load
from bot.catalogue.search import Index
from bot.console import accounts
from bot.console.app import init_app
from bot.console.passwords import Passwords
from bot.console.shared import ConsoleSettings, Part
from bot.ledger import Ledger, operators
from bot.ledger.pseudonyms import Pseudonyms
from bot.teaching.examples import Library
from bot.teaching.workshop import Workshop
from tests.console.seeding import NOON

PASSWORD = "seks blå cykler i regn"
KEY = bytes(range(32))
PSEUDONYMS = Pseudonyms(KEY)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **spans: float) -> None:
        self.now += timedelta(**spans)


class Browser:
    """Follows no redirect by itself, so that tests see each answer."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client

    @property
    def origin(self) -> str:
        return str(self.client.make_url("/")).rstrip("/")

    async def get(self, path: str, **more: Any) -> ClientResponse:
        return await self.client.get(path, allow_redirects=False, **more)

    async def text(self, path: str, status: int = 200) -> str:
        response = await self.get(path)
        assert response.status == status, await response.text()
        return await response.text()

    async def form_token(self) -> str:
        """From a page that every operator has, also before they chose a password."""
        page = await (await self.get("/account/password")).text()
        found = re.search(r'name="form_token" value="([^"]+)"', page)
        return found[1] if found else ""

    async def post(self, path: str, *, form_token: str | None = None, **fields: str) -> ClientResponse:
        """As a browser would from our own page."""
        token = await self.form_token() if form_token is None else form_token
        data = {**({"form_token": token} if token else {}), **fields}
        headers = {"Origin": self.origin}
        return await self.client.post(path, data=data, headers=headers, allow_redirects=False)

    async def sign_in(self, name: str, password: str = PASSWORD, next: str = "/") -> ClientResponse:
        return await self.post("/sign-in", form_token="", name=name, password=password, next=next)

    async def status_with(self, token: str, path: str = "/") -> int:
        """How a request with this session alone is answered, whatever this browser holds."""
        async with ClientSession(cookie_jar=DummyCookieJar()) as plain:
            cookie = {"Cookie": f"genvej={token}"}
            answer = await plain.get(self.client.make_url(path), headers=cookie, allow_redirects=False)
            return answer.status

    def cookie(self, name: str) -> str:
        return next(one.value for one in self.client.session.cookie_jar if one.key == name)


def console_settings(**more: Any) -> ConsoleSettings:
    """With passwords as cheap as they get."""
    plain = {"secure_cookies": False, "key": KEY, "pseudonyms": PSEUDONYMS, "figures_kept_seconds": 0}
    return ConsoleSettings(**{**plain, "argon2_memory_kib": 64, "argon2_passes": 1, **more})


class Health:
    def __init__(self) -> None:
        self.parts: list[Part] = [Part(name="Engine", state="ok", sentence="Model 1f2e answers.")]
        self.broken = False

    async def __call__(self) -> Sequence[Part]:
        if self.broken:
            raise RuntimeError("nobody there")
        return self.parts


@cache
def the_catalogue() -> Catalogue:
    return load(Path("municipality"))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return the_catalogue()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture(scope="session")
def template_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("template")


@pytest.fixture
async def ledger(tmp_path: Path, template_folder: Path) -> AsyncIterator[Ledger]:
    """SQLite, migrated once and copied from then on."""
    template = template_folder / "genvej.sqlite"
    if not template.exists():
        await (await Ledger.open(f"sqlite:///{template}", folder=template_folder / "keys")).close()
    shutil.copy(template, tmp_path / "genvej.sqlite")
    shutil.copytree(template_folder / "keys", tmp_path / "keys")
    opened = await Ledger.open(f"sqlite:///{tmp_path / 'genvej.sqlite'}", folder=tmp_path / "keys")
    yield opened
    await opened.close()


@pytest.fixture
def settings() -> ConsoleSettings:
    return console_settings()


def a_workshop(folder: Path, catalogue: Catalogue) -> Workshop:
    """On copies of the training data, so that tests may write."""
    shutil.copytree("nlu_data", folder / "nlu_data")
    index = Index(catalogue)
    return Workshop(
        library=Library(folder / "nlu_data", heldout=["Hvad koster et pas til min datter?"]),
        search=lambda text, language: [hit.service.id for hit in index.search(text, language)],
    )


@pytest.fixture
def workshop(tmp_path: Path, catalogue: Catalogue) -> Workshop:
    return a_workshop(tmp_path, catalogue)


@pytest.fixture
def app(
    ledger: Ledger,
    catalogue: Catalogue,
    settings: ConsoleSettings,
    clock: Clock,
    health: Health,
    workshop: Workshop,
) -> web.Application:
    return init_app(ledger, catalogue, settings, clock, health, workshop)


@pytest.fixture
async def server(app: web.Application) -> AsyncIterator[TestServer]:
    running = TestServer(app)
    async with running:
        yield running


@pytest.fixture
async def new_browser(
    server: TestServer,
) -> AsyncIterator[Callable[[], Awaitable[Browser]]]:
    """Makes browsers that share no cookies."""
    opened: list[TestClient[web.Request, web.Application]] = []

    async def make() -> Browser:
        client: TestClient[web.Request, web.Application] = TestClient(server)
        opened.append(client)
        return Browser(client)

    yield make
    for client in opened:
        await client.session.close()


@pytest.fixture
async def browser(new_browser: Callable[[], Awaitable[Browser]]) -> Browser:
    return await new_browser()


async def operator(ledger: Ledger, name: str, role: str, clock: Clock) -> str:
    """An operator who has chosen PASSWORD; returns the id."""
    hasher = Passwords(memory_kib=64, passes=1)
    await accounts.add(ledger, name, role, clock, hasher=hasher)
    stored = await hasher.hash(PASSWORD)
    hasher.close()
    found = await ledger.read(lambda conn: operators.by_name(conn, name))
    assert found is not None
    await ledger.write(lambda tx: operators.set_password(tx, found.id, stored))
    return found.id


@pytest.fixture
def hasher() -> Iterator[Passwords]:
    """Real argon2id, as cheap as it gets."""
    made = Passwords(memory_kib=64, passes=1)
    yield made
    made.close()


@pytest.fixture
async def admin(ledger: Ledger, clock: Clock, browser: Browser) -> Browser:
    """The browser of a signed-in administrator called Ada."""
    await operator(ledger, "Ada", "administrator", clock)
    assert (await browser.sign_in("Ada")).status == 303
    return browser


async def signed_in(ledger: Ledger, clock: Clock, browser: Browser, role: str) -> Browser:
    """The browser of a signed-in operator, who is called as the role is."""
    await operator(ledger, role, role, clock)
    assert (await browser.sign_in(role)).status == 303
    return browser


@pytest.fixture
async def auditor(ledger: Ledger, clock: Clock, new_browser: Callable[[], Awaitable[Browser]]) -> Browser:
    return await signed_in(ledger, clock, await new_browser(), "auditor")
