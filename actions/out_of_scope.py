"""Nothing fits: said once; the second time in a row a person is named."""

from actions.turn import Outcome, Turn

MISSES = 2


def out_of_scope(turn: Turn) -> Outcome:
    misses = int(turn.state.get("misses") or 0) + 1
    if misses >= MISSES:
        return Outcome("human", [turn.said("out_of_scope_second"), turn.contact(turn.in_hand)])
    return Outcome("out_of_scope", [turn.said("out_of_scope_first")], state={"misses": misses})
