"""A choice is taken, by button or in words; none of them means a person."""

from actions.offer import offer_service, offer_services
from actions.turn import Outcome, Turn


def choose(turn: Turn) -> Outcome:
    if turn.several:
        return offer_services(turn, [turn.catalogue.services[id] for id in turn.candidates])
    service = turn.catalogue.services.get(turn.choice or "")
    if service is not None:
        return offer_service(turn, service)
    return Outcome("human", [turn.said("clarify_failed"), turn.contact(turn.in_hand)])
