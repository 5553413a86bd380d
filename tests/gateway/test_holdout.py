"""A hold-out shows the control arm the ways of contact first, to those alone who may be held out."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.deflection.counts import Arm
from bot.gateway.holdout import Holdout
from bot.ledger.tables import conversation, deflection
from tests.gateway.town import Town, town

ALL = Fraction(1, 10)


class Everyone(Holdout):
    """The control arm whatever the hash says."""

    def arm(self, conversation: str) -> Arm:
        return Arm.CONTROL


EVERYONE = Everyone(b"k" * 32, ALL)


async def kinds(place: Town, text: str = "min sofa skal hentes", talk: Any = None) -> list[str]:
    _, turn = await place.say(talk or await place.open(), text)
    return [reply["type"] for reply in turn["replies"]]


async def arms(place: Town) -> list[tuple[str | None, str | None]]:
    query = select(conversation.c.arm, deflection.c.arm).outerjoin(
        deflection, deflection.c.conversation == conversation.c.id
    )
    return [tuple(row) for row in await place.ledger.read(lambda conn: conn.execute(query).all())]


def answering(place: Town, kind: str, service: str = "bulky_waste", **state: Any) -> None:
    """The engine gives the card of a service in an answer of another kind, or with a state."""
    inner = place.carding(service)

    async def answer(body: dict[str, Any]) -> web.StreamResponse:
        found = json.loads((await inner(body)).text)  # type: ignore[attr-defined]
        return web.json_response({**found, "kind": kind, "state": {**found["state"], **state}})

    place.told.answering = answer


async def test_the_control_arm_sees_contact_first_and_the_form_after(tmp_path: Path) -> None:
    async with town(tmp_path, holdout=EVERYONE) as place:
        talk = await place.open()
        assert await kinds(place, talk=talk) == ["text", "contact", "text", "card"]
        assert await kinds(place, "igen", talk=talk) == ["text", "contact", "text", "card"]
        assert await arms(place) == [("control", "control")]
        _, turn = await place.say(talk, "tredje gang")
        assert "/go/" in turn["replies"][3]["link"]["href"]


async def test_it_is_off_by_default(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        assert await kinds(place) == ["card"]
        assert await arms(place) == [(None, None)]


@pytest.mark.parametrize("kind", ["write", "assisted", "human", "emergency"])
async def test_whoever_is_offered_a_form_in_another_way_takes_no_part(tmp_path: Path, kind: str) -> None:
    async with town(tmp_path, holdout=EVERYONE) as place:
        answering(place, kind)
        assert await kinds(place) == ["card"]
        assert await arms(place) == [(None, None)]


@pytest.mark.parametrize("kind", ["assisted", "emergency"])
async def test_whoever_needed_help_or_was_in_danger_takes_no_part_afterwards(
    tmp_path: Path, kind: str
) -> None:
    async with town(tmp_path, holdout=EVERYONE) as place:
        talk = await place.open()
        answering(place, kind)
        await kinds(place, talk=talk)
        answering(place, "card")
        assert await kinds(place, "alligevel", talk=talk) == ["card"]


async def test_a_conversation_falls_on_one_side_by_its_keyed_hash(tmp_path: Path) -> None:
    holdout = Holdout(b"k" * 32, ALL)
    found = [holdout.arm(f"c{number}") for number in range(2000)]
    assert found == [holdout.arm(f"c{number}") for number in range(2000)]
    assert 150 < found.count(Arm.CONTROL) < 250
    assert set(found) == {Arm.CONTROL, Arm.TREATED}
    other = Holdout(b"q" * 32, ALL)
    assert found != [other.arm(f"c{number}") for number in range(2000)]
