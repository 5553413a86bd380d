"""spaCy's blank Danish and English pipelines as Rasa's tokenizer, with bounds on what is read at all."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any, Dict, List, Text

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.importer import LANGUAGE_KEY, LANGUAGES
from bot.engine.understanding.fold import clean, fold_all

# spaCy takes one sign after the other off the ends of a word and looks at all that is left each time: two
# thousand brackets in a row cost seconds, and tell no more than a few.
MOST_SIGNS = 8
# What stands for personal data says nothing of the matter; "[CPR]" alone would be taken for the register.
_PLACEHOLDER = re.compile(r"\[[A-Za-z][A-Za-z -]{1,30}\]")
_SIGNS = re.compile(rf"((?:[^\w\s]|_){{{MOST_SIGNS}}})(?:[^\w\s]|_)+")


def language_of(message: Message) -> str:
    """What the citizen's turn, or the example's file, says; Danish when nothing is said."""
    metadata = message.get("metadata") or {}
    said = metadata.get(LANGUAGE_KEY) or (metadata.get("intent") or {}).get(LANGUAGE_KEY)
    return said if said in LANGUAGES else LANGUAGES[0]


def folded(message: Message) -> List[str]:
    """The tokens of the message's text in the one spelling that features and patterns know."""
    return fold_all([token.text for token in message.get(TOKENS_NAMES[TEXT]) or []])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankSpacyTokenizer(Tokenizer):
    """Tokens of the cleaned text; it ends after 2,000 characters, and a row of signs after MOST_SIGNS."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def __init__(self, config: Dict[Text, Any]) -> None:
        super().__init__(config)
        self._pipelines = {language: spacy.blank(language) for language in LANGUAGES}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self._tokenize(training_data.training_examples)  # in no zone: there, spaCy remembers no word
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """The text only: nothing here reads the tokens of intents and responses."""
        with ExitStack() as zones:  # else spaCy keeps every word that anybody ever types
            for language in {language_of(message) for message in messages}:
                zones.enter_context(self._pipelines[language].memory_zone())
            self._tokenize(messages)
        return messages

    def _tokenize(self, messages: List[Message]) -> None:
        for message in messages:
            if isinstance(message.get(TEXT), str):
                message.set(TOKENS_NAMES[TEXT], self.tokenize(message, TEXT))

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        text = _SIGNS.sub(r"\1", _PLACEHOLDER.sub(" ", clean(message.get(attribute))))
        doc = self._pipelines[language_of(message)].make_doc(text)
        return [Token(token.text, token.idx) for token in doc]
