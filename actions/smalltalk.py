"""Greetings, thanks, questions about the machine, and insults: calm, once, then a person."""

from actions.out_of_scope import MISSES
from actions.turn import KEPT, NONE, Outcome, Turn


def smalltalk(turn: Turn) -> Outcome:
    if turn.intent == "insult":
        return _insult(turn)
    if turn.intent == "deny" and any(option["id"] == NONE for option in turn.state.get("options") or []):
        return Outcome("human", [turn.said("clarify_failed"), turn.contact(turn.in_hand)])
    forgotten = dict(KEPT) if turn.intent == "restart" else {}
    return Outcome("smalltalk", [turn.said(turn.intent)], state=forgotten)


def _insult(turn: Turn) -> Outcome:
    misses = int(turn.state.get("misses") or 0) + 1
    if misses >= MISSES:
        return Outcome("human", [turn.said("human_any"), turn.contact(turn.in_hand)])
    return Outcome("smalltalk", [turn.said("insult")], state={"misses": misses})
