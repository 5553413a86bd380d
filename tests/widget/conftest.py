"""A real Chromium, and a town whose widget somebody else's site embeds."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.widget.town import Town, Visit, Visitor, host_app

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium") or pytest.fail("Chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        await running.close()


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


@pytest_asyncio.fixture(loop_scope="session")
async def town() -> AsyncIterator[Town]:
    town = Town()
    runner, town.origin = await serve(town.app())
    yield town
    town.end()
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def host(town: Town) -> AsyncIterator[str]:
    runner, origin = await serve(host_app(town))
    yield origin
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(town: Town, host: str, browser: Browser) -> AsyncIterator[Visitor]:
    """Makes visits; keyword arguments are Playwright's for a browser context."""
    contexts: list[BrowserContext] = []

    async def visit(**options: object) -> Visit:
        context = await browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})  # type: ignore[arg-type]
        contexts.append(context)
        visit = Visit(town, await context.new_page(), host)
        visit.page.on("console", lambda message: visit.complaints.append(message.text))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        return visit

    yield visit
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(visitor: Visitor) -> Visit:
    return await visitor()
