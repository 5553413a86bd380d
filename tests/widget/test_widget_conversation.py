"""A conversation in the widget: each kind of answer, and every way in which a message can fail to arrive."""

import re
import uuid

import pytest
from playwright.async_api import expect

from bot.gateway.bodies import TEXT_CHARACTERS
from tests.widget import canned
from tests.widget.town import Town, Visit, problem

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_card_shows_the_way_what_to_have_ready_the_facts_and_a_person(visit: Visit) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    card = visit.panel.locator(".card")
    await expect(card.get_by_role("heading", name="Nyt sundhedskort (gult kort)")).to_be_visible()
    link = card.get_by_role("link", name="Bestil nyt sundhedskort (åbner i et nyt faneblad)")
    await expect(link).to_have_attribute("href", f"{visit.town.origin}/go/abc")
    await expect(link).to_have_attribute("rel", re.compile("noopener"))
    await expect(card).to_contain_text("borger.dk · Du skal bruge MitID")
    await expect(card.get_by_role("listitem").first).to_have_text("MitID")
    await expect(card.get_by_role("definition").first).to_contain_text("Kilde: odense.dk, 2023")
    await expect(card.get_by_role("link", name="00 00 00 00")).to_be_visible()


async def test_the_way_to_the_form_opens_beside_the_page(visit: Visit) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    async with visit.page.context.expect_page() as opened:
        await visit.panel.locator(".go").click()
    form = await opened.value
    await expect(form.locator("body")).to_have_text("the form")
    assert await form.evaluate("window.opener") is None
    assert visit.page.url == visit.host + "/"


async def test_a_chosen_answer_is_sent_once_and_stays_readable(visit: Visit) -> None:
    await visit.open()
    await visit.say("kort")
    chosen = visit.panel.get_by_role("button", name="Det blå EU-kort")
    await chosen.click()
    await expect(visit.panel.get_by_role("heading", name="Det blå EU-kort")).to_be_visible()
    await expect(chosen).to_contain_text("valgt")
    other = visit.panel.get_by_role("button", name="Kørekort")
    await expect(other).to_have_attribute("aria-disabled", "true")
    await other.click(force=True)
    await chosen.click(force=True)
    sent = [request.body for request in visit.town.sent("/messages")]
    assert [set(body or {}) for body in sent] == [{"id", "language", "text"}, {"id", "language", "choice"}]
    assert sent[1] is not None
    assert sent[1]["choice"] == "eu_health_card"


