"""Hostile text in a real browser, with our own policy switched off: nothing runs, everything is text."""

import shutil
from collections.abc import AsyncIterator
from itertools import product
from urllib.parse import urlencode

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright

from bot.console.signs import visible
from bot.ledger import Ledger, conversations, receipts
from bot.ledger.leaving import Word
from bot.ledger.receipts import Receipt
from bot.ledger.transaction import Transaction
from tests.console import seeding
from tests.console.conftest import PASSWORD, Browser, Clock, operator
from tests.console.seeding import NOON

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--no-first-run"),
]
RUN = "window.ran=(window.ran||0)+1"
CORES = [
    f"<script>{RUN}</script>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<img src=x onerror={RUN}>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a href='javascript:{RUN}' autofocus>x</a>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<style>@import '//evil.example/x'</style><p onclick={RUN}>",
    f"<div hx-get='//evil.example' hx-trigger=load hx-on::load='{RUN}'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<object data=//evil.example></object>",
    f"{{{{ cycler.__init__.__globals__ }}}}${{{RUN}}}{{% raw %}}",
    f"&lt;script&gt;{RUN}&lt;/script&gt;&#60;script&#62;",
    "\u202e</bdi><b>bold</b>\u202c",
    f"\x00<scr\x00ipt>{RUN}</scr\x00ipt>".replace("\x00", "\x01"),
]
# What a payload may have to break out of: an attribute, an element, a comment, our own markup.
BREAKS = ["", "\"'>", "</textarea></title></style></script>", "--></bdi></blockquote>", "]]>"]
PAYLOADS = [f"{ending}{break_out}{core}" for ending, break_out, core in product(("", "hej "), BREAKS, CORES)]


@pytest.fixture
async def page(server: TestServer, ledger: Ledger, clock: Clock, browser: Browser) -> AsyncIterator[Page]:
    """A signed-in administrator's Chromium in which even inline scripts would run."""
    await operator(ledger, "Ada", "administrator", clock)
    async with async_playwright() as playwright:
        path = shutil.which("chromium")
        assert path is not None
        chromium = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = await chromium.new_context(bypass_csp=True, base_url=str(server.make_url("/")))
        opened = await context.new_page()
        await opened.goto("/sign-in")
        await opened.fill("#name", "Ada")
        await opened.fill("#password", PASSWORD)
        await opened.click("main button")
        await opened.wait_for_selector("h1:has-text('Overview')")
        yield opened
        await chromium.close()


async def hostile(ledger: Ledger, clock: Clock) -> str:
    """A conversation in which everything that can hold text holds a payload."""
    id = "f" * 32

    def work(tx: Transaction) -> None:
        seeding.begin(tx, id, NOON)
        for number, text in enumerate(PAYLOADS):
            seeding.say(
                tx,
                id,
                text,
                NOON.replace(minute=number // 60, second=number % 60),
                replies=[seeding.text_reply(text), seeding.card_reply(text, text)],
                offer=text if number % 20 == 0 else None,
                understood=seeding.understanding((text, 0.5), signals=[text]),
                source=text,
            )
        receipt = Receipt(
            source=PAYLOADS[0],
            form=PAYLOADS[1],
            reference=PAYLOADS[2],
            state="completed",
            correlation=f"reference-{id}-1",
            at=NOON,
        )
        receipts.record(tx, receipt)
        conversations.feedback(tx, id, Word(helped=True, otherwise=PAYLOADS[3]), NOON)

    await ledger.write(work)
    for number in range(4):
        await operator(ledger, f"{number}<svg onload={RUN}>"[:60], "reviewer", clock)
    return id


async def test_two_hundred_payloads_on_every_page_run_nothing(
    page: Page, ledger: Ledger, clock: Clock
) -> None:
    assert len(set(PAYLOADS)) == 200
    id = await hostile(ledger, clock)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    own = await page.evaluate("location.origin")
    hostile_filter = f"/log?{urlencode({'state': CORES[1], 'from': CORES[3]})}"
    for path in (f"/conversations/{id}", "/log", hostile_filter, "/operators", "/", "/account"):
        await page.goto(path, wait_until="networkidle")
        assert await page.evaluate("window.ran || 0") == 0, path
        foreign = "script, style, iframe, object, math, base, meta[http-equiv], [onload], [onerror]"
        foreign += ', svg:not(.alert-icon), img:not([src^="/charts/"])'
        assert await page.locator(foreign).count() == 0, path
    assert [url for url in requested if not url.startswith(f"{own}/")] == []
    assert dialogs == []


async def test_the_words_on_the_page_are_the_words_that_were_sent(
    page: Page, ledger: Ledger, clock: Clock
) -> None:
    id = await hostile(ledger, clock)
    await page.goto(f"/conversations/{id}")
    words = page.locator("blockquote.citizen bdi")
    shown = await words.evaluate_all("all => all.map(one => one.textContent)")
    assert shown == [visible(text) for text in PAYLOADS]


async def test_a_payload_would_run_if_it_were_let_in(page: Page) -> None:
    """The proof that the tests above can fail."""
    await page.set_content(CORES[0] + CORES[3])
    await page.wait_for_function("window.ran === 2")


async def test_the_policy_stands_on_its_own(server: TestServer) -> None:
    """Even markup that got in would not run."""
    got_in = """
        const script = document.createElement('script');
        script.text = 'window.ran = 1';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<b onclick="window.ran = 2">x</b>');
        document.body.lastElementChild.click();
    """
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = await (await chromium.new_context(base_url=str(server.make_url("/")))).new_page()
        await page.goto("/sign-in")
        assert await page.evaluate("document.styleSheets.length") == 2
        await page.evaluate(got_in)
        assert await page.evaluate("window.ran || 0") == 0
        await chromium.close()
