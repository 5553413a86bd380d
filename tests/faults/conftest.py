"""One whole house with its engine for all tests that leave it running."""

import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.faults.house import House, open_house
from tests.gateway.conftest import place
from tests.gateway.town import Town, town
from tests.journey.house import ROOT
from tests.services.fixtures import postgres_server
from tests.services.postgres import Postgres

__all__ = ["place", "postgres_server"]
DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def model() -> None:
    """Trained once where `make test` has not done it, so that no house has to."""
    subprocess.run([sys.executable, "-m", "bot", "train"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(model: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with open_house(tmp_path_factory.mktemp("faults") / "var") as opened:
        await opened.with_engine()
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=DATABASES)
async def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: Postgres
) -> AsyncIterator[Town]:
    """A town on each of the databases that stays open for all tests: what they count is what they add."""
    folder = tmp_path_factory.mktemp("standing")
    async with town(folder, _database(request.param, postgres_server)) as opened:
        yield opened


def _database(name: str, server: Postgres) -> str:
    return server.create() if name == "postgresql" else ""


@pytest_asyncio.fixture(loop_scope="session")
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened
