"""One row a deflection, folded from its events by a pure reducer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.deflection import lifecycle
from bot.deflection.lifecycle import State
from bot.ledger.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Deflection:
    """Where one deflection stands. `step` counts its events; `offered_at` is the moment it was booked."""

    id: str
    conversation: str | None
    turn: int | None
    service: str
    language: str
    subject: str | None
    state: State
    evidence: str
    step: int
    offered_at: datetime
    opened_at: datetime | None
    completed_at: datetime | None
    changed_at: datetime


def reduce(row: Deflection | None, event: Event) -> Deflection:
    """The row after one more event; raises Illegal when it may not follow."""
    state = lifecycle.advance(row.state if row else None, event.kind)
    evidence = lifecycle.require_evidence(event.kind, event.data.get("evidence"))
    row = _first(event, state, evidence) if row is None else row
    step = int(event.data["step"])
    row = replace(row, state=state, evidence=evidence.value, changed_at=event.at, step=step)
    if state is State.OPENED:
        row = replace(row, opened_at=event.at)
    if state is State.COMPLETED:
        row = replace(row, completed_at=event.at)
    return row


def fold(events: Iterable[Event]) -> Deflection | None:
    """The row of one deflection from all its events, whichever chains they lie in."""
    row = None
    for event in sorted(events, key=lambda one: int(one.data["step"])):
        row = reduce(row, event)
    return row


def _first(event: Event, state: State, evidence: str) -> Deflection:
    assert event.deflection is not None
    return Deflection(
        id=event.deflection,
        conversation=event.conversation,
        turn=event.data.get("turn"),
        service=event.data["service"],
        language=event.data["language"],
        subject=event.subject,
        state=state,
        evidence=evidence,
        step=1,
        offered_at=event.at,
        opened_at=None,
        completed_at=None,
        changed_at=event.at,
    )
