"""Which form fits what a citizen is writing to us: searched in the catalogue, and nothing kept."""

from collections.abc import Mapping
from typing import Any, Final

from bot.catalogue import LANGUAGES, Language, Service, present
from bot.catalogue.folding import never_form
from bot.catalogue.text import clean
from bot.gateway.door import Door
from bot.gateway.fallback import CLEARLY_BEST, in_danger

READ_CHARACTERS: Final = 2000  # what it is about is said by then
CARDS: Final = 2


def about(door: Door, text: str, lang: Language) -> Service | None:
    """The service that the text is about, where one fits much better than all others."""
    hits = door.index.search(clean(text[:READ_CHARACTERS]), lang, CARDS)
    if not hits or (len(hits) > 1 and hits[1].score >= CLEARLY_BEST * hits[0].score):
        return None
    return hits[0].service


def cards(door: Door, text: str, lang: Language, state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The best first; none for who cannot use digital services, and never a form that is wrong here."""
    if state.get("no_digital"):
        return []
    one = about(door, text, lang)
    asked = clean(text[:READ_CHARACTERS])
    found = [one] if one else [hit.service for hit in door.index.search(asked, lang, CARDS)]
    return [card for service in found if (card := form_of(door, service, asked, lang, state))]


def form_of(
    door: Door, service: Service, text: str, lang: Language, state: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The card of a service with a form that fits what is written; its link is not filled in yet."""
    wrong = service.id in state.get("no_form", ()) or never_form(service, text) is not None
    if wrong or service.link is None or state.get("no_digital"):
        return None
    return present.card(service, door.catalogue, lang, now=door.clock(), asked=text)


def danger(door: Door, text: str, lang: Language) -> list[dict[str, Any]]:
    """112 first, whichever of our languages the word is of; the letter can be sent all the same."""
    if not any(in_danger(text, one) for one in LANGUAGES):
        return []
    return present.emergency(door.catalogue, lang)
