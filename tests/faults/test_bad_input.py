"""What is sent to the chat API and to receipts: each a typed problem or a friendly answer, nothing lost."""

import asyncio
import base64
import json
import uuid
from typing import Any

import pytest

from bot.gateway import turns
from bot.ledger import browsing
from bot.ledger.filters import LogFilter
from tests.faults.counting import rows, stored
from tests.faults.wire import Answer, exchange, request
from tests.gateway.town import SECRET, Town, town
from tests.services.postgres import Postgres

ID = str(uuid.uuid4())
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BOMBS = [
    pytest.param(b"", id="empty"),
    pytest.param(b"\xef\xbb\xbf{}", id="byte_order_mark"),
    pytest.param(b'{"text": "\xff"}', id="not_utf8"),
    pytest.param(b"[" * 30_000, id="arrays_in_arrays"),
    pytest.param(b'{"a":' * 10_000 + b"1" + b"}" * 10_000, id="objects_in_objects"),
    pytest.param(b"9" * 5_000, id="5000_digits"),
    pytest.param(b'{"text": ' + b"9" * 5_000 + b"}", id="5000_digits_in_a_field"),
    pytest.param(b'{"text": NaN}', id="nan"),
    pytest.param(b'{"text": -Infinity}', id="infinity"),
    pytest.param(b'{"text": 1e400}', id="too_large_a_number"),
    pytest.param(b'{"text": "\\ud800"}', id="lone_surrogate"),
    pytest.param(b'{"\\udfff": "a"}', id="lone_surrogate_as_a_name"),
    pytest.param(b'{"text": "a", "text": "b"}', id="a_field_twice"),
    pytest.param(b"{'text': 'a'}", id="single_quotes"),
    pytest.param(b"{}{}", id="two_bodies"),
    pytest.param(b"\x1f\x8b\x08\x00", id="gzip"),
]
SHAPES = [
    pytest.param({"id": ID, "text": {"$ne": 1}}, id="object_for_text"),
    pytest.param({"id": ID, "text": ["a"]}, id="array_for_text"),
    pytest.param({"id": ID, "text": 1}, id="number_for_text"),
    pytest.param({"id": ID, "text": True}, id="truth_for_text"),
    pytest.param({"id": 1, "text": "a"}, id="number_for_id"),
    pytest.param({"id": ID, "text": "a", "unknown-word": 1}, id="unknown_field"),
    pytest.param({"id": ID, "text": "a", "__proto__": {}}, id="prototype"),
    pytest.param({"language": "xx"}, id="unknown_language"),
    pytest.param({"language": 1, "page": []}, id="wrong_types"),
    pytest.param([], id="array"),
    pytest.param(None, id="null"),
    pytest.param("text", id="string"),
]


async def post(
    place: Town, path: str, body: bytes, token: str = "", kind: str = "application/json"
) -> Answer:
    headers = f"Content-Type: {kind}\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
    return await exchange(place.url, request("POST", path, headers.encode(), body))


async def doors(place: Town) -> list[tuple[str, str]]:
    """Each address that takes JSON, with what opens it."""
    address, headers = await place.open()
    conversation, token = address.removeprefix(place.url), headers["Authorization"].removeprefix("Bearer ")
    inside = [(f"{conversation}/messages", token), (f"{conversation}/feedback", token)]
    return [("/api/conversations", ""), *inside, ("/api/receipts/generic", SECRET)]


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("body", BOMBS)
async def test_what_is_no_json_is_refused_at_every_door(standing: Town, body: bytes) -> None:
    addresses = await doors(standing)
    before = await stored(standing)
    for path, token in addresses:
        answer = await post(standing, path, body, token)
        assert answer.status in {400, 422}, path
        answer.is_a_bland_problem()
    assert await stored(standing) == before


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("body", SHAPES)
async def test_a_wrong_shape_is_refused_at_every_door_and_not_repeated(standing: Town, body: object) -> None:
    addresses = await doors(standing)
    before = await stored(standing)
    for path, token in addresses:
        answer = await post(standing, path, json.dumps(body).encode(), token)
        assert answer.status == 422, path
        assert answer.json()["fields"]
        assert b"unknown-word" not in answer.raw
        answer.is_a_bland_problem()
    assert await stored(standing) == before


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("so\x00fa\x00", "sofa", id="nul"),
        pytest.param("\x00", None, id="only_nul"),
        pytest.param("sofa \U0010ffff \ufffe", None, id="no_characters"),
        pytest.param("tab\tog\r\nlinje", None, id="controls"),
        pytest.param("😀" * 1_000, "😀" * 1_000, id="emoji"),
        pytest.param("\u202etxt\u202c </script>", "\u202etxt\u202c </script>", id="right_to_left"),
        pytest.param("{{7*7}} ${x} %s%n {slot} {0}", "{{7*7}} ${x} %s%n {slot} {0}", id="templates"),
        pytest.param("'; DROP TABLE turn; --", "'; DROP TABLE turn; --", id="sql"),
    ],
)
async def test_a_text_is_the_same_on_both_databases(standing: Town, text: str, kept: str | None) -> None:
    conversation = await standing.open()
    status, _ = await standing.say(conversation, text)
    assert status == (422 if text == "\x00" else 200)
    address, headers = conversation
    async with standing.session.get(address, headers=headers) as response:
        turns = (await response.json())["turns"]
    assert len(turns) == (status == 200)
    assert kept is None or turns[0]["text"] == kept
    assert all("\x00" not in turn["text"] for turn in turns)


