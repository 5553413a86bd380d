"""Scores every label with a linear model: the whole message, each sentence, and what its ands join."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.components.tokenizer import folded, language_of
from bot.engine.importer import CATALOGUE, SOURCE_KEY
from bot.engine.understanding import vectors
from bot.engine.understanding.decide import Talk
from bot.engine.understanding.learning import Aims, Example, learn
from bot.engine.understanding.model import Understanding

EVIDENCE_KEY = "evidence"
VECTORS = "vectors"  # names of spaCy packages or folders that have word vectors
THRESHOLDS_KEY = "thresholds"


def example(message: Message) -> Example:
    about = (message.get("metadata") or {}).get("intent") or {}
    spoken = about.get(SOURCE_KEY) != CATALOGUE
    return Example(folded(message), str(message.get_full_intent()), language_of(message), spoken)


def talk_of(tracker: Optional[DialogueStateTracker]) -> Talk:
    """What the conversation's slots say that it is about."""
    if tracker is None:
        return Talk()
    options = [option["id"] for option in tracker.get_slot("options") or []]
    return Talk(tracker.get_slot("service"), tracker.get_slot("others") or [], options)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(GraphComponent):
    """Leaves its evidence and the learned thresholds in the message; the router decides."""

    @classmethod
    def required_components(cls) -> List[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {**asdict(Aims()), VECTORS: []}

    def __init__(
        self,
        config: Dict[Text, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Optional[Understanding] = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearClassifier":
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        aims = {name: value for name, value in self._config.items() if name != VECTORS}
        try:
            tables = tuple(vectors.read(str(name)) for name in self._config[VECTORS])
        except vectors.VectorsError as error:
            raise InvalidConfigException(str(error)) from error
        examples = [example(m) for m in training_data.intent_examples if m.get(TEXT)]
        self._model = learn(examples, Aims(**aims), tables)
        with self._storage.write_to(self._resource) as folder:
            for name, content in self._model.files().items():
                (folder / name).write_bytes(content)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearClassifier":
        with model_storage.read_from(resource) as folder:
            model = Understanding.load({path.name: path.read_bytes() for path in folder.iterdir()})
        return cls(config, model_storage, resource, model)

    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        assert self._model is not None
        talk = talk_of(tracker)
        for message in messages:
            message.set(EVIDENCE_KEY, self._model.evidence(folded(message), talk))
            message.set(THRESHOLDS_KEY, self._model.thresholds)
        return messages
