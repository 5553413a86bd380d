"""Write to us, in the panel: the form beside the text, sending always possible, and a number at once."""

import re

import pytest
from playwright.async_api import expect

from tests.widget import canned
from tests.widget.test_widget_accessibility import recorder
from tests.widget.test_widget_tabs import beside
from tests.widget.town import Town, Visit, problem

pytestmark = pytest.mark.asyncio(loop_scope="session")
LETTER = "Hej\nMit gule kort er væk.\nVenlig hilsen"
BOX = "node => { const b = node.getBoundingClientRect(); return [b.top, b.bottom] }"


async def compose(visit: Visit, text: str = LETTER) -> None:
    await visit.panel.get_by_role("button", name="Skriv til os").click()
    await expect(visit.panel.get_by_label("Dit brev til kommunen")).to_be_focused()
    await visit.input.fill(text)


async def send(visit: Visit) -> None:
    await visit.panel.get_by_role("button", name="Send").click()


async def test_the_matching_form_stands_beside_the_text_and_takes_nothing_from_it(visit: Visit) -> None:
    await visit.open()
    await compose(visit)
    form = visit.panel.get_by_role("button", name="Bestil nyt sundhedskort")
    await expect(form).to_be_visible()
    await expect(visit.input).to_be_focused()
    await expect(visit.input).to_have_value(LETTER)
    (top, bottom), (above, below) = [await one.evaluate(BOX) for one in (visit.input, form)]
    assert below <= top or above >= bottom
    await expect(visit.panel.get_by_role("link", name="00 00 00 00").first).to_be_visible()
    await visit.input.fill("Hej, jeg vil klage over larm.")
    await expect(form).to_have_count(0)


async def test_who_takes_the_form_instead_is_booked_and_gets_its_link_in_focus(
    visit: Visit, town: Town
) -> None:
    await visit.open()
    await compose(visit)
    await visit.panel.get_by_role("button", name="Bestil nyt sundhedskort").click()
    link = visit.panel.get_by_role("link", name=re.compile("Bestil nyt sundhedskort"))
    await expect(link).to_be_focused()
    async with visit.page.context.expect_page() as opened:
        await visit.page.keyboard.press("Enter")
    assert (await opened.value).url.endswith("/go/abc")
    await expect(visit.input).to_have_value(LETTER)
    assert (town.taken, town.letters) == (["health_card_reorder"], {})


async def test_danger_in_a_letter_shows_the_number_first_and_sending_stays_possible(visit: Visit) -> None:
    await visit.open()
    await compose(visit, "mit gule kort, og nogen slår mig")
    await expect(visit.panel.locator(".offers .reply").first).to_contain_text("Ring 112")
    await send(visit)
    await expect(visit.panel.get_by_text("BREV-1")).to_be_visible()


async def test_where_nobody_reads_letters_there_is_no_button_for_them(visit: Visit, town: Town) -> None:
    town.office = False
    await visit.open()
    await visit.panel.get_by_role("link", name="00 00 00 00").wait_for()
    await expect(visit.panel.get_by_role("button", name="Skriv til os")).to_be_hidden()


async def test_a_letter_gets_its_number_at_once_and_keeps_it_over_a_reload(visit: Visit, town: Town) -> None:
    heard = await recorder(visit)
    await visit.open()
    await compose(visit)
    await visit.panel.get_by_label("Din e-mail").fill("anna@example.dk")
    await send(visit)
    number = visit.panel.get_by_role("log").get_by_text("BREV-1")
    await expect(number).to_be_in_viewport()
    await expect(visit.panel.get_by_label("Din besked")).to_have_value("")
    [kept] = town.letters.values()
    assert (kept["text"], kept["reply_to"], kept["language"]) == (LETTER, "anna@example.dk", "da")
    await visit.page.wait_for_timeout(100)
    said = [heard.get_nowait()["text"] for _ in range(heard.qsize())]
    assert sum("BREV-1" in one for one in said) == 1
    await visit.page.reload()
    await expect(number).to_be_visible()


