"""A bank's entries as a test writes them: short, in whole kroner, numbered as they come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

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
from bot.deflection.bank.returns import MINIMUM, Promise
from bot.deflection.money import Money

NEW_YEAR = date(2026, 1, 1)


def kroner(amount: int) -> Money:
    return Money.of(amount, "DKK")


def promise(investment: int = 100, *savings: int) -> Promise:
    """16 kroner a year for ten years unless the savings are given."""
    return Promise(investment=kroner(investment), savings=tuple(map(kroner, savings or (16,) * 10)))


def numbered(*entries: Entry) -> list[Entry]:
    return [replace(entry, number=number) for number, entry in enumerate(entries, 1)]


def deposit(amount: int = 100, on: date = NEW_YEAR) -> Deposit:
    return Deposit(number=0, on=on, amount=kroner(amount), source="budget 2026")


def proposal(
    case: str = "tablets",
    promised: Promise | None = None,
    services: Iterable[str] = ("passport_renew",),
    on: date = NEW_YEAR,
) -> Proposal:
    return Proposal(
        number=0,
        on=on,
        case=case,
        title="Tablets at the counter",
        services=tuple(services),
        promise=promised or promise(),
    )


def decision(
    case: str = "tablets", *, approved: bool = True, minimum: Fraction = MINIMUM, on: date = NEW_YEAR
) -> Decision:
    return Decision(number=0, on=on, case=case, approved=approved, minimum=minimum, reason="the rule")


def loan(case: str = "tablets", on: date = NEW_YEAR) -> Loan:
    return Loan(number=0, on=on, case=case)


def move(phase: Phase, case: str = "tablets", on: date = NEW_YEAR) -> Move:
    return Move(number=0, on=on, case=case, phase=phase)


def cut(amount: int, realised: int, case: str = "tablets", on: date = NEW_YEAR) -> Cut:
    return Cut(number=0, on=on, case=case, amount=kroner(amount), realised=kroner(realised))


def repayment(amount: int, case: str = "tablets", on: date = NEW_YEAR) -> Repayment:
    return Repayment(number=0, on=on, case=case, amount=kroner(amount))


def reinvestment(
    amount: int, realised: int, group: str = "language:en", case: str = "tablets", on: date = NEW_YEAR
) -> Reinvestment:
    return Reinvestment(
        number=0,
        on=on,
        case=case,
        amount=kroner(amount),
        group=group,
        purpose="Helpers at the library",
        realised=kroner(realised),
    )


def correction(corrects: int, on: date = NEW_YEAR) -> Correction:
    return Correction(number=0, on=on, corrects=corrects, reason="typed twice")


def invested(*more: Entry) -> list[Entry]:
    """100 kroner lent to `tablets`, which promises 16 a year; `more` are numbered from 5."""
    return numbered(deposit(), proposal(), decision(), loan(), *more)


def reorganising(*more: Entry) -> list[Entry]:
    """The same case in the phase in which budgets may be cut; `more` are numbered from 7."""
    return invested(move(Phase.CHANGING), move(Phase.REORGANISING), *more)
