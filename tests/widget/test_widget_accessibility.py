"""The widget by keyboard, by ear, enlarged four times and in forced colours."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.widget import canned
from tests.widget.town import Town, Visit, Visitor, problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECORDER = """
let last = null;
new MutationObserver(() => {
  const region = document.querySelector('body > [aria-live=polite]');
  if (!region || last === region.textContent) return;
  last = region.textContent;
  window.hear({ text: last, lang: region.lang, at: performance.now() });
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
FOCUSED = """() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  const box = node.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2];
  const top = node.getRootNode().elementFromPoint(x, y);
  return { name: node.ariaLabel || node.textContent.trim() || node.id, tag: node.tagName,
           inside: box.left >= 0 && box.right <= innerWidth && box.top < innerHeight && box.bottom > 0,
           onTop: node === top || node.contains(top), x: box.left, right: box.right };
}"""


async def recorder(visit: Visit) -> asyncio.Queue[dict[str, Any]]:
    """What the live region says from now on, with the page's time in milliseconds."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    await visit.page.expose_function("hear", heard.put_nowait)
    await visit.page.add_init_script(RECORDER)
    return heard


async def focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(FOCUSED)
    return found


async def test_the_whole_way_to_a_form_by_keyboard_alone(visit: Visit) -> None:
    await visit.go()
    keyboard = visit.page.keyboard
    await keyboard.press("Tab")
    await expect(visit.launcher).to_be_focused()
    await keyboard.press("Enter")
    await expect(visit.input).to_be_focused()
    await keyboard.type("kort")
    await keyboard.press("Enter")
    await expect(visit.panel.get_by_role("button", name="Kørekort")).to_be_visible()
    await expect(visit.input).to_be_focused()
    await keyboard.press("F6")
    await expect(visit.answers.last).to_be_focused()
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    await expect(visit.panel.get_by_role("button", name="Det blå EU-kort")).to_be_focused()
    await keyboard.press("Enter")
    await expect(visit.panel.get_by_role("heading", name="Det blå EU-kort")).to_be_visible()
    await expect(visit.panel.get_by_role("button", name="Det blå EU-kort")).to_be_focused()
    await keyboard.press("F6")
    await expect(visit.input).to_be_focused()
    await keyboard.press("F6")
    await keyboard.press("Tab")
    await expect(visit.panel.locator(".go")).to_be_focused()
    async with visit.page.context.expect_page() as opened:
        await keyboard.press("Enter")
    assert (await opened.value).url.endswith("/go/abc")


async def test_escape_closes_and_gives_the_focus_back_and_the_draft_stays(visit: Visit) -> None:
    await visit.open()
    await visit.page.keyboard.type("halvt skrevet")
    await visit.page.keyboard.press("Escape")
    await expect(visit.panel).to_be_hidden()
    await expect(visit.launcher).to_be_focused()
    await visit.page.keyboard.press("Enter")
    await expect(visit.input).to_be_focused()
    await expect(visit.input).to_have_value("halvt skrevet")


async def test_the_page_behind_stays_usable(visit: Visit) -> None:
    await visit.open()
    await visit.page.locator("h1").click()
    await expect(visit.panel).to_be_visible()
    assert await visit.panel.get_attribute("aria-modal") is None


async def test_shift_and_enter_break_the_line(visit: Visit) -> None:
    await visit.open()
    await visit.page.keyboard.type("en")
    await visit.page.keyboard.press("Shift+Enter")
    await visit.page.keyboard.type("to")
    await expect(visit.input).to_have_value("en\nto")
    assert visit.town.sent("/messages") == []


async def test_an_input_methods_enter_neither_sends_nor_breaks(visit: Visit) -> None:
    await visit.open()
    session = await visit.page.context.new_cdp_session(visit.page)
    await session.send("Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    await session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    await session.send("Input.insertText", {"text": "日本"})
    await session.send(
        "Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter, "windowsVirtualKeyCode": 229}
    )
    await expect(visit.input).to_have_value("日本")
    assert visit.town.sent("/messages") == []
    await visit.page.keyboard.press("Enter")
    await expect(visit.panel.get_by_text("Svar på: 日本")).to_be_visible()


async def test_each_answer_is_announced_once_in_order_for_at_least_a_second(visit: Visit, town: Town) -> None:
    recorded = await recorder(visit)
    await visit.open()
    await visit.say("en")
    await visit.say("hello")
    town.fault("/messages", problem(429, "Vent et minut."))
    await visit.input.fill("tre")
    await visit.input.press("Enter")
    heard = [await asyncio.wait_for(recorded.get(), 10) for _ in range(7)]
    assert recorded.empty()
    assert [(entry["text"], entry["lang"]) for entry in heard if entry["text"]] == [
        ("Genvej. Svar på: en.", "da"),
        ("Genvej. Hello! What would you like to do?", "en"),
        ("Your message was not sent. Vent et minut.", "en"),
    ]
    assert heard[0]["text"] == "", "the region is empty from the first opening"
    times = [entry["at"] for entry in heard]
    lasting = [until - since for since, until in zip(times[1::2], times[2::2], strict=True)]
    assert min(lasting) >= 1000


async def test_a_card_is_announced_as_plain_text_with_where_its_link_leads(visit: Visit) -> None:
    recorded = await recorder(visit)
    await visit.open()
    await visit.say("mit gule kort er væk")
    said = [await asyncio.wait_for(recorded.get(), 10) for _ in range(2)][1]["text"]
    assert said.startswith("Genvej. Nyt sundhedskort (gult kort) Er dit gule kort væk")
    assert "Bestil nyt sundhedskort (åbner i et nyt faneblad) borger.dk · Du skal bruge MitID." in said
    assert "\n" not in said


async def test_the_visible_log_is_not_a_live_region_and_answers_carry_their_language(visit: Visit) -> None:
    await visit.open()
    await visit.say("hello")
    log = visit.panel.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "off")
    await expect(visit.answers.last.locator(".reply")).to_have_attribute("lang", "en")
    assert await visit.panel.locator("[aria-live]:not([aria-live=off])").count() == 0


async def test_what_the_citizen_meets_has_names_and_roles(visit: Visit) -> None:
    await visit.open()
    await expect(visit.page.get_by_role("region", name="Genvej")).to_be_visible()
    await expect(visit.panel.get_by_role("textbox", name="Din besked")).to_have_accessible_description(
        "Enter sender. Shift og Enter giver en ny linje."
    )
    for name in ("Luk chatten", "Send", "Begynd forfra", "Slet", "Dansk", "English"):
        await expect(visit.panel.get_by_role("button", name=name, exact=True)).to_be_visible()


async def test_nobody_is_scrolled_away_from_what_they_read(visit: Visit, town: Town) -> None:
    await visit.open()
    for number in range(6):
        await visit.say(f"besked {number}")
    town.gate.clear()
    await visit.input.fill("mit gule kort er væk")
    await visit.input.press("Enter")
    await visit.panel.locator(".wait").wait_for()
    log = visit.panel.get_by_role("log")
    await log.evaluate("node => { node.scrollTop = 0 }")
    town.gate.set()
    latest = visit.panel.get_by_role("link", name="Nyt svar")
    await expect(latest).to_be_visible()
    assert await log.evaluate("node => node.scrollTop") == 0
    await latest.click()
    await expect(visit.answers.last).to_be_focused()
    await expect(visit.answers.last).to_be_in_viewport()
    await expect(visit.panel.get_by_role("link", name="Seneste svar")).to_be_visible()


async def test_who_follows_the_talk_sees_the_answer_from_its_beginning(visit: Visit) -> None:
    await visit.open()
    for number in range(4):
        await visit.say(f"besked {number}")
    await visit.say("mit gule kort er væk")
    await expect(visit.panel.get_by_role("heading", name="Nyt sundhedskort")).to_be_in_viewport(ratio=1)


async def test_a_long_greeting_does_not_push_the_first_answer_out_of_sight(visit: Visit, town: Town) -> None:
    town.greeting = [canned.text(*["Hej! Her er en lang velkomst, som fylder det meste af skærmen."] * 12)]
    await visit.open()
    await visit.say("mit gule kort er væk")
    await expect(visit.panel.get_by_role("heading", name="Nyt sundhedskort")).to_be_in_viewport(ratio=1)


async def test_four_times_enlarged_nothing_is_cut_off_and_the_focus_is_never_covered(
    visitor: Visitor,
) -> None:
    visit = await visitor(viewport={"width": 320, "height": 256})
    await visit.open()
    await visit.say("kort")
    await visit.say("mit gule kort er væk")
    wide = (
        "node => [...node.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > 320.5).length"
    )
    assert await visit.panel.evaluate(wide) == 0
    assert await visit.panel.evaluate("node => node.scrollWidth") <= 320
    await visit.panel.locator("h2").focus()
    names = []
    for _ in range(40):
        await visit.page.keyboard.press("Tab")
        now = await focused(visit.page)
        if now["tag"] in ("BODY", "HTML"):
            break
        assert now["inside"], now
        assert now["onTop"], now
        names.append(now["name"])
    assert names[:3] == ["Dansk", "English", "Luk chatten"]
    assert names[-2:] == ["Begynd forfra", "Slet"]


async def test_on_a_phone_the_panel_fills_the_screen_and_opens_without_the_keyboard(visitor: Visitor) -> None:
    visit = await visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    await visit.go()
    await visit.launcher.tap()
    await visit.panel.wait_for()
    assert await visit.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    await expect(visit.panel.get_by_role("heading", name="Genvej")).to_be_focused()


async def test_every_target_is_at_least_24_pixels(visit: Visit) -> None:
    await visit.open()
    await visit.say("kort")
    await visit.panel.get_by_role("button", name="Slet", exact=True).click()
    small = """node => [...node.querySelectorAll('button, textarea, summary, .go, .latest')].filter(e => {
      const b = e.getBoundingClientRect(); return b.width && Math.min(b.width, b.height) < 24;
    }).map(e => e.textContent)"""
    assert await visit.panel.evaluate(small) == []


async def test_in_forced_colours_buttons_and_the_chosen_language_keep_an_outline(visitor: Visitor) -> None:
    visit = await visitor(forced_colors="active")
    await visit.open()
    await visit.say("mit gule kort er væk")
    width = "node => getComputedStyle(node).borderTopWidth"
    assert await visit.panel.locator(".go").evaluate(width) == "1px"
    assert await visit.panel.get_by_role("button", name="Dansk").evaluate(width) == "2px"
    assert await visit.panel.get_by_role("button", name="English").evaluate(width) == "1px"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_contrast_is_at_least_four_and_a_half(visitor: Visitor, scheme: str) -> None:
    visit = await visitor(color_scheme=scheme)
    await visit.open()
    for words in ("mit gule kort er væk", "kort", "nogen slår mig"):
        await visit.say(words)
    assert await visit.panel.evaluate(CONTRAST) == []


CONTRAST = """node => {
  const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parse = (colour) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const PARTS = [.2126, .7152, .0722];
  const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = (c) => c.slice(0, 3).map(v => linear(v / 255)).reduce((all, v, i) => all + v * PARTS[i], 0);
  const ground = (e) => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; } };
  const bad = [];
  for (const e of node.querySelectorAll('*')) {
    if (![...e.childNodes].some(c => c.nodeType === 3 && c.data.trim())) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) bad.push(e.textContent);
  }
  return bad;
}"""
