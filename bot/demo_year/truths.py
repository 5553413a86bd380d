"""What a report over the demo's year must say, counted from its plan and not from the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.demo_year.lives import Life

EXPIRES: Final = timedelta(days=31)  # and a day of grace


@dataclass(slots=True)
class Truth:
    """Of one service. `written` and `unknown` are of the verified: what they replaced."""

    offered: int = 0
    states: dict[str, int] = field(default_factory=dict)
    answers: int = 0
    would_have_written: int = 0
    assessable: int = 0
    verified_of_assessable: int = 0
    written: int = 0
    unknown: int = 0

    @property
    def rate(self) -> float:
        """V."""
        return self.verified_of_assessable / self.assessable if self.assessable else 0.0

    @property
    def kappa(self) -> float:
        """κ."""
        return self.would_have_written / self.answers if self.answers else 0.0


def of(lives: Iterable[Life], windows: Mapping[str, int], now: datetime) -> dict[str, Truth]:
    """By service, at `now`; `windows` are days."""
    found: dict[str, Truth] = {}
    for life in lives:
        truth = found.setdefault(life.service, Truth())
        _count(truth, life, timedelta(days=windows[life.service]), now)
    return found


def _count(truth: Truth, life: Life, window: timedelta, now: datetime) -> None:
    state = state_of(life, window, now)
    truth.offered += 1
    truth.states[state] = truth.states.get(state, 0) + 1
    if state in ("assisted", "overturned"):
        return
    replaced = replaced_of(life)
    truth.answers += replaced is not None
    truth.would_have_written += replaced == "written"
    if life.citizen and life.evidenced_at and life.evidenced_at + window <= now:
        truth.assessable += 1
        truth.verified_of_assessable += state == "verified"
    if state == "verified":
        truth.written += replaced == "written"
        truth.unknown += replaced is None


def state_of(life: Life, window: timedelta, now: datetime) -> str:
    if life.assisted:
        return "assisted"
    if life.overturned_at and life.overturned_at <= now:
        return "overturned"
    if life.wrote_at and life.wrote_at <= now:
        return "reversed"
    if life.evidenced_at:
        closed = life.citizen is not None and life.evidenced_at + window <= now
        return "verified" if closed else "completed"
    if life.offered_at + EXPIRES <= now:
        return "expired"
    return "opened" if life.opened_at else "offered"


def replaced_of(life: Life) -> str | None:
    """Being about to write shows more than any answer tells."""
    if life.writing:
        return "written"
    if life.otherwise is None:
        return None
    return "written" if life.otherwise == "email" else "other"
