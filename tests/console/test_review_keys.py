"""One key alone judges, in a real browser under our own policy."""

import shutil
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright

from bot.deflection.review import Verdict
from bot.ledger import Ledger, reviews
from tests import axe
from tests.console.conftest import PASSWORD, Browser, Clock, operator
from tests.console.test_review import said, sampled
from tests.console.test_scripts import ARGUMENTS


@pytest.fixture
async def page(server: TestServer, ledger: Ledger, clock: Clock, browser: Browser) -> AsyncIterator[Page]:
    await operator(ledger, "Rie", "reviewer", clock)
    async with async_playwright() as playwright:
        path = shutil.which("chromium")
        assert path is not None
        chromium = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        opened = await (await chromium.new_context(base_url=str(server.make_url("/")))).new_page()
        await opened.goto("/sign-in")
        await opened.fill("#name", "Rie")
        await opened.fill("#password", PASSWORD)
        await opened.click("main button")
        await opened.wait_for_selector("h1:has-text('Overview')")
        yield opened
        await chromium.close()


async def test_a_reviewer_works_through_the_sample_by_keys(page: Page, ledger: Ledger) -> None:
    one, two, three = await sampled(ledger, 3)
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    await page.goto("/review")
    await page.click("main button")
    await page.wait_for_url(f"**/review/{one}")
    assert await axe.violations(page) == []
    await page.focus("#note")
    await page.keyboard.type("2 kort")  # in a field a digit is a digit
    await page.keyboard.press("Tab")
    await page.keyboard.press("2")
    await page.wait_for_url(f"**/review/{two}")
    assert [(kept.verdict, kept.note) for kept in await said(ledger, one)] == [
        (Verdict.WRONG_SERVICE, "2 kort")
    ]
    await page.keyboard.press("n")
    await page.wait_for_url(f"**/review/{three}")
    await page.keyboard.press("1")
    await page.wait_for_url(f"**/review/{two}")
    await page.click("text=Turn the keys off")
    await page.keyboard.press("1")
    await page.click("text=Should not be deflected")
    await page.wait_for_url("**/review")
    assert (await said(ledger, two))[0].verdict is Verdict.NOT_TO_DEFLECT
    assert (await ledger.read(reviews.waiting)).all == 0
    assert messages == []
