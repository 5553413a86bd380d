"""Brakes on the real API: how long to wait, whom to talk to, and whom they hold up."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.gateway.door import Limits
from bot.gateway.limits import Limit
from tests.gateway.town import Town, town

FEW = Limits(
    conversations=Limit("conversations", 3, 600),
    messages=Limit("messages", 2, 60),
    address_messages=Limit("address-messages", 4, 60),
)


@pytest.fixture
async def braked(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, limits=FEW) as opened:
        yield opened


async def begin(place: Town, **headers: str) -> tuple[int, dict[str, str], Any]:
    body = {"language": "da"}
    async with place.session.post(f"{place.url}/api/conversations", json=body, headers=headers) as response:
        return response.status, dict(response.headers), await response.json()


def held_up(status: int, headers: Any, problem: Any, *, most: int) -> None:
    """Whoever is held up knows for how long, and whom to talk to."""
    assert status == 429
    wait = int(headers["Retry-After"])
    assert 1 <= wait <= most
    assert f"Vent {wait} sekunder" in problem["detail"]
    assert "tal med en medarbejder" in problem["detail"]
    assert problem["contact"]["type"] == "contact"
    assert problem["contact"]["page"]["href"].startswith("https://")


async def test_too_many_conversations_wait_and_forged_addresses_change_nothing(braked: Town) -> None:
    begun = [await begin(braked, **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(3)]
    assert [status for status, _, _ in begun] == [201, 201, 201]
    for n in range(10):
        forged = {
            "X-Forwarded-For": f"203.0.113.{n}",
            "X-Real-IP": f"10.0.0.{n}",
            "Forwarded": f"for=192.0.2.{n}",
        }
        held_up(*await begin(braked, **forged), most=200)


async def test_too_many_messages_in_a_conversation_wait_and_another_one_does_not(braked: Town) -> None:
    one, other = await braked.open(), await braked.open()
    assert [(await braked.say(one, "sofa"))[0] for _ in range(2)] == [200, 200]
    address, headers = one
    body = {"id": str(uuid.uuid4()), "text": "sofa"}
    async with braked.session.post(f"{address}/messages", json=body, headers=headers) as response:
        held_up(response.status, response.headers, await response.json(), most=30)
    assert (await braked.say(other, "sofa"))[0] == 200
    async with braked.session.get(address, headers=headers) as response:
        assert len((await response.json())["turns"]) == 2


async def test_too_many_messages_from_an_address_wait_whatever_their_conversation(braked: Town) -> None:
    places = [await braked.open() for _ in range(3)]
    for _ in range(2):
        for place in places[:2]:
            assert (await braked.say(place, "sofa"))[0] == 200
    status, problem = await braked.say(places[2], "sofa")
    assert status == 429
    assert problem["contact"]["heading"] == "Borgerservice"


async def test_guessing_tokens_is_slowed_down_and_the_owner_is_not(place: Town) -> None:
    address, headers = await place.open()
    statuses = []
    for n in range(30):
        async with place.session.get(address, headers={"Authorization": f"Bearer guess{n}"}) as response:
            statuses.append(response.status)
    assert statuses[:20] == [404] * 20
    assert set(statuses[25:]) == {429}
    async with place.session.get(address, headers=headers) as response:
        assert response.status == 200


async def test_guessing_links_is_slowed_down(place: Town) -> None:
    statuses = [(await place.follow(f"{place.url}/go/guess{n}")).status for n in range(40)]
    assert statuses[:30] == [404] * 30
    assert set(statuses[35:]) == {429}


async def test_the_page_without_javascript_says_it_too_and_keeps_the_text(braked: Town) -> None:
    for _ in range(3):
        await begin(braked)
    form = {"text": "min sofa skal hentes"}
    async with braked.session.post(
        f"{braked.url}/chat", data=form, headers={"Origin": braked.url}
    ) as response:
        page = await response.text()
    assert response.status == 429
    assert "tal med en medarbejder" in page
    assert "min sofa skal hentes</textarea>" in page
