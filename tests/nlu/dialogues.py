"""Whether a conversation went right from its first turn to its last; whoever runs it brings the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.nlu.sets import Dialogue, Turn
from tests.nlu.shares import Share, share


@dataclass(frozen=True)
class Reply:
    """What the chat API answered to one turn."""

    kind: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class Wrong:
    dialogue: str
    turn: int
    said: str
    finding: str


def check(dialogue: Dialogue, replies: Sequence[Reply]) -> list[Wrong]:
    """What was wrong, turn by turn (1 = first); nothing when the whole conversation was right."""
    if len(replies) != len(dialogue.turns):
        return [Wrong(dialogue.name, 0, "", f"{len(dialogue.turns)} answers wanted, {len(replies)} came")]
    before: list[Reply | None] = [None, *replies]
    return [
        Wrong(dialogue.name, number, turn.say or turn.choose or "", finding)
        for number, (turn, reply) in enumerate(zip(dialogue.turns, replies, strict=True), start=1)
        for finding in findings(turn, reply, before[number - 1])
    ]


def findings(turn: Turn, reply: Reply, before: Reply | None) -> list[str]:
    first = reply.services[0] if reply.services else None
    wrong = []
    if reply.kind not in turn.kinds:
        wrong.append(f"{reply.kind}, not {' or '.join(turn.kinds)}")
    # An answer by a person is right without naming the service.
    if turn.services and reply.kind not in {"human", "assisted"} and first not in turn.services:
        wrong.append(f"about {first}, not {' or '.join(turn.services)}")
    if missing := [id for id in turn.offers if id not in reply.services]:
        wrong.append(f"does not offer {' and '.join(missing)}")
    if turn.position is not None and first != chosen(turn.position, before):
        wrong.append(f"about {first}, not {chosen(turn.position, before)}")
    return wrong


def chosen(position: int, before: Reply | None) -> str | None:
    """The service at that place of the answer before; None where there is no such place."""
    services = before.services if before else ()
    index = position - 1 if position > 0 else position
    return services[index] if -len(services) <= index < len(services) else None


def right(dialogues: Sequence[Dialogue], replies: Mapping[str, Sequence[Reply]]) -> Share:
    """`replies` by the dialogue's name; one that was not run is not right."""
    return share(not check(dialogue, replies.get(dialogue.name, ())) for dialogue in dialogues)
