"""One row a deflection, folded from its events by a pure reducer."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

from bot.deflection import lifecycle
from bot.deflection.lifecycle import State
from bot.ledger.events import Event

WINDOW_DAYS: Final = 14  # of an offer that was booked without its own
EXPIRY_DAYS: Final = 30  # how long an offer may wait for its form

KINDS: Final = lifecycle.KINDS | lifecycle.AMENDMENTS | lifecycle.RETURNS.keys()  # the events that move a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Deflection:
    """Where one deflection stands.

    `step` counts its events; `offered_at` is the moment it was booked. `replaced` is "written" or "other",
    known by `basis` "revealed" or "stated"; None means unknown. `price` is frozen on the day of the offer.
    `due_at` is when time itself takes the next step. `doubtful` says why its evidence is not believed,
    `assessable` that its window has gone by since the evidence, `repeated` that another one of the same
    citizen and service is priced in the same window.
    """

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
    window_days: int
    due_at: datetime | None
    replaced: str | None
    basis: str | None
    price: str | None
    assessable: bool
    repeated: bool
    doubtful: str | None
    arm: str | None


Draft = SimpleNamespace  # the same attributes, on their way: to freeze a row costs more than to move it
_NAMES: Final = tuple(one.name for one in fields(Deflection))


def reduce(row: Deflection | None, event: Event) -> Deflection:
    """The row after one more event; raises Illegal when it may not follow."""
    return _done(_moved_on(None if row is None else _draft(row), event))


def fold(events: Iterable[Event]) -> Deflection | None:
    """The row of one deflection from all its events, whichever chains they lie in."""
    draft = moved(events)
    return None if draft is None else _done(draft)


def moved(events: "Iterable[Event | Draft]") -> "Draft | None":
    """The same as a draft without its `due_at`; its times are what those of the events are, also texts."""
    draft = None
    for event in sorted(events, key=_step):
        draft = _moved_on(draft, event)
    return draft


def verifiable(row: "Deflection | Draft") -> bool:
    """Whether the closing window verifies it: a contact of an unlinked citizen could not have been seen."""
    return row.state is State.COMPLETED and row.subject is not None and row.doubtful is None


def row_of(row: Deflection) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _NAMES}


def _step(event: "Event | Draft") -> int:
    return int(event.data["step"])


def _draft(row: Deflection) -> Draft:
    return Draft(**row_of(row))


def _done(draft: Draft) -> Deflection:
    draft.due_at = due(draft)
    return Deflection(**vars(draft))


def _moved_on(row: Draft | None, event: Event | Draft) -> Draft:
    changes = _changes(row, event)
    row = _first(event) if row is None else row
    vars(row).update(changes, changed_at=event.at, step=_step(event))
    return row


def _changes(row: Draft | None, event: Event | Draft) -> dict[str, Any]:
    if event.kind in lifecycle.AMENDMENTS:
        return _amended(row, event)
    return _returned(row, event) if event.kind in lifecycle.RETURNS else _moved(row, event)


def _moved(row: Draft | None, event: Event | Draft) -> dict[str, Any]:
    """What a step changes."""
    state = lifecycle.advance(row.state if row else None, event.kind)
    evidence = lifecycle.require_evidence(event.kind, event.data.get("evidence"))
    changes: dict[str, Any] = {"state": state, "evidence": evidence.value}
    match state:
        case State.OPENED:
            changes["opened_at"] = event.at
        case State.COMPLETED:
            changes["completed_at"] = event.at
        case State.VERIFIED:
            changes["assessable"] = True
    return changes


def _amended(row: Draft | None, event: Event | Draft) -> dict[str, Any]:
    """What an amendment changes."""
    lifecycle.amend(row.state if row else None, event.kind)
    assert row is not None
    data = event.data
    match event.kind:
        case lifecycle.LINKED:
            return {"subject": event.subject}
        case lifecycle.REPLACED:
            return {"replaced": data["replaced"], "basis": data["basis"]}
        case lifecycle.DOUBTED:
            return {"doubtful": data["reason"]}
        case lifecycle.MATURED:
            return {"assessable": True}
        case lifecycle.EVIDENCED:
            return {"completed_at": row.completed_at or event.at}
        case lifecycle.FOLLOWED:
            return {"opened_at": row.opened_at or event.at}
    return {"repeated": bool(data["repeated"])}


def _returned(row: Draft | None, event: Event | Draft) -> dict[str, Any]:
    """What changes when something is taken back; the event names the state that is left, and its evidence."""
    state = lifecycle.back(row.state if row else None, event.kind, event.data["state"])
    evidence = lifecycle.require_evidence(state, event.data.get("evidence"))
    changes = {"state": state, "evidence": evidence.value}
    if event.kind == lifecycle.WITHDRAWN:
        return {**changes, "completed_at": None, "assessable": False, "repeated": False}
    return changes


def due(row: Draft) -> datetime | None:
    """When the offer expires, or the window closes over the evidence."""
    offered_at: datetime = row.offered_at
    completed_at: datetime | None = row.completed_at
    if row.state in {State.OFFERED, State.OPENED}:
        return offered_at + timedelta(days=EXPIRY_DAYS)
    if completed_at is None or row.state not in {State.COMPLETED, State.REVERSED}:
        return None
    if row.assessable and not verifiable(row):
        return None
    return completed_at + timedelta(days=row.window_days)


def _first(event: Event | Draft) -> Draft:
    assert event.deflection is not None
    data: dict[str, Any] = dict(event.data)
    return Draft(
        id=event.deflection,
        conversation=event.conversation,
        turn=data.get("turn"),
        service=data["service"],
        language=data["language"],
        subject=event.subject,
        state=State(event.kind),
        evidence=data["evidence"],
        step=1,
        offered_at=event.at,
        opened_at=None,
        completed_at=None,
        changed_at=event.at,
        window_days=data.get("window_days", WINDOW_DAYS),
        due_at=None,
        replaced=data.get("replaced"),
        basis=data.get("basis"),
        price=data.get("price"),
        assessable=False,
        repeated=False,
        doubtful=None,
        arm=data.get("arm"),
    )
