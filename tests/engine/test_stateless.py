"""An engine keeps nothing of a conversation: any engine gives the same answer, byte for byte."""

import json
import random
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from actions.server import Actions
from bot.catalogue.loader import load

from .conftest import ROOT, ActionServer, Engine, Trained, start, turn

# What citizens say next, in any order: services of the model, follow-ups, choices, small talk, and worse.
SAID = {
    "da": (
        "hej", "mit gule kort er blevet væk", "hvad koster det", "nyt pas og nyt gult kort", "den anden",
        "jeg kan ikke bruge en computer", "tak for hjælpen", "nummer 2", "jeg skal flytte", "storskrald",
        "kan jeg tale med et menneske", "hvad bliver vejret i morgen", "nej, barnets pas", "boligstøtte",
    ),
    "en": (
        "hello", "I need a new passport for my daughter", "how much is it", "the first one", "thanks",
        "I have lost my health card", "who won the football match", "I am moving to another flat",
        "start over", "can I write to you", "my house is on fire", "where do I go",
    ),
}  # fmt: skip
DIALOGUES, TURNS = 200, 6
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Answered = list[bytes]  # the raw answers of one dialogue


@pytest.fixture
def second(trained: Trained, action_server: ActionServer) -> Iterator[Engine]:
    running = start(trained.archive, action_server.url)
    yield running
    running.process.kill()
    running.stop()


@pytest.fixture
def whole_actions(actions: ActionServer) -> Iterator[ActionServer]:
    """The actions of the house themselves, at one moment, so that an answer has all that a citizen's has."""
    actions.answer = Actions(load(ROOT / "municipality"), lambda: NOW).run
    yield actions
    actions.reset()


def message(dialogue: int, before: Answered) -> dict[str, Any]:
    """What the citizen of this dialogue says now: always the same after the same answers."""
    number = len(before) + 1
    chance = random.Random(f"{dialogue} {number}")
    state = json.loads(before[-1])["state"] if before else {}
    language = chance.choices(("da", "en"), (3, 2))[0]
    about = {"conversation": f"c{dialogue}", "turn": number, "language": language, "state": state}
    if state.get("options") and chance.random() < 0.3:
        return turn(None, choice=chance.choice(state["options"])["id"], **about)
    return turn(chance.choice(SAID[language]), **about)


def go_on(engine: Engine, dialogue: int, before: Answered) -> Answered:
    """The dialogue with one turn more, its state carried along as the gateway does."""
    status, raw = engine.post(message(dialogue, before))
    assert status == 200, raw
    return [*before, raw]


def all_dialogues(engines: Callable[[int], Engine]) -> list[Answered]:
    """All dialogues side by side, each turn answered by the engine of that turn."""
    dialogues: list[Answered] = [[] for _ in range(DIALOGUES)]
    for number in range(TURNS):
        engine = engines(number)
        dialogues = [go_on(engine, place, before) for place, before in enumerate(dialogues)]
    return dialogues


@pytest.fixture(scope="module")
def undisturbed(engine: Engine, action_server: ActionServer) -> list[Answered]:
    """One engine, one dialogue after the other."""
    action_server.answer = Actions(load(ROOT / "municipality"), lambda: NOW).run
    dialogues: list[Answered] = []
    for place in range(DIALOGUES):
        answers: Answered = []
        for _ in range(TURNS):
            answers = go_on(engine, place, answers)
        dialogues.append(answers)
    action_server.reset()
    return dialogues


def test_the_dialogues_are_worth_comparing(undisturbed: list[Answered]) -> None:
    answers = [json.loads(raw) for dialogue in undisturbed for raw in dialogue]
    assert {"card", "clarify", "aspect", "human", "assisted", "emergency", "write", "smalltalk"} <= {
        answer["kind"] for answer in answers
    }
    assert sum(answer["understanding"]["intent"] == "choose" for answer in answers) >= 10
    assert len({tuple(dialogue) for dialogue in undisturbed}) == DIALOGUES


def test_two_engines_that_take_turns_answer_like_one(
    undisturbed: list[Answered], engine: Engine, second: Engine, whole_actions: ActionServer
) -> None:
    assert all_dialogues(lambda number: (second, engine)[number % 2]) == undisturbed


def test_dialogues_go_on_byte_for_byte_when_their_engine_is_killed_between_all_turns(
    undisturbed: list[Answered], trained: Trained, whole_actions: ActionServer
) -> None:
    running: list[Engine] = []

    def killed_and_started(_: int) -> Engine:
        kill(running)
        running.append(start(trained.archive, whole_actions.url))
        return running[-1]

    try:
        assert all_dialogues(killed_and_started) == undisturbed
    finally:
        kill(running)


def kill(running: list[Engine]) -> None:
    """At once, as when its machine is gone."""
    while running:
        engine = running.pop()
        engine.process.kill()
        assert engine.stop() == -signal.SIGKILL


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
