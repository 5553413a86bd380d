"""The end of a conversation: the questions that are put once, paper, and a file."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.widget.states import BOTH
from tests.widget.town import Town, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")
TAPS = [
    pytest.param("Jeg har sendt formularen", {"helped": True, "done": True}, id="done"),
    pytest.param("Det hjalp mig", {"helped": True}, id="helped"),
    pytest.param("Jeg går til et menneske", {"left": "person"}, id="a_person"),
    pytest.param("Jeg gav op", {"helped": False, "left": "gave_up"}, id="gave_up"),
]


async def to_the_form(visit: Visit) -> None:
    async with visit.page.context.expect_page() as opened:
        await visit.panel.locator(".go").last.click()
    await (await opened.value).close()


async def told(visit: Visit, *expected: object) -> None:
    """These words and no others reached the server, in this order."""
    async with asyncio.timeout(5):
        while len(visit.town.sent("/feedback")) < len(expected):
            await asyncio.sleep(0.02)
    assert [request.body for request in visit.town.sent("/feedback")] == list(expected)


@pytest.mark.parametrize(("tap", "word"), TAPS)
async def test_how_it_went_is_one_tap_and_each_means_its_own(
    visit: Visit, town: Town, tap: str, word: dict[str, object]
) -> None:
    town.ask = BOTH
    await visit.open()
    await visit.say("mit gule kort er væk")
    await to_the_form(visit)
    await visit.panel.get_by_role("button", name=tap).click()
    await expect(visit.panel.get_by_role("group", name="Til sidst")).to_be_focused()
    await visit.panel.get_by_role("button", name="Brev").click()
    await expect(visit.panel.get_by_text("Tak for svaret.")).to_be_visible()
    await told(visit, {"asked": True}, word, {"otherwise": "letter"})


async def test_the_questions_are_put_once_and_silence_says_nothing(visit: Visit, town: Town) -> None:
    town.ask = BOTH
    await visit.open()
    await visit.say("mit gule kort er væk")
    question = visit.panel.get_by_text("Hvordan gik det?")
    await expect(question).to_be_hidden()
    await to_the_form(visit)
    await expect(question).to_be_visible()
    await expect(visit.input).not_to_have_attribute("disabled", re.compile(".*"))
    await to_the_form(visit)
    await visit.say("mit gule kort er væk")
    await expect(visit.panel.get_by_text("Hvordan gik det?")).to_have_count(1)
    await visit.page.reload()
    await expect(visit.panel.locator(".card")).to_have_count(2)
    await to_the_form(visit)
    await told(visit, {"asked": True})


async def test_nothing_is_asked_when_the_server_says_that_it_is_no_moment(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    await to_the_form(visit)
    await visit.say("tak")
    await expect(visit.panel.get_by_role("group", name="Til sidst")).to_be_hidden()
    await told(visit)


async def test_who_thanks_for_an_answer_is_asked_only_what_is_still_open(visit: Visit, town: Town) -> None:
    town.ask = {"outcome": False, "otherwise": True}
    await visit.open()
    await visit.say("mit gule kort er væk")
    await visit.say("tak")
    await visit.panel.get_by_role("button", name="Telefon").click()
    await expect(visit.panel.get_by_text("Tak for svaret.")).to_be_visible()
    await told(visit, {"asked": True}, {"otherwise": "telephone"})


async def test_a_tap_on_a_telephone_number_or_an_appointment_tells_of_a_person(
    visit: Visit, town: Town
) -> None:
    await visit.open()
    await visit.page.evaluate("addEventListener('click', event => event.preventDefault())")
    await visit.panel.get_by_role("link", name="00 00 00 00").click()
    await visit.say("mit gule kort er væk")
    await visit.panel.locator("header").get_by_role("link", name="00 00 00 00").click()
    await visit.panel.locator(".card").get_by_role("link", name=re.compile("Bestil en tid")).click()
    await visit.say("tak")
    await told(visit, *[{"left": "person"}] * 2)


async def test_a_word_that_was_lost_can_be_sent_again(visit: Visit, town: Town) -> None:
    town.ask = BOTH
    await visit.open()
    await visit.say("mit gule kort er væk")
    await to_the_form(visit)
    await visit.page.context.set_offline(True)
    await visit.panel.get_by_role("button", name="Det hjalp mig").click()
    await expect(visit.panel.locator(".error")).to_contain_text("Ikke sendt.")
    await visit.page.context.set_offline(False)
    await visit.panel.get_by_role("button", name="Prøv igen").click()
    await visit.panel.get_by_role("button", name="Slet ikke").click()
    await expect(visit.panel.get_by_text("Tak for svaret.")).to_be_visible()
    await told(visit, {"asked": True}, {"helped": True}, {"otherwise": "not_at_all"})


async def test_a_saved_conversation_is_a_text_with_the_addresses(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    async with visit.page.expect_download() as started:
        await visit.panel.get_by_role("button", name="Gem").click()
    download = await started.value
    assert download.suggested_filename == "genvej.txt"
    text = (await download.path()).read_text("utf-8")
    assert text.startswith("Du\nmit gule kort er væk\n\nGenvej\nNyt sundhedskort (gult kort)\n")
    assert f"\n{town.origin}/go/abc\n" in text
    assert "tel:+4500000000" in text
    assert visit.complaints == []


async def test_on_paper_there_is_the_whole_conversation_and_nothing_of_the_page(visit: Visit) -> None:
    await visit.open()
    for number in range(6):
        await visit.say(f"besked {number}")
    await visit.say("mit gule kort er væk")
    await visit.page.evaluate("window.print = () => {}")
    await visit.panel.get_by_role("button", name="Udskriv").click()
    await visit.page.emulate_media(media="print")
    for gone in (visit.page.locator("h1"), visit.input, visit.panel.locator("header")):
        await expect(gone).to_be_hidden()
    whole = (
        "node => node.scrollHeight <= node.clientHeight && node.getBoundingClientRect().height > innerHeight"
    )
    assert await visit.panel.get_by_role("log").evaluate(whole)
    assert (await visit.page.pdf())[:4] == b"%PDF"
    await visit.page.emulate_media(media="screen")
    await visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
    await expect(visit.page.locator("h1")).to_be_visible()
    assert await visit.page.evaluate("document.adoptedStyleSheets.length") == 0
    assert await visit.page.evaluate("document.querySelector('genvej-chat').matches(':popover-open')")
