"""The conversation without JavaScript: by form, with everything that the widget's can do."""

import asyncio
from http.cookies import SimpleCookie
from typing import Any

import pytest
from yarl import URL

from bot.ledger import Ledger
from bot.ledger.errors import LedgerUnavailable
from bot.ledger.tables import conversation, feedback
from tests.gateway.chat import Browser, Page, browser
from tests.gateway.town import Town, clarifying, now


async def rows(ledger: Ledger, table: Any) -> list[dict[str, Any]]:
    found = await ledger.read(lambda conn: conn.execute(table.select()).mappings().all())
    return [dict(row) for row in found]


async def count(place: Town) -> int:
    return len(await rows(place.ledger, conversation))


async def test_a_form_begins_the_conversation_and_the_page_shows_it(place: Town) -> None:
    async with browser(place) as citizen:
        assert await count(place) == 0, "reading books nothing"
        await citizen.say("min sofa skal hentes")
        assert (citizen.status, citizen.path) == (200, "/chat")
        assert "min sofa skal hentes" in citizen.page.words
        assert "Storskrald" in citizen.page.words or "storskrald" in citizen.page.words
        assert "/go/" in citizen.page.html


async def test_a_double_click_on_the_first_message_begins_one_conversation(place: Town) -> None:
    async with browser(place) as citizen:
        fields = {**citizen.page.hidden, "text": "min sofa skal hentes"}
        others = [Browser(place, citizen.session) for _ in range(4)]
        await asyncio.gather(*(one.post("/chat", fields) for one in others))
        assert [one.status for one in others] == [200] * 4
        assert await count(place) == 1
        assert len(place.told.asked) == 1
        await citizen.open()
        assert citizen.page.words.count("min sofa skal hentes") == 1


