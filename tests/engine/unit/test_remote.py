"""What an action may answer."""

import asyncio
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.engine.protocol import Refused
from bot.engine.remote import ActionServer, LeanRemoteAction
from bot.engine.turn import answer, chosen, told

ACTION = LeanRemoteAction("action_offer", None)
SLOT = {"event": "slot", "name": "service", "value": "ehic", "timestamp": None}


def test_slots_and_messages_pass() -> None:
    assert ACTION._validate_action_result({"events": [SLOT], "responses": [{"custom": {}}]})
    assert ACTION._validate_action_result({})


@pytest.mark.parametrize(
    "result",
    [
        None,
        [],
        "x",
        {"events": {}},
        {"events": [{"event": "followup", "name": "x"}]},
        {"events": [{"event": "slot"}]},
        {"events": ["slot"]},
        {"responses": ["x"]},
        {"responses": {}},
    ],
)
def test_anything_else_is_refused(result: Any) -> None:
    with pytest.raises(RasaException):
        ACTION._validate_action_result(result)


class Answers(ActionServer):
    """An action server that is asked nothing over a wire; it keeps what it was asked."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("http://nowhere")
        self.answer = answer

    async def request(self, method: str = "post", *_: Any, **kwargs: Any) -> Any:
        self.asked = kwargs["json"]
        return self.answer


def run(answer: dict[str, Any]) -> list[Event]:
    domain = Domain.empty()
    tracker = DialogueStateTracker("c1", domain.slots)
    return asyncio.run(LeanRemoteAction("action_offer", Answers(answer)).run(None, None, tracker, domain))


def test_messages_come_before_slots() -> None:
    said = {"kind": "card"}
    events = run({"events": [SLOT], "responses": [{"text": None, "custom": said}]})
    assert [type(event) for event in events] == [BotUttered, SlotSet]
    assert events[0].data["custom"] == said
    assert (events[1].key, events[1].value) == ("service", "ehic")


def test_an_action_may_say_nothing() -> None:
    assert run({}) == []


def test_what_else_an_action_wants_is_not_run() -> None:
    with pytest.raises(RasaException):
        run({"events": [{"event": "followup", "name": "action_other"}]})


def test_an_answer_has_kind_services_and_replies() -> None:
    said = {"kind": "card", "services": [], "replies": [{}], "more": 1}
    assert answer(said) == {"kind": "card", "services": [], "replies": [{}]}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": 1, "services": [], "replies": [{}]},
        {"kind": "card", "services": "ehic", "replies": [{}]},
        {"kind": "card", "services": [], "replies": []},
    ],
)
def test_an_answer_of_another_shape_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        answer(said)
    assert caught.value.status == 502


def test_a_choice_is_told_like_an_understanding() -> None:
    understanding = chosen(["ehic"])["understanding"]
    assert told(understanding) == {
        "intent": "choose",
        "confidence": 1.0,
        "ranking": [{"service": "ehic", "confidence": 1.0}],
        "signals": [],
    }
