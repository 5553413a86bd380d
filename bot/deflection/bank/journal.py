"""The books as a journal in beancount's syntax, and the balances that a checker shall find."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.deflection.bank import books
from bot.deflection.bank.books import Transaction


def beancount(transactions: Iterable[Transaction], today: date) -> str:
    """The whole file; `bean-check` accepts it, or something in it was changed."""
    told = list(transactions)
    return "\n".join([*_head(told), *_opened(told), *_transactions(told), *_balances(told, today)]) + "\n"


def _head(told: list[Transaction]) -> Iterator[str]:
    yield 'option "title" "Genvej: the internal bank"'
    for currency in sorted({posting.amount.currency for one in told for posting in one.postings}):
        yield f'option "operating_currency" "{currency}"'


def _opened(told: list[Transaction]) -> Iterator[str]:
    first: dict[str, date] = {}
    for one in told:
        for posting in one.postings:
            first.setdefault(posting.account, one.on)
    yield ""
    yield from (f"{on} open {account}" for account, on in sorted(first.items()))


def _transactions(told: list[Transaction]) -> Iterator[str]:
    for one in told:
        yield ""
        yield f'{one.on} * "{_quoted(one.narration)}" ^{one.link}'
        if one.by:
            yield f'  by: "{_quoted(one.by)}"'
        for posting in one.postings:
            yield f"  {posting.account}  {posting.amount.amount()} {posting.amount.currency}"


def _balances(told: list[Transaction], today: date) -> Iterator[str]:
    """To the last minor unit: beancount would let one go."""
    yield ""
    for (account, currency), amount in sorted(books.balances(told).items(), key=lambda item: item[0]):
        yield f"{today + timedelta(days=1)} balance {account}  {amount.amount()} ~ 0 {currency}"


def _quoted(text: str) -> str:
    """On one line, and unable to end the string that it stands in."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
