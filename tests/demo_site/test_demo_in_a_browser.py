"""The demo site in a real Chromium: accessible on every page, by keyboard alone, small, large, on paper."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.catalogue import load
from bot.demo_site import init_app
from tests.axe import violations
from tests.demo_site.receiver import SECRETS
from tests.journey.people import fill

ARGUMENTS = ("--no-sandbox", "--disable-gpu")
MUNICIPALITY = Path(__file__).parents[2] / "municipality"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or pytest.fail("Chromium is not installed: apt-get install chromium")
        running = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        await running.close()


@pytest.fixture
async def demo() -> AsyncIterator[str]:
    catalogue = load(MUNICIPALITY, demo_origin="http://localhost:8082")
    async with ClientSession() as client:
        app = init_app(catalogue, receipts_url="http://127.0.0.1:9", secrets=SECRETS, client=client)
        async with TestServer(app) as running:
            yield str(running.make_url("/")).rstrip("/")


async def every_page(page: Page, demo: str) -> AsyncIterator[str]:
    """Each kind of page in turn, by its name, as a citizen comes to it."""
    await page.goto(f"{demo}/?language=da")
    yield "list"
    await page.goto(f"{demo}/passport_renew?language=da&ref=abcdef")
    yield "intro"
    await page.get_by_role("button", name="Begynd").click()
    yield "login"
    await page.get_by_role("button", name="Fortsæt som demoborger").click()
    yield "step"
    await page.get_by_role("button", name="Næste").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    yield "errors"
    while await page.get_by_role("button", name="Næste").count():
        await fill(page)
        await page.get_by_role("button", name="Næste").click()
    yield "check"
    await page.get_by_role("link", name="Gem og fortsæt senere").click()
    yield "saved"
    await page.get_by_role("link", name="Fortsæt nu").click()
    await page.get_by_role("button", name="Send").click()
    yield "receipt"
    await page.goto(f"{demo}/continue?language=da")
    await page.get_by_role("button", name="Fortsæt").click()
    yield "continue"


async def test_every_page_is_accessible_and_fits_a_narrow_and_a_zoomed_window(
    browser: Browser, demo: str
) -> None:
    """320 x 256 CSS px is what 400 % zoom leaves of 1280 x 1024."""
    page = await browser.new_page(viewport={"width": 1200, "height": 800})
    seen = []
    async for name in every_page(page, demo):
        seen.append(name)
        assert await violations(page) == [], name
        await page.set_viewport_size({"width": 320, "height": 256})
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert "DEMO" in await page.locator("body").inner_text()
        await page.set_viewport_size({"width": 1200, "height": 800})
    assert len(seen) == 9


async def test_forced_colours_keep_what_is_wrong_and_which_step_it_is_visible(
    browser: Browser, demo: str
) -> None:
    page = await browser.new_page(forced_colors="active")
    async for name in every_page(page, demo):
        assert await violations(page) == [], name
        if name == "errors":
            width = "field => getComputedStyle(field).borderTopWidth"
            assert await page.locator("[aria-invalid]").first.evaluate(width) == "2px"
            await expect(page.locator(".stepper [aria-current=step]")).to_be_visible()


async def test_the_whole_form_by_keyboard_alone(browser: Browser, demo: str) -> None:
    page = await browser.new_page()
    await page.goto(f"{demo}/pothole_report?language=en")
    await _press(page, "Begin")
    while await page.get_by_role("button", name="Next").count():
        for field in await page.locator("main form :is(input:not([type=hidden]), select, textarea)").all():
            await _tab_to(page, await field.get_attribute("id") or "")
            kind = await field.evaluate("field => field.tagName + field.type")
            keys = {"SELECTselect-one": ["ArrowDown"], "INPUTcheckbox": ["Space"]}.get(kind)
            if keys:
                await page.keyboard.press(keys[0])
            elif kind == "INPUTdate":
                await page.keyboard.type("12242027")
            else:
                await page.keyboard.type("a@example.dk" if kind == "INPUTemail" else "12345678")
        await _press(page, "Next")
    await _press(page, "Send")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


async def test_the_link_of_an_error_leads_to_its_field(browser: Browser, demo: str) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 500})
    await page.goto(f"{demo}/bulky_waste?language=en")
    await page.get_by_role("button", name="Begin").click()
    await page.get_by_role("button", name="Next").click()
    await page.get_by_role("alert").get_by_role("link").nth(1).press("Enter")
    await page.keyboard.press("Tab")
    focused = await page.evaluate("document.activeElement.id")
    await page.keyboard.press("Shift+Tab")
    assert "field-email" in (focused, await page.evaluate("document.activeElement.id"))


async def test_on_paper_a_receipt_has_its_number_and_no_navigation(browser: Browser, demo: str) -> None:
    page = await browser.new_page()
    async for name in every_page(page, demo):
        if name == "receipt":
            await page.emulate_media(media="print")
            await expect(page.locator(".code")).to_be_visible()
            await expect(page.locator("header nav")).to_be_hidden()
            await expect(page.get_by_text("DEMO").first).to_be_visible()
            return


async def _tab_to(page: Page, id: str) -> None:
    for _ in range(40):
        if await page.evaluate("document.activeElement.id") == id:
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {id}")


async def _press(page: Page, name: str) -> None:
    for _ in range(40):
        said = await page.evaluate(
            "document.activeElement.tagName + document.activeElement.textContent.trim()"
        )
        if said == f"BUTTON{name}":
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to the button {name}")
