"""Two to four services fit: the citizen chooses, once; then a person."""

from actions.offer import offer_service
from actions.turn import Outcome, Turn
from bot.catalogue import Service, present
from bot.catalogue.folding import never_form

NONE = "none"


def clarify(turn: Turn) -> Outcome:
    if turn.in_hand is not None and _told_meanwhile(turn, turn.in_hand):
        return offer_service(turn, turn.in_hand)
    services = [turn.catalogue.services[id] for id in turn.candidates if id in turn.catalogue.services]
    if len(services) == 1 or (services and turn.rule(services[0])):
        # Where a form is wrong for the likeliest, a person sorts out the rest better than a question.
        return offer_service(turn, services[0])
    if not services or _asked_before(turn, services):
        return Outcome("human", [turn.said("clarify_failed"), turn.contact(None)])
    choices = present.choices(services, turn.language, turn.plain("clarify"))
    choices["choices"].append({"id": NONE, "label": turn.plain("clarify_none"), "hint": ""})
    options = [{"id": choice["id"], "label": choice["label"]} for choice in choices["choices"]]
    ids = [service.id for service in services]
    # What was written now must count when a button is pressed, which says nothing of its own.
    wrong = {*(turn.state.get("no_form") or []), *(one.id for one in services if turn.rule(one))}
    state = {"options": options, "clarified": True, "no_form": sorted(wrong)}
    return Outcome("clarify", [choices], ids, state)


def _told_meanwhile(turn: Turn, service: Service) -> bool:
    """What makes a form wrong may be told later: the rats are in the kitchen, too."""
    rule = never_form(service, turn.text)
    return rule is not None and rule.only_if is not None


def _asked_before(turn: Turn, services: list[Service]) -> bool:
    """Another question about other services is no second clarification of the same."""
    offered = {option["id"] for option in turn.state.get("options") or []}
    return bool(turn.state.get("clarified")) and any(service.id in offered for service in services)
