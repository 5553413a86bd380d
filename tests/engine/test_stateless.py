"""An engine keeps nothing of a conversation: any engine gives the same answer, byte for byte."""

import json
from collections.abc import Iterator

import pytest

from .conftest import ActionServer, Engine, Trained, start, turn

TALK = [
    "hej",
    "mit gule kort er blevet væk",
    "hvad koster det",
    "nyt pas og nyt gult kort",
    "den anden",
    "jeg kan ikke bruge en computer",
    "I need a new passport for my daughter",
    "tak for hjælpen",
]


@pytest.fixture
def second(trained: Trained, action_server: ActionServer) -> Iterator[Engine]:
    running = start(trained.archive, action_server.url)
    yield running
    running.process.kill()
    running.stop()


def talk(engines: list[Engine]) -> list[bytes]:
    """The raw answers to TALK, the engines taking turns, with the state carried as the gateway does."""
    answers: list[bytes] = []
    state: dict[str, object] = {}
    for number, text in enumerate(TALK):
        status, raw = engines[number % len(engines)].post(turn(text, turn=number + 1, state=state))
        assert status == 200, raw
        answers.append(raw)
        state = json.loads(raw)["state"]
    return answers


def test_two_engines_that_take_turns_answer_like_one(
    engine: Engine, second: Engine, actions: ActionServer
) -> None:
    assert talk([engine, second]) == talk([engine])


def test_a_conversation_goes_on_after_its_engine_was_killed(
    engine: Engine, second: Engine, actions: ActionServer
) -> None:
    undisturbed = talk([engine])
    state = json.loads(undisturbed[2])["state"]
    for number, text in enumerate(TALK[:3]):
        before = {} if number == 0 else json.loads(undisturbed[number - 1])["state"]
        assert second.post(turn(text, turn=number + 1, state=before)) == (200, undisturbed[number])
    second.process.kill()
    assert second.process.wait(20) == -9
    assert engine.post(turn(TALK[3], turn=4, state=state)) == (200, undisturbed[3])


def test_one_conversation_does_not_show_in_another(engine: Engine, actions: ActionServer) -> None:
    alone = engine.post(turn("hvad koster det", conversation="b"))
    engine.turn("mit gule kort er væk", conversation="a")
    assert engine.post(turn("hvad koster det", conversation="b")) == alone
    assert actions.calls[-1]["tracker"]["slots"]["service"] is None


def test_the_two_hundredth_turn_costs_the_action_server_no_more_than_the_first(
    engine: Engine, actions: ActionServer
) -> None:
    """A tracker that grew would be sent along, longer each time."""
    state: dict[str, object] = {}
    for number in range(200):
        state = engine.turn("mit gule kort er væk", turn=number + 1, state=state)["state"]
    first, last = (len(json.dumps(actions.calls[place])) for place in (0, -1))
    assert last - first < 100
