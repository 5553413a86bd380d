"""Write to us by the API: suggestions that keep nothing, forms that are taken instead, letters that count."""

import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.ledger import browsing
from bot.ledger.filters import LogFilter
from bot.ledger.tables import contact, conversation, event, letter
from bot.ledger.verify import verify
from tests.gateway.town import Town, town

SOFA = "Jeg har en gammel sofa, som skal hentes som storskrald"
NUMBER = re.compile(r"GV-[2-9B-Z]{4}-[2-9B-Z]{4}")
Opened = tuple[str, dict[str, str]]


async def post(place: Town, opened: Opened, what: str, **body: Any) -> tuple[int, dict[str, Any]]:
    address, headers = opened
    async with place.session.post(f"{address}/{what}", json=body, headers=headers) as response:
        return response.status, await response.json()


async def sent(place: Town, opened: Opened, text: str = SOFA, **more: Any) -> dict[str, Any]:
    status, body = await post(place, opened, "letters", id=str(uuid.uuid4()), text=text, **more)
    assert status == 201, body
    return body


async def rows(place: Town, table: Any) -> list[Any]:
    return list(await place.ledger.read(lambda conn: conn.execute(select(table)).all()))


async def standings(place: Town) -> list[tuple[str, str, str | None]]:
    page = await place.ledger.read(lambda conn: browsing.log(conn, LogFilter()))
    return [(row.service, row.state.value, row.basis) for row in page.rows]


async def test_what_is_being_written_gets_its_form_and_nothing_is_kept(place: Town) -> None:
    opened = await place.open()
    count = select(func.count()).select_from(event)
    before = await place.ledger.read(lambda conn: conn.execute(count).scalar())
    status, body = await post(place, opened, "suggestions", text=SOFA)
    assert status == 200
    (card,) = body["cards"]
    assert (card["service"], card["link"]["href"]) == ("bulky_waste", None)
    assert body["department"] == {"id": "environment", "name": "Affald og miljø"}
    assert body["replies"] == []
    assert await place.ledger.read(lambda conn: conn.execute(count).scalar()) == before
    assert await standings(place) == []


@pytest.mark.parametrize(
    "text",
    ["", "   ", "xqzt", "\u202e\u200b", "x" * 50_000],
    ids=["nothing", "blanks", "no_word", "invisible", "long"],
)
async def test_what_says_nothing_gets_no_form(place: Town, text: str) -> None:
    status, body = await post(place, await place.open(), "suggestions", text=text)
    assert (status, body["cards"]) == (200, [])


async def test_a_form_that_is_taken_instead_of_a_letter_is_revealed(place: Town) -> None:
    opened = await place.open()
    status, body = await post(place, opened, "forms", service="bulky_waste")
    assert status == 200
    href = body["card"]["link"]["href"]
    assert href.startswith(f"{place.url}/go/")
    assert await standings(place) == [("bulky_waste", "offered", "revealed")]
    again = await post(place, opened, "forms", service="bulky_waste")
    assert again == (200, body)
    assert (await place.follow(href, **{"Sec-Fetch-Mode": "navigate"})).status in (302, 303)
    assert [basis for _, _, basis in await standings(place)] == ["revealed"]


@pytest.mark.parametrize("service", ["no_such_service", "home_care"], ids=["unknown", "without_a_form"])
async def test_there_is_no_form_to_take_where_there_is_none(place: Town, service: str) -> None:
    status, body = await post(place, await place.open("en"), "forms", service=service)
    assert (status, body["detail"]) == (
        422,
        "There is no online form for this. You can send your letter.",
    )


async def test_a_letter_gets_its_receipt_and_counts_as_the_contact_it_is(place: Town) -> None:
    opened = await place.open()
    body = await sent(place, opened, name="Anna", reply_to="anna@søby.example")
    assert NUMBER.fullmatch(body["number"])
    assert (body["department"]["id"], body["service"]) == ("environment", "bulky_waste")
    assert body["number"] in str(body["replies"][0])
    (kept,) = await rows(place, letter)
    assert (kept.state, kept.department, kept.language) == ("waiting", "environment", "da")
    assert "sofa" not in str(kept)
    (counted,) = await rows(place, contact)
    assert (counted.channel, counted.service, counted.contact_id) == ("email", "bulky_waste", body["number"])
    assert counted.pseudonym.startswith("gvp1_")
    (talk,) = await rows(place, conversation)
    assert (talk.outcome, talk.service) == ("human", "bulky_waste")
    everything = "".join(str(row) for row in await rows(place, event))
    assert "sofa" not in everything
    assert "anna" not in everything


async def test_the_same_letter_again_is_the_same_letter_and_another_one_is_a_conflict(place: Town) -> None:
    opened, id = await place.open(), str(uuid.uuid4())
    first = await post(place, opened, "letters", id=id, text=SOFA)
    assert first[0] == 201
    for _ in range(9):
        assert await post(place, opened, "letters", id=id, text=SOFA) == first
    assert (await post(place, opened, "letters", id=id, text=SOFA + "!"))[0] == 409
    assert len(await rows(place, letter)) == 1
    assert len(await rows(place, contact)) == 1


