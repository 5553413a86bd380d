"""A service is offered: its card with the form, or, where a form is wrong, a person."""

from collections.abc import Sequence
from typing import Any

from actions.turn import Outcome, Reply, Turn
from bot.catalogue import NeverForm, Service, present
from bot.catalogue.folding import words

# Somebody who said "I can't" gets a form again only by asking for one in so many words.
ASKS_FOR_FORM = frozenset(
    {"formular", "formularen", "skema", "skemaet", "selvbetjening", "selvbetjeningen", "link", "linket"}
    | {"online", "digitalt", "form", "forms", "website", "hjemmeside", "hjemmesiden"}
)


def offer(turn: Turn) -> Outcome:
    service = form_after_all(turn) or turn.named
    if service is None:
        return Outcome("human", [turn.said("human_any"), turn.contact(None)])
    return offer_service(turn, service)


def form_after_all(turn: Turn) -> Service | None:
    """The service in hand, when somebody who said "I can't" asks for its form, and names no other service."""
    named = turn.named
    if not turn.state.get("no_digital") or turn.in_hand is None or not _asks_for_form(turn):
        return None
    return turn.in_hand if named is None or turn.rule(named) is not None else None


def _asks_for_form(turn: Turn) -> bool:
    return bool(ASKS_FOR_FORM.intersection(words(turn.text)))


def offer_service(turn: Turn, service: Service) -> Outcome:
    rule = turn.rule(service)
    if rule is not None:
        return _person(turn, service, [_reason(turn, service, rule)], no_form=True)
    if turn.state.get("no_digital") and not _asks_for_form(turn):
        return _person(turn, service, [turn.said("no_digital_kept")])
    card = present.card(service, turn.catalogue, turn.language, now=turn.now, asked=turn.text)
    return Outcome("card", [*_asked_first(turn, service), card], [service.id], _state(turn, service))


def offer_services(turn: Turn, services: Sequence[Service]) -> Outcome:
    """Several that are all asked for: first a person where a form is wrong, then the forms of the rest."""
    ordered = sorted(services, key=lambda service: turn.rule(service) is None)
    offered = [offer_service(turn, service) for service in ordered]
    replies = [reply for outcome in offered for reply in outcome.replies]
    wrong = {id for outcome in offered for id in outcome.state.get("no_form", [])}
    state = {**offered[0].state, "no_form": sorted(wrong), "others": [service.id for service in ordered[1:]]}
    return Outcome(offered[0].kind, replies, [service.id for service in ordered], state)


def _state(turn: Turn, service: Service) -> dict[str, Any]:
    return {"service": service.id, "others": turn.beside(service)}


def _asked_first(turn: Turn, service: Service) -> list[Reply]:
    """Who asks for the price of a passport wants the price before the card."""
    if turn.aspect is None:
        return []
    return [present.aspect(service, turn.aspect, turn.catalogue, turn.language)]


def _reason(turn: Turn, service: Service, rule: NeverForm) -> Reply:
    """Why no form, and the page about it where there is one that helps."""
    reason = rule.reason.in_(turn.language)
    answer = present.text(turn.language, service.summary.in_(turn.language), reason)
    card = present.card(service, turn.catalogue, turn.language, now=turn.now, asked=turn.text)
    link = card["link"] if rule.only_if is None else None
    if link is not None:
        page = {"type": "link", "text": link["label"], "href": link["href"]}
        answer["body"].append({"type": "paragraph", "children": [page]})
    return answer


def _person(turn: Turn, service: Service, said: list[Reply], *, no_form: bool = False) -> Outcome:
    remembered = [*(turn.state.get("no_form") or []), *([service.id] if no_form else [])]
    state = {**_state(turn, service), "no_form": sorted(set(remembered))}
    return Outcome("assisted", [*said, turn.contact(service)], [service.id], state)
