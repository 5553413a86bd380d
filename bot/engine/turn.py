"""Runs one turn of a conversation from its compact state alone, and lets no failure of an action pass for an answer."""

from __future__ import annotations

import logging
from typing import Any, Dict, List

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.engine.choice import match
from bot.engine.importer import SLOTS
from bot.engine.protocol import Refused, Turn
from bot.engine.remote import LeanRemoteAction

logger = logging.getLogger(__name__)
MOST_ACTIONS = 5  # of one turn, before it is stopped
MOST_EVENTS = 100


class Conversations:
    """Holds the model, and nothing of any conversation."""

    def __init__(self, model: str, actions: EndpointConfig) -> None:
        agent = Agent.load(model, action_endpoint=actions)
        assert agent.processor is not None
        self._processor: MessageProcessor = agent.processor
        self._actions = actions

    async def answer(self, turn: Turn) -> Dict[str, Any]:
        """Raises Refused 500 or 502."""
        tracker = self._tracker(turn)
        understanding = await self._hear(turn, tracker)
        said = await self._act(tracker)
        if len(said) != 1:
            raise Refused(502, f"The actions gave {len(said)} answers instead of one.")
        return {**answer(said[0]), "state": self._state(tracker), "understanding": told(understanding)}

    def _tracker(self, turn: Turn) -> DialogueStateTracker:
        domain = self._processor.domain
        tracker = DialogueStateTracker(turn.conversation, domain.slots, max_event_history=MOST_EVENTS)
        for name, value in {**turn.state, "language": turn.language}.items():
            tracker.update(SlotSet(name, value), domain)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), domain)
        return tracker

    async def _hear(self, turn: Turn, tracker: DialogueStateTracker) -> Dict[str, Any]:
        choice = turn.choice or match(turn.text or "", turn.state.get("options", []))
        if choice is not None:
            parsed = chosen(choice)
        else:
            message = UserMessage(
                turn.text or "", sender_id=turn.conversation, metadata={"language": turn.language}
            )
            parsed = await self._processor.parse_message(message, tracker)
        tracker.update(
            UserUttered(turn.text or "", parsed["intent"], [], parsed, metadata={"language": turn.language}),
            self._processor.domain,
        )
        return dict(parsed["understanding"])

    async def _act(self, tracker: DialogueStateTracker) -> List[Dict[str, Any]]:
        said: List[Dict[str, Any]] = []
        for _ in range(MOST_ACTIONS):
            prediction = self._processor._predict_next_with_tracker(tracker)
            name = self._processor.domain.action_names_or_texts[prediction.max_confidence_index]
            tracker.update_with_events(prediction.events, self._processor.domain)
            if name == ACTION_LISTEN_NAME:
                return said
            events = await self._run(name, tracker)
            tracker.update(
                ActionExecuted(name, prediction.policy_name, prediction.max_confidence),
                self._processor.domain,
            )
            tracker.update_with_events(events, self._processor.domain)
            said.extend(
                e.data["custom"] for e in events if isinstance(e, BotUttered) and e.data.get("custom")
            )
        raise Refused(500, f"More than {MOST_ACTIONS} actions in one turn; see stories/.")

    async def _run(self, name: str, tracker: DialogueStateTracker) -> List[Event]:
        action = LeanRemoteAction(name, self._actions)
        try:
            return await action.run(
                CollectingOutputChannel(), self._processor.nlg, tracker, self._processor.domain
            )
        except Exception:
            logger.exception("The action %s failed.", name)
            raise Refused(502, f"The action {name} failed.") from None

    def _state(self, tracker: DialogueStateTracker) -> Dict[str, Any]:
        return {name: tracker.get_slot(name) for name in SLOTS}


def chosen(service: str) -> Dict[str, Any]:
    """What a message would be parsed to that can only mean this service."""
    understanding = {
        "intent": "choose", "confidence": 1.0, "ranking": [{"service": service, "confidence": 1.0}],
        "candidates": [service], "aspect": None, "signals": [], "choice": service,
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
