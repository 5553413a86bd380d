"""What an action may answer."""

from typing import Any

import pytest
from rasa.shared.exceptions import RasaException

from bot.engine.protocol import Refused
from bot.engine.remote import LeanRemoteAction
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
    understanding = chosen("ehic")["understanding"]
    assert told(understanding) == {
        "intent": "choose",
        "confidence": 1.0,
        "ranking": [{"service": "ehic", "confidence": 1.0}],
        "signals": [],
    }
