"""A town whose pages are looked at, and one Chromium for all of them."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.gateway.town import Town, town
from tests.pages.states import reachable, talkative
from tests.pages.visits import Opening, Visit
from tests.widget.conftest import ARGUMENTS


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def public(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(
        tmp_path_factory.mktemp("pages"), change=reachable, origins=("http://kommune.example",)
    ) as opened:
        opened.told.answering = talkative(opened.catalogue)
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or pytest.fail("Chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def opening(public: Town, chromium: Browser) -> AsyncIterator[Opening]:
    """Opens a page as somebody sees it; keyword arguments are Playwright's for a browser context."""
    visits: list[Visit] = []

    async def open_(**options: object) -> Visit:
        context = await chromium.new_context(**{"locale": "da-DK", **options})  # type: ignore[arg-type]
        visits.append(Visit(public, await context.new_page()))
        return visits[-1]

    yield open_
    for visit in visits:
        await visit.page.context.close()
