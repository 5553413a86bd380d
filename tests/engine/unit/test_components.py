"""The graph components around the pure helpers, as Rasa calls them."""

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.engine.components.classifier import EVIDENCE_KEY, THRESHOLDS_KEY, example, talk_of
from bot.engine.components.router import Router, tell
from bot.engine.components.signals import Signals
from bot.engine.components.tokenizer import MOST_SIGNS, BlankSpacyTokenizer, folded, language_of
from bot.engine.understanding.decide import Decision, Evidence, Talk, Thresholds


def created(kind: Any, folder: Path, **config: Any) -> Any:
    return kind.create(
        {**kind.get_default_config(), **config},
        LocalModelStorage(folder),
        Resource("x"),
        ExecutionContext(GraphSchema({})),
    )


def said(text: str, language: str = "da") -> Message:
    return Message({"text": text, "metadata": {"language": language}})


@pytest.fixture
def tokenizer(tmp_path: Path) -> BlankSpacyTokenizer:
    made: BlankSpacyTokenizer = created(BlankSpacyTokenizer, tmp_path)
    return made


def test_tokens_are_folded_and_bounded(tokenizer: BlankSpacyTokenizer) -> None:
    (message,) = tokenizer.process([said("Hvor får jeg et GULT kort? " + "x" * 500)])
    tokens = folded(message)
    assert tokens[:7] == ["hvor", "faar", "jeg", "et", "gult", "kort", "?"]
    assert len(tokens[-1]) == 64


@pytest.mark.parametrize("unit", ["(", "€", "_", "[.?", "§%=+", "!_"])
def test_a_row_of_signs_is_read_as_a_few(tokenizer: BlankSpacyTokenizer, unit: str) -> None:
    """spaCy takes such rows apart sign by sign, in a time that grows with the square of their length."""
    (message,) = tokenizer.process([said(f"pas {(unit * 2000)[:1900]} pas")])
    tokens = folded(message)
    assert tokens[0] == tokens[-1] == "pas"
    assert len(tokens) <= 2 + MOST_SIGNS


def test_what_stands_for_personal_data_is_not_read(tokenizer: BlankSpacyTokenizer) -> None:
    (message,) = tokenizer.process([said("Mit nummer er [CPR], skriv til [e-mail] om [1] pas")])
    assert folded(message) == ["mit", "nummer", "er", ",", "skriv", "til", "om", "[", "0", "]", "pas"]


def test_signs_that_people_write_stay(tokenizer: BlankSpacyTokenizer) -> None:
    (message,) = tokenizer.process([said("Hvad?! (koster) ... :-)")])
    assert folded(message) == ["hvad", "?", "!", "(", "koster", ")", "...", ":-)"]


def test_both_languages_may_stand_in_one_batch(tokenizer: BlankSpacyTokenizer) -> None:
    danish, english = tokenizer.process([said("tak for hjælpen"), said("don't", "en")])
    assert folded(danish) == ["tak", "for", "hjaelpen"]
    assert folded(english) == ["do", "n't"]


def test_memory_does_not_grow_with_what_is_typed(tokenizer: BlankSpacyTokenizer) -> None:
    strings = tokenizer._pipelines["da"].vocab.strings
    tokenizer.process([said("et ord")])
    before = len(strings)
    for number in range(200):
        tokenizer.process([said(f"nyt{number}ord er her")])
    assert len(strings) == before


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"language": "en"}, "en"),
        ({"intent": {"language": "en"}}, "en"),
        ({"language": "sv"}, "da"),
        ({}, "da"),
        (None, "da"),
    ],
)
def test_the_language_is_the_turns_or_the_files_and_danish_otherwise(metadata: Any, language: str) -> None:
    assert language_of(Message({"text": "x", "metadata": metadata})) == language


def test_the_catalogues_text_is_no_spoken_example(tokenizer: BlankSpacyTokenizer) -> None:
    typed = Message.build("nyt pas", "service/passport", [], {"language": "en"})
    written = Message.build("Pas", "service/passport", [], {"language": "da", "source": "catalogue"})
    tokenizer.process([typed, written])
    assert (example(typed).spoken, example(typed).language) == (True, "en")
    assert (example(written).spoken, example(written).label) == (False, "service/passport")


def test_signals_are_left_in_the_message(tokenizer: BlankSpacyTokenizer, tmp_path: Path) -> None:
    (message,) = created(Signals, tmp_path).process(tokenizer.process([said("ring 112 min mand slår mig")]))
    assert message.get("signals") == ["danger"]


def routed(router: Router, evidence: Evidence, signals: list[str], in_hand: str | None = None) -> Message:
    message = Message({"text": "x"})
    message.set(EVIDENCE_KEY, evidence)
    message.set(THRESHOLDS_KEY, Thresholds(inside=0.0, follow_up=-1.0, of_nothing=0.0))
    message.set("signals", signals)
    return router.process([message], tracker(service=in_hand))[0]


def tracker(**slots: Any) -> DialogueStateTracker:
    values = {"service": None, "others": [], "options": [], **slots}
    return DialogueStateTracker(
        "c", [AnySlot(name, [{}], initial_value=value) for name, value in values.items()]
    )


def test_the_talk_before_a_message_is_what_the_slots_say() -> None:
    asked = tracker(service="ehic", others=["id"], options=[{"id": "a", "label": "A"}])
    assert talk_of(asked) == Talk("ehic", ["id"], ["a"])
    assert talk_of(None) == Talk()


def test_the_router_tells_rasa_the_intent_and_actions_the_rest(tmp_path: Path) -> None:
    evidence = Evidence([("service/ehic", 0.91234567), ("greet", 0.1)], 1.0)
    told = routed(created(Router, tmp_path), evidence, ["aspect/price"]).as_dict(only_output_properties=True)
    assert told["intent"] == {"name": "service", "confidence": 0.912346}
    assert told["understanding"] == {
        "intent": "service/ehic",
        "confidence": 0.912346,
        "ranking": [{"service": "ehic", "confidence": 0.912346}],
        "candidates": ["ehic"],
        "several": False,
        "aspect": "price",
        "signals": [],
        "choice": None,
    }
    assert EVIDENCE_KEY not in told


def test_the_router_knows_whether_a_service_is_in_hand(tmp_path: Path) -> None:
    router, unclear = created(Router, tmp_path), Evidence([("aspect/price", 0.5)], -0.5)
    assert routed(router, unclear, []).get("intent")["name"] == "out_of_scope"
    assert routed(router, unclear, [], in_hand="ehic").get("intent")["name"] == "aspect"


def test_rasas_own_name_for_starting_over_is_avoided(tmp_path: Path) -> None:
    message = routed(created(Router, tmp_path), Evidence([("restart", 0.9)], 1.0), [])
    assert message.get("intent")["name"] == "start_over"
    assert message.get("understanding")["intent"] == "restart"


def test_signals_yield_to_the_services_that_config_names(tmp_path: Path) -> None:
    evidence = Evidence([("service/digital_help", 0.9), ("greet", 0.1)], 1.0)
    router = created(Router, tmp_path, no_digital_yields_to="other digital_help")
    assert routed(router, evidence, ["no_digital"]).get("intent")["name"] == "service"
    assert routed(created(Router, tmp_path), evidence, ["no_digital"]).get("intent")["name"] == "no_digital"


def test_the_aspect_of_an_aspect_intent_is_its_own() -> None:
    assert tell(Decision("aspect/time", 0.5), ["aspect/price"])["aspect"] == "time"
    assert tell(Decision("greet", 0.5), [])["aspect"] is None
