"""Every page of each role by axe, from 320 to 2,560 pixels, in forced colours and on paper."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, async_playwright

from bot.banking import drafts, terms
from bot.banking.terms import Terms
from bot.catalogue import Catalogue
from bot.deflection.bank.returns import MINIMUM
from bot.deflection.money import Money
from bot.ledger import Ledger, proposals
from bot.ledger.outbox import REFUSED, UNSURE, WAITING
from bot.ledger.transaction import Transaction
from bot.ledger.unanswered import Missed
from bot.teaching.groups import grouped
from tests.axe import violations
from tests.console import journeys
from tests.console.conftest import PASSWORD, Clock, operator
from tests.console.seeding import NOON
from tests.console.test_bank import saved
from tests.console.test_improve import PASSPORTS, misunderstood
from tests.console.test_letters import written
from tests.console.test_overview import a_year
from tests.console.test_scripts import ARGUMENTS

FIGURE = "/figure?section=take-up&name=take_up&of=passport"
[PASSPORT_GROUP] = grouped(
    Missed(conversation=f"missed-{number}", turn=1, language="da", text=text)
    for number, text in enumerate(PASSPORTS)
)
PAGES = {
    "manager": (
        "/",
        FIGURE,
        "/figure?section=savings&name=saving&of=",
        "/inclusion",
        "/channels",
        "/log",
        "/bank/propose",
    ),
    "finance": ("/bank", "/bank/cases/tablets", "/bank/books"),
    "auditor": (f"/conversations/{'c' * 32}", "/audit", f"/audit/copy?about={'c' * 32}", "/account"),
    "administrator": ("/letters", "/operators", "/sessions", "/account/password", "/nothing"),
    "reviewer": (
        f"/conversations/{'c' * 32}",
        f"/log/{'c' * 32}-1",
        "/log?words=kort&ending=open",
        "/log/views",
        "/review",
    ),
    "editor": ("/improve", f"/improve/groups/{PASSPORT_GROUP.id}", "/improve/proposals"),
}
WIDTHS = (320, 1280, 2560)
SIZE = "document.documentElement.scrollWidth - innerWidth"


async def a_case(ledger: Ledger, catalogue: Catalogue, clock: Clock) -> None:
    """Invested, with something realised."""
    given, on = Terms(catalogue=catalogue, minimum=MINIMUM), (NOON - timedelta(days=100)).date()
    promise = terms.promise("1000", ["160"], 10, "USD")
    steps = [
        drafts.deposit(on, Money.parse("5000", "USD"), "Budget"),
        drafts.propose(given, on, "tablets", "Tablets", services=["passport"], promise=promise),
        drafts.decide(given, on, "tablets"),
        drafts.invest(on, "tablets"),
    ]

    def book(tx: Transaction) -> None:
        saved(tx, 60)
        for step in steps:
            drafts.book(tx, step, clock(), by="finance")

    await ledger.write(book)


async def a_proposal(ledger: Ledger) -> None:
    """Three messages of a group that nobody has looked at, and one that waits for an editor."""
    await misunderstood(ledger)

    def propose(tx: Transaction) -> None:
        said = {"language": "da", "intent": "out_of_scope", "text": "svømmehallens åbningstider"}
        proposals.propose(tx, ("missed-3", 1), **said, by="somebody")

    await ledger.write(propose)


@pytest.fixture
async def chromium(
    server: TestServer, ledger: Ledger, catalogue: Catalogue, clock: Clock
) -> AsyncIterator[Browser]:
    await a_year(ledger)
    await a_case(ledger, catalogue, clock)
    await written(ledger, REFUSED, UNSURE, WAITING)
    await a_proposal(ledger)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield started
        await started.close()


async def opened(chromium: Browser, server: TestServer, role: str, **options: str) -> Page:
    context = await chromium.new_context(base_url=str(server.make_url("/")), **options)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto("/sign-in")
    assert await violations(page) == []
    await page.fill("#name", role)
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("h1:has-text('Overview')")
    return page


@pytest.mark.parametrize("role", PAGES)
async def test_no_page_breaks_wcag_or_overflows(
    chromium: Browser, server: TestServer, ledger: Ledger, clock: Clock, role: str
) -> None:
    await operator(ledger, role, role, clock)
    page = await opened(chromium, server, role)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES[role]:
        await page.goto(path, wait_until="networkidle")
        assert page.url.endswith(path)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            assert await page.evaluate(SIZE) <= 0, (path, width)
        assert await violations(page) == [], path
    assert [text for text in complaints if "404" not in text] == []


async def test_a_file_is_described_checked_and_imported_in_a_browser(
    chromium: Browser, server: TestServer, ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    """Every stage of an upload by axe and at each width, by what its labels say."""
    await operator(ledger, "manager", "manager", clock)
    page = await opened(chromium, server, "manager")
    await journeys.channels(page, tmp_path, fits)
    assert await page.locator("bdi").get_by_text("Wrong month").is_visible()


async def fits(page: Page, name: str) -> None:
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate(SIZE) <= 0, (name, width)
    assert await violations(page) == [], name


async def test_in_forced_colours_and_on_paper_nothing_is_lost(
    chromium: Browser, server: TestServer, ledger: Ledger, clock: Clock
) -> None:
    await operator(ledger, "finance", "finance", clock)
    page = await opened(chromium, server, "finance", forced_colors="active")
    for path in ("/", "/bank/cases/tablets", "/inclusion"):
        await page.goto(path, wait_until="networkidle")
        assert await violations(page) == [], path
        for image in await page.locator("img").all():
            await image.scroll_into_view_if_needed()
            assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
            assert await image.get_attribute("alt")
    await page.emulate_media(media="print", forced_colors="none")
    await page.goto("/")
    assert not await page.locator("nav[aria-label=Console]").is_visible()
    assert await page.locator(".big").first.is_visible()
    assert len(await page.pdf()) > 10_000


async def test_a_case_is_decided_by_keyboard_alone(
    chromium: Browser, server: TestServer, ledger: Ledger, clock: Clock
) -> None:
    """From the bank's page to a cut that comes too early, and the sentence that refuses it."""
    await operator(ledger, "finance", "finance", clock)
    page = await opened(chromium, server, "finance")
    await page.goto("/bank")
    await page.get_by_role("link", name="Tablets").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/bank/cases/tablets")
    await page.get_by_role("form", name="Cut a budget").get_by_label("Amount a year").focus()
    await page.keyboard.type("100")
    await page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    await alert.wait_for()
    assert "Change first, cut after" in await alert.inner_text()
    assert await page.title() == "Error: Tablets – Genvej console"
    assert (
        await page.get_by_role("form", name="Cut a budget").get_by_label("Amount a year").input_value()
        == "100"
    )
