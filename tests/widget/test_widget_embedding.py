"""One line on somebody else's page: what it costs, what it asks for, and what the page can do to it."""

import gzip

import pytest
from playwright.async_api import expect

from bot.widget import folder
from tests.widget.town import Town, Visit, problem

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIMIT_BYTES = 15_000


async def test_the_whole_widget_is_under_fifteen_kilobytes_gzipped() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in folder().glob("*.js")}
    assert set(sizes) >= {"widget.js", "panel.js"}
    assert sum(sizes.values()) < LIMIT_BYTES, sizes


async def test_nothing_is_stored_or_requested_before_the_citizen_opens_it(visit: Visit) -> None:
    await visit.go()
    await expect(visit.launcher).to_have_text("Spørg Genvej")
    stored = await visit.page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]")
    assert stored == [0, 0, ""]
    assert [request.path for request in visit.town.requests] == ["/widget.js"]
    assert await visit.page.locator("[aria-live]").count() == 0


async def test_opening_asks_for_the_contact_and_begins_no_conversation(visit: Visit) -> None:
    await visit.open()
    await expect(visit.panel.get_by_role("link", name="00 00 00 00")).to_have_attribute(
        "href", "tel:+4500000000"
    )
    await expect(visit.panel.get_by_text("Du skriver med en maskine.")).to_be_visible()
    assert visit.town.sent("/api/conversations") == []


async def test_only_session_storage_is_used(visit: Visit) -> None:
    await visit.open()
    await visit.say("hej")
    stored = await visit.page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]")
    assert stored == [1, 0, ""]


async def test_the_strictest_policy_draws_no_complaint_and_no_other_origin_is_asked(visit: Visit) -> None:
    origins: set[str] = set()
    visit.page.on("request", lambda request: origins.add("/".join(request.url.split("/")[:3])))
    await visit.open()
    for words in ("mit gule kort er væk", "kort", "jeg vil tale med nogen", "nogen slår mig"):
        await visit.say(words)
    await visit.panel.get_by_role("button", name="English").click()
    await expect(visit.panel.get_by_text("Talk to a person")).to_be_visible()
    assert visit.complaints == []
    assert origins == {visit.host, visit.town.origin}


async def test_the_pages_hostile_styles_do_not_reach_the_widget(visit: Visit) -> None:
    await visit.open("/hostile")
    await visit.say("mit gule kort er væk")
    style = (
        "node => { const s = getComputedStyle(node); return [s.color, s.fontSize, s.display, s.direction] }"
    )
    assert await visit.panel.locator(".card h3").evaluate(style) == ["rgb(0, 0, 0)", "20px", "block", "ltr"]
    box = await visit.panel.bounding_box()
    assert box is not None
    assert box["width"] > 400
    assert box["height"] > 600
    on_top = "node => { const b = node.getBoundingClientRect(); const r = node.getRootNode();"
    on_top += " return r.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2).closest('.go') === node }"
    assert await visit.panel.locator(".go").evaluate(on_top)


async def test_the_widgets_styles_do_not_reach_the_page(visit: Visit) -> None:
    await visit.go()
    style = "node => { const s = getComputedStyle(node); return [s.font, s.margin, s.color] }"
    before = await visit.page.locator("h1").evaluate(style)
    await visit.launcher.click()
    await visit.panel.wait_for()
    assert await visit.page.locator("h1").evaluate(style) == before


async def test_the_announcer_is_hidden_from_the_eye_but_not_from_the_ear_on_a_hostile_page(
    visit: Visit,
) -> None:
    await visit.open("/hostile")
    region = visit.page.locator("body > [aria-live=polite]")
    style = (
        "node => { const s = getComputedStyle(node); return [s.display, s.visibility, s.width, s.height] }"
    )
    assert await region.evaluate(style) == ["block", "visible", "1px", "1px"]


async def test_when_the_chat_cannot_load_the_contact_page_is_one_link_away(visit: Visit, town: Town) -> None:
    await visit.go()
    town.fault("/panel.js", problem(503, "away"))
    await visit.launcher.click()
    failed = visit.page.locator("genvej-chat [role=alert]")
    await expect(failed).to_contain_text("Chatten kunne ikke åbnes.")
    await expect(failed.get_by_role("link")).to_have_attribute(
        "href", f"{town.origin}/services?language=da#contact"
    )
    await expect(visit.launcher).to_have_text("Spørg Genvej")


async def test_when_the_contact_cannot_be_had_the_header_says_so_and_links_to_its_page(
    visit: Visit, town: Town
) -> None:
    town.fault("/api/contact", problem(503, "away"))
    await visit.open()
    await expect(visit.panel.get_by_text("Vi kan ikke hente telefonnummeret lige nu.")).to_be_visible()
    contact = visit.panel.get_by_role("link", name="Kontakt")
    await expect(contact).to_have_attribute("href", f"{town.origin}/services?language=da#contact")
    await expect(visit.panel.get_by_text("Du skriver med en maskine. Skriv ikke")).to_be_visible()


async def test_a_telephone_number_that_is_not_known_is_said_in_the_header(visit: Visit, town: Town) -> None:
    town.contact = {**town.contact, "telephone": None, "unknown": ["Telefonnummeret er ikke oplyst endnu."]}
    await visit.open()
    header = visit.panel.locator("header")
    await expect(header.get_by_text("Telefonnummeret er ikke oplyst")).to_be_visible()
    await expect(header.get_by_role("link", name="Alle kontaktoplysninger")).to_be_visible()


FORBIDDEN = """Object.defineProperty(window, 'sessionStorage',
  { get() { throw new DOMException('no', 'SecurityError') } })"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


@pytest.mark.parametrize("storage", [pytest.param(FORBIDDEN, id="forbidden"), pytest.param(FULL, id="full")])
async def test_storage_that_is_forbidden_or_full_costs_only_the_memory_across_a_reload(
    visit: Visit, storage: str
) -> None:
    await visit.page.add_init_script(storage)
    await visit.open()
    await visit.say("kort")
    await visit.panel.get_by_role("button", name="Det blå EU-kort").click()
    await expect(visit.panel.get_by_role("heading", name="Det blå EU-kort")).to_be_visible()
    assert visit.complaints == []
    await visit.page.reload()
    await expect(visit.launcher).to_be_visible()


async def test_a_clock_that_is_off_changes_nothing(visit: Visit) -> None:
    await visit.page.clock.set_fixed_time("1970-01-01T00:00:00")
    await visit.open()
    await visit.say("mit gule kort er væk")
    await visit.say("hej")
    assert visit.complaints == []


async def test_a_page_in_english_gets_an_english_chat(visit: Visit) -> None:
    await visit.open("/en")
    await expect(visit.panel.get_by_label("Your message")).to_be_visible()
    await expect(visit.panel).to_have_attribute("lang", "en")
    await visit.say("hello")
    assert [request.body for request in visit.town.sent("/api/conversations")] == [{"language": "en"}]
