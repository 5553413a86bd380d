"""One whole house and one Chromium for all journeys of a session."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.journey import rasa
from tests.journey.house import RunningHouse, running, with_model
from tests.widget.conftest import ARGUMENTS


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHouse]:
    var: Path = tmp_path_factory.mktemp("house") / "var"
    with_model(var)
    async with running(var, **rasa.SETTINGS) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or pytest.fail("Chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        await started.close()
