"""The bank's books: double entry, for each entry of money and each quarter of realised savings."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.deflection.bank.entries import Correction, Deposit, Entry, Loan, Proposal, Reinvestment, Repayment
from bot.deflection.bank.quarters import Quarter
from bot.deflection.money import Money

CASH: Final = "Assets:Bank"
CAPITAL: Final = "Equity:Capital"
LOANS: Final = "Assets:Loans"  # what a case owes
FREED: Final = "Assets:Savings"  # saved, verified, and not yet paid back or reinvested
SAVED: Final = "Income:Savings"
INVESTED: Final = "Expenses:Investment"  # what savings have paid back
REINVESTED: Final = "Expenses:Reinvestment"

Realised = Mapping[str, Sequence[Quarter]]  # by case


class Unbalanced(ValueError):
    """The postings of a transaction are not zero together."""


@dataclass(frozen=True, slots=True)
class Posting:
    account: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """`link` is shared by an entry and its correction, `by` who booked it. Raises Unbalanced."""

    on: date
    narration: str
    link: str
    postings: tuple[Posting, ...]
    by: str | None = None

    def __post_init__(self) -> None:
        sums: Counter[str] = Counter()
        for posting in self.postings:
            sums[posting.amount.currency] += posting.amount.minor
        if any(sums.values()):
            raise Unbalanced(f"{self.narration}: the postings are not zero together.")


def transactions(entries: Iterable[Entry], realised: Realised, today: date) -> list[Transaction]:
    """The whole books, oldest first; an entry that was taken back stays, and its opposite follows."""
    found = [*_booked(entries), *_saved(realised, today)]
    return sorted(found, key=lambda one: one.on)


def balances(books: Iterable[Transaction]) -> dict[tuple[str, str], Money]:
    """By account and currency."""
    sums: dict[tuple[str, str], Money] = {}
    for posting in (posting for one in books for posting in one.postings):
        key = (posting.account, posting.amount.currency)
        sums[key] = sums.get(key, Money(0, key[1])) + posting.amount
    return sums


def account(parent: str, name: str) -> str:
    """An account below another, in letters and digits that any bookkeeping program takes.

    >>> account(REINVESTED, "age_band:67+")
    'Expenses:Reinvestment:Age-band:67'
    """
    parts = (re.sub(r"[^0-9A-Za-z]+", "-", part).strip("-") for part in name.split(":"))
    return ":".join([parent, *(part[:1].upper() + part[1:] for part in parts if part)])


def _booked(entries: Iterable[Entry]) -> Iterable[Transaction]:
    lent: dict[str, Money] = {}
    booked: dict[int, Transaction] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        if isinstance(entry, Proposal):
            lent[entry.case] = entry.promise.investment
        if isinstance(entry, Correction):
            if entry.corrects in booked:
                yield _opposite(booked[entry.corrects], entry)
            continue
        told = _told(entry, lent)
        if told:
            narration, *postings = told
            link = f"entry-{entry.number}"
            booked[entry.number] = Transaction(
                on=entry.on, narration=narration, link=link, postings=tuple(postings), by=entry.by
            )
            yield booked[entry.number]


def _told(entry: Entry, lent: Mapping[str, Money]) -> tuple[str, *tuple[Posting, ...]] | None:
    """What an entry says in words and postings; None for one that moves no money."""
    match entry:
        case Deposit(amount=amount, source=source):
            return f"Capital: {source}", Posting(CASH, amount), Posting(CAPITAL, -amount)
        case Loan(case=case):
            owed = account(LOANS, case)
            return f"Loan: {case}", Posting(owed, lent[case]), Posting(CASH, -lent[case])
        case Repayment(case=case, amount=amount):
            return (
                f"Repayment: {case}",
                Posting(CASH, amount),
                Posting(account(FREED, case), -amount),
                Posting(account(INVESTED, case), amount),
                Posting(account(LOANS, case), -amount),
            )
        case Reinvestment(case=case, amount=amount, group=group, purpose=purpose):
            spent = Posting(account(REINVESTED, group), amount)
            return f"Reinvestment from {case}: {purpose}", spent, Posting(account(FREED, case), -amount)
    return None


def _opposite(old: Transaction, entry: Correction) -> Transaction:
    postings = tuple(Posting(one.account, -one.amount) for one in old.postings)
    narration = f"Correction of entry {entry.corrects}: {entry.reason}"
    return Transaction(on=entry.on, narration=narration, link=old.link, postings=postings, by=entry.by)


def _saved(realised: Realised, today: date) -> Iterable[Transaction]:
    for case, quarters in realised.items():
        for quarter in quarters:
            if quarter.realised.minor:
                freed, saved = account(FREED, case), account(SAVED, case)
                yield Transaction(
                    on=min(quarter.to - timedelta(days=1), today),
                    narration=f"Realised: {case}, quarter {quarter.number} from {quarter.from_}",
                    link=f"realised-{case}-{quarter.number}",
                    postings=(Posting(freed, quarter.realised), Posting(saved, -quarter.realised)),
                )