async def test_a_double_click_on_the_start_page_begins_one_conversation(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.open("/")
        fields = {**citizen.page.hidden, "text": "min sofa skal hentes"}
        for _ in range(2):
            citizen.session.cookie_jar.clear()
            await citizen.post("/chat", fields)
        assert await count(place) == 1
        assert citizen.page.words.count("min sofa skal hentes") == 1


async def test_two_tabs_are_one_conversation(place: Town) -> None:
    async with browser(place) as first:
        second = await Browser(place, first.session).open()
        await first.say("min sofa")
        await second.say("og et bord")
        assert await count(place) == 1
        assert "min sofa" in second.page.words


async def test_the_page_of_an_erased_conversation_begins_another(place: Town) -> None:
    """The back button brings up the page whose token began what was erased."""
    async with browser(place) as citizen:
        old = citizen.page.hidden
        await citizen.say("min sofa")
        await citizen.post("/chat/erase", {})
        await citizen.post("/chat", {**old, "text": "og et bord"})
        assert "og et bord" in citizen.page.words
        assert "min sofa" not in citizen.page.words
        assert await count(place) == 2


@pytest.mark.parametrize("text", ["æ" * 2_001, "sofa " * 10_000], ids=["a_little", "fifty_thousand"])
async def test_what_is_too_long_is_given_back_whole(place: Town, text: str) -> None:
    async with browser(place) as citizen:
        await citizen.say(text)
        assert citizen.status == 422
        assert "2000" in citizen.page.words
        assert citizen.page.draft.strip() == text.strip()
        assert await count(place) == 0
        await citizen.say("min sofa")
        assert citizen.status == 200


async def test_a_form_that_is_beyond_all_bounds_gets_a_page_with_a_person(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("x" * 500_000)
        assert citizen.status == 413
        assert citizen.headers["Content-Type"].startswith("text/html")
        assert "Teksten er alt for lang" in citizen.page.words
        assert "contact" in citizen.page.ids


async def test_a_button_chooses_and_stays_readable(place: Town) -> None:
    place.told.answering = clarifying(place)
    async with browser(place) as citizen:
        await citizen.say("kort")
        assert citizen.page.taps("choice") == ["ehic", "health_card_reorder"]
        title = place.catalogue.services["ehic"].title.da
        await citizen.choose("ehic")
        assert citizen.page.taps("choice") == []
        assert citizen.page.words.count(f"{title} ✓ valgt") == 1
        assert f"Du {title} Genvej" in citizen.page.words


async def test_a_button_that_was_never_offered_is_refused_kindly(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa")
        await citizen.choose("ehic")
        assert citizen.status == 422
        assert "Skriv i stedet" in citizen.page.words


async def test_the_language_can_be_changed_in_the_middle(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa skal hentes")
        await citizen.open("/chat?language=en")
        assert citizen.page.hidden["language"] == "en"
        assert "Your message" in citizen.page.words
        await citizen.say("sofa")
        assert [asked["language"] for asked in place.told.asked] == ["da", "en"]
        assert "Your message" in citizen.page.words
        assert "min sofa skal hentes" in citizen.page.words
        assert await count(place) == 1


@pytest.mark.parametrize("cookie", ["rubbish", "5a7c0000-0000-4000-8000-000000000000.x"])
async def test_a_cookie_that_opens_nothing_is_told_and_forgotten(place: Town, cookie: str) -> None:
    async with browser(place) as citizen:
        held = SimpleCookie({"genvej-chat": cookie})
        held["genvej-chat"]["path"] = "/chat"
        citizen.session.cookie_jar.update_cookies(held, URL(place.url))
        await citizen.open()
        assert "findes ikke længere" in citizen.page.words
        assert not list(citizen.session.cookie_jar)
        await citizen.open()
        assert "findes ikke længere" not in citizen.page.words


async def test_a_message_into_an_erased_conversation_begins_a_new_one_and_says_so(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa")
        before = {cookie.key: cookie.value for cookie in citizen.session.cookie_jar}
        await citizen.post("/chat/erase", {})
        citizen.session.cookie_jar.update_cookies(before)
        await citizen.say("og et bord")
        assert citizen.path == "/chat?told=anew"
        assert "Du er begyndt på en ny" in citizen.page.words
        assert "og et bord" in citizen.page.words


async def test_to_start_over_leaves_the_old_talk_and_to_erase_ends_it(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa")
        await citizen.post("/chat/restart", {})
        assert "Du er begyndt forfra" in citizen.page.words
        assert "min sofa" not in citizen.page.words
        await citizen.say("og et bord")
        await citizen.post("/chat/erase", {})
        assert "Samtalen er slettet" in citizen.page.words
        found = await rows(place.ledger, conversation)
        assert sorted(row["erased_at"] is not None for row in found) == [False, True]


async def test_the_saved_file_has_every_word_and_every_address(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa skal hentes, mit cpr er 010150-5111")
        async with citizen.session.get(f"{place.url}/chat/save") as response:
            text = (await response.read()).decode("utf-8-sig")
        kind = response.headers["Content-Disposition"]
        assert kind == f'attachment; filename="genvej-{now():%Y-%m-%d}.txt"'
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Du:\nmin sofa skal hentes, mit cpr er [CPR]" in text
    assert f"{place.url}/go/" in text
    assert "010150" not in text
    assert place.catalogue.services["bulky_waste"].title.da in text


async def test_nobody_saves_a_conversation_that_they_do_not_hold(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.open("/chat/save")
        assert (citizen.status, citizen.path) == (200, "/chat")


async def leaving(place: Town) -> list[tuple[Any, ...]]:
    return [(row["leaving"], row["otherwise"]) for row in await rows(place.ledger, feedback)]


async def test_one_question_after_the_other_and_each_once(place: Town) -> None:
    async with browser(place) as citizen:
        assert not citizen.page.taps("outcome")
        await citizen.say("min sofa skal hentes")
        assert citizen.page.taps("outcome") == ["done", "helped", "person", "gave_up", "not_now"]
        await citizen.tap("outcome", "helped")
        assert "Tak for dit svar" in citizen.page.words
        assert citizen.page.taps("outcome") == []
        await citizen.tap("otherwise", "letter")
        assert citizen.page.taps("otherwise") == []
        assert await leaving(place) == [("done", "letter")]
        await citizen.say("og et bord")
        assert (citizen.page.taps("outcome"), citizen.page.taps("otherwise")) == ([], [])


async def test_a_question_that_is_passed_over_is_not_put_again_but_can_be_answered(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa skal hentes")
        assert "ask" in citizen.page.ids
        await citizen.say("og et bord")
        assert "ask" not in citizen.page.ids
        assert await leaving(place) == [(None, None)], "silence is silence"
        assert "Fortæl, hvordan det gik" in citizen.page.words
        await citizen.tap("outcome", "gave_up")
        assert await leaving(place) == [("gave_up", None)]
        assert "hjælpe dig videre" in citizen.page.words


async def test_what_is_answered_in_one_tab_or_the_widget_is_asked_in_no_other(place: Town) -> None:
    async with browser(place) as first:
        second = await Browser(place, first.session).open()
        await first.say("min sofa skal hentes")
        await first.tap("outcome", "not_now")
        await second.open()
        assert "ask" not in second.page.ids


async def test_a_tap_on_a_telephone_number_is_told_by_the_browser(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa skal hentes")
        await citizen.post("/chat/person", "PING", **{"Content-Type": "text/ping"})
        assert citizen.status == 204
        assert await leaving(place) == [("person", None)]
        assert (await rows(place.ledger, conversation))[0]["outcome"] == "human"


async def test_an_answer_that_nobody_offered_is_refused(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa")
        await citizen.post("/chat/feedback", {"otherwise": "by pigeon"})
        assert citizen.status == 422
        assert await leaving(place) == []


async def hand_over(citizen: Browser, address: str, token: str, **headers: str) -> Browser:
    fields = {"conversation": address.rpartition("/")[2], "token": token, "language": "da"}
    return await citizen.post("/chat/continue", fields, **headers)


async def test_the_widgets_conversation_goes_on_and_its_token_is_in_no_address(place: Town) -> None:
    widget = address, headers = await place.open()
    await place.say(widget, "min sofa skal hentes")
    token = headers["Authorization"].partition(" ")[2]
    async with browser(place) as citizen:
        foreign = {"Origin": "https://www.example.dk", "Sec-Fetch-Site": "cross-site"}
        await hand_over(citizen, address, token, **foreign)
        assert citizen.status == 200
        assert '<meta http-equiv="refresh" content="0; url=/chat?language=da#latest">' in citizen.page.html
        assert token not in citizen.page.html
        await citizen.open("/chat?language=da")
        assert "min sofa skal hentes" in citizen.page.words
        await citizen.say("og et bord")
    assert await count(place) == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_nobody_else_hands_a_conversation_to_a_citizen(place: Town, origin: str) -> None:
    """Whoever could would read what the citizen goes on to write in it."""
    address, headers = await place.open()
    async with browser(place) as citizen:
        await hand_over(citizen, address, headers["Authorization"].partition(" ")[2], Origin=origin)
        assert citizen.status == 403
        assert not list(citizen.session.cookie_jar)


async def test_a_wrong_token_hands_over_nothing(place: Town) -> None:
    address, _ = await place.open()
    async with browser(place) as citizen:
        await hand_over(citizen, address, "x" * 43)
        assert citizen.status == 404
        assert not list(citizen.session.cookie_jar)


async def test_what_cannot_be_kept_now_is_given_back_with_the_id_that_it_had(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:

    async def away(*_: Any) -> None:
        raise LedgerUnavailable("The database is away.")

    async with browser(place) as citizen:
        await citizen.say("min sofa")
        sent = citizen.page.hidden
        with monkeypatch.context() as patched:
            patched.setattr(place.ledger, "read", away)
            patched.setattr(place.ledger, "write", away)
            await citizen.say("og et bord")
        assert citizen.status == 503
        assert citizen.page.draft.strip() == "og et bord"
        assert citizen.page.hidden["id"] == sent["id"]
        assert "contact" in citizen.page.ids
        await citizen.say(citizen.page.draft.strip())
        assert "og et bord" in citizen.page.words


async def test_a_page_that_nobody_has_is_a_page_and_a_program_gets_json(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.open("/nothing/here")
        assert (citizen.status, citizen.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert "Siden findes ikke" in citizen.page.words
    async with place.session.get(f"{place.url}/nothing/here") as response:
        assert response.content_type == "application/problem+json"


def test_the_reader_of_pages_sees_forms_as_they_are() -> None:
    page = Page('<form><input type="hidden" name="id" value="1"><textarea> a</textarea></form><p>b')
    assert (page.hidden, page.draft, page.words) == ({"id": "1"}, " a", "b")
