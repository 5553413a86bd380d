"""One conversation in several tabs, through sleep, lost lines and tokens that are not its own."""

import json

import pytest
from playwright.async_api import expect

from tests.widget.town import Town, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")
ASLEEP = """asleep => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => asleep });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


async def beside(visit: Visit, path: str = "/") -> Visit:
    """Another tab of the same citizen, with its chat open."""
    other = Visit(visit.town, await visit.page.context.new_page(), visit.host)
    await other.open(path)
    return other


async def shown(visit: Visit) -> list[str]:
    return await visit.panel.locator("article > :last-child").all_inner_texts()


async def test_a_second_tab_joins_the_conversation_and_both_follow_it(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("kort")
    other = await beside(visit)
    await other.panel.get_by_role("button", name="Det blå EU-kort").click()
    for one in (visit, other):
        await expect(one.panel.get_by_role("heading", name="Det blå EU-kort")).to_be_visible()
        await expect(one.panel.get_by_role("button", name="Det blå EU-kort")).to_contain_text("valgt")
    await visit.say("hej")
    await expect(other.panel.get_by_text("Svar på: hej")).to_be_visible()
    assert await shown(visit) == await shown(other)
    assert len(town.sent("/api/conversations")) == 1


async def test_a_tab_that_was_open_before_the_first_message_joins_too(visit: Visit, town: Town) -> None:
    await visit.open()
    other = await beside(visit)
    await visit.say("hej")
    await expect(other.panel.get_by_text("Svar på: hej")).to_be_visible()
    await other.say("og farvel")
    await expect(visit.panel.get_by_text("Svar på: og farvel")).to_be_visible()
    assert len(town.sent("/api/conversations")) == 1


async def test_what_is_typed_in_one_tab_stays_when_the_other_starts_over_or_erases(visit: Visit) -> None:
    await visit.open()
    await visit.say("hej")
    other = await beside(visit)
    await other.panel.get_by_text("Svar på: hej").wait_for()
    await other.input.fill("halvt skrevet")
    await visit.panel.get_by_role("button", name="Begynd forfra").click()
    await expect(other.panel.locator("article")).to_have_count(0)
    await expect(other.input).to_have_value("halvt skrevet")
    await visit.say("forfra")
    await expect(other.panel.get_by_text("Svar på: forfra")).to_be_visible()
    await other.panel.get_by_role("button", name="Slet", exact=True).click()
    await other.panel.get_by_role("button", name="Ja, slet").click()
    await expect(visit.panel.locator("article")).to_have_count(0)
    await expect(visit.panel.get_by_role("heading", name="Hvad vil du gerne ordne?")).to_be_visible()


async def test_two_tabs_that_write_at_the_same_moment_show_the_same_order(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("hej")
    other = await beside(visit)
    await other.panel.get_by_text("Svar på: hej").wait_for()
    town.gate.clear()
    for one, words in ((visit, "fra den ene"), (other, "fra den anden")):
        await one.input.fill(words)
        await one.input.press("Enter")
    town.gate.set()
    for one in (visit, other):
        for words in ("fra den ene", "fra den anden"):
            await expect(one.panel.get_by_text(f"Svar på: {words}")).to_be_visible()
    assert await shown(visit) == await shown(other)


async def test_a_page_that_slept_reads_nothing_meanwhile_and_catches_up_from_the_last_one_seen(
    visit: Visit, town: Town
) -> None:
    await visit.open()
    await visit.say("en")
    other = await beside(visit)
    await other.panel.get_by_text("Svar på: en").wait_for()
    await visit.page.evaluate(ASLEEP, arg=True)
    await other.say("to")
    await other.say("tre")
    assert "Svar på: to" not in await visit.panel.inner_text()
    await visit.page.evaluate(ASLEEP, arg=False)
    await expect(visit.panel.get_by_text("Svar på: tre")).to_be_visible()
    assert await shown(visit) == ["en", "Svar på: en", "to", "Svar på: to", "tre", "Svar på: tre"]


async def test_a_stream_that_breaks_off_goes_on_after_the_last_event(visit: Visit, town: Town) -> None:
    await visit.open()
    await visit.say("en")
    other = await beside(visit)
    await other.panel.get_by_text("Svar på: en").wait_for()
    town.break_streams()
    await other.say("to")
    await expect(visit.panel.get_by_text("Svar på: to")).to_be_visible()
    assert {request.last for request in town.sent("/events")} >= {"1"}
    assert await shown(visit) == ["en", "Svar på: en", "to", "Svar på: to"]


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param({"conversation": "c1", "token": "somebody else's"}, id="another_tabs_token"),
        pytest.param({"conversation": "c9", "token": "secret"}, id="another_tabs_conversation"),
        pytest.param({"conversation": "../contact?", "token": "secret"}, id="no_conversation_at_all"),
    ],
)
async def test_a_token_in_the_wrong_tab_is_said_and_costs_no_words(
    visit: Visit, town: Town, kept: dict[str, str]
) -> None:
    town.told["c1"] = []
    await visit.go()
    remembered = json.dumps({**kept, "open": True, "draft": "mit gule kort er væk", "pending": []})
    await visit.page.evaluate("all => sessionStorage.setItem(...all)", [f"genvej {town.origin}", remembered])
    await visit.page.reload()
    await expect(visit.panel.locator(".error")).to_have_text("Den tidligere samtale findes ikke længere.")
    await expect(visit.input).to_have_value("mit gule kort er væk")
    await visit.input.press("Enter")
    await expect(visit.panel.locator(".card")).to_have_count(1)


async def test_a_page_change_keeps_the_conversation_and_what_was_typed(visit: Visit) -> None:
    await visit.open()
    await visit.say("mit gule kort er væk")
    await visit.input.fill("og hvad koster")
    await visit.page.goto(visit.host + "/town-colours")
    await expect(visit.panel.locator(".card")).to_have_count(1)
    await expect(visit.input).to_have_value("og hvad koster")
    await expect(visit.input).not_to_be_focused()