async def test_who_takes_the_form_and_writes_all_the_same_saves_nothing(place: Town) -> None:
    """Nothing in the letter names anybody: it is the conversation that tells."""
    opened = await place.open()
    await post(place, opened, "forms", service="bulky_waste")
    await sent(place, opened, "Kom og hent min sofa", service="bulky_waste")
    assert await standings(place) == [("bulky_waste", "reversed", "revealed")]
    found = await place.ledger.read(
        lambda conn: conn.execute(select(func.count()).select_from(event)).scalar()
    )
    assert found


async def test_a_letter_about_something_else_takes_nothing_back(place: Town) -> None:
    opened = await place.open()
    await post(place, opened, "forms", service="bulky_waste")
    await sent(place, opened, "Noget helt andet", service="passport_renew")
    assert [state for _, state, _ in await standings(place)] == ["offered"]


async def test_a_citizen_is_known_by_the_address_that_they_gave_in_another_conversation(place: Town) -> None:
    asking = await place.open()
    await place.say(asking, "min sofa skal væk, skriv til anna@example.dk")
    assert [state for _, state, _ in await standings(place)] == ["offered"]
    await sent(place, await place.open(), service="bulky_waste", reply_to="Anna@Example.dk")
    assert [state for _, state, _ in await standings(place)] == ["reversed"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("Min mand slår mig", "da"), ("There is a fire", "en"), ("There is a fire", "da")],
)
async def test_danger_shows_112_first_and_the_letter_is_sent_all_the_same(
    place: Town, text: str, language: str
) -> None:
    opened = await place.open()
    _, suggested = await post(place, opened, "suggestions", text=text, language=language)
    body = await sent(place, opened, text, language=language)
    for replies in (suggested["replies"], body["replies"]):
        assert replies[0]["level"] == "danger"
        assert "112" in replies[0]["text"]
    assert len(await rows(place, letter)) == 1


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("text", {"text": ""}),
        ("text", {"text": "\u200b \n"}),
        ("text", {"text": "x" * 8001}),
        ("name", {"name": "x" * 101}),
        ("reply_to", {"reply_to": "a@b"}),
        ("reply_to", {"reply_to": "a@example.dk, b@example.dk"}),
        ("reply_to", {"reply_to": "a@example.dk\r\nBcc: b@example.dk"}),
        ("reply_to", {"reply_to": "Anna <a@example.dk>"}),
        ("reply_to", {"reply_to": "å@example.dk"}),
        ("reply_to", {"reply_to": "a" * 65 + "@example.dk"}),
    ],
)
async def test_what_is_amiss_is_named_and_nothing_is_kept(
    place: Town, field: str, given: dict[str, str]
) -> None:
    opened = await place.open()
    status, body = await post(place, opened, "letters", **{"id": str(uuid.uuid4()), "text": SOFA, **given})
    assert (status, body["field"]) == (422, field)
    assert await rows(place, letter) == []
    assert await rows(place, contact) == []


async def test_the_third_letter_of_an_hour_is_held_up_with_a_person_to_talk_to(place: Town) -> None:
    opened = await place.open()
    for _ in range(2):
        await sent(place, opened)
    status, body = await post(place, opened, "letters", id=str(uuid.uuid4()), text=SOFA)
    assert status == 429
    assert body["contact"]["department"] == "citizen_service"
    assert len(await rows(place, letter)) == 2


@pytest.fixture
async def without_mail(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, office=False) as opened:
        yield opened


async def test_where_no_mailbox_is_known_writing_is_not_offered_and_it_says_who_to_call(
    without_mail: Town,
) -> None:
    opened = await without_mail.open("en")
    status, body = await post(
        without_mail, opened, "letters", id=str(uuid.uuid4()), text=SOFA, service="bulky_waste"
    )
    assert (status, body["contact"]["department"]) == (501, "environment")
    _, suggested = await post(without_mail, opened, "suggestions", text=SOFA)
    assert suggested["department"] is None
    async with without_mail.session.get(f"{without_mail.url}/api/contact") as response:
        assert (await response.json())["letters"] is False
    assert await rows(without_mail, letter) == []


@pytest.mark.parametrize("what", ["suggestions", "forms", "letters"])
async def test_a_conversation_of_somebody_else_is_not_found(place: Town, what: str) -> None:
    address, _ = await place.open()
    status, _ = await post(place, (address, {"Authorization": "Bearer x"}), what)
    assert status == 404


async def test_the_chain_is_whole_after_letters(place: Town, tmp_path: Path) -> None:
    opened = await place.open()
    await post(place, opened, "forms", service="bulky_waste")
    await sent(place, opened, reply_to="anna@example.dk")
    await place.ledger.close()
    found = verify(place.ledger.database.url.render_as_string(hide_password=False))
    assert not found.findings
