"""Nothing fits: said with whom to talk to instead; the second time in a row nothing else is offered."""

from actions.offer import form_after_all, offer_service
from actions.turn import Outcome, Turn

MISSES = 2


def out_of_scope(turn: Turn) -> Outcome:
    service = turn.told_meanwhile or form_after_all(turn)
    if service is not None:
        return offer_service(turn, service)
    misses = int(turn.state.get("misses") or 0) + 1
    if misses >= MISSES:
        return Outcome("human", [turn.said("out_of_scope_second"), turn.contact(turn.in_hand)])
    said = [turn.said("out_of_scope_first"), turn.contact(turn.in_hand)]
    return Outcome("out_of_scope", said, state={"misses": misses})
