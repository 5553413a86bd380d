"""Builds Rasa's training data and domain from the files of the project: a new service is two YAML files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Union

import rasa.shared.importers.utils
import rasa.shared.utils.io
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.understanding.parallel import side_by_side

SHARES = 2  # in which the files are read
LANGUAGES = ("da", "en")
LANGUAGE_KEY, SOURCE_KEY, CATALOGUE = "language", "source", "catalogue"  # metadata of examples
TEXTS = ("title", "tells_apart", "summary")
RETRIEVAL = ("service", "aspect")
ASPECTS = ("price", "time", "papers", "eligibility", "where", "hours", "status")
INTENTS = (
    "clarify", "choose", "out_of_scope", "emergency", "no_digital", "human", "write",
    "greet", "thanks", "goodbye", "affirm", "deny", "machine", "insult", "start_over", "help",
)  # fmt: skip
# What citizens' examples call restart; Rasa has an intent of that name, which would wipe the conversation.
RENAMED = {"restart": "start_over"}
ACTIONS = (
    "action_offer", "action_clarify", "action_choose", "action_aspect", "action_assist", "action_human",
    "action_emergency", "action_write", "action_out_of_scope", "action_smalltalk",
)  # fmt: skip
SLOTS: Dict[str, Any] = {
    "service": None, "options": [], "clarified": False, "misses": 0, "no_digital": False, "no_form": [],
    "others": [], "language": "da",
}  # fmt: skip


class DataError(Exception):
    """The files cannot be trained on; the message says which and why."""


def catalogue(services: Path) -> Dict[str, Dict[str, List[str]]]:
    """Service id → language → what the catalogue calls it: title, what tells it apart, summary.

    Raises DataError for a file that lacks one.
    """
    found = {}
    for path in sorted(services.glob("*.yml")):
        texts = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) or {}
        try:
            found[path.stem] = {lang: [str(texts[key][lang]) for key in TEXTS] for lang in LANGUAGES}
        except (KeyError, TypeError) as error:
            raise DataError(f"{path}: {error} is missing in {', '.join(TEXTS)}.") from error
    return found


def catalogue_examples(texts: Dict[str, Dict[str, List[str]]]) -> List[Message]:
    """The catalogue's own words as examples, marked, since nothing is measured on them."""
    return [
        Message.build(text, f"service/{name}", [], {LANGUAGE_KEY: language, SOURCE_KEY: CATALOGUE})
        for name, languages in texts.items()
        for language, each in languages.items()
        for text in each
    ]


def domain(texts: Dict[str, Dict[str, List[str]]]) -> Dict[str, Any]:
    """The domain as Rasa's own YAML would have it."""
    slot = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    responses = {f"utter_service/{name}": [{"text": each["da"][0]}] for name, each in texts.items()}
    responses.update({f"utter_aspect/{name}": [{"text": name}] for name in ASPECTS})
    return {
        "version": "3.1",
        "intents": [*({name: {"is_retrieval_intent": True}} for name in RETRIEVAL), *INTENTS],
        "slots": {name: {**slot, "initial_value": value} for name, value in SLOTS.items()},
        "responses": responses,
        "actions": [*ACTIONS, *(f"utter_{name}" for name in RETRIEVAL)],
        "session_config": {"session_expiration_time": 0, "carry_over_slots_to_new_session": False},
    }


class MunicipalityImporter(TrainingDataImporter):
    """Reads config.yml, and nlu_data/, stories/ and municipality/services/ beside it."""

    def __init__(
        self,
        config_file: Optional[Text] = None,
        domain_path: Optional[Text] = None,
        training_data_paths: Optional[Union[List[Text], Text]] = None,
        **_: Any,
    ) -> None:
        self._config_file = Path(config_file or "config.yml")
        self._root = self._config_file.resolve().parent
        self.services = catalogue(self._root / "municipality" / "services")
        self._domain: Optional[Domain] = None
        self._data: Optional[TrainingData] = None

    def get_config(self) -> Dict[Text, Any]:
        return dict(rasa.shared.utils.io.read_model_configuration(self._config_file))

    def get_config_file_for_auto_config(self) -> Optional[Text]:
        return None  # config.yml is complete, and nothing may rewrite it

    def get_domain(self) -> Domain:
        if self._domain is None:
            self._domain = Domain.from_dict(domain(self.services))
        return self._domain

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        files = [str(path) for path in sorted((self._root / "stories").glob("**/*.yml"))]
        return rasa.shared.importers.utils.story_graph_from_paths(
            files, self.get_domain(), exclusion_percentage
        )

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        if self._data is None:
            files = sorted((self._root / "nlu_data").glob("**/*.yml"))
            read = read_all(files, language)
            check(read, set(self.services))
            examples = [*read, *catalogue_examples(self.services)]
            self._data = TrainingData(examples, responses=self.get_domain().retrieval_intent_responses)
        return self._data


def read_all(files: List[Path], language: Optional[Text]) -> List[Message]:
    """The examples of the files, in order, read side by side; raises DataError for the first that is wrong.

    They are put together at once: Rasa's merge copies and hashes all examples anew for each part.
    """

    def read(share: int) -> Union[List[List[Message]], Text]:
        """Of every second file; an error as its words, since not every exception of Rasa's can be sent."""
        try:
            return [load_data(str(file), language).training_examples for file in files[share::SHARES]]
        except (RasaException, OSError, ValueError) as error:
            return str(error)

    shares = side_by_side(read, SHARES)
    for wrong in shares:
        if isinstance(wrong, str):
            raise DataError(wrong)
    return [each for number in range(len(files)) for each in shares[number % SHARES][number // SHARES]]


def check(examples: List[Message], services: "set[str]") -> None:
    """Every example's intent is known and every service has examples; raises DataError otherwise."""
    known = {
        *INTENTS,
        *RENAMED,
        *(f"service/{name}" for name in services),
        *(f"aspect/{name}" for name in ASPECTS),
    }
    found = {str(example.get_full_intent()) for example in examples if example.get(INTENT)}
    strange = sorted(found - known)
    silent = sorted({f"service/{name}" for name in services} - found)
    if strange:
        raise DataError(f"nlu_data has examples of what nothing else knows: {', '.join(strange)}.")
    if silent:
        raise DataError(
            f"municipality/services has services without an example in nlu_data: {', '.join(silent)}."
        )