@pytest.mark.parametrize(
    "portal",
    [
        pytest.param({"alg": "none"}, id="unsigned"),
        pytest.param({"alg": "HS256"}, id="signed_with_a_public_key"),
        pytest.param({"alg": "RS256", "jku": "https://evil.example/keys"}, id="keys_from_elsewhere"),
    ],
)
async def test_a_portals_word_for_a_citizen_is_refused_and_not_taken_as_nobodys(
    place: Town, portal: dict[str, str]
) -> None:
    head, claims = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode()
        for part in (portal, {"sub": "0101505111", "aud": "genvej", "exp": 4_000_000_000})
    )
    async with place.session.post(
        f"{place.url}/api/conversations", json={"identity": f"{head}.{claims}.AAAA"}
    ) as response:
        assert response.status == 422
    assert await rows(place, "conversation") == 0


async def test_one_id_at_two_processes_at_once_is_one_message_with_one_answer(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: Postgres
) -> None:
    url = postgres_server.create()
    async with (
        town(tmp_path_factory.mktemp("one"), url) as one,
        town(tmp_path_factory.mktemp("other"), url) as other,
    ):
        address, headers = await one.open()
        there = address.replace(one.url, other.url)
        for number in range(5):
            text, id = f"sofa {number}", str(uuid.uuid4())
            (status, here), (status_there, elsewhere) = await asyncio.gather(
                one.say((address, headers), text, id), other.say((there, headers), text, id)
            )
            assert (status, status_there) == (200, 200)
            assert json.dumps(here).replace(one.url, "") == json.dumps(elsewhere).replace(other.url, "")
        assert await rows(one, "turn") == 5
        assert len(one.told.asked) + len(other.told.asked) == 5


async def test_an_erased_a_foreign_and_an_unknown_conversation_are_the_same_404(place: Town) -> None:
    mine, headers = await place.open()
    foreign, _ = await place.open()
    erased = await place.open()
    async with place.session.delete(erased[0], headers=erased[1]) as response:
        assert response.status == 204
    unknown = f"{place.url}/api/conversations/{uuid.uuid4()}"
    body = {"id": str(uuid.uuid4()), "text": "sofa"}
    answers = set()
    for address, given in ((foreign, headers), erased, (unknown, headers), (mine, {})):
        for verb, path in (("GET", ""), ("POST", "/messages"), ("GET", "/events"), ("DELETE", "")):
            async with place.session.request(verb, address + path, headers=given, json=body) as response:
                answers.add((response.status, await response.read()))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    assert place.told.asked == []


async def test_a_link_ends_after_its_days(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LINK_DAYS", 0)
    _, turn = await place.say(await place.open(), "min sofa skal hentes")
    assert (await place.follow(turn["replies"][0]["link"]["href"])).status == 404
    page = await place.ledger.read(lambda conn: browsing.log(conn, LogFilter()))
    assert [str(row.state) for row in page.rows] == ["offered"]


async def test_a_receipt_after_erasure_finds_nobody(place: Town) -> None:
    conversation = await place.open()
    _, turn = await place.say(conversation, "min sofa skal hentes")
    location = (await place.follow(turn["replies"][0]["link"]["href"])).headers["Location"]
    address, headers = conversation
    async with place.session.delete(address, headers=headers) as response:
        assert response.status == 204
    body = {"form": "bulky_waste", "reference": "1", "ref": location.partition("ref=")[2]}
    assert (await place.receipt(body))[1]["status"] == "unmatched"


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        pytest.param("text/html", b"<html>", 415, id="html"),
        pytest.param(
            "application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', 415, id="xml"
        ),
        pytest.param("multipart/form-data; boundary=b", b"--b\r\n", 415, id="multipart"),
        pytest.param(JSON, b'{"a": "' + b"x" * 11_000_000, 413, id="eleven_megabytes"),
        pytest.param(
            "application/x-www-form-urlencoded", b"form=x&form=y&reference=1", 400, id="a_field_twice"
        ),
        pytest.param(f"{FORM}; charset=utf-99", b"form=x", 422, id="charset"),
        pytest.param(FORM, b"form=\xff&reference=%ff", 422, id="not_utf8"),
        pytest.param(
            "application/json", b'{"form":"x","reference":"1","submitted_at":1e300}', 422, id="huge_time"
        ),
        pytest.param(
            JSON,
            b'{"form":"x","reference":"1","submitted_at":"0001-01-01T00:00:00+14:00"}',
            422,
            id="before_the_calendar",
        ),
    ],
)
async def test_a_receipt_of_another_kind_is_refused(
    standing: Town, kind: str, body: bytes, status: int
) -> None:
    before = await stored(standing)
    answer = await post(standing, "/api/receipts/generic", body, SECRET, kind)
    assert answer.status == status
    answer.is_a_bland_problem()
    assert await stored(standing) == before


@pytest.mark.asyncio(loop_scope="session")
async def test_a_receipt_that_comes_a_hundred_times_form_encoded_is_one(standing: Town) -> None:
    before = await rows(standing, "receipt")
    sent = b"form=bulky_waste&reference=118&navn=S%F8ren&navn=Anna"
    answers = [(await post(standing, "/api/receipts/generic", sent, SECRET, FORM)).json() for _ in range(100)]
    assert len({answer["confirmation_number"] for answer in answers}) == 1
    assert await rows(standing, "receipt") == before + 1


async def test_a_citizen_who_leaves_before_the_answer_finds_it_later(place: Town) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()
    answer = place.told.answering

    async def slowly(body: dict[str, Any]) -> Any:
        reached.set()
        await go_on.wait()
        return await answer(body)

    place.told.answering = slowly
    conversation = await place.open()
    address, headers = conversation
    leaving = asyncio.create_task(place.say(conversation, "min sofa skal hentes"))
    await reached.wait()
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    go_on.set()
    async with place.session.get(f"{address}/events", headers=headers) as stream:
        line = await stream.content.readline()
    assert line == b"id: 1\n"
