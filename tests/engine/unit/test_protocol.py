"""Requests are read strictly; the door's own tests are in tests/engine/test_protocol.py."""

import json
from typing import Any

import pytest

from bot.engine.importer import SLOTS
from bot.engine.protocol import Refused, Turn, read

GOOD = {"conversation": "c", "turn": 1, "text": "hej", "choice": None, "language": "da", "state": {}}


def test_a_turn_is_read() -> None:
    assert read(json.dumps(GOOD).encode()) == Turn("c", 1, "hej", None, "da", {})


def test_state_may_be_left_out_or_whole() -> None:
    state = {**SLOTS, "service": "ehic", "options": [{"id": "a", "label": "A"}]}
    assert read(json.dumps({**GOOD, "state": state}).encode()).state == state
    assert read(json.dumps({k: v for k, v in GOOD.items() if k != "state"}).encode()).state == {}


def test_an_empty_text_is_a_text() -> None:
    assert read(json.dumps({**GOOD, "text": ""}).encode()).text == ""


@pytest.mark.parametrize("key", ["conversation", "turn", "language"])
def test_nothing_that_is_needed_may_be_missing(key: str) -> None:
    with pytest.raises(Refused) as caught:
        read(json.dumps({k: v for k, v in GOOD.items() if k != key}).encode())
    assert caught.value.status == 422
    assert key in caught.value.sentence


@pytest.mark.parametrize("value", [1.0, 1.5, "1", None, True, -1, [], {}])
def test_the_number_of_a_turn_is_a_whole_number(value: Any) -> None:
    with pytest.raises(Refused):
        read(json.dumps({**GOOD, "turn": value}).encode())


def test_an_error_says_nothing_of_the_value() -> None:
    with pytest.raises(Refused) as caught:
        read(json.dumps({**GOOD, "conversation": "010150-5111" * 50}).encode())
    assert "010150" not in caught.value.sentence
