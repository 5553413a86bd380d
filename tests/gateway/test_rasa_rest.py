"""Rasa's `rest` shape: who may use it, whose conversation it is, and what an answer looks like."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.deflection.lifecycle import State
from bot.failure import CommandError
from bot.gateway.door import Limits
from bot.gateway.limits import Limit
from bot.gateway.rasa_clients import RasaClients
from bot.house.citizens import rasa_clients
from bot.ledger import browsing
from tests.gateway.town import Town, clarifying, never, town

PATH = "/webhooks/rest/webhook"
KEYS = {"site": "the key of the site", "library": "the key of the library"}
SITE = "https://www.site.example"
LIBRARY = "https://library.example"
SENDER = "6f1f6f7e-8d0b-4f0e-9a4e-0f5f3b5a9f10"
CLIENTS = RasaClients(
    KEYS, {"site": frozenset({SITE}), "library": frozenset({LIBRARY})}, b"nobody outside knows this"
)
NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, rasa=CLIENTS) as opened:
        yield opened


async def post(
    place: Town, message: object, *, sender: object = SENDER, key: str = KEYS["site"], **more: Any
) -> tuple[int, Any]:
    """`more`: `headers` beside the key's, and other members of the body."""
    headers = {"Authorization": f"Bearer {key}", **more.pop("headers", {})}
    body = {"sender": sender, "message": message, **more}
    async with place.session.post(f"{place.url}{PATH}", json=body, headers=headers) as response:
        return response.status, await response.json()


async def test_an_answer_is_a_list_of_texts_with_an_address_that_can_be_followed(place: Town) -> None:
    status, messages = await post(place, "min sofa skal hentes")
    assert status == 200
    assert {tuple(message) for message in messages} == {("recipient_id", "text")}
    assert {message["recipient_id"] for message in messages} == {SENDER}
    href = next(
        word.strip("()") for message in messages for word in message["text"].split() if "/go/" in word
    )
    response = await place.follow(href)
    receipt = {"form": "bulky_waste", "reference": str(uuid.uuid4()), "state": "completed"}
    ref = response.headers["Location"].partition("ref=")[2]
    assert (await place.receipt({**receipt, "ref": ref}))[0] == 200
    booked = await place.ledger.read(lambda conn: browsing.log(conn, browsing.LogFilter()))
    assert [(row.service, row.state) for row in booked.rows] == [("bulky_waste", State.COMPLETED)]


async def test_the_first_answer_says_what_it_is_unless_that_was_shown_at_the_opening(place: Town) -> None:
    _, opening = await post(place, "/session_start")
    assert "maskine" in opening[0]["text"]
    assert "180 dage" in opening[0]["text"]
    assert place.told.asked == []
    _, told = await post(place, "min sofa", metadata={"told": True})
    _, untold = await post(place, "min sofa", sender=f"another {SENDER}")
    assert ["maskine" in messages[0]["text"] for messages in (told, untold)] == [False, True]
    _, second = await post(place, "og et bord", sender=f"another {SENDER}")
    assert "maskine" not in second[0]["text"]


async def test_a_button_s_payload_comes_back_as_a_choice(place: Town) -> None:
    place.told.answering = clarifying(place)
    _, messages = await post(place, "jeg skal have noget hentet")
    buttons = next(message["buttons"] for message in messages if "buttons" in message)
    assert all(set(button) == {"title", "payload"} for button in buttons)
    place.told.answering = place.carding("bulky_waste")
    status, _ = await post(place, buttons[0]["payload"])
    assert (status, place.told.asked[-1]["choice"], place.told.asked[-1]["text"]) == (
        200,
        buttons[0]["payload"].removeprefix("/service/"),
        None,
    )


@pytest.mark.parametrize("message", ["/service/passport_renew", "/service/nothing_of_ours"])
async def test_a_choice_that_was_never_offered_is_refused(place: Town, message: str) -> None:
    await post(place, "hej")
    for sender in (SENDER, f"new {SENDER}"):
        status, problem = await post(place, message, sender=sender)
        assert (status, problem["status"]) == (422, 422)
    assert len(place.told.asked) == 1


@pytest.mark.parametrize("text", ["/greet", '/inform{"service": "x"}', "/service/Not One", "/", "/ restart"])
async def test_what_else_begins_with_a_slash_is_text(place: Town, text: str) -> None:
    assert (await post(place, text))[0] == 200
    assert (place.told.asked[-1]["text"], place.told.asked[-1]["choice"]) == (text, None)


async def test_what_is_said_is_masked_as_everywhere(place: Town) -> None:
    _, messages = await post(place, "mit cpr-nummer er 010150-5111")
    assert "010150" not in place.told.asked[-1]["text"]
    assert "skjult" in messages[-1]["text"]


