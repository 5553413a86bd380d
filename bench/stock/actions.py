"""The one custom action of stock Rasa's project, as a user of rasa-sdk writes it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher


class ActionOffer(Action):
    """Offers a form and sets a slot, as Genvej's own action does, without a catalogue or a ledger."""

    def name(self) -> str:
        return "action_offer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(text="There is a form for that: https://www.example.org/form")
        return [SlotSet("service", "form")]
