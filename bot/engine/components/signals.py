"""Signals by rule, not by statistics: danger, cannot use digital, wants a person, wants to write."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.understanding.signals import Spotter

SIGNALS_KEY = "signals"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Signals(GraphComponent):
    """Leaves the names of the signals in the message, for the router."""

    @classmethod
    def required_components(cls) -> List[type]:
        return [Tokenizer]

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls()

    def __init__(self) -> None:
        self._spotter = Spotter()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            message.set(
                SIGNALS_KEY, self._spotter.spot([t.text for t in message.get(TOKENS_NAMES[TEXT]) or []])
            )
        return messages
