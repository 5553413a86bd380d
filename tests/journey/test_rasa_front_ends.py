"""A chat made for Rasa, on another site, leads to a completed deflection as our own widget does."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.journey.house import RunningHouse
from tests.journey.people import fill_and_send, sign_in
from tests.journey.rasa import SITE, site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_deep_chat_takes_a_citizen_from_a_question_to_a_receipt(
    house: RunningHouse, chromium: Browser
) -> None:
    context = await chromium.new_context(locale="da-DK")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    async with site(context, house) as page:
        chat = page.locator("deep-chat")
        await expect(chat.locator(".ai-message").first).to_contain_text("maskine")
        await chat.locator("#text-input").fill("jeg har mistet mit sygesikringsbevis, cpr 010190-1234")
        await page.keyboard.press("Enter")
        link = chat.locator("a[href*='/go/']").last
        await expect(link).to_be_visible()
        assert [url for url in asked if not url.startswith((SITE, house.citizens))] == []
        async with context.expect_page() as opened:
            await link.click()
        form = await opened.value
        await fill_and_send(form)
    await expect(form.get_by_role("heading", level=1)).to_contain_text(re.compile("tak|modtaget", re.I))

    operator = await context.new_page()
    await sign_in(operator, house)
    row = operator.get_by_role("row").filter(has_text="health_card_reorder").first
    await expect(row).to_contain_text(re.compile("completed", re.I))
    await row.get_by_role("link").first.click()
    await expect(operator.get_by_text("mistet mit sygesikringsbevis")).to_be_visible()
    await expect(operator.get_by_text("010190-1234")).to_have_count(0)
    await context.close()


async def test_a_choice_is_taken_by_its_button_in_deep_chat(house: RunningHouse, chromium: Browser) -> None:
    context = await chromium.new_context(locale="da-DK")
    async with site(context, house) as page:
        chat = page.locator("deep-chat")
        await chat.locator("#text-input").fill("jeg vil gerne have boligstøtte")
        await page.keyboard.press("Enter")
        await chat.get_by_role("button", name="Boligstøtte til studerende").click()
        await expect(chat.locator("a[href*='/go/']").last).to_be_visible()
    await context.close()
