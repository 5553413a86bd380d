"""Turns evidence and signals into the intent that the rules see, and into what actions are told."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.engine.components.classifier import EVIDENCE_KEY, THRESHOLDS_KEY, talk_of
from bot.engine.components.signals import SIGNALS_KEY
from bot.engine.importer import RENAMED
from bot.engine.understanding.decide import ASPECT, Decision, decide

UNDERSTANDING_KEY = "understanding"
DIGITS = 6  # of a probability that is told


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Router(GraphComponent):
    """The last word on what a message means."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Router":
        return cls(config)

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"no_digital_yields_to": "", "no_mitid_yields_to": ""}

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._yields = {
            signal: frozenset(str(config[f"{signal}_yields_to"]).split())
            for signal in ("no_digital", "no_mitid")
        }

    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        talk = talk_of(tracker)
        for message in messages:
            signals = message.get(SIGNALS_KEY) or []
            evidence, thresholds = message.get(EVIDENCE_KEY), message.get(THRESHOLDS_KEY)
            decision = decide(evidence, signals, thresholds, talk=talk, yields=self._yields)
            told = tell(decision, signals)
            name = decision.intent.partition("/")[0]
            intent = {INTENT_NAME_KEY: RENAMED.get(name, name), PREDICTED_CONFIDENCE_KEY: told["confidence"]}
            message.set(INTENT, intent, add_to_output=True)
            message.set(UNDERSTANDING_KEY, told, add_to_output=True)
        return messages


def tell(decision: Decision, signals: List[str]) -> Dict[str, Any]:
    """The understanding as JSON; its shape is in bot/engine/__main__.py."""
    named = [s[len(ASPECT):] for s in [decision.intent, *signals] if s.startswith(ASPECT)]  # fmt: skip
    return {
        "intent": decision.intent,
        "confidence": round(decision.confidence, DIGITS),
        "ranking": [{"service": name, "confidence": round(p, DIGITS)} for name, p in decision.ranking],
        "candidates": decision.candidates,
        "several": decision.several,
        "aspect": named[0] if named else None,
        "signals": [s for s in signals if not s.startswith(ASPECT)],
        "choice": None,
    }
