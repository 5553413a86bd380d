"""Which step may follow which, and that nothing is ever completed without evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deflection.lifecycle import (
    EVIDENCE,
    KINDS,
    RETURNS,
    SOURCES,
    Evidence,
    Illegal,
    State,
    advance,
    allowed,
    back,
    require_evidence,
)

# Rows: where a deflection stands. Columns: the steps that it may take from there; all others are illegal.
TABLE = {
    None: "offered assisted exempt",
    "offered": "opened completed reversed expired assisted exempt overturned",
    "opened": "completed reversed expired assisted exempt overturned",
    "completed": "verified reversed overturned",
    "verified": "reversed overturned",
    "reversed": "overturned",
    "expired": "overturned",
    "assisted": "overturned",
    "exempt": "overturned",
    "overturned": "",
}
CELLS = [(state, kind) for state in TABLE for kind in sorted(KINDS)]


@pytest.mark.parametrize(("state", "kind"), CELLS)
def test_each_step_is_allowed_exactly_where_the_table_says_so(state: str | None, kind: str) -> None:
    before = None if state is None else State(state)
    if kind in TABLE[state].split():
        assert advance(before, kind) is State(kind)
        assert allowed(before, kind)
    else:
        with pytest.raises(Illegal):
            advance(before, kind)
        assert not allowed(before, kind)


# What is taken back, from where, and where it may lead.
BACK = {
    ("restored", "reversed"): "offered opened completed verified",
    ("withdrawn", "completed"): "offered opened",
    ("withdrawn", "verified"): "offered opened",
    ("withdrawn", "assisted"): "offered opened",
    ("withdrawn", "reversed"): "reversed",
    ("withdrawn", "overturned"): "overturned",
}


@pytest.mark.parametrize("kind", sorted(RETURNS))
@pytest.mark.parametrize("state", [None, *State])
def test_what_is_taken_back_leads_only_where_the_table_says_so(state: State | None, kind: str) -> None:
    for to in [*(one.value for one in State), "", "followed"]:
        if state is not None and to in BACK.get((kind, state.value), "").split():
            assert back(state, kind, to) is State(to)
        else:
            with pytest.raises(Illegal, match=f"cannot be {kind}"):
                back(state, kind, to)


def test_the_table_covers_every_state_and_the_rules_every_step() -> None:
    assert set(TABLE) == {None, *(state.value for state in State)}
    assert set(SOURCES) == set(EVIDENCE) == set(State)


@pytest.mark.parametrize("kind", ["", "answered", "OFFERED", "deleted"])
def test_a_kind_that_is_no_step_is_illegal(kind: str) -> None:
    with pytest.raises(Illegal, match="no step"):
        advance(State.OFFERED, kind)
    assert not allowed(State.OFFERED, kind)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("evidence", [*Evidence, None, "hearsay"])
def test_a_step_is_shown_by_its_own_evidence_and_by_no_other(kind: str, evidence: str | None) -> None:
    if evidence in EVIDENCE[State(kind)]:
        assert require_evidence(kind, evidence) is evidence
    else:
        with pytest.raises(Illegal, match="must be shown by"):
            require_evidence(kind, evidence)


def test_an_opened_link_is_evidence_of_nothing_but_itself() -> None:
    shown_by_opening = [state for state, names in EVIDENCE.items() if Evidence.OPENING in names]
    assert shown_by_opening == [State.OPENED]


steps = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.sampled_from([*Evidence, None])), max_size=30)


@given(steps)
def test_no_order_of_events_invents_a_completion(given_steps: list[tuple[str, Evidence | None]]) -> None:
    """Take every step that is let through; what is claimed at the end must have been shown on the way."""
    state: State | None = None
    taken: list[tuple[State, Evidence]] = []
    for kind, evidence in given_steps:
        try:
            shown = require_evidence(kind, evidence)
            state = advance(state, kind)
        except Illegal:
            continue
        taken.append((state, shown))
    completions = [shown for reached, shown in taken if reached is State.COMPLETED]
    assert all(shown in {Evidence.RECEIPT, Evidence.STATED} for shown in completions)
    assert len(completions) <= 1
    if state in {State.COMPLETED, State.VERIFIED}:
        assert completions
        assert taken[0] == (State.OFFERED, Evidence.OFFER)
    if state is State.VERIFIED:
        assert taken[-1] == (State.VERIFIED, Evidence.WINDOW)


@given(st.lists(st.sampled_from(sorted(KINDS)), max_size=30))
def test_no_state_is_entered_twice_and_every_life_ends(kinds: list[str]) -> None:
    state: State | None = None
    seen = []
    for kind in kinds:
        if allowed(state, kind):
            state = advance(state, kind)
            seen.append(state)
    assert len(seen) == len(set(seen))
