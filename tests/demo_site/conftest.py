"""The demo site with the real catalogue, and a receiver of receipts that does as it is told."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot.catalogue import Catalogue, load
from bot.demo_site import init_app
from tests.demo_site.receiver import SECRETS, Citizen, Receiver, Site


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(Path(__file__).parents[2] / "municipality", demo_origin="http://localhost:8082")


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def receipts_url(receiver: Receiver) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/receipts/{source}", receiver.take)
    async with TestServer(app) as running:
        yield str(running.make_url("/receipts"))


@pytest.fixture
async def site(catalogue: Catalogue, receipts_url: str) -> AsyncIterator[Site]:
    async with ClientSession() as client:
        app = init_app(catalogue, receipts_url=receipts_url, secrets=SECRETS, client=client)
        async with TestClient(TestServer(app)) as browser:
            yield browser


@pytest.fixture
def at(site: Site, catalogue: Catalogue) -> Callable[[str], Citizen]:
    return lambda service: Citizen(site, catalogue.services[service])
