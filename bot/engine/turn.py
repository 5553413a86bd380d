"""Runs one turn of a conversation from its compact state alone; a failed action is never an empty answer."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.engine.choice import NONE, picks
from bot.engine.importer import SLOTS
from bot.engine.protocol import Refused, Turn
from bot.engine.remote import LeanRemoteAction
from bot.engine.runner import StraightRunner

logger = logging.getLogger(__name__)
MOST_ACTIONS = 5  # of one turn, before it is stopped
MOST_EVENTS = 100
SERVICE_RESPONSE = "utter_service/"


class Conversations:
    """Holds the model, and nothing of any conversation."""

    def __init__(self, model: Path, actions: EndpointConfig) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self._metadata, self._graph = load_predict_graph_runner(
                Path(folder), model, LocalModelStorage, StraightRunner
            )
        self._domain = self._metadata.domain
        if any(slot.influence_conversation for slot in self._domain.slots):
            raise ValueError("A slot influences the rules, which are asked by intent alone.")
        self._predicted: Dict[Tuple[str, ...], PolicyPrediction] = {}
        self._words = TemplatedNaturalLanguageGenerator(self._domain.responses)
        self._actions = actions

    async def answer(self, turn: Turn) -> Dict[str, Any]:
        """Raises Refused 500 or 502."""
        tracker = self._tracker(turn)
        understanding = self._hear(turn, tracker)
        said = await self._act(tracker)
        if len(said) != 1:
            raise Refused(502, f"The actions gave {len(said)} answers instead of one.")
        return {**answer(said[0]), "state": self._state(tracker), "understanding": told(understanding)}

    def _tracker(self, turn: Turn) -> DialogueStateTracker:
        tracker = DialogueStateTracker(turn.conversation, self._domain.slots, max_event_history=MOST_EVENTS)
        for name, value in {**turn.state, "language": turn.language}.items():
            tracker.update(SlotSet(name, value), self._domain)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self._domain)
        return tracker

    def _hear(self, turn: Turn, tracker: DialogueStateTracker) -> Dict[str, Any]:
        """Puts the parsed message on the tracker; a choice, tapped or typed, needs no parsing."""
        about = {"language": turn.language}
        choices = [turn.choice] if turn.choice else picks(turn.text or "", turn.state.get("options", []))
        if not choices:
            message = UserMessage(turn.text, sender_id=turn.conversation, metadata=about)
            parsed = self._parse(message, tracker)
        elif all(each == NONE or SERVICE_RESPONSE + each in self._domain.responses for each in choices):
            parsed = chosen(choices)
        else:
            raise Refused(422, "There is no such service to choose.")
        heard = UserUttered(turn.text or "", parsed["intent"], [], parsed, metadata=about)
        tracker.update(heard, self._domain)
        return dict(parsed["understanding"])

    def _parse(self, message: UserMessage, tracker: DialogueStateTracker) -> Dict[str, Any]:
        target = str(self._metadata.nlu_target)
        inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: tracker}
        parsed = self._graph.run(inputs, [target])[target][0]
        told = dict(parsed.as_dict(only_output_properties=True))
        told.pop("text_tokens", None)  # places of the tokens, which no action reads
        return told

    async def _act(self, tracker: DialogueStateTracker) -> List[Dict[str, Any]]:
        """Runs the actions that the rules ask for until one has said something."""
        done: List[str] = []
        while len(done) < MOST_ACTIONS:
            prediction = self._predict(tracker, done)
            name = self._domain.action_names_or_texts[prediction.max_confidence_index]
            if name == ACTION_LISTEN_NAME:
                return []
            events = await self._run(name, tracker)
            done.append(name)
            tracker.update_with_events(prediction.events, self._domain)
            tracker.update(
                ActionExecuted(name, prediction.policy_name, prediction.max_confidence), self._domain
            )
            tracker.update_with_events(events, self._domain)
            said = [e.data["custom"] for e in events if isinstance(e, BotUttered) and e.data.get("custom")]
            if said:
                return said
        raise Refused(500, f"More than {MOST_ACTIONS} actions in one turn; see stories/.")

    def _predict(self, tracker: DialogueStateTracker, done: List[str]) -> PolicyPrediction:
        """What the rules say, asked once for each intent and what was done since: nothing else decides."""
        seen = (str(tracker.latest_message.intent_name), *done)
        if seen not in self._predicted:
            target = str(self._metadata.core_target)
            self._predicted[seen] = self._graph.run({PLACEHOLDER_TRACKER: tracker}, [target])[target]
        return self._predicted[seen]

    async def _run(self, name: str, tracker: DialogueStateTracker) -> List[Event]:
        action = LeanRemoteAction(name, self._actions)
        try:
            events: List[Event] = await action.run(
                CollectingOutputChannel(), self._words, tracker, self._domain
            )
            return events
        except Exception:
            logger.exception("The action %s failed.", name)
            raise Refused(502, f"The action {name} failed.") from None

    def _state(self, tracker: DialogueStateTracker) -> Dict[str, Any]:
        return {name: tracker.get_slot(name) for name in SLOTS}


def chosen(choices: Sequence[str]) -> Dict[str, Any]:
    """What a message would be parsed to that can only mean these services."""
    named = [choice for choice in choices if choice != NONE]
    understanding = {
        "intent": "choose", "confidence": 1.0,
        "ranking": [{"service": name, "confidence": 1.0} for name in named],
        "candidates": named, "several": len(named) > 1, "aspect": None, "signals": [], "choice": choices[0],
    }  # fmt: skip
    return {
        "text": "",
        "intent": {"name": "choose", "confidence": 1.0},
        "entities": [],
        "understanding": understanding,
    }


def answer(said: Dict[str, Any]) -> Dict[str, Any]:
    """Raises Refused 502 when an action's message has not the agreed shape."""
    kind, services, replies = said.get("kind"), said.get("services"), said.get("replies")
    if (
        not isinstance(kind, str)
        or not isinstance(services, list)
        or not isinstance(replies, list)
        or not replies
    ):
        raise Refused(502, "An action answered in another shape than kind, services and replies.")
    return {"kind": kind, "services": services, "replies": replies}


def told(understanding: Dict[str, Any]) -> Dict[str, Any]:
    return {key: understanding[key] for key in ("intent", "confidence", "ranking", "signals")}
