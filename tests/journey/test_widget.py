"""The chat against the whole house: slow lines, several tabs, odd moments, and whatever is typed."""

import json

import aiohttp
import pytest
from playwright.async_api import Browser, Page, Response, expect

from tests.journey.house import RunningHouse
from tests.journey.people import ask, fill_and_send, form

pytestmark = pytest.mark.asyncio(loop_scope="session")
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
LEVEL_6_BYTES = 15_500  # a server compresses a little less than gzip -9


async def test_on_a_slow_line_little_is_sent_and_the_first_answer_comes(
    house: RunningHouse, chromium: Browser
) -> None:
    context = await chromium.new_context(locale="da-DK")
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", SLOW)
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    await ask(page, house, "mit gule kort er væk")
    await expect(page.locator("genvej-chat .card")).to_contain_text("sundhedskort", timeout=20_000)
    files = [response for response in loaded if "/widget" in response.url]
    assert {await response.header_value("content-encoding") for response in files} == {"gzip"}
    sizes = [(await response.request.sizes())["responseBodySize"] for response in files]
    assert sum(sizes) < LEVEL_6_BYTES, sizes
    await context.close()


async def test_two_tabs_follow_one_conversation_and_a_sleeping_one_catches_up(
    house: RunningHouse, chromium: Browser
) -> None:
    context = await chromium.new_context(locale="da-DK")
    first, second = await context.new_page(), await context.new_page()
    await ask(first, house, "mit gule kort er væk")
    await expect(first.locator("genvej-chat .card")).to_be_visible()
    await second.goto(house.citizens)
    await second.get_by_role("button", name="Spørg Genvej").click()
    await expect(second.locator("genvej-chat .card")).to_be_visible()
    await context.set_offline(True)
    await context.set_offline(False)
    await second.get_by_label("Din besked").fill("hvad koster det?")
    await second.keyboard.press("Enter")
    for page in (first, second):
        await expect(page.locator("genvej-chat .theirs")).to_have_count(2)
        await expect(page.locator("genvej-chat .mine .words")).to_have_text(
            ["mit gule kort er væk", "hvad koster det?"]
        )
    await context.close()


async def test_a_receipt_that_comes_before_the_page_reloads_is_booked_once(
    house: RunningHouse, chromium: Browser
) -> None:
    context = await chromium.new_context(locale="da-DK")
    page = await context.new_page()
    await ask(page, house, "mit gule kort er væk")
    await fill_and_send(await form(context, page))
    await page.reload()
    await expect(page.locator("genvej-chat .card")).to_have_count(1)
    await page.get_by_role("button", name="Jeg har sendt formularen").click()
    await page.get_by_role("button", name="Brev").click()
    await expect(page.get_by_text("Tak for svaret.")).to_be_visible()
    kept = await page.evaluate("JSON.stringify(sessionStorage)")
    told = json.loads(next(iter(json.loads(kept).values())))
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {told['token']}"}) as session:
        address = f"{house.citizens}/api/conversations/{told['conversation']}"
        async with session.get(address) as response:
            assert (await response.json())["ask"] == {"outcome": False, "otherwise": False}
    code, printed = await house.command("ledger", "verify")
    assert (code, "clean" in printed) == (0, True), printed
    await context.close()


async def sent(page: Page, text: str) -> None:
    await page.locator("genvej-chat textarea").fill(text)
    await page.keyboard.press("Enter")


async def test_whatever_is_typed_is_kept_or_answered_and_never_run(
    house: RunningHouse, chromium: Browser
) -> None:
    context = await chromium.new_context(locale="da-DK")
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.clock.set_fixed_time("1999-12-31T23:59:59")  # a clock that is off by a generation
    await ask(page, house, "hej")
    answers = page.locator("genvej-chat .theirs")
    await expect(answers).to_have_count(1)
    for paste in ("å" * 50_000, "ord " * 12_500):
        await sent(page, paste)
        await expect(page.locator("genvej-chat .error")).to_contain_text("2000")
        assert await page.locator("genvej-chat textarea").input_value() == paste
    texts = ("<img src=x onerror=document.title='x'>", "\u202ekseh\u202c", "javascript:document.title='x'")
    for number, text in enumerate(texts, start=2):
        await sent(page, text)
        await expect(answers).to_have_count(number)
        await expect(page.locator("genvej-chat .words").last).to_have_text(text)
    assert await page.title() != "x"
    assert await page.locator("genvej-chat img").count() == 0
    assert complaints == []
    await context.close()


async def test_from_the_button_to_the_form_in_english_by_keyboard_alone(
    house: RunningHouse, chromium: Browser
) -> None:
    context = await chromium.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(f"{house.citizens}/?language=en")
    button = page.get_by_role("button", name="Ask Genvej")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Your message")).to_be_focused()
    await page.keyboard.type("I have lost my yellow health card")
    await page.keyboard.press("Enter")
    await expect(page.locator("genvej-chat .card")).to_be_visible()
    await page.keyboard.press("F6")
    await page.keyboard.press("Tab")
    await expect(page.locator("genvej-chat .go")).to_be_focused()
    async with context.expect_page() as opened:
        await page.keyboard.press("Enter")
    assert "/health_card_reorder" in (await opened.value).url
    await page.keyboard.press("Escape")
    await expect(button).to_be_focused()
    await context.close()
