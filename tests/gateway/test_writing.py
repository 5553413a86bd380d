"""Write to us without JavaScript: looked through beside the form, sent once, with its number at once."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import func, select

from bot.catalogue import present
from bot.gateway.door import Limits
from bot.gateway.limits import Limit
from bot.ledger.tables import contact, conversation, event, letter
from tests.gateway.chat import Browser, browser
from tests.gateway.test_letters import NUMBER, SOFA, rows, standings
from tests.gateway.town import Town, office_of, town

PATH = "/chat/write"


@pytest.fixture
async def citizen(place: Town) -> AsyncIterator[Browser]:
    async with browser(place) as opened:
        yield await opened.open(PATH)


async def press(citizen: Browser, do: str, **typed: str) -> Browser:
    name, _, value = do.rpartition("=")
    return await citizen.post(PATH, {**citizen.page.hidden, name or "do": value, **typed})


def number(citizen: Browser) -> str:
    found = NUMBER.search(citizen.page.words)
    assert found, citizen.page.words
    return found[0]


async def test_the_short_address_leads_to_the_page_in_the_same_language(citizen: Browser) -> None:
    await citizen.open("/write?language=en&service=passport_renew")
    assert citizen.path == "/chat/write?language=en&service=passport_renew"
    assert "Write to us" in citizen.page.words
    assert citizen.page.hidden["service"] == "passport_renew"
    assert "Borgerservice" in citizen.page.words or "Citizen" in citizen.page.words


async def test_to_look_at_the_page_and_the_letter_keeps_nothing(place: Town, citizen: Browser) -> None:
    count = select(func.count()).select_from(event)
    before = await place.ledger.read(lambda conn: conn.execute(count).scalar())
    await press(citizen, "look", text=SOFA, name="Åse", reply_to="aase@example.dk")
    assert citizen.status == 200
    assert "Dit brev er ikke sendt endnu." in citizen.page.words
    assert ("take", "bulky_waste") in citizen.page.buttons
    assert citizen.page.draft.strip() == SOFA
    assert 'value="aase@example.dk"' in citizen.page.html
    assert await place.ledger.read(lambda conn: conn.execute(count).scalar()) == before
    assert await rows(place, letter) == []
    assert "Set-Cookie" not in citizen.headers


async def test_sending_stands_before_the_form_that_fits_and_needs_no_other_step(citizen: Browser) -> None:
    await press(citizen, "look", text=SOFA)
    buttons = [pair for pair in citizen.page.buttons if pair[0] in ("do", "take")]
    assert buttons == [("do", "send"), ("take", "bulky_waste"), ("do", "send")]


async def test_a_letter_gets_its_number_at_once_and_counts_as_the_contact_it_is(
    place: Town, citizen: Browser
) -> None:
    await press(citizen, "look", text=SOFA, name="Åse", reply_to="aase@example.dk")
    await press(citizen, "send", text=SOFA, name="Åse", reply_to="aase@example.dk")
    assert citizen.status == 200
    (kept,) = await rows(place, letter)
    assert kept.number == number(citizen)
    assert "Affald og miljø" in citizen.page.words
    assert "svare dig på e-mail" in citizen.page.words
    words = office_of(place.catalogue).seal.open(kept.sealed)
    assert (words.text, words.name, words.reply_to) == (SOFA, "Åse", "aase@example.dk")
    (counted,) = await rows(place, contact)
    assert (counted.channel, counted.service, counted.contact_id) == ("email", "bulky_waste", kept.number)
    await citizen.open(f"{PATH}/{kept.number}?language=en")
    assert "Your letter has been received" in citizen.page.words
    assert number(citizen) == kept.number


async def test_a_receipt_is_shown_to_whoever_holds_its_conversation_and_nobody_else(
    place: Town, citizen: Browser
) -> None:
    await press(citizen, "send", text=SOFA)
    mine = number(citizen)
    async with browser(place) as other:
        await other.open(f"{PATH}/{mine}")
        assert (other.status, mine in other.page.words) == (404, False)
    await citizen.open(f"{PATH}/GV-2222-2222")
    assert citizen.status == 404


async def test_a_double_submit_and_a_reload_send_one_letter(place: Town, citizen: Browser) -> None:
    fields = {**citizen.page.hidden, "do": "send", "text": SOFA}
    answers = []
    async with browser(place) as other:  # two clicks before the first answer brought its cookie
        both = await asyncio.gather(citizen.post(PATH, fields), other.post(PATH, fields))
        answers += [number(one) for one in both]
    for _ in range(3):
        answers.append(number(await citizen.post(PATH, fields)))
    (kept,) = await rows(place, letter)
    assert answers == [kept.number] * 5
    assert len(await rows(place, contact)) == 1
    assert len(await rows(place, conversation)) == 1


async def test_the_back_button_with_other_words_says_that_the_first_letter_went(
    place: Town, citizen: Browser
) -> None:
    old = dict(citizen.page.hidden)
    await press(citizen, "send", text=SOFA)
    await citizen.post(PATH, {**old, "do": "send", "text": SOFA + " i dag"})
    assert citizen.status == 409
    assert "allerede sendt" in citizen.page.words
    assert citizen.page.draft.strip() == SOFA + " i dag"
    await press(citizen, "send", text=SOFA + " i dag")
    assert citizen.status == 200
    assert len(await rows(place, letter)) == 2


async def test_who_takes_the_form_is_booked_keeps_the_words_and_may_write_all_the_same(
    place: Town, citizen: Browser
) -> None:
    await press(citizen, "look", text=SOFA)
    await press(citizen, "take=bulky_waste", text=SOFA)
    assert f"{place.url}/go/" in citizen.page.html
    assert citizen.page.draft.strip() == SOFA
    assert await standings(place) == [("bulky_waste", "offered", "revealed")]
    assert await rows(place, letter) == []
    await press(citizen, "send", text=SOFA)
    assert await standings(place) == [("bulky_waste", "reversed", "revealed")]
    (kept,) = await rows(place, letter)
    assert (kept.number, kept.service) == (number(citizen), "bulky_waste")


async def test_a_letter_from_the_chat_is_of_its_conversation_and_takes_its_offer_back(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa skal hentes")
        await citizen.open(f"{PATH}?service=bulky_waste")
        await press(citizen, "send", text="Kom nu og hent den")
    assert [state for _, state, _ in await standings(place)] == ["reversed"]
    (talk,) = await rows(place, conversation)
    (kept,) = await rows(place, letter)
    assert kept.conversation == talk.id


async def test_a_form_that_nobody_has_is_not_taken(citizen: Browser) -> None:
    await press(citizen, "take=home_care", text=SOFA)
    assert citizen.status == 422
    assert "ingen formular" in citizen.page.words
    assert citizen.page.draft.strip() == SOFA


@pytest.mark.parametrize("do", ["look", "send"])
async def test_all_that_is_amiss_is_told_at_once_beside_its_field(
    place: Town, citizen: Browser, do: str
) -> None:
    typed = {"text": " \n", "name": "x" * 101, "reply_to": "ikke en adresse"}
    await press(citizen, do, **typed)
    assert citizen.status == 422
    for field in typed:
        assert f'href="#{field}"' in citizen.page.html
        assert f"{field}-error" in citizen.page.ids
    assert citizen.page.html.count('aria-invalid="true"') == 3
    assert 'value="ikke en adresse"' in citizen.page.html
    assert await rows(place, letter) == []
    assert await rows(place, conversation) == []


@pytest.mark.parametrize("text", ["å" * 50_000, "ord " * 12_500], ids=["one_word", "words"])
async def test_what_is_too_long_is_given_back_whole(place: Town, citizen: Browser, text: str) -> None:
    await press(citizen, "send", text=text)
    assert citizen.status == 422
    assert "8000" in citizen.page.words
    assert citizen.page.draft.strip() == text.strip()
    assert await rows(place, letter) == []


SCRIPT = '"><script>document.title=1</script>{{7*7}}'


async def test_markup_in_every_field_is_text(citizen: Browser) -> None:
    fields = dict.fromkeys(
        ("text", "name", "reply_to", "service", "language", "speak", "id", "begin"), SCRIPT
    )
    await citizen.post(PATH, {**fields, "do": "look"})
    assert "<script>document" not in citizen.page.html
    assert citizen.page.draft.strip() == SCRIPT
    assert citizen.page.hidden["id"] != SCRIPT


@pytest.mark.parametrize(
    ("name", "reply_to"),
    [
        ("Åse\r\nBcc: b@example.dk", "aase@example.dk"),
        ("\u202eesÅ\u2066", "aase@example.dk"),
        ('Åse" <b@example.dk>, "', "aase@example.dk"),
    ],
    ids=["line_end", "override", "second_address"],
)
async def test_a_name_reaches_the_letter_as_one_line_and_nothing_else(
    place: Town, citizen: Browser, name: str, reply_to: str
) -> None:
    await press(citizen, "send", text=SOFA, name=name, reply_to=reply_to)
    (kept,) = await rows(place, letter)
    words = office_of(place.catalogue).seal.open(kept.sealed)
    assert words.reply_to == reply_to
    assert words.name
    assert not re.search("[\r\n\u202e\u2066]", words.name)


@pytest.mark.parametrize(
    "address", ["a@example.dk\r\nBcc: b@example.dk", "a@example.dk, b@example.dk", "Anna <a@example.dk>"]
)
async def test_an_address_that_is_more_than_one_is_refused_by_name(
    place: Town, citizen: Browser, address: str
) -> None:
    await press(citizen, "send", text=SOFA, reply_to=address)
    assert citizen.status == 422
    assert "reply_to-error" in citizen.page.ids
    assert await rows(place, letter) == []


async def test_danger_in_a_letter_shows_112_first_before_and_after_it_is_sent(
    place: Town, citizen: Browser
) -> None:
    for do in ("look", "send"):
        await press(citizen, do, text="Min mand slår mig")
        assert "Ring 112" in citizen.page.words
    assert len(await rows(place, letter)) == 1


async def test_the_language_can_be_changed_without_losing_a_word(citizen: Browser) -> None:
    await press(citizen, "speak=en", text=SOFA, name="Åse", reply_to="halv")
    assert citizen.status == 200
    assert "Your letter" in citizen.page.words
    assert citizen.page.draft.strip() == SOFA
    assert 'value="halv"' in citizen.page.html
    assert citizen.page.hidden["language"] == "en"


async def test_no_form_is_offered_again_to_who_cannot_use_digital_services(place: Town) -> None:
    async def assisted(_: dict[str, Any]) -> web.StreamResponse:
        nothing: dict[str, Any] = {"intent": None, "confidence": 0.0, "ranking": []}
        said = [present.said(place.catalogue, "da", "no_digital_kept")]
        told = {"kind": "assisted", "replies": said, "services": [], "state": {"no_digital": True}}
        return web.json_response({**told, "understanding": nothing})

    place.told.answering = assisted
    async with browser(place) as citizen:
        await citizen.say("jeg har ikke MitID")
        await citizen.open(PATH)
        await press(citizen, "look", text=SOFA)
        assert not [pair for pair in citizen.page.buttons if pair[0] == "take"]


async def test_who_is_held_up_keeps_the_words_and_sees_a_person(tmp_path: Path) -> None:
    few = Limits(
        *(Limit(name, 100, 60) for name in ("conversations", "messages", "address")),
        letters=Limit("letters", 1, 3600),
    )
    async with town(tmp_path, limits=few) as place, browser(place) as citizen:
        await (await citizen.open(PATH)).post(PATH, {**citizen.page.hidden, "do": "send", "text": SOFA})
        await citizen.open(PATH)
        held_up = dict(citizen.page.hidden)
        await press(citizen, "send", text="et brev til")
        assert citizen.status == 429
        assert "Retry-After" in citizen.headers
        assert citizen.page.draft.strip() == "et brev til"
        assert "contact" in citizen.page.ids
        assert {name: citizen.page.hidden[name] for name in ("id", "begin")} == {
            name: held_up[name] for name in ("id", "begin")
        }


async def test_where_nobody_reads_letters_the_page_says_who_to_call_and_none_leads_to_it(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, office=False) as place, browser(place) as citizen:
        for path in ("/", "/services", "/services/passport_renew", "/chat", "/nothing"):
            await citizen.open(path)
            assert PATH not in citizen.page.html, path
        await citizen.open(PATH)
        assert citizen.status == 200
        assert "ikke skrive til kommunen herfra endnu" in citizen.page.words
        await citizen.post(PATH, {"do": "send", "text": SOFA})
        assert citizen.status == 501
        assert await rows(place, letter) == []


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        pytest.param("/", f"{PATH}?language=da", id="start"),
        pytest.param("/services", f"{PATH}?language=da", id="services"),
        pytest.param("/services?q=qwxzv", f"{PATH}?language=da", id="miss"),
        pytest.param(
            "/services/passport_renew", f"{PATH}?language=da&amp;service=passport_renew", id="service"
        ),
        pytest.param("/chat", f"{PATH}?language=da", id="chat"),
        pytest.param("/nothing", f"{PATH}?language=da", id="not_found"),
        pytest.param("/accessibility", f"{PATH}?language=da", id="statement"),
    ],
)
async def test_every_page_leads_to_where_one_writes(citizen: Browser, path: str, leads_to: str) -> None:
    await citizen.open(path)
    assert f'href="{leads_to}"' in citizen.page.html


async def test_every_card_of_the_chat_leads_to_a_letter_about_it(place: Town) -> None:
    async with browser(place) as citizen:
        await citizen.say("min sofa skal hentes")
        assert f'href="{PATH}?language=da&amp;service=bulky_waste"' in citizen.page.html


async def test_a_form_of_somebody_elses_page_sends_nothing(place: Town, citizen: Browser) -> None:
    await citizen.post(
        PATH,
        {**citizen.page.hidden, "do": "send", "text": SOFA},
        Origin="https://evil.example",
        **{"Sec-Fetch-Site": "cross-site"},
    )
    assert citizen.status == 403
    assert await rows(place, letter) == []
