"""Short ways to write deflections down in a test, and any of them for Hypothesis."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from bot.deflection.counts import Basis, DeflectionCell, Replaced
from bot.deflection.lifecycle import State
from bot.deflection.money import Money
from bot.deflection.prices import Price, PriceList

DAY = date(2026, 3, 2)
STATED = {"basis": Basis.STATED}
LETTER: dict[str, Any] = {"replaced": Replaced.WRITTEN, "basis": Basis.REVEALED}
CALL: dict[str, Any] = {"replaced": Replaced.OTHER, "basis": Basis.STATED}


def written(amount: str = "21.20", currency: str = "USD", since: date = date(2013, 11, 18)) -> Price:
    return Price(
        channel="written",
        amount=Money.parse(amount, currency),
        valid_from=since,
        basis="unknown",
        cashable="unknown",
        source="Kristoffersen, futureGov, 18.11.2013",
    )


FUTUREGOV = written()
PRICES = PriceList((FUTUREGOV,), "DKK")


def offered(count: int, state: State = State.OFFERED, **other: Any) -> DeflectionCell:
    """Linked, on one day, at futureGov's price, unless said otherwise."""
    given: dict[str, Any] = {
        "day": DAY, "service": "a", "evidenced": False, "assessable": False, "linked": True,
        "price": FUTUREGOV.id,
    }  # fmt: skip
    return DeflectionCell(**given | other, state=state, count=count)


def evidenced(count: int, state: State, **other: Any) -> DeflectionCell:
    return offered(count, state, **{"evidenced": True, "assessable": True} | other)


def verified(count: int, **other: Any) -> DeflectionCell:
    return evidenced(count, State.VERIFIED, **other)


def written_anyway(count: int, **other: Any) -> DeflectionCell:
    return evidenced(count, State.REVERSED, **other)


def waiting(count: int, **other: Any) -> DeflectionCell:
    return evidenced(count, State.COMPLETED, **{"assessable": False} | other)


def unlinked(count: int, **other: Any) -> DeflectionCell:
    return evidenced(count, State.COMPLETED, **{"linked": False} | other)


@st.composite
def any_cell(draw: st.DrawFn) -> DeflectionCell:
    """Whatever a rollup may hold, in one currency."""
    state = draw(st.sampled_from(State))
    has_evidence = state in (State.COMPLETED, State.VERIFIED) or draw(st.booleans())
    linked = state is State.VERIFIED or draw(st.booleans())
    answer = draw(st.sampled_from([{}, LETTER, CALL]))
    return DeflectionCell(
        day=draw(st.dates(date(2026, 1, 1), date(2026, 12, 31))),
        service=draw(st.sampled_from("ab")),
        state=state,
        evidenced=has_evidence,
        assessable=state is State.VERIFIED or (has_evidence and draw(st.booleans())),
        linked=linked,
        doubtful=draw(st.booleans()),
        repeated=draw(st.booleans()),
        price=draw(st.sampled_from([None, FUTUREGOV.id])),
        count=draw(st.integers(0, 1000)),
        **answer,
    )


cells = st.lists(any_cell(), max_size=12)
