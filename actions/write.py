"""Somebody wants to write: where to, and the matching form beside it, never instead of it."""

from actions.offer import offer_service
from actions.turn import Outcome, Turn


def write(turn: Turn) -> Outcome:
    service = turn.named
    said = [turn.said("write"), turn.contact(service)]
    if service is None:
        return Outcome("write", said)
    if turn.rule(service) is not None:
        return Outcome("write", [turn.said("write_never_form"), turn.contact(service)], [service.id])
    if service.link is None or turn.state.get("no_digital"):
        return Outcome("write", said, [service.id])
    offered = offer_service(turn, service)
    replies = [*said, turn.said("write_form"), *offered.replies]
    return Outcome("write", replies, offered.services, offered.state)