async def test_the_same_message_id_is_the_same_message(place: Town) -> None:
    metadata = {"message_id": str(uuid.uuid4()), "language": "en", "channel": "web"}
    answers = [await post(place, "a sofa", metadata=metadata, input_channel="rest") for _ in range(2)]
    assert len(place.told.asked) == 1
    assert answers[0][1][-1] == answers[1][1][-1]
    assert place.told.asked[0]["language"] == "en"


async def test_a_double_click_on_the_first_message_begins_one_conversation(place: Town) -> None:
    await asyncio.gather(*(post(place, "min sofa") for _ in range(2)))
    assert len({asked["conversation"] for asked in place.told.asked}) == 1


async def test_one_sender_of_two_clients_is_two_citizens(place: Town) -> None:
    await post(place, "min sofa skal hentes")
    await post(place, "min sofa skal hentes", key=KEYS["library"])
    mine, theirs = (asked["conversation"] for asked in place.told.asked)
    assert mine != theirs
    assert CLIENTS.conversation("a", "1\nb", NOON.date(), 0) != CLIENTS.conversation(
        "a\n1", "b", NOON.date(), 0
    )
    other = RasaClients(KEYS, {}, b"another house")
    assert other.conversation("site", SENDER, NOON.date(), 0) != CLIENTS.conversation(
        "site", SENDER, NOON.date(), 0
    )


async def test_nobody_opens_the_conversation_by_the_chat_api(place: Town) -> None:
    await post(place, "min sofa skal hentes")
    address = f"{place.url}/api/conversations/{place.told.asked[0]['conversation']}"
    for token in (KEYS["site"], SENDER, ""):
        async with place.session.get(address, headers={"Authorization": f"Bearer {token}"}) as response:
            assert response.status == 404


async def test_restart_erases_and_begins_again(place: Town) -> None:
    await post(place, "min sofa skal hentes")
    _, told = await post(place, "/restart")
    assert told == [{"recipient_id": SENDER, "text": "Samtalen er slettet."}]
    status, messages = await post(place, "og et bord")
    assert (status, "maskine" in messages[0]["text"]) == (200, True)
    assert len({asked["conversation"] for asked in place.told.asked}) == 2


@pytest.mark.parametrize(
    ("waited", "same"),
    [
        pytest.param(timedelta(hours=3), True, id="later_the_same_day"),
        pytest.param(timedelta(hours=12, minutes=20), False, id="next_day_after_a_long_silence"),
        pytest.param(timedelta(days=3), False, id="days_later"),
    ],
)
async def test_a_conversation_lasts_a_day(tmp_path: Path, waited: timedelta, same: bool) -> None:
    clock = Clock(NOON)
    async with town(tmp_path, rasa=CLIENTS, clock=clock) as place:
        await post(place, "min sofa")
        clock.now += waited
        await post(place, "og et bord")
        assert len({asked["conversation"] for asked in place.told.asked}) == (1 if same else 2)


async def test_a_conversation_goes_on_over_midnight(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 11, 25, 22, 50, tzinfo=UTC))  # ten to midnight in Copenhagen
    async with town(tmp_path, rasa=CLIENTS, clock=clock) as place:
        for _ in range(3):
            await post(place, "min sofa")
            clock.now += timedelta(minutes=20)
        assert len({asked["conversation"] for asked in place.told.asked}) == 1


@pytest.mark.parametrize("key", ["", "wrong", "the key of the sitE", "Bearer the key of the site"])
async def test_without_the_right_key_nothing_is_said(place: Town, key: str) -> None:
    status, problem = await post(place, "min sofa", key=key)
    assert (status, problem["detail"]) == (401, "Send the key of your chat as Authorization: Bearer <key>.")
    assert place.told.asked == []


