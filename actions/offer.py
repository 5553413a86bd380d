"""A service is offered: its card with the form, or, where a form is wrong, a person."""

from actions.turn import Outcome, Reply, Turn
from bot.catalogue import Service, present
from bot.catalogue.folding import never_form, words

# Somebody who said "I can't" gets a form again only by asking for one in so many words.
ASKS_FOR_FORM = frozenset(
    {"formular", "formularen", "skema", "skemaet", "selvbetjening", "selvbetjeningen", "link", "linket"}
    | {"online", "digitalt", "form", "forms", "website", "hjemmeside", "hjemmesiden"}
)


def offer(turn: Turn) -> Outcome:
    service = turn.named
    if service is None:
        return Outcome("human", [turn.said("human_any"), turn.contact(None)])
    return offer_service(turn, service)


def offer_service(turn: Turn, service: Service) -> Outcome:
    rule = never_form(service, turn.text)
    if rule is not None:
        return _person(turn, service, [_reason(turn, service)])
    if turn.state.get("no_digital") and not ASKS_FOR_FORM.intersection(words(turn.text)):
        return _person(turn, service, [turn.said("no_digital_kept")])
    card = present.card(service, turn.catalogue, turn.language, now=turn.now, asked=turn.text)
    return Outcome("card", [*_asked_first(turn, service), card], [service.id], {"service": service.id})


def _asked_first(turn: Turn, service: Service) -> list[Reply]:
    """Who asks for the price of a passport wants the price before the card."""
    if turn.aspect is None:
        return []
    return [present.aspect(service, turn.aspect, turn.catalogue, turn.language)]


def _reason(turn: Turn, service: Service) -> Reply:
    """Why no form, and the page about it where there is one that helps."""
    card = present.card(service, turn.catalogue, turn.language, now=turn.now, asked=turn.text)
    answer = present.text(turn.language, service.summary.in_(turn.language), card["notice"])
    link = card["link"]
    if link is not None:
        page = {"type": "link", "text": link["label"], "href": link["href"]}
        answer["body"].append({"type": "paragraph", "children": [page]})
    return answer


def _person(turn: Turn, service: Service, said: list[Reply]) -> Outcome:
    return Outcome("assisted", [*said, turn.contact(service)], [service.id], {"service": service.id})
