"""A citizen's whole way, in a real browser, and what the operator sees of it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.journey.house import RunningHouse
from tests.journey.people import ask, begin, fill_and_send, form, sign_in
from tests.journey.pictures import PICTURES, take_pictures

RECEIVED = re.compile("tak|modtaget|kvittering", re.I)
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_a_question_in_danish_to_a_completed_deflection(
    house: RunningHouse, chromium: Browser
) -> None:
    context = await chromium.new_context(locale="da-DK", viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    await ask(page, house, "jeg har en gammel sofa der skal hentes som storskrald")
    card = page.locator("genvej-chat .card")
    await expect(card).to_be_visible()
    await expect(card.get_by_role("heading", level=3)).to_contain_text(re.compile("storskrald", re.I))
    site = await form(context, page)
    await begin(site)
    await site.get_by_role("button", name="Næste").click()
    await expect(site.get_by_role("alert")).to_be_focused()
    await fill_and_send(site)
    await expect(site.get_by_role("heading", level=1)).to_contain_text(RECEIVED)

    operator = await context.new_page()
    await sign_in(operator, house)
    row = operator.get_by_role("row").filter(has_text="bulky_waste").first
    await expect(row).to_contain_text(re.compile("completed", re.I))
    await row.get_by_role("link").first.click()
    await expect(operator.get_by_text("jeg har en gammel sofa")).to_be_visible()

    code, printed = await house.command("ledger", "verify")
    assert code == 0, printed
    assert "clean" in printed
    await context.close()


@pytest.mark.parametrize(
    ("text", "service"),
    [
        pytest.param("jeg skal flytte til en ny adresse på mandag", "address_change", id="generic"),
        pytest.param("jeg skal have fornyet mit pas", "passport_renew", id="webform_encoded"),
        pytest.param("mit gule sundhedskort er blevet væk", "health_card_reorder", id="openforms"),
    ],
)
async def test_each_demo_form_completes_its_deflection(
    house: RunningHouse, chromium: Browser, text: str, service: str
) -> None:
    context = await chromium.new_context(locale="da-DK")
    page = await context.new_page()
    await ask(page, house, text)
    site = await form(context, page)
    assert f"/{service}" in site.url
    await fill_and_send(site)
    await expect(site.get_by_role("heading", level=1)).to_contain_text(RECEIVED)
    operator = await context.new_page()
    await sign_in(operator, house)
    row = operator.get_by_role("row").filter(has_text=service).first
    await expect(row).to_contain_text(re.compile("completed", re.I))
    await context.close()


async def test_the_same_without_javascript(house: RunningHouse, chromium: Browser) -> None:
    context = await chromium.new_context(locale="da-DK", java_script_enabled=False)
    page = await context.new_page()
    await page.goto(house.citizens)
    await page.get_by_label("Skriv, hvad det drejer sig om").fill("mit gule kort er væk")
    await page.get_by_role("button", name="Find vej").click()
    await expect(page.locator(".reply.card")).to_contain_text("sundhedskort")
    await page.get_by_label("Din besked").fill("hvad koster det?")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator("article.theirs").last).to_contain_text("225")
    await page.get_by_text("Slet samtalen", exact=True).click()
    await page.get_by_role("button", name="Ja, slet").click()
    await expect(page.locator("article.mine")).to_have_count(0)
    await context.close()


async def test_the_pictures_of_the_readme_can_be_made_again(
    house: RunningHouse, chromium: Browser, tmp_path: Path
) -> None:
    await take_pictures(house, chromium, tmp_path)
    assert all((tmp_path / name).stat().st_size > 20_000 for name in PICTURES)
