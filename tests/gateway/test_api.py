"""The chat API over real HTTP: what is sent, what is kept, and what is refused."""

import asyncio
import uuid

import pytest
from aiohttp import web
from openapi_spec_validator import validate as validate_openapi

from bot.gateway import engine_client
from tests.gateway.town import Town, never

CPR = "010150-5111"


async def test_a_question_gets_a_card_whose_link_opens_the_form(place: Town) -> None:
    status, turn = await place.say(await place.open(), "min sofa skal hentes")
    assert (status, turn["turn"], turn["kind"], turn["services"]) == (200, 1, "card", ["bulky_waste"])
    href = turn["replies"][0]["link"]["href"]
    assert href.startswith(f"{place.url}/go/")
    response = await place.follow(href)
    assert response.status == 303
    assert response.headers["Location"].startswith("http://localhost:8082/bulky_waste?ref=")


async def test_the_conversation_state_goes_with_every_turn(place: Town) -> None:
    conversation = await place.open()
    await place.say(conversation, "min sofa skal hentes")
    await place.say(conversation, "og et bord")
    assert [asked["state"].get("turns") for asked in place.told.asked] == [None, 1]
    assert [asked["turn"] for asked in place.told.asked] == [1, 2]


async def test_the_same_id_is_one_message_with_one_answer(place: Town) -> None:
    conversation, id = await place.open(), str(uuid.uuid4())
    first = await place.say(conversation, "min sofa", id)
    again = await place.say(conversation, "min sofa", id)
    assert first == again
    assert len(place.told.asked) == 1


async def test_the_same_id_at_the_same_moment_is_one_message(place: Town) -> None:
    conversation, id = await place.open(), str(uuid.uuid4())
    answers = await asyncio.gather(*(place.say(conversation, "min sofa", id) for _ in range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert len(place.told.asked) == 1


async def test_the_same_id_with_another_text_is_a_conflict(place: Town) -> None:
    conversation, id = await place.open(), str(uuid.uuid4())
    await place.say(conversation, "min sofa", id)
    status, problem = await place.say(conversation, "mit bord", id)
    assert (status, problem["title"]) == (409, "Conflict")


async def test_messages_are_answered_one_at_a_time_and_in_order(place: Town) -> None:
    running, most = 0, 0
    answer = place.told.answering

    async def watched(body: dict[str, object]) -> web.StreamResponse:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        response = await answer(body)
        running -= 1
        return response

    place.told.answering = watched
    conversation = await place.open()
    answers = await asyncio.gather(*(place.say(conversation, f"besked {n}") for n in range(10)))
    assert most == 1
    assert sorted(turn["turn"] for _, turn in answers) == list(range(1, 11))


async def test_what_is_personal_is_masked_before_the_engine_and_the_ledger_see_it(place: Town) -> None:
    conversation = await place.open()
    await place.say(conversation, f"mit cpr er {CPR} og min sofa skal væk")
    assert CPR not in place.told.asked[0]["text"]
    assert "[CPR]" in place.told.asked[0]["text"]
    address, headers = conversation
    async with place.session.get(address, headers=headers) as response:
        kept = await response.json()
    assert "[CPR]" in kept["turns"][0]["text"]
    for file in place.ledger.folder.rglob("*"):
        if file.is_file():
            assert CPR.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        pytest.param("", "Skriv en besked", id="empty"),
        pytest.param("  \n\t ", "Skriv en besked", id="spaces"),
        pytest.param("\u200b\u200d\u2060", "Skriv en besked", id="zero_width"),
        pytest.param("x" * 2_001, "2000", id="two_thousand_and_one"),
        pytest.param("x" * 10_000, "2000", id="ten_thousand"),
    ],
)
async def test_what_cannot_be_taken_is_said_kindly(place: Town, text: str, detail: str) -> None:
    status, problem = await place.say(await place.open(), text)
    assert status == 422
    assert detail in problem["detail"]
    assert place.told.asked == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("😀😀😀", id="emoji"),
        pytest.param("sofa\x00stol", id="nul"),
        pytest.param("e" + "\u0301" * 1_900, id="combining_marks"),
        pytest.param('/greet{"a":1}', id="intent_syntax"),
        pytest.param("{{7*7}} ${x} %s%n {slot}", id="templates"),
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param("\u202eevil\u202c", id="bidi"),
        pytest.param("a" * 1_999, id="one_long_word"),
    ],
)
async def test_odd_text_is_answered_and_comes_back_as_text(place: Town, text: str) -> None:
    conversation = await place.open()
    status, _ = await place.say(conversation, text)
    assert status == 200
    address, headers = conversation
    async with place.session.get(address, headers=headers) as response:
        kept = (await response.json())["turns"][0]["text"]
    assert "\x00" not in kept
    assert kept[:1] == text[:1] or text.startswith("\u202e")


