"""Somebody wants to talk to a person."""

from actions.turn import Outcome, Turn


def human(turn: Turn) -> Outcome:
    service = turn.named
    said = turn.said("human" if service else "human_any")
    return Outcome("human", [said, turn.contact(service)], [service.id] if service else [])
