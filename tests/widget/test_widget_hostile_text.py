"""Text that would like to be markup, a script or a direction: always shown as the text it is."""

import pytest
from playwright.async_api import expect

from tests.widget import canned
from tests.widget.town import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_markup_in_every_field_of_every_answer_shows_as_text(visit: Visit) -> None:
    visit.town.contact = canned.HOSTILE_CONTACT
    visit.town.greeting = list(canned.HOSTILE)
    await visit.open()
    await visit.say("hostile")
    await visit.say(canned.SCRIPT)
    for place in (
        "h3",
        ".aside",
        ".ready li",
        "dt",
        "dd bdi",
        ".human h4",
        ".contact .hours li",
        ".words bdi",
    ):
        await expect(visit.panel.locator(place).filter(has_text="<script>").last).to_contain_text(
            canned.SCRIPT
        )
    planted = "node => node.querySelectorAll('script, img, iframe, [onerror]').length"
    assert await visit.panel.evaluate(planted) == 0
    assert await visit.page.title() == "Kommunen"
    assert visit.complaints == []


async def test_an_address_that_runs_something_is_not_a_link(visit: Visit) -> None:
    await visit.open()
    await visit.say("hostile")
    hrefs = "node => [...node.querySelectorAll('a')].map(link => link.protocol)"
    assert set(await visit.answers.last.evaluate(hrefs)) == {"https:"}
    await expect(visit.answers.last.get_by_text("et farligt link")).to_be_visible()
    await expect(visit.answers.last.get_by_role("link")).to_have_count(1)
    await expect(visit.answers.last.locator(".go")).to_have_count(0)


async def test_a_right_to_left_override_stays_inside_the_citizens_own_words(visit: Visit) -> None:
    await visit.open()
    await visit.say("\u202egnirtsagnal\u202e mit navn")
    words = visit.panel.locator(".words").last
    style = "node => getComputedStyle(node.querySelector('bdi')).unicodeBidi"
    assert await words.evaluate(style) == "isolate"
    await expect(words).to_have_text("\u202egnirtsagnal\u202e mit navn")


async def test_names_in_override_characters_turn_nothing_but_themselves(visit: Visit) -> None:
    turned = "\u202ekd.dnegrob"
    person = {**canned.CONTACT, "telephone": {"text": turned, "href": "tel:+4500000000"}, "open_now": "åbent"}
    visit.town.contact = person
    await visit.open()
    link = {**canned.CARD["link"], "label": turned, "site": turned}
    canned.ANSWERS["vendt"] = canned.turn("card", {**canned.CARD, "title": turned, "link": link})
    await visit.say("vendt")
    isolated = """node => [...node.querySelectorAll('a, b, bdi, h3, p, span')].filter(e => {
      const s = getComputedStyle(e);
      return e.textContent.includes('\u202e') && !s.unicodeBidi.includes('isolate') && s.display === 'inline';
    }).length"""
    assert await visit.panel.evaluate(isolated) == 0
    left = "node => node.getBoundingClientRect().left"
    line = visit.panel.locator("header .tel")
    assert await line.locator("a").evaluate(left) < await line.locator("> span").evaluate(left)


async def test_an_answer_in_a_right_to_left_language_runs_from_the_right(visit: Visit) -> None:
    await visit.open()
    await visit.say("مرحبا")
    reply = visit.answers.last.locator(".reply")
    await expect(reply).to_have_attribute("lang", "ar")
    assert await reply.evaluate("node => getComputedStyle(node).direction") == "rtl"
