"""Each entry that can be booked, made of what a person gives; the rules see it in the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.banking import pages, terms
from bot.banking.terms import Terms
from bot.deflection.bank import quarters, returns, rules
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
from bot.deflection.bank.returns import Promise, Returns
from bot.deflection.bank.rules import Case
from bot.deflection.figure import Figure
from bot.deflection.money import Money
from bot.ledger import bank
from bot.ledger.transaction import Transaction

Draft = Callable[[Transaction], Entry]
Decided = Callable[[Case, Returns], object]
RestsOn = Callable[[Figure | None], object]


class Stale(ValueError):
    """Somebody booked meanwhile; the message says what, in one sentence."""


def book(tx: Transaction, draft: Draft, at: datetime, *, by: str) -> Entry:
    """`by` is who decides. Raises Refused where the rules do, with nothing booked."""
    return bank.book(tx, replace(draft(tx), by=by), at)


def require_seen(tx: Transaction, seen: int, case: str | None = None) -> None:
    """Raises Stale where something was booked after entry `seen`: of this case, or of anything."""
    entries = bank.held(tx)
    mine = entries if case is None else rules.about(entries, case)
    newer = [entry for entry in mine if entry.number > seen]
    if newer:
        last = newer[-1]
        who = f" by {last.by}" if last.by else ""
        raise Stale(
            f"Meanwhile entry {last.number} was booked{who}: {pages.sentence(last)}. "
            "Nothing of yours was booked; look again, then decide."
        )


def deposit(on: date, amount: Money, source: str) -> Draft:
    entry = Deposit(number=0, on=on, amount=amount, source=terms.words(source))
    return lambda tx: entry


def propose(
    given: Terms, on: date, case: str, title: str, *, services: Sequence[str], promise: Promise
) -> Draft:
    """`services` may be areas. Raises Unfit."""
    entry = Proposal(
        number=0,
        on=on,
        case=case,
        title=terms.words(title),
        services=terms.services(given.catalogue, services),
        promise=promise,
    )
    return lambda tx: entry


def decide(given: Terms, on: date, case: str, tell: Decided = lambda case, found: None) -> Draft:
    """What the rule makes of the promise; `tell` is given the figures first."""

    def decided(tx: Transaction) -> Entry:
        found_case = _case(tx, case)
        found = returns.of(found_case.promise, given.minimum)
        share, asked = pages.percent(found.simple, given.minimum), pages.percent(given.minimum)
        tell(found_case, found)
        return Decision(
            number=0,
            on=on,
            case=case,
            approved=found.meets,
            minimum=given.minimum,
            reason=f"{share} a year at full effect, the rule asks for {asked}",
        )

    return decided


def refuse(given: Terms, on: date, case: str, reason: str) -> Draft:
    entry = Decision(
        number=0, on=on, case=case, approved=False, minimum=given.minimum, reason=terms.words(reason)
    )
    return lambda tx: entry


def invest(on: date, case: str) -> Draft:
    return lambda tx: Loan(number=0, on=on, case=case)


def move(on: date, case: str, phase: Phase) -> Draft:
    return lambda tx: Move(number=0, on=on, case=case, phase=phase)


def cut(given: Terms, on: date, case: str, amount: str, *, tell: RestsOn = lambda saving: None) -> Draft:
    """`amount` a year, in the currency of the case; `tell` is given what the realised sum rests on."""

    def made(tx: Transaction) -> Entry:
        prices = given.prices
        found = _case(tx, case).known_as(given.renamed)
        tell(bank.saving(tx, found, on, prices))
        realised = quarters.last_year(found, bank.saved(tx, found, prices), on)
        return Cut(number=0, on=on, case=case, amount=_amount(amount, found), realised=realised)

    return made


def repay(on: date, case: str, amount: str) -> Draft:
    def made(tx: Transaction) -> Entry:
        return Repayment(number=0, on=on, case=case, amount=_amount(amount, _case(tx, case)))

    return made


def reinvest(
    given: Terms,
    on: date,
    case: str,
    amount: str,
    *,
    group: str,
    purpose: str,
    tell: RestsOn = lambda saving: None,
) -> Draft:
    """Raises Unfit for a group whose gap is not measured."""
    whom, what_for = terms.group(group), terms.words(purpose)

    def made(tx: Transaction) -> Entry:
        prices = given.prices
        found = _case(tx, case).known_as(given.renamed)
        tell(bank.saving(tx, found, on, prices))
        return Reinvestment(
            number=0,
            on=on,
            case=case,
            amount=_amount(amount, found),
            group=whom,
            purpose=what_for,
            realised=quarters.total(found, bank.saved(tx, found, prices), on),
        )

    return made


def correct(on: date, number: int, reason: str) -> Draft:
    entry = Correction(number=0, on=on, corrects=number, reason=terms.words(reason))
    return lambda tx: entry


def _case(tx: Transaction, id: str) -> Case:
    return rules.fold(bank.held(tx)).case(id)


def _amount(text: str, case: Case) -> Money:
    return Money.parse(text, case.currency)
