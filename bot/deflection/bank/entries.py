"""What can be booked in the internal bank. An entry is never changed; a correction points at the old one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bot.deflection.bank.returns import Promise
from bot.deflection.money import Money


class Phase(StrEnum):
    """Where a case stands: finance, then change, and only then reorganise."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    INVESTED = "invested"
    CHANGING = "changing"
    REORGANISING = "reorganising"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`number` is its place among all entries of the bank, from 1; `on` the local day for which it counts.

    `by` is who booked it; None of the first entries, before that was kept.
    """

    number: int
    on: date
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit(Entry):
    """Capital that the bank is given to lend."""

    amount: Money
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Entry):
    case: str
    title: str
    services: tuple[str, ...]  # ids; the case counts what is saved in these
    promise: Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Entry):
    """`minimum` is the yearly return that the rule asked for on that day."""

    case: str
    approved: bool
    minimum: Fraction
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan(Entry):
    """The investment is paid out; from this day on its savings are counted."""

    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Entry):
    case: str
    phase: Phase  # changing, reorganising or closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(Entry):
    """A budget is smaller by `amount` each year; `realised` was saved in the year up to and with `on`."""

    case: str
    amount: Money
    realised: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment(Entry):
    case: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinvestment(Entry):
    """Freed resources go to a group that lags; `realised` was saved from investing up to and with `on`."""

    case: str
    amount: Money
    group: str
    purpose: str
    realised: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Entry):
    """Entry `corrects` was wrong: from now on everything is as if it had not been booked."""

    corrects: int
    reason: str
