"""The life of one deflection: its states, what may follow what, and what each state must be shown by."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where a deflection stands; the event that brings it there carries the same name."""

    OFFERED = "offered"
    OPENED = "opened"
    COMPLETED = "completed"
    VERIFIED = "verified"
    REVERSED = "reversed"
    EXPIRED = "expired"
    ASSISTED = "assisted"
    EXEMPT = "exempt"
    OVERTURNED = "overturned"


class Evidence(StrEnum):
    """What shows that a step was really taken."""

    OFFER = "offer"  # we showed the form
    OPENING = "opening"  # somebody followed the link; proves nothing about a submission
    RECEIPT = "receipt"  # the form engine told us
    STATED = "stated"  # the citizen said that it is done
    WINDOW = "window"  # the follow-up window went by
    CONTACT = "contact"  # the citizen wrote to us about the same service
    CITIZEN = "citizen"  # the citizen said so (cannot use digital, is exempt)
    OPERATOR = "operator"  # a named operator decided, with a reason
    RULE = "rule"  # the catalogue says so


class Illegal(ValueError):
    """This step may not be taken from this state, or not with this evidence."""


KINDS: Final = frozenset(state.value for state in State)

LINKED: Final = "linked"  # we learned which citizen this is: a subject number
REPLACED: Final = "replaced"  # we learned which channel the form took the place of
DOUBTED: Final = "doubted"  # its evidence is too good to be true; shown apart, never priced
MATURED: Final = "matured"  # its window went by, though nobody could see or believe what came of it
EVIDENCED: Final = "evidenced"  # its form was submitted after all, though the citizen had written before
REPEATED: Final = "repeated"  # whether another one of the same citizen is priced in its window
FOLLOWED: Final = "followed"  # its link was followed after all, though the citizen had written before
RESTORED: Final = "restored"  # the contact that reversed it counts no more
WITHDRAWN: Final = "withdrawn"  # the receipts that evidenced it were deleted

# What is learned later about a deflection; it stays in its state.
AMENDMENTS: Final = frozenset({LINKED, REPLACED, DOUBTED, MATURED, EVIDENCED, REPEATED, FOLLOWED})

_OPEN: Final = frozenset({State.OFFERED, State.OPENED})
_SHOWN: Final = frozenset({State.COMPLETED, State.VERIFIED})

# What takes something back: where each may lead from a state, which is where it would be without.
RETURNS: Final[Mapping[str, Mapping[State, frozenset[State]]]] = MappingProxyType(
    {
        RESTORED: {State.REVERSED: _OPEN | _SHOWN},
        WITHDRAWN: {
            **dict.fromkeys((*_SHOWN, State.ASSISTED), _OPEN),
            **{state: frozenset({state}) for state in (State.REVERSED, State.OVERTURNED)},
        },
    }
)
_BEGUN: Final = frozenset(State) - {State.OVERTURNED}

# Which states each step may leave; None is "nothing is booked yet".
SOURCES: Final[Mapping[State, frozenset[State | None]]] = MappingProxyType(
    {
        State.OFFERED: frozenset({None}),
        State.OPENED: frozenset({State.OFFERED}),
        State.COMPLETED: _OPEN,  # a receipt may come although nobody saw the link opened
        State.VERIFIED: frozenset({State.COMPLETED}),
        State.REVERSED: _OPEN | {State.COMPLETED, State.VERIFIED},  # a contact may be imported late
        State.EXPIRED: _OPEN,
        State.ASSISTED: _OPEN | {None},
        State.EXEMPT: _OPEN | {None},
        State.OVERTURNED: frozenset(_BEGUN),
    }
)

EVIDENCE: Final[Mapping[State, frozenset[Evidence]]] = MappingProxyType(
    {
        State.OFFERED: frozenset({Evidence.OFFER}),
        State.OPENED: frozenset({Evidence.OPENING}),
        State.COMPLETED: frozenset({Evidence.RECEIPT, Evidence.STATED}),
        State.VERIFIED: frozenset({Evidence.WINDOW}),
        State.REVERSED: frozenset({Evidence.CONTACT}),
        State.EXPIRED: frozenset({Evidence.WINDOW}),
        State.ASSISTED: frozenset({Evidence.CITIZEN, Evidence.OPERATOR}),
        State.EXEMPT: frozenset({Evidence.CITIZEN, Evidence.OPERATOR, Evidence.RULE}),
        State.OVERTURNED: frozenset({Evidence.OPERATOR}),
    }
)


@cache
def advance(state: State | None, event_kind: str) -> State:
    """The state after an event of this kind; raises Illegal where it may not happen."""
    if event_kind not in KINDS:
        raise Illegal(f"{event_kind!r} is no step in the life of a deflection.")
    target = State(event_kind)
    if state not in SOURCES[target]:
        raise Illegal(f"A deflection that is {state or 'not booked'} cannot become {target}.")
    return target


def allowed(state: State | None, event_kind: str) -> bool:
    """Whether `advance` would go through."""
    return event_kind in KINDS and state in SOURCES[State(event_kind)]


def amend(state: State | None, event_kind: str) -> State:
    """The state, which an amendment leaves as it was; raises Illegal where nothing is booked to amend."""
    if event_kind not in AMENDMENTS or state is None:
        raise Illegal(f"A deflection that is {state or 'not booked'} cannot be {event_kind}.")
    return state


def back(state: State | None, event_kind: str, to: str) -> State:
    """The state that is left when something is taken back; raises Illegal where it may not lead there."""
    targets: frozenset[State] = frozenset() if state is None else RETURNS[event_kind].get(state, frozenset())
    if to not in targets:
        raise Illegal(f"A deflection that is {state or 'not booked'} cannot be {event_kind} to {to}.")
    return State(to)


@cache
def require_evidence(event_kind: str, evidence: str | None) -> Evidence:
    """The named evidence of a step; raises Illegal when it is missing or shows something else."""
    target = State(event_kind)
    if evidence not in EVIDENCE[target]:
        names = ", ".join(sorted(EVIDENCE[target]))
        raise Illegal(f"{target} must be shown by {names}, not by {evidence or 'nothing'}.")
    return Evidence(evidence)
