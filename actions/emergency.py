"""Danger: 112 in the first line of the answer, and no form."""

from actions.turn import Outcome, Turn
from bot.catalogue import present


def emergency(turn: Turn) -> Outcome:
    return Outcome("emergency", present.emergency(turn.catalogue, turn.language))
