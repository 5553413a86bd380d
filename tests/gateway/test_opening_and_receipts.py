"""Links and receipts: openings are no evidence, receipts are, once, and only with their secret."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.ledger import browsing
from bot.ledger.filters import LogFilter
from tests.gateway.town import SECRET, Town


async def _offer(place: Town) -> tuple[str, str]:
    """The href of a fresh offer, and the reference in the form's address."""
    _, turn = await place.say(await place.open(), "min sofa skal hentes")
    href = turn["replies"][0]["link"]["href"]
    location = (await place.follow(href, **{"Sec-Purpose": "prefetch"})).headers["Location"]
    return href, parse_qs(urlsplit(location).query)["ref"][0]


async def _state(place: Town) -> list[str]:
    page = await place.ledger.read(lambda conn: browsing.log(conn, LogFilter()))
    return [str(row.state) for row in page.rows]


def receipt(ref: str | None, **given: object) -> dict[str, object]:
    return {"form": "bulky_waste", "reference": str(uuid.uuid4()), "state": "completed", "ref": ref, **given}


async def test_offered_opened_completed(place: Town) -> None:
    href, ref = await _offer(place)
    assert await _state(place) == ["offered"]
    await place.follow(href)
    assert await _state(place) == ["opened"]
    status, body = await place.receipt(receipt(ref))
    assert (status, body["status"]) == (200, "accepted")
    assert await _state(place) == ["completed"]


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Moz"])
async def test_what_a_browser_fetches_on_its_own_is_no_opening(place: Town, header: str) -> None:
    href, _ = await _offer(place)
    await place.follow(href, **{header: "prefetch"})
    assert await _state(place) == ["offered"]


async def test_a_head_request_is_no_opening(place: Town) -> None:
    href, _ = await _offer(place)
    async with place.session.head(href, allow_redirects=False) as response:
        assert response.status == 405
    assert await _state(place) == ["offered"]


async def test_the_same_card_twice_is_one_deflection(place: Town) -> None:
    conversation = await place.open()
    hrefs = {(await place.say(conversation, f"sofa {n}"))[1]["replies"][0]["link"]["href"] for n in range(3)}
    assert len(hrefs) == 1
    assert await _state(place) == ["offered"]


@pytest.mark.parametrize(
    "token",
    ["x", "..%2f..%2fetc", "%0d%0aSet-Cookie:a=b", "A" * 5_000, "%00", "💥"],
)
async def test_an_unknown_link_is_a_page_with_ways_on(place: Town, token: str) -> None:
    async with place.session.get(f"{place.url}/go/{token}", allow_redirects=False) as response:
        assert response.status in {400, 404}
        assert "Set-Cookie" not in response.headers


async def test_a_receipt_counts_once_however_often_it_comes(place: Town) -> None:
    _, ref = await _offer(place)
    body = receipt(ref)
    answers = [await place.receipt(body) for _ in range(20)]
    assert {answer["status"] for _, answer in answers} == {"accepted"}
    assert len({answer["confirmation_number"] for _, answer in answers}) == 1
    assert await _state(place) == ["completed"]


async def test_a_receipt_may_come_form_encoded(place: Town) -> None:
    _, ref = await _offer(place)
    fields = {"form": "bulky_waste", "reference": "118", "ref": ref, "remote_addr": "192.0.2.1"}
    headers = {"Authorization": f"Bearer {SECRET}"}
    address = f"{place.url}/api/receipts/generic"
    async with place.session.post(address, data=fields, headers=headers) as response:
        assert (await response.json())["status"] == "accepted"
    assert await _state(place) == ["completed"]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "Ærø"])
async def test_without_the_secret_nothing_is_booked(place: Town, secret: str) -> None:
    _, ref = await _offer(place)
    status, _ = await place.receipt(receipt(ref), secret=secret)
    assert status == 401
    assert await _state(place) == ["offered"]


async def test_a_receipt_for_nothing_known_is_taken_and_matches_nothing(place: Town) -> None:
    status, body = await place.receipt(receipt("never-issued-1"))
    assert (status, body["status"]) == (200, "unmatched")
    assert await _state(place) == []


async def test_the_fields_of_a_form_are_dropped_unread(place: Town) -> None:
    _, ref = await _offer(place)
    status, _ = await place.receipt(receipt(ref, cpr="010150-5111", name="Anna And", files=["JVBERi0="]))
    assert status == 200
    for file in place.ledger.folder.rglob("*"):
        if file.is_file():
            assert b"010150-5111" not in file.read_bytes()
            assert b"Anna And" not in file.read_bytes()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="empty"),
        pytest.param({"form": "x", "reference": "a b"}, id="reference_with_a_blank"),
        pytest.param({"form": "<x>", "reference": "1"}, id="form_shape"),
        pytest.param({"form": "x", "reference": "1", "state": "paid"}, id="unknown_state"),
        pytest.param({"form": "x", "reference": "1", "submitted_at": "2026-11-23T10:00:00"}, id="no_zone"),
    ],
)
async def test_a_receipt_that_cannot_be_used_is_refused_with_the_field(place: Town, body: object) -> None:
    status, problem = await place.receipt(body)
    assert status == 422
    assert problem["fields"]


@pytest.mark.parametrize("content_type", ["text/html", "application/xml", "text/plain", ""])
async def test_other_kinds_of_body_are_refused(place: Town, content_type: str) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": content_type}
    address = f"{place.url}/api/receipts/generic"
    async with place.session.post(address, data=b"<a/>", headers=headers) as response:
        assert response.status == 415


async def test_an_unknown_source_looks_like_a_wrong_secret(place: Town) -> None:
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with place.session.post(f"{place.url}/api/receipts/nobody", json={}, headers=headers) as response:
        assert response.status == 401