async def test_another_alphabet_gets_both_languages_and_a_person(place: Town) -> None:
    status, turn = await place.say(await place.open(), "Мені потрібен новий паспорт")
    assert (status, turn["kind"], turn["services"]) == (200, "human", [])
    assert {reply["lang"] for reply in turn["replies"]} == {"da", "en"}
    assert place.told.asked == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"id": "not-a-uuid", "text": "a"}, id="id_shape"),
        pytest.param({"id": CPR, "text": "a"}, id="cpr_as_id"),
        pytest.param({"id": str(uuid.uuid4())}, id="neither_text_nor_choice"),
        pytest.param({"id": str(uuid.uuid4()), "text": "a", "choice": "ehic"}, id="both"),
        pytest.param({"id": str(uuid.uuid4()), "text": {"$ne": 1}}, id="object_for_text"),
        pytest.param({"id": str(uuid.uuid4()), "text": "a", "role": "admin"}, id="unknown_key"),
        pytest.param({"id": str(uuid.uuid4()), "choice": CPR}, id="cpr_as_choice"),
        pytest.param({"id": str(uuid.uuid4()), "choice": "ehic"}, id="a_choice_never_offered"),
        pytest.param([], id="array"),
    ],
)
async def test_a_wrong_body_is_a_typed_problem_and_keeps_nothing(place: Town, body: object) -> None:
    conversation = await place.open()
    status, problem = await place.send(conversation, body)
    assert status == 422
    assert CPR not in str(problem)
    address, headers = conversation
    async with place.session.get(address, headers=headers) as response:
        assert (await response.json())["turns"] == []


async def test_unknown_foreign_and_tokenless_conversations_look_alike(place: Town) -> None:
    address, headers = await place.open()
    foreign, _ = await place.open()
    unknown = f"{place.url}/api/conversations/{uuid.uuid4()}"
    bodies = []
    for url, given in [
        (foreign, headers),
        (unknown, headers),
        (address, {}),
        (address, {"Authorization": "Bearer x"}),
    ]:
        async with place.session.get(url, headers=given) as response:
            assert response.status == 404
            bodies.append(await response.read())
    async with place.session.get(f"{address}?token={headers['Authorization'][7:]}") as response:
        bodies.append(await response.read())
    assert len(set(bodies)) == 1


async def test_an_erased_conversation_is_gone_with_its_words(place: Town) -> None:
    conversation = await place.open()
    _, turn = await place.say(conversation, "et ord som ingen andre bruger: kvistrapsk")
    address, headers = conversation
    async with place.session.delete(address, headers=headers) as response:
        assert response.status == 204
    async with place.session.get(address, headers=headers) as response:
        assert response.status == 404
    assert (await place.follow(turn["replies"][0]["link"]["href"])).status == 404


@pytest.mark.parametrize(
    ("language", "kept"), [("da", "bliver gemt i 180 dage"), ("en", "is kept for 180 days")]
)
async def test_before_anybody_writes_they_know_of_the_machine_and_how_long_words_are_kept(
    place: Town, language: str, kept: str
) -> None:
    async with place.session.get(f"{place.url}/api/contact?language={language}") as response:
        told = (await response.json())["notice"]["text"]
    assert kept in told
    assert ("maskine" if language == "da" else "machine") in told


async def test_feedback_is_kept_and_silence_is_allowed(place: Town) -> None:
    address, headers = await place.open()
    for body in ({"helped": True, "otherwise": "letter"}, {"helped": None, "otherwise": None}):
        async with place.session.post(f"{address}/feedback", json=body, headers=headers) as response:
            assert response.status == 204
    async with place.session.post(f"{address}/feedback", json={"helped": "yes"}, headers=headers) as response:
        assert response.status == 422


async def test_the_transcript_says_what_the_citizen_may_still_be_asked(place: Town) -> None:
    conversation = address, headers = await place.open()

    async def ask() -> dict[str, bool]:
        async with place.session.get(address, headers=headers) as response:
            found: dict[str, bool] = (await response.json())["ask"]
            return found

    assert await ask() == {"outcome": False, "otherwise": False}
    await place.say(conversation, "min sofa skal hentes")
    assert await ask() == {"outcome": True, "otherwise": True}
    for body, left in (
        ({"left": "person"}, {"outcome": False, "otherwise": True}),
        ({"asked": True}, {"outcome": False, "otherwise": False}),
    ):
        async with place.session.post(f"{address}/feedback", json=body, headers=headers) as response:
            assert response.status == 204
        assert await ask() == left


