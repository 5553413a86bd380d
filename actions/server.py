"""Runs the actions for Rasa: rasa-sdk's executor around pure functions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.aspect import aspect
from actions.assist import assist
from actions.choose import choose
from actions.clarify import clarify
from actions.emergency import emergency
from actions.human import human
from actions.offer import offer
from actions.out_of_scope import out_of_scope
from actions.smalltalk import smalltalk
from actions.turn import ActionFunction, Turn, UnknownAction
from actions.write import write
from bot.catalogue import Catalogue

ACTIONS: Mapping[str, ActionFunction] = {
    "action_offer": offer,
    "action_clarify": clarify,
    "action_choose": choose,
    "action_aspect": aspect,
    "action_assist": assist,
    "action_human": human,
    "action_emergency": emergency,
    "action_write": write,
    "action_out_of_scope": out_of_scope,
    "action_smalltalk": smalltalk,
}


class _Custom(Action):  # type: ignore[misc]  # rasa-sdk is untyped here
    """One of ACTIONS as rasa-sdk calls it."""

    def __init__(
        self, name: str, act: ActionFunction, catalogue: Catalogue, clock: Callable[[], datetime]
    ) -> None:
        self._name, self._act, self._catalogue, self._clock = name, act, catalogue, clock

    def name(self) -> str:
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = as_turn(tracker.slots, tracker.latest_message, self._catalogue, self._clock())
        outcome = self._act(turn)
        message = {"kind": outcome.kind, "services": outcome.services, "replies": outcome.replies}
        dispatcher.utter_message(json_message=message)
        return [SlotSet(name, value) for name, value in outcome.after(turn.state).items()]


def as_turn(
    slots: Mapping[str, Any], message: Mapping[str, Any], catalogue: Catalogue, now: datetime
) -> Turn:
    """Rasa's tracker as our own turn; `message` carries what our components understood."""
    understood = message["understanding"]
    return Turn(
        catalogue=catalogue,
        now=now,
        language="en" if slots.get("language") == "en" else "da",
        text=message.get("text") or "",
        state=slots,
        intent=understood["intent"],
        candidates=tuple(understood["candidates"]),
        several=understood["several"],
        aspect=understood["aspect"],
        choice=understood["choice"],
    )


class Actions:
    """The action server without a server: `run` takes the webhook's JSON and gives its answer."""

    def __init__(self, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self._executor = ActionExecutor()
        for name, act in ACTIONS.items():
            self._executor.register_action(_Custom(name, act, catalogue, clock))

    async def run(self, call: dict[str, Any]) -> dict[str, Any]:
        """Raises UnknownAction."""
        if call.get("next_action") not in ACTIONS:
            raise UnknownAction
        result = await self._executor.run(call)
        return {"events": result.events, "responses": result.responses}
