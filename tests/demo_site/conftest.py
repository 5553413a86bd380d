"""The demo site with the real catalogue, and a receiver of receipts that does as it is told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot.catalogue import Catalogue, load
from bot.demo_site import init_app
from tests.demo_site.receiver import SECRET, Receiver, Site


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(Path(__file__).parents[2] / "municipality")


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def receipt_url(receiver: Receiver) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/receipts", receiver.take)
    async with TestServer(app) as running:
        yield str(running.make_url("/receipts"))


@pytest.fixture
async def site(catalogue: Catalogue, receipt_url: str) -> AsyncIterator[Site]:
    async with ClientSession() as client:
        app = init_app(
            catalogue,
            receipt_url=receipt_url,
            receipt_secret=SECRET,
            client=client,
            pauses_seconds=(0.01, 0.01),
        )
        async with TestClient(TestServer(app)) as browser:
            yield browser
