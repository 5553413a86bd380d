"""What may be booked when: folds the bank's entries into its cases, and refuses what does not follow."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.deflection.bank import returns
from bot.deflection.bank.entries import (
    Correction,
    Cut,
    Decision,
    Deposit,
    Entry,
    Loan,
    Move,
    Phase,
    Proposal,
    Reinvestment,
    Repayment,
)
from bot.deflection.bank.returns import Promise
from bot.deflection.money import Money, total

FROM: Final[Mapping[Phase, frozenset[Phase]]] = MappingProxyType(
    {
        Phase.APPROVED: frozenset({Phase.PROPOSED}),
        Phase.REFUSED: frozenset({Phase.PROPOSED, Phase.APPROVED}),
        Phase.INVESTED: frozenset({Phase.APPROVED}),
        Phase.CHANGING: frozenset({Phase.INVESTED}),
        Phase.REORGANISING: frozenset({Phase.CHANGING}),
        Phase.CLOSED: frozenset({Phase.REORGANISING}),
    }
)
NAME: Final = re.compile(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*")
MOVES: Final = (Phase.CHANGING, Phase.REORGANISING, Phase.CLOSED)
RUNNING: Final = frozenset({Phase.INVESTED, Phase.CHANGING, Phase.REORGANISING})
CHANGE_FIRST: Final = (
    "Change first, cut after: a budget can be cut only from phase reorganising,"
    " and not above the realised yearly saving."
)


class Refused(ValueError):
    """This may not be booked; the message is one line that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One project: what it asked for, what it promised, and what became of it."""

    id: str
    title: str
    services: tuple[str, ...]
    promise: Promise
    phase: Phase
    since: date  # in this phase
    decision: Decision | None = None
    invested_on: date | None = None
    closed_on: date | None = None
    cuts: tuple[Cut, ...] = ()
    repayments: tuple[Repayment, ...] = ()
    reinvestments: tuple[Reinvestment, ...] = ()

    def known_as(self, renamed: Mapping[str, str]) -> "Case":
        """With its services under all their names (`renamed`: former → of today): none stops counting."""
        pairs = {frozenset(pair) for pair in renamed.items()}
        others = {name for pair in pairs if pair & {*self.services} for name in pair}
        return replace(self, services=(*self.services, *sorted(others - {*self.services})))

    @property
    def currency(self) -> str:
        return self.promise.investment.currency

    @property
    def repaid(self) -> Money:
        return self._sum(self.repayments)

    @property
    def outstanding(self) -> Money:
        """What is lent and not paid back."""
        lent = self.promise.investment if self.invested_on else Money(0, self.currency)
        return lent - self.repaid

    @property
    def cut(self) -> Money:
        """A year."""
        return self._sum(self.cuts)

    @property
    def reinvested(self) -> Money:
        return self._sum(self.reinvestments)

    def _sum(self, entries: Iterable[Cut | Repayment | Reinvestment]) -> Money:
        return total((entry.amount for entry in entries), self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """All cases by id, and by currency what the bank has to lend."""

    cases: Mapping[str, Case] = field(default_factory=dict)
    cash: Mapping[str, Money] = field(default_factory=dict)

    def case(self, id: str) -> Case:
        """Raises Refused when there is none."""
        if id not in self.cases:
            raise Refused(f"There is no case {id}.")
        return self.cases[id]

    def cash_in(self, currency: str) -> Money:
        return self.cash.get(currency, Money(0, currency))


def fold(entries: Iterable[Entry]) -> Bank:
    """The bank after all entries, in the order of their numbers; raises Refused for what does not follow."""
    booked = sorted(entries, key=lambda entry: entry.number)
    gone = voided(booked)
    bank = Bank()
    for entry in booked:
        if entry.number not in gone:
            bank = step(bank, entry)
    return bank


def voided(entries: Iterable[Entry]) -> frozenset[int]:
    """The numbers of the entries that were taken back; raises Refused where that is not possible."""
    before: dict[int, Entry] = {}
    gone: set[int] = set()
    for entry in entries:
        if isinstance(entry, Correction):
            old = before.get(entry.corrects)
            if old is None or isinstance(old, Correction) or old.number in gone:
                raise Refused(f"Entry {entry.corrects} is not there to be corrected.")
            if entry.on < old.on:
                raise Refused(f"Entry {old.number} is of {old.on}; {entry.on} lies before that.")
            gone.add(old.number)
        before[entry.number] = entry
    return frozenset(gone)


def about(entries: Iterable[Entry], case: str) -> list[Entry]:
    """What was booked of a case, and what took some of it back."""
    mine = [entry for entry in entries if getattr(entry, "case", None) == case]
    numbers = {entry.number for entry in mine}
    taken = [entry for entry in entries if isinstance(entry, Correction) and entry.corrects in numbers]
    return sorted([*mine, *taken], key=lambda entry: entry.number)


def step(bank: Bank, entry: Entry) -> Bank:
    """The bank after one more entry; raises Refused."""
    match entry:
        case Deposit():
            _above_zero(entry.amount)
            return _paid(bank, entry.amount)
        case Proposal():
            return _proposed(bank, entry)
        case Decision():
            return _decided(bank, entry)
        case Loan():
            return _lent(bank, entry)
        case Move():
            return _with(bank, _moved(bank.case(entry.case), entry))
        case Cut():
            return _with(bank, _cut(bank.case(entry.case), entry))
        case Repayment():
            return _paid(_with(bank, _repaid(bank.case(entry.case), entry)), entry.amount)
        case Reinvestment():
            return _with(bank, _reinvested(bank.case(entry.case), entry))
        case _:
            return bank


def _proposed(bank: Bank, entry: Proposal) -> Bank:
    if not NAME.fullmatch(entry.case):
        raise Refused("A case is named by small letters, digits and single hyphens, at most 40.")
    if entry.case in bank.cases:
        raise Refused(f"There is a case {entry.case} already; give this one another name.")
    if not entry.services or len(set(entry.services)) < len(entry.services):
        raise Refused("A case names its service areas, each once.")
    made = Case(
        id=entry.case,
        title=entry.title,
        services=entry.services,
        promise=entry.promise,
        phase=Phase.PROPOSED,
        since=entry.on,
    )
    return _with(bank, made)


def _decided(bank: Bank, entry: Decision) -> Bank:
    case = bank.case(entry.case)
    if entry.approved and returns.simple(case.promise) < entry.minimum:
        raise Refused(f"The yearly return of {case.id} is below the rule; it cannot be approved.")
    decided = _entered(case, Phase.APPROVED if entry.approved else Phase.REFUSED, entry.on)
    return _with(bank, replace(decided, decision=entry))


def _lent(bank: Bank, entry: Loan) -> Bank:
    case = replace(_entered(bank.case(entry.case), Phase.INVESTED, entry.on), invested_on=entry.on)
    for other in bank.cases.values():
        shared = sorted({*other.services} & {*case.services})
        if other.phase in RUNNING and shared:
            raise Refused(
                f"What is saved in {', '.join(shared)} is counted for case {other.id} already;"
                " one saving cannot pay for two investments."
            )
    cash = bank.cash_in(case.currency)
    needed = case.promise.investment
    if needed > cash:
        raise Refused(
            f"The bank has {cash.format()} and {case.id} needs {needed.format()}: deposit capital first."
        )
    return _paid(_with(bank, case), -needed)


def _moved(case: Case, entry: Move) -> Case:
    if entry.phase not in MOVES:
        raise Refused(
            f"A case does not just become {entry.phase}; that is decided, or lent, in its own entry."
        )
    moved = _entered(case, entry.phase, entry.on)
    if entry.phase is not Phase.CLOSED:
        return moved
    if case.outstanding.minor > 0:
        raise Refused(
            f"{case.id} owes the bank {case.outstanding.format()}; it is closed when that is paid back."
        )
    return replace(moved, closed_on=entry.on)


def _cut(case: Case, entry: Cut) -> Case:
    _dated(case, entry.on)
    _own(case, entry.amount)
    if case.phase is not Phase.REORGANISING:
        raise Refused(f"{CHANGE_FIRST} {case.id} is {case.phase}.")
    cut = replace(case, cuts=(*case.cuts, entry))
    if cut.cut > entry.realised:
        raise Refused(
            f"{CHANGE_FIRST} {case.id} realised {entry.realised.format()} in the year up to {entry.on},"
            f" and its cuts would be {cut.cut.format()} a year."
        )
    return cut


def _repaid(case: Case, entry: Repayment) -> Case:
    _dated(case, entry.on)
    _own(case, entry.amount)
    if entry.amount > case.outstanding:
        raise Refused(f"{case.id} owes the bank {case.outstanding.format()}, not {entry.amount.format()}.")
    return replace(case, repayments=(*case.repayments, entry))


def _reinvested(case: Case, entry: Reinvestment) -> Case:
    _dated(case, entry.on)
    _own(case, entry.amount)
    if case.invested_on is None:
        raise Refused(f"{case.id} is {case.phase}: nothing was invested, so nothing was freed.")
    free = entry.realised - case.repaid - case.reinvested
    if entry.amount > free:
        raise Refused(
            f"{case.id} has {free.format()} to reinvest: {entry.realised.format()} realised,"
            f" less {case.repaid.format()} paid back and {case.reinvested.format()} reinvested."
        )
    return replace(case, reinvestments=(*case.reinvestments, entry))


def _entered(case: Case, phase: Phase, on: date) -> Case:
    """The case in its next phase."""
    _dated(case, on)
    if case.phase not in FROM.get(phase, frozenset()):
        raise Refused(f"{case.id} is {case.phase} and cannot become {phase}.")
    return replace(case, phase=phase, since=on)


def _dated(case: Case, on: date) -> None:
    if on < case.since:
        raise Refused(f"{case.id} is {case.phase} since {case.since}; {on} lies before that.")


def _own(case: Case, amount: Money) -> None:
    _above_zero(amount)
    if amount.currency != case.currency:
        raise Refused(f"{case.id} is reckoned in {case.currency}, not in {amount.currency}.")


def _above_zero(amount: Money) -> None:
    if amount.minor <= 0:
        raise Refused("An amount is more than 0.")
    if amount.minor > returns.MOST_MINOR:
        raise Refused("An amount has at most 13 digits before the decimal point.")


def _with(bank: Bank, case: Case) -> Bank:
    return replace(bank, cases={**bank.cases, case.id: case})


def _paid(bank: Bank, amount: Money) -> Bank:
    """`amount` into the bank, or out of it."""
    return replace(bank, cash={**bank.cash, amount.currency: bank.cash_in(amount.currency) + amount})
