"""The whole conversation in a browser that runs no script."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.pages.visits import Opening

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_everything_that_can_be_done_with_a_conversation_can_be_done_without_a_script(
    opening: Opening,
) -> None:
    visit = await opening(java_script_enabled=False)
    page = visit.page
    await visit.go("/")
    await page.get_by_label("Skriv, hvad det drejer sig om").fill("kort")
    await visit.press("Find vej")
    await visit.press("Det blå EU-sygesikringskort")
    await visit.sees("✓ valgt")

    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.get_by_label("Your message").fill("sofa")
    await visit.press("Send")
    await expect(page.locator("article.theirs").last.locator(".reply").first).to_have_attribute("lang", "en")

    async with page.expect_download() as saving:
        await page.get_by_role("link", name="Save as a text file").click()
    saved = Path(await (await saving.value).path()).read_text(encoding="utf-8-sig")
    assert "kort" in saved
    assert "/go/" in saved

    await page.get_by_text("Tell us how it went", exact=True).click()
    await visit.press("I found out what I came for")
    await visit.sees("Thank you for your answer")

    await page.get_by_text("Erase the conversation", exact=True).click()
    await visit.press("Yes, erase")
    await visit.sees("The conversation has been erased")
    await expect(page.locator("article.mine")).to_have_count(0)


async def test_the_back_button_loses_nothing(opening: Opening) -> None:
    visit = await opening(java_script_enabled=False)
    await visit.go("/chat")
    await visit.say("min sofa skal hentes")
    await visit.say("kort")
    await visit.page.go_back()
    await visit.say("min anden sofa")
    words = await visit.page.locator("article.mine .words").all_inner_texts()
    assert words == ["min sofa skal hentes", "kort", "min anden sofa"]


async def test_two_quick_clicks_on_the_first_message_are_one_conversation(opening: Opening) -> None:
    visit = await opening(java_script_enabled=False)
    await visit.go("/chat")
    await visit.page.locator("#text").fill("min sofa skal hentes")
    # The second click may break off the first one's answer: what counts is what is there in the end.
    await visit.page.get_by_role("button", name="Send", exact=True).dblclick(no_wait_after=True)
    await expect(visit.page.locator("article.mine")).to_have_count(1)
    await visit.go("/chat")
    await expect(visit.page.locator("article.mine")).to_have_count(1)


async def test_a_conversation_that_was_taken_over_goes_on_by_itself(opening: Opening) -> None:
    """The form stands on another site, as the widget's does; our page moves on, and its cookie goes along."""
    visit = await opening(java_script_enabled=True)
    widget = address, headers = await visit.town.open()
    await visit.town.say(widget, "min sofa skal hentes")
    fields = {"conversation": address.rpartition("/")[2], "token": headers["Authorization"].partition(" ")[2]}
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    form = (
        f'<form method="post" action="{visit.town.url}/chat/continue">{inputs}<button>Videre</button></form>'
    )

    async def embedding(route: object) -> None:
        await route.fulfill(body=form, content_type="text/html")  # type: ignore[attr-defined]

    await visit.page.route("http://kommune.example/", embedding)
    await visit.page.goto("http://kommune.example/")
    await visit.page.get_by_role("button", name="Videre").click()
    await visit.page.wait_for_url("**/chat?language=da#latest")
    await visit.sees("min sofa skal hentes")
    assert fields["token"] not in visit.page.url