async def test_it_is_off_until_a_client_is_named(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        status, problem = await post(place, "min sofa")
        assert (status, problem["detail"]) == (404, "There is nothing at this address.")
        asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
        async with place.session.options(f"{place.url}{PATH}", headers=asked) as response:
            assert response.status == 404


@pytest.mark.parametrize(
    ("origin", "preflight", "status"),
    [
        pytest.param(SITE, True, 200, id="its_own_site"),
        pytest.param(LIBRARY, True, 403, id="another_client_s_site"),
        pytest.param("https://evil.example", False, 403, id="a_stranger"),
        pytest.param("null", False, 403, id="a_file_or_a_sandbox"),
    ],
)
async def test_a_page_speaks_only_from_its_client_s_sites(
    place: Town, origin: str, preflight: bool, status: int
) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    async with place.session.options(f"{place.url}{PATH}", headers=asked) as response:
        assert (response.status == 204) is preflight
        assert (response.headers.get("Access-Control-Allow-Origin") == origin) is preflight
    answered, _ = await post(place, "min sofa", headers={"Origin": origin})
    assert answered == status
    assert len(place.told.asked) == (1 if status == 200 else 0)


async def test_a_page_s_sender_is_nothing_that_is_soon_guessed(place: Town) -> None:
    status, problem = await post(place, "min sofa", sender="test_user", headers={"Origin": SITE})
    assert (status, "UUID" in problem["detail"]) == (422, True)
    assert (await post(place, "min sofa", sender="test_user"))[0] == 200
    assert (await post(place, "min sofa", sender=42))[0] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param("{", 400, id="no_json"),
        pytest.param("[]", 422, id="a_list"),
        pytest.param(json.dumps({"message": "hej"}), 422, id="no_sender"),
        pytest.param(json.dumps({"sender": SENDER}), 422, id="no_message"),
        pytest.param(json.dumps({"sender": "", "message": "hej"}), 422, id="nobody"),
        pytest.param(json.dumps({"sender": "x" * 201, "message": "hej"}), 422, id="long_sender"),
        pytest.param(json.dumps({"sender": SENDER, "message": " "}), 422, id="nothing_said"),
        pytest.param(json.dumps({"sender": SENDER, "message": "å" * 2001}), 422, id="too_long"),
        pytest.param(json.dumps({"sender": SENDER, "message": ["hej"]}), 422, id="message_no_text"),
        pytest.param(
            json.dumps({"sender": SENDER, "message": "x", "metadata": {"language": "de"}}),
            422,
            id="other_language",
        ),
        pytest.param(json.dumps({"sender": SENDER, "message": "x" * 70_000}), 413, id="huge"),
    ],
)
async def test_what_is_wrong_is_a_problem_and_books_nothing(place: Town, body: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {KEYS['site']}", "Content-Type": "application/json"}
    async with place.session.post(f"{place.url}{PATH}", data=body, headers=headers) as response:
        assert (response.status, response.content_type) == (status, "application/problem+json")
        assert (await response.json())["detail"]
    assert place.told.asked == []


async def test_streaming_is_one_message_a_line(place: Town) -> None:
    headers = {"Authorization": f"Bearer {KEYS['site']}"}
    body = {"sender": SENDER, "message": "min sofa"}
    async with place.session.post(f"{place.url}{PATH}?stream=true", json=body, headers=headers) as response:
        lines = (await response.text()).splitlines()
    assert response.content_type == "text/event-stream"
    assert {json.loads(line)["recipient_id"] for line in lines} == {SENDER}


async def test_without_an_engine_the_catalogue_answers(place: Town) -> None:
    place.told.answering = never
    status, messages = await post(place, "min sofa skal hentes som storskrald")
    assert (status, any("/go/" in message["text"] for message in messages)) == (200, True)


@pytest.mark.parametrize("limited", ["conversations", "messages", "address_messages"])
async def test_it_has_the_limits_of_the_chat_api(tmp_path: Path, limited: str) -> None:
    many = {
        name: Limit(name, 1 if name == limited else 100, 600)
        for name in ("conversations", "messages", "address_messages")
    }
    async with town(tmp_path, rasa=CLIENTS, limits=Limits(**many)) as place:
        assert (await post(place, "min sofa"))[0] == 200
        sender = f"other {SENDER}" if limited == "conversations" else SENDER
        status, problem = await post(place, "min sofa", sender=sender)
        assert (status, problem["contact"]["type"]) == (429, "contact")


def settings(keys: str, origins: str = "") -> Any:
    return SimpleNamespace(secret_rasa_clients=keys, rasa_client_origins=origins)


def test_keys_and_origins_are_given_by_client() -> None:
    given = settings(
        "site=0123456789abcdef, app=fedcba9876543210",
        "site=https://a.example, site=http://localhost:8000",
    )
    found = rasa_clients(given, b"secret")
    assert found.named("fedcba9876543210") == "app"
    assert found.origins == {
        "site": {"https://a.example", "http://localhost:8000"},
        "app": frozenset(),
    }


@pytest.mark.parametrize(
    ("keys", "origins"),
    [
        pytest.param("site=short", "", id="short_key"),
        pytest.param("site", "", id="no_key"),
        pytest.param("a=0123456789abcdef,b=0123456789abcdef", "", id="one_key_for_two"),
        pytest.param("site=0123456789abcdef", "other=https://a.example", id="nobody_s_origin"),
        pytest.param("site=0123456789abcdef", "site=https://a.example/", id="slash"),
        pytest.param("site=0123456789abcdef", "site=*", id="everybody"),
    ],
)
def test_what_cannot_be_used_keeps_the_house_shut(keys: str, origins: str) -> None:
    with pytest.raises(CommandError, match="GENVEJ_"):
        rasa_clients(settings(keys, origins), b"secret")
