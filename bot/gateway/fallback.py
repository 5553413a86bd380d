"""The answer while the engine is starting, slow or gone: the catalogue's own search, and a person."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.catalogue import HELP_DESK, Catalogue, Language, Service, present
from bot.catalogue.folding import never_form, words
from bot.catalogue.search import Index
from bot.gateway.engine_client import EngineAnswer, Kind

CHOICES = 4
# The best hit stands alone when the next one has less than this part of its score.
CLEARLY_BEST = 0.7

# Without the engine nobody weighs a word's context, so these err on the side of showing 112.
# Each language has its own: "fire" is four in Danish, "brand" is a make of car in English.
DANGER: dict[Language, frozenset[str]] = {
    "da": frozenset(
        {"112", "selvmord", "selvmordstanker", "overdosis", "blod", "braender", "brand", "ambulance"}
        | {"bevidstloes", "slaar", "voldtaegt", "voldtaget", "kniv", "doe", "doer"}
    ),
    "en": frozenset(
        {"112", "suicide", "suicidal", "overdose", "bleeding", "fire", "ambulance", "unconscious", "beats"}
        | {"rape", "raped", "knife", "dying"}
    ),
}


def in_danger(text: str, lang: Language) -> bool:
    return bool(DANGER[lang].intersection(words(text)))


class Fallback:
    """Answers of the same shape as the engine's; nothing here needs a model."""

    def __init__(self, catalogue: Catalogue, index: Index, clock: Callable[[], datetime]) -> None:
        self._catalogue = catalogue
        self._index = index
        self._clock = clock

    def answer(
        self, text: str | None, choice: str | None, state: Mapping[str, Any], lang: Language
    ) -> EngineAnswer:
        chosen = self._catalogue.services.get(choice or "")
        if chosen is not None:
            return self._one(chosen, "", state, lang)
        if in_danger(text or "", lang):
            return self._reply("emergency", [], present.emergency(self._catalogue, lang), state)
        hits = self._index.search(text or "", lang, CHOICES)
        if not hits:
            return self._person("fallback_nothing", state, lang)
        if len(hits) == 1 or hits[1].score < CLEARLY_BEST * hits[0].score:
            return self._one(hits[0].service, text or "", state, lang)
        return self._several([hit.service for hit in hits], text or "", state, lang)

    def other_script(self, state: Mapping[str, Any]) -> EngineAnswer:
        """An alphabet that we cannot answer in: both languages, the services page and a person."""
        replies = present.other_script(self._catalogue)
        people = [self._contact(HELP_DESK, lang) for lang in ("da", "en")]
        return self._reply("human", [], [*replies, *people], state)

    def _one(self, service: Service, text: str, state: Mapping[str, Any], lang: Language) -> EngineAnswer:
        wrong = bool(state.get("no_digital")) or self._wrong(service, text, state)
        card = present.card(
            service, self._catalogue, lang, now=self._clock(), asked=text, offer_form=not wrong
        )
        said = present.said(self._catalogue, lang, "fallback_one")
        kept = {**state, "service": service.id, "options": []}
        return self._reply("assisted" if wrong else "card", [service.id], [said, card], kept)

    def _wrong(self, service: Service, text: str, state: Mapping[str, Any]) -> bool:
        """Whether a form is wrong, by what is written now or was in this conversation."""
        return never_form(service, text) is not None or service.id in state.get("no_form", ())

    def _several(
        self, services: list[Service], text: str, state: Mapping[str, Any], lang: Language
    ) -> EngineAnswer:
        question = self._catalogue.texts(lang)["fallback_several"].plain()
        choices = present.choices(services, lang, question)
        options = [{"id": choice["id"], "label": choice["label"]} for choice in choices["choices"]]
        wrong = [service.id for service in services if self._wrong(service, text, state)]
        kept = {**state, "options": options, "clarified": True, "no_form": wrong}
        ids = [service.id for service in services]
        return self._reply("clarify", ids, [choices, self._contact(HELP_DESK, lang)], kept)

    def _person(self, key: str, state: Mapping[str, Any], lang: Language) -> EngineAnswer:
        said = present.said(self._catalogue, lang, key)
        return self._reply("human", [], [said, self._contact(HELP_DESK, lang)], state)

    def _contact(self, department: str, lang: Language) -> dict[str, Any]:
        return present.contact(department, self._catalogue, lang, self._clock())

    def _reply(
        self, kind: Kind, services: list[str], replies: list[dict[str, Any]], state: Mapping[str, Any]
    ) -> EngineAnswer:
        return EngineAnswer(
            kind=kind, services=services, replies=replies, state=dict(state), understanding={}
        )
