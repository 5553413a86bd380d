"""Whole conversations through the chat API, the real engine and the actions."""

import uuid
from pathlib import Path

import aiohttp
import pytest

from tests.journey.house import RunningHouse
from tests.nlu import dialogues, sets
from tests.nlu.dialogues import Reply

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Small sets move by 2 to 5 points a dialogue; citizens are owed 0.85.
FLOORS = [
    pytest.param(sets.HELDOUT, 0.85, id="seen"),
    pytest.param(sets.UNSEEN, 0.8, id="unseen"),
]


async def _held(session: aiohttp.ClientSession, house: RunningHouse, dialogue: sets.Dialogue) -> list[Reply]:
    first = dialogue.turns[0].language
    async with session.post(f"{house.citizens}/api/conversations", json={"language": first}) as response:
        begun = await response.json()
    address = f"{house.citizens}/api/conversations/{begun['conversation']}/messages"
    headers = {"Authorization": f"Bearer {begun['token']}"}
    replies = []
    for turn in dialogue.turns:
        said = {"text": turn.say} if turn.choose is None else {"choice": turn.choose}
        body = {"id": str(uuid.uuid4()), **said}
        async with session.post(address, json=body, headers=headers) as response:
            answer = await response.json()
        # A button that an earlier, wrong answer never showed is refused: that turn is wrong, too.
        replies.append(Reply(answer.get("kind", "refused"), tuple(answer.get("services", ()))))
    return replies


@pytest.mark.parametrize(("folder", "floor"), FLOORS)
async def test_held_out_dialogues_go_right_from_the_first_turn_to_the_last(
    house: RunningHouse, folder: Path, floor: float
) -> None:
    held = sets.load(folder).dialogues
    async with aiohttp.ClientSession() as session:
        replies = {dialogue.name: await _held(session, house, dialogue) for dialogue in held}
    wrong = [finding for dialogue in held for finding in dialogues.check(dialogue, replies[dialogue.name])]
    right = dialogues.right(held, replies)
    assert right.value >= floor, f"{right}\n" + "\n".join(map(str, wrong))


async def test_the_same_dialogue_gives_the_same_answers_again(house: RunningHouse) -> None:
    dialogue = sets.load().dialogues[0]
    async with aiohttp.ClientSession() as session:
        first, second = [await _held(session, house, dialogue) for _ in range(2)]
    assert first == second
