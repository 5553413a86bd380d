"""Every public page in every state: axe, keyboard, a small window, forced colours, targets, paper."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests import axe
from tests.pages.states import STATES, TELEPHONE
from tests.pages.visits import Opening

pytestmark = pytest.mark.asyncio(loop_scope="session")
every_state = pytest.mark.parametrize("state", STATES)

FOCUSED = """() => {
  const node = document.activeElement, box = node.getClientRects()[0] ?? node.getBoundingClientRect();
  let inner = node;
  while (inner?.shadowRoot?.activeElement) inner = inner.shadowRoot.activeElement;
  const from = Math.max(box.y, 0), to = Math.min(box.bottom, innerHeight);
  const top = document.elementFromPoint(box.x + box.width / 2, (from + to) / 2);
  return { name: inner.textContent.trim() || inner.id, tag: node.tagName, top: top?.outerHTML.slice(0, 90),
           inside: box.left >= 0 && box.right <= innerWidth && box.top < innerHeight && box.bottom > 0,
           onTop: node === top || node.contains(top) };
}"""
SMALL = """() => [...document.querySelectorAll('main :is(a, button, summary, textarea), header a, footer a')]
  .filter(e => { const b = e.getBoundingClientRect(); return b.width && b.height && b.height < 24; })
  .filter(e => !e.closest('p, li') || e.matches('button, summary'))
  .map(e => e.textContent.trim())"""
WIDE = "() => document.documentElement.scrollWidth"
MOST_STOPS = 400


@every_state
async def test_axe_finds_nothing_and_the_browser_has_no_complaint(opening: Opening, state: str) -> None:
    """A page that is refused or not found is told so by the browser itself."""
    visit = await opening(viewport={"width": 1200, "height": 900})
    await STATES[state](visit)
    assert await axe.violations(visit.page) == []
    refused = "Failed to load resource: the server responded with a status of"
    assert [line for line in visit.complaints if not line.startswith(refused)] == []


async def stops(page: Page) -> list[dict[str, Any]]:
    """Where the focus stands after each Tab, from the top of the page to its end."""
    found: list[dict[str, Any]] = []
    await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _ in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        await page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        here = await page.evaluate(FOCUSED)
        if here["tag"] in ("BODY", "HTML"):
            return found
        found.append(here)
    raise AssertionError("the focus never leaves the page")


SMALL_STATES = [name for name in STATES if name != "services" and not name.endswith("_english")]


@pytest.mark.parametrize("state", SMALL_STATES)
async def test_four_times_enlarged_nothing_is_cut_off_and_the_focus_is_on_top_of_targets_of_24_pixels(
    opening: Opening, state: str
) -> None:
    """320 × 256 CSS pixels are 1280 × 1024 at 400 %."""
    visit = await opening(viewport={"width": 320, "height": 256})
    await STATES[state](visit)
    assert await visit.page.evaluate(WIDE) <= 320
    assert await visit.page.evaluate(SMALL) == []
    wrong = [one for one in await stops(visit.page) if not (one["inside"] and one["onTop"])]
    assert wrong == []


async def test_a_question_and_its_choice_by_keyboard_alone(opening: Opening) -> None:
    visit = await opening(java_script_enabled=False)
    keyboard = visit.page.keyboard
    await visit.go("/chat")
    await visit.page.locator("#text").focus()
    await keyboard.type("kort")
    await keyboard.press("Tab")
    async with visit.page.expect_navigation():
        await keyboard.press("Enter")
    await visit.sees("Er det en af dem?")
    assert visit.page.url.endswith("/chat#latest")
    await keyboard.press("Tab")
    focused = visit.page.locator(":focus")
    assert "EU-sygesikringskort" in await focused.inner_text(), (
        "from the latest answer the next stop is its button"
    )
    async with visit.page.expect_navigation():
        await keyboard.press("Space")
    await visit.sees("✓ valgt")
    await keyboard.press("Tab")
    assert "/go/" in (await focused.get_attribute("href") or "")


async def test_the_first_stop_of_a_page_leads_past_its_head(opening: Opening) -> None:
    visit = await opening(java_script_enabled=False)
    await visit.go("/services/passport_renew")
    await visit.page.keyboard.press("Tab")
    await visit.page.keyboard.press("Enter")
    assert visit.page.url.endswith("#main")


@pytest.mark.parametrize("state", ["chat_choices", "chat_card", "services", "search_miss"])
async def test_in_forced_colours_buttons_keep_a_border_and_the_focus_an_outline(
    opening: Opening, state: str
) -> None:
    visit = await opening(forced_colors="active")
    await STATES[state](visit)
    for button in await visit.page.locator("main button:visible").all():
        drawn = await button.evaluate(
            "e => getComputedStyle(e).borderTopStyle + getComputedStyle(e).borderTopWidth"
        )
        assert not drawn.startswith("none"), await button.inner_text()
        assert not drawn.endswith("0px"), await button.inner_text()
        await button.focus()
        assert await button.evaluate("e => getComputedStyle(e).outlineStyle") != "none"


ADDRESS = "a => getComputedStyle(a, '::after').content"


@pytest.mark.parametrize("state", ["service", "chat_card"])
async def test_on_paper_the_addresses_stand_and_the_buttons_do_not(opening: Opening, state: str) -> None:
    visit = await opening()
    await STATES[state](visit)
    await visit.page.emulate_media(media="print")
    link = visit.page.locator("main .go").first
    href = await link.get_attribute("href")
    assert href
    assert href in await link.evaluate(ADDRESS)
    assert await visit.page.locator("header nav").is_hidden()
    assert await visit.page.get_by_role("button", name="Send", exact=True).count() == 0
    assert await visit.page.get_by_text(TELEPHONE).first.is_visible()
    pdf = await visit.page.pdf()
    assert pdf.startswith(b"%PDF")


async def test_a_tap_on_the_telephone_number_says_that_the_citizen_went_to_a_person(opening: Opening) -> None:
    visit = await opening(java_script_enabled=False)
    await STATES["chat_card"](visit)
    async with visit.page.expect_request("**/chat/person") as told:
        await visit.page.locator("main a[href^='tel:']").first.click()
    response = await (await told.value).response()
    assert response is not None
    assert response.status == 204
    await visit.go("/chat")
    assert await visit.page.get_by_role("button", name="Jeg gav op").count() == 0