@pytest.mark.parametrize("away", ["hangs", "gone", "rubbish", "empty", "wrong_secret", "too_long"])
async def test_without_the_engine_the_catalogue_answers(place: Town, away: str) -> None:
    async def rubbish(_: dict[str, object]) -> web.StreamResponse:
        return web.Response(text="<html>")

    async def empty(_: dict[str, object]) -> web.StreamResponse:
        return web.json_response(
            {"kind": "card", "services": [], "replies": [], "state": {}, "understanding": {}}
        )

    async def refused(_: dict[str, object]) -> web.StreamResponse:
        return web.json_response({"error": "no"}, status=401)

    async def too_long(_: dict[str, object]) -> web.StreamResponse:
        return web.Response(text="x" * 10_000_000)

    place.told.answering = {
        "hangs": never, "rubbish": rubbish, "empty": empty, "wrong_secret": refused, "too_long": too_long,
        "gone": never,
    }[away]  # fmt: skip
    if away == "gone":
        place.engine.connect("http://127.0.0.1:9", "x")
    status, turn = await place.say(await place.open(), "bulky waste")
    assert status == 200
    assert "bulky_waste" in turn["services"]
    assert turn["kind"] in {"card", "clarify"}


async def test_danger_is_met_also_without_the_engine(place: Town) -> None:
    place.engine.disconnect()
    _, turn = await place.say(await place.open(), "hjælp min mand slår mig")
    assert turn["kind"] == "emergency"
    assert "112" in turn["replies"][0]["text"]


async def test_a_failing_engine_is_left_alone_after_a_few_failures(place: Town) -> None:
    async def failing(_: dict[str, object]) -> web.StreamResponse:
        return web.json_response({"error": "The engine failed."}, status=500)

    place.told.answering = failing
    conversation = await place.open()
    for number in range(8):
        await place.say(conversation, f"sofa {number}")
    assert len(place.told.asked) == 5


async def test_only_the_first_message_waits_for_a_hanging_engine(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "PROBE_SECONDS", 0.05)
    monkeypatch.setattr(engine_client, "PROBE_PAUSE_SECONDS", 0.0)
    well, place.told.answering = place.told.answering, never
    place.told.well.clear()
    place.engine._seconds = 0.05
    conversation = await place.open()
    for number in range(4):
        assert (await place.say(conversation, f"sofa {number}"))[0] == 200
    assert len(place.told.asked) == 1

    place.told.answering, place.engine._seconds = well, 1.0
    place.told.well.set()
    async with asyncio.timeout(10):
        while len(place.told.asked) == 1:
            await place.say(conversation, "og min sofa")
    assert place.told.asked[1]["text"] == "og min sofa"


async def test_an_engine_that_stays_away_is_given_up_once(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "PROBE_SECONDS", 0.01)
    monkeypatch.setattr(engine_client, "PROBE_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(engine_client, "HUNG_SECONDS", 0.05)
    place.told.answering, place.engine._seconds = never, 0.05
    place.told.well.clear()
    given_up = asyncio.Semaphore(0)
    place.engine.connect(place.engine._url, place.engine._secret, hung=given_up.release)
    await place.say(await place.open(), "sofa")
    async with asyncio.timeout(10):
        await given_up.acquire()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await given_up.acquire()


async def test_events_replay_what_came_after_the_last_one_seen(place: Town) -> None:
    conversation = await place.open()
    for number in range(3):
        await place.say(conversation, f"besked {number}")
    address, headers = conversation
    async with place.session.get(f"{address}/events", headers={**headers, "Last-Event-ID": "1"}) as stream:
        ids = [await _next_id(stream.content), await _next_id(stream.content)]
        await place.say(conversation, "en mere")
        ids.append(await _next_id(stream.content))
    assert ids == [2, 3, 4]


async def _next_id(content: object) -> int:
    async for line in content:  # type: ignore[attr-defined]
        if line.startswith(b"id: "):
            return int(line[4:])
    raise AssertionError("the stream ended")


@pytest.mark.parametrize("last", ["-1", "9" * 30, "abc", "1; DROP"])
async def test_a_strange_last_event_id_is_refused(place: Town, last: str) -> None:
    address, headers = await place.open()
    async with place.session.get(f"{address}/events", headers={**headers, "Last-Event-ID": last}) as response:
        assert response.status == 400


async def test_the_description_is_valid_and_names_every_route_of_the_api(place: Town) -> None:
    async with place.session.get(f"{place.url}/api/openapi.json") as response:
        document = await response.json()
    validate_openapi(document)
    assert set(document["paths"]) >= {
        "/api/conversations",
        "/api/conversations/{id}/messages",
        "/api/contact",
    }


async def test_another_site_may_carry_the_widget_only_when_it_is_listed(place: Town) -> None:
    for origin, allowed in (("https://www.example.dk", True), ("https://evil.example", False)):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        address = f"{place.url}/api/conversations"
        async with place.session.options(address, headers=asked) as response:
            assert (response.headers.get("Access-Control-Allow-Origin") == origin) == allowed
            assert (response.status == 204) == allowed