async def test_enter_breaks_the_line_and_the_way_back_keeps_the_text(visit: Visit, town: Town) -> None:
    await visit.open()
    await compose(visit, "en")
    await visit.page.keyboard.press("Enter")
    await visit.page.keyboard.type("to")
    await expect(visit.input).to_have_value("en\nto")
    await visit.page.reload()
    await expect(visit.panel.get_by_label("Dit brev til kommunen")).to_have_value("en\nto")
    await visit.panel.get_by_role("button", name="Tilbage til chatten").click()
    await expect(visit.panel.get_by_label("Din besked")).to_have_value("en\nto")
    await expect(visit.input).to_be_focused()
    assert town.letters == {}


async def test_a_letter_that_was_lost_keeps_its_words_and_is_sent_once(visit: Visit, town: Town) -> None:
    await visit.open()
    await compose(visit)
    town.fault("/letters")
    await send(visit)
    await expect(visit.panel.locator(".error")).to_contain_text("Ikke sendt.")
    await expect(visit.input).to_have_value(LETTER)
    await visit.panel.get_by_role("button", name="Prøv igen").click()
    await expect(visit.panel.get_by_text("BREV-1")).to_be_visible()
    assert len(town.letters) == 1
    assert len(town.sent("/letters")) == 2


async def test_a_letter_that_is_refused_says_why_and_an_empty_one_is_not_sent(
    visit: Visit, town: Town
) -> None:
    await visit.open()
    await compose(visit, "  ")
    await send(visit)
    await expect(visit.panel.locator(".error")).to_be_visible()
    assert town.sent("/letters") == []
    town.fault("/letters", problem(422, "Brevet er for langt. Skriv højst 20000 tegn."))
    await visit.input.fill("å" * 50_000)
    await send(visit)
    await expect(visit.panel.locator(".error")).to_contain_text("Brevet er for langt.")
    assert len(await visit.input.input_value()) == 50_000


async def test_who_clicks_twice_sends_one_letter_and_two_composers_send_two(visit: Visit, town: Town) -> None:
    await visit.open()
    other = await beside(visit)
    for one, text in ((visit, "fra den ene"), (other, "fra den anden")):
        await compose(one, text)
    town.gate.clear()
    await visit.panel.get_by_role("button", name="Send").dblclick()
    await send(other)
    town.gate.set()
    for one in (visit, other):
        await expect(one.panel.get_by_role("log").get_by_text("BREV-")).to_be_visible()
    assert sorted(letter["text"] for letter in town.letters.values()) == ["fra den anden", "fra den ene"]


async def test_markup_in_a_letter_and_in_what_is_offered_stays_text(visit: Visit, town: Town) -> None:
    town.form = canned.HOSTILE[0]
    await visit.open()
    await compose(visit, f"gule kort {canned.SCRIPT}")
    await visit.panel.locator(".offers").get_by_role("button", name=canned.SCRIPT).click()
    await expect(visit.panel.locator(".offers h3")).to_have_text(canned.SCRIPT)
    await expect(visit.panel.locator(".offers .go")).to_have_count(0)
    await send(visit)
    await expect(visit.panel.get_by_text("BREV-1")).to_be_visible()
    assert await visit.page.title() == "Kommunen"
    assert visit.complaints == []


async def test_a_letter_that_was_taken_in_other_words_can_be_sent_as_a_new_one(
    visit: Visit, town: Town
) -> None:
    """The answer to the first was lost, and the citizen wrote on."""
    await visit.open()
    await compose(visit)
    town.fault("/letters")
    await send(visit)
    await expect(visit.panel.locator(".error")).to_contain_text("Ikke sendt.")
    await visit.input.fill(f"{LETTER} igen")
    town.fault("/letters", problem(409, "Den besked er allerede sendt med en anden tekst."))
    await send(visit)
    await expect(visit.panel.locator(".error")).to_contain_text("allerede sendt")
    await send(visit)
    await expect(visit.panel.get_by_text("BREV-2")).to_be_visible()
    ids = [request.body["id"] for request in town.sent("/letters") if request.body]
    assert ids[0] == ids[1] != ids[2]
    assert [letter["text"] for letter in town.letters.values()] == [LETTER, f"{LETTER} igen"]