async def test_who_clicks_twice_sends_once(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.launcher.dispatch_event("click")
    await visit.input.fill("kort")
    town.gate.clear()
    await visit.panel.get_by_role("button", name="Send").dblclick()
    await expect(visit.panel.locator(".error")).to_be_hidden()
    town.gate.set()
    await visit.panel.get_by_role("button", name="Det blå EU-kort").dblclick()
    await expect(visit.panel.get_by_role("heading", name="Det blå EU-kort")).to_be_visible()
    await visit.panel.get_by_role("button", name="Begynd forfra").dblclick()
    await expect(visit.panel.locator("article")).to_have_count(0)
    assert len(town.sent("/messages")) == 2
    assert len(town.sent("/api/conversations")) == 1
    assert visit.complaints == []


async def test_a_choice_that_is_refused_is_on_offer_again(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("kort")
    town.fault("/messages", problem(429, "Vent et minut, og prøv igen."))
    button = visit.panel.get_by_role("button", name="Det blå EU-kort")
    await button.click()
    await expect(visit.panel.locator(".error")).to_contain_text("Vent et minut, og prøv igen.")
    await expect(button).not_to_contain_text("valgt")
    await button.click()
    await expect(visit.panel.get_by_role("heading", name="Det blå EU-kort")).to_be_visible()


async def test_danger_comes_first_and_stands_out(visit: Visit) -> None:
    await visit.open()
    await visit.say("nogen slår mig")
    answer = visit.answers.last
    await expect(answer.locator(".reply").first).to_have_text("Vigtigt: Ring 112, hvis nogen er i fare nu.")
    border = await answer.locator(".reply").first.evaluate("node => getComputedStyle(node).borderTopWidth")
    assert border == "2px"


async def test_a_message_that_was_lost_is_sent_again_under_the_same_id_and_answered_once(
    visit: Visit, town: Town
) -> None:
    await visit.open()
    town.fault("/messages", problem(503, "Systemet er væk et øjeblik."))
    await visit.input.fill("mit gule kort er væk")
    await visit.input.press("Enter")
    await expect(visit.panel.locator(".state")).to_have_text("Ikke sendt.")
    await visit.panel.get_by_role("button", name="Prøv igen").click()
    await expect(visit.panel.get_by_role("heading", name="Nyt sundhedskort")).to_be_visible()
    await expect(visit.panel.locator(".state, .error:visible")).to_have_count(0)
    ids = [request.body["id"] for request in town.sent("/messages") if request.body]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert uuid.UUID(ids[0]).version == 4
    assert len(town.turns) == 1


async def test_messages_sent_while_one_is_lost_follow_in_order(visit: Visit, town: Town) -> None:
    await visit.open()
    town.gate.clear()
    town.fault("/messages", problem(503, "Systemet er væk et øjeblik."))
    for words in ("en", "to", "tre"):
        await visit.input.fill(words)
        await visit.input.press("Enter")
    town.gate.set()
    await expect(visit.panel.locator(".error")).to_contain_text("Systemet er væk et øjeblik.")
    await expect(visit.panel.locator(".state")).to_have_count(3)
    await visit.panel.get_by_role("button", name="Prøv igen").click()
    await expect(visit.panel.get_by_text("Svar på: tre")).to_be_visible()
    assert [turn["text"] for turn in town.turns] == ["en", "to", "tre"]
    shown = await visit.panel.locator("article > :last-child").all_inner_texts()
    assert shown == ["en", "Svar på: en", "to", "Svar på: to", "tre", "Svar på: tre"]


async def test_when_the_network_comes_back_the_message_goes_by_itself(visit: Visit) -> None:
    await visit.open()
    await visit.say("hej")
    await visit.page.context.set_offline(True)
    await visit.input.fill("mit gule kort er væk")
    await visit.input.press("Enter")
    await expect(visit.panel.locator(".state")).to_have_text("Ikke sendt.")
    await visit.page.context.set_offline(False)
    await expect(visit.panel.get_by_role("heading", name="Nyt sundhedskort")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        pytest.param(429, "Du har sendt mange beskeder. Vent et minut.", id="too_many"),
        pytest.param(422, "Beskeden er for lang.", id="too_long"),
        pytest.param(409, "Den besked er brugt til noget andet.", id="conflict"),
    ],
)
async def test_a_refused_message_is_back_in_the_box_with_the_reason_above_it(
    visit: Visit, town: Town, status: int, detail: str
) -> None:
    await visit.open()
    await visit.say("hej")
    town.fault("/messages", problem(status, detail))
    await visit.input.fill("en lang historie")
    await visit.input.press("Enter")
    await expect(visit.panel.locator(".error")).to_have_text(f"Beskeden blev ikke sendt. {detail}")
    await expect(visit.input).to_have_value("en lang historie")
    await expect(visit.panel.locator(".mine")).to_have_count(1)
    await visit.input.press("Enter")
    await expect(visit.panel.get_by_text("Svar på: en lang historie")).to_be_visible()
    await expect(visit.panel.locator(".error")).to_be_hidden()


async def test_a_conversation_that_the_server_has_forgotten_begins_anew(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("hej")
    town.erase()
    await visit.input.fill("mit gule kort er væk")
    await visit.input.press("Enter")
    await expect(visit.panel.locator(".error")).to_contain_text("This conversation does not exist.")
    await visit.input.press("Enter")
    await expect(visit.panel.get_by_role("heading", name="Nyt sundhedskort")).to_be_visible()
    assert len(town.sent("/api/conversations")) == 2


async def test_a_reload_keeps_the_conversation_the_draft_and_the_open_panel(visit: Visit) -> None:
    await visit.open()
    await visit.say("kort")
    await visit.panel.get_by_role("button", name="Det blå EU-kort").click()
    await expect(visit.panel.get_by_role("heading", name="Det blå EU-kort")).to_be_visible()
    await visit.input.fill("og hvad koster")
    before = await visit.panel.locator(".messages").inner_text()
    await visit.page.reload()
    await expect(visit.panel.get_by_role("heading", name="Det blå EU-kort")).to_be_visible()
    assert await visit.panel.locator(".messages").inner_text() == before
    await expect(visit.input).to_have_value("og hvad koster")
    await expect(visit.input).not_to_be_focused()
    await visit.say("hej")
    assert len(visit.town.sent("/api/conversations")) == 1


async def test_a_reload_in_the_middle_of_a_message_neither_loses_nor_doubles_it(
    visit: Visit, town: Town
) -> None:
    await visit.open()
    await visit.say("hej")
    town.gate.clear()
    async with visit.page.expect_request("**/messages"):
        await visit.input.fill("mit gule kort er væk")
        await visit.input.press("Enter")
    await visit.page.reload()
    await expect(visit.panel.locator(".mine")).to_have_count(2)
    town.gate.set()
    await expect(visit.panel.get_by_role("heading", name="Nyt sundhedskort")).to_be_visible()
    await expect(visit.panel.locator(".mine")).to_have_count(2)
    assert len({request.body["id"] for request in town.sent("/messages") if request.body}) == 2


async def test_a_message_answered_just_before_a_reload_is_shown_once(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("hej")
    town.fault("/messages")
    await visit.input.fill("mit gule kort er væk")
    async with visit.page.expect_event("requestfailed"):
        await visit.input.press("Enter")
    await visit.page.reload()
    await expect(visit.panel.locator(".card")).to_have_count(1)
    await expect(visit.panel.locator(".mine")).to_have_count(2)
    await expect(visit.panel.locator(".state, .error:visible")).to_have_count(0)


async def test_a_transcript_that_cannot_be_fetched_is_said_and_comes_by_itself_later(
    visit: Visit, town: Town
) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    for path in ("/c1", "/events"):
        town.fault(path, problem(503, "Systemet er væk et øjeblik."))
    await visit.page.reload()
    await expect(visit.panel.locator(".error")).to_contain_text("Vi kan ikke hente samtalen lige nu.")
    await expect(visit.panel.locator(".card")).to_have_count(1)
    await expect(visit.panel.locator(".error")).to_be_hidden()


async def test_starting_over_begins_a_new_conversation_and_keeps_what_is_in_the_box(visit: Visit) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    await visit.input.fill("noget andet")
    await visit.panel.get_by_role("button", name="Begynd forfra").click()
    await expect(visit.panel.locator(".card")).to_have_count(0)
    await expect(visit.panel.get_by_role("heading", name="Hvad vil du gerne ordne?")).to_be_visible()
    await expect(visit.input).to_be_focused()
    await visit.input.press("Enter")
    await expect(visit.panel.get_by_text("Svar på: noget andet")).to_be_visible()
    assert len(visit.town.sent("/api/conversations")) == 2


async def test_an_answer_from_before_starting_over_is_not_shown(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("hej")
    town.gate.clear()
    async with visit.page.expect_request("**/messages"):
        await visit.input.fill("mit gule kort er væk")
        await visit.input.press("Enter")
    await visit.panel.get_by_role("button", name="Begynd forfra").click()
    async with visit.page.expect_response("**/messages"):
        town.gate.set()
    await visit.say("farvel")
    await expect(visit.panel.locator(".card")).to_have_count(0)
    await expect(visit.panel.locator(".wait")).to_be_hidden()


async def test_erasing_asks_first_then_the_server_and_the_screen_forget(visit: Visit) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    eraser = visit.panel.get_by_role("button", name="Slet", exact=True)
    await eraser.click()
    await expect(visit.panel.get_by_role("button", name="Behold")).to_be_focused()
    await visit.page.keyboard.press("Enter")
    await expect(eraser).to_be_focused()
    assert visit.town.exists
    await eraser.click()
    await visit.panel.get_by_role("button", name="Ja, slet").click()
    await expect(visit.panel.locator(".error")).to_have_text("Samtalen er slettet.")
    await expect(visit.panel.locator(".card")).to_have_count(0)
    assert not visit.town.exists
    await visit.page.reload()
    await expect(visit.panel.get_by_role("heading", name="Hvad vil du gerne ordne?")).to_be_visible()


async def test_what_could_not_be_erased_is_still_there_and_says_so(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    town.fault("/c1", problem(503, "Systemet er væk et øjeblik."))
    await visit.panel.get_by_role("button", name="Slet", exact=True).click()
    await visit.panel.get_by_role("button", name="Ja, slet").click()
    await expect(visit.panel.locator(".error")).to_contain_text("Samtalen blev ikke slettet.")
    await expect(visit.panel.locator(".card")).to_have_count(1)


async def test_the_chat_follows_the_citizens_language_until_they_choose_one(visit: Visit) -> None:
    await visit.open()
    await visit.say("hello")
    await expect(visit.panel.get_by_label("Your message")).to_be_visible()
    await visit.panel.get_by_role("button", name="Dansk").click()
    await visit.say("hello")
    await expect(visit.panel.get_by_label("Din besked")).to_be_visible()
    await expect(visit.panel.get_by_role("button", name="Dansk")).to_have_attribute("aria-pressed", "true")


async def test_an_empty_message_is_not_sent(visit: Visit) -> None:
    await visit.open()
    await visit.input.fill("   \n ")
    await visit.input.press("Enter")
    await expect(visit.panel.locator(".error")).to_have_text("Skriv, hvad du gerne vil, før du sender.")
    assert visit.town.sent("/messages") == []


async def test_a_paste_of_fifty_thousand_characters_is_kept_and_refused_with_the_length(
    visit: Visit, town: Town
) -> None:
    await visit.open()
    await visit.input.fill("lang " * 10_000)
    await visit.input.press("Enter")
    await expect(visit.panel.locator(".error")).to_have_text(
        f"Beskeden er for lang. Skriv højst {TEXT_CHARACTERS} tegn."
    )
    await visit.page.reload()
    await visit.panel.wait_for()
    assert len(await visit.input.input_value()) == 50_000
    assert town.sent("/messages") == []
    await visit.input.fill("x" * TEXT_CHARACTERS)
    await visit.input.press("Enter")
    await expect(visit.answers).to_have_count(1)


async def test_an_answer_of_unknown_shape_leaves_the_rest_standing(visit: Visit) -> None:
    assert canned.HOSTILE[-1]["type"] == "hologram"
    await visit.open()
    await visit.say("hostile")
    await expect(visit.answers.last.locator(".reply")).to_have_count(len(canned.HOSTILE) - 1)
