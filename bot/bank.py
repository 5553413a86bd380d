"""`genvej bank`: books through the ledger, which only one process may write to on SQLite, and reads it."""

import asyncio
from argparse import Namespace
from types import MappingProxyType
from typing import Final, TextIO

from bot import bank_reading, clock
from bot import bank_terms as given
from bot.banking import drafts, pages
from bot.banking.drafts import Draft
from bot.banking.terms import Unfit
from bot.deflection.bank.entries import Entry, Phase
from bot.deflection.bank.returns import BadPromise, Returns
from bot.deflection.bank.rules import Case, Refused
from bot.deflection.figure import Figure
from bot.deflection.money import Money, MoneyError
from bot.failure import CommandError
from bot.ledger import Ledger, LedgerError, Transaction
from bot.operators import account, named
from bot.settings import Settings


def run(name: str, settings: Settings, options: Namespace, out: TextIO) -> int:
    """0 done, 1 with findings; raises CommandError with the one sentence that says why not."""
    try:
        return COMMANDS[name](settings, options, out)
    except (BadPromise, LedgerError, MoneyError, Refused, Unfit) as error:
        raise CommandError(str(error)) from error


def deposit(settings: Settings, options: Namespace, out: TextIO) -> int:
    amount = Money.parse(options.amount, given.currency(settings, options))
    return _book(settings, options, out, drafts.deposit(given.on(options), amount, options.source))


def propose(settings: Settings, options: Namespace, out: TextIO) -> int:
    draft = drafts.propose(
        given.given(settings),
        given.on(options),
        options.case,
        options.title,
        services=options.services,
        promise=given.promise(options, options.years, given.currency(settings, options)),
    )
    return _book(settings, options, out, draft)


def decide(settings: Settings, options: Namespace, out: TextIO) -> int:
    """Prints the figures first, then what the rule makes of them."""

    def tell(case: Case, found: Returns) -> None:
        for line in pages.decided(case, found):
            print(line, file=out)

    draft = drafts.decide(given.given(settings), given.on(options), options.case, tell)
    return _book(settings, options, out, draft)


def refuse(settings: Settings, options: Namespace, out: TextIO) -> int:
    draft = drafts.refuse(given.given(settings), given.on(options), options.case, options.reason)
    return _book(settings, options, out, draft)


def invest(settings: Settings, options: Namespace, out: TextIO) -> int:
    return _book(settings, options, out, drafts.invest(given.on(options), options.case))


def phase(settings: Settings, options: Namespace, out: TextIO) -> int:
    draft = drafts.move(given.on(options), options.case, Phase(options.phase))
    return _book(settings, options, out, draft)


def cut(settings: Settings, options: Namespace, out: TextIO) -> int:
    draft = drafts.cut(
        given.given(settings),
        given.on(options),
        options.case,
        options.amount,
        tell=lambda saving: _say_what_it_rests_on(saving, out),
    )
    return _book(settings, options, out, draft)


def repay(settings: Settings, options: Namespace, out: TextIO) -> int:
    return _book(settings, options, out, drafts.repay(given.on(options), options.case, options.amount))


def reinvest(settings: Settings, options: Namespace, out: TextIO) -> int:
    draft = drafts.reinvest(
        given.given(settings),
        given.on(options),
        options.case,
        options.amount,
        group=str(options.group),
        purpose=options.purpose,
        tell=lambda saving: _say_what_it_rests_on(saving, out),
    )
    return _book(settings, options, out, draft)


def correct(settings: Settings, options: Namespace, out: TextIO) -> int:
    draft = drafts.correct(given.on(options), options.number, options.reason)
    return _book(settings, options, out, draft)


COMMANDS: Final = MappingProxyType(
    {
        "returns": bank_reading.show_returns,
        "list": bank_reading.show_list,
        "show": bank_reading.show,
        "journal": bank_reading.show_journal,
        "deposit": deposit,
        "propose": propose,
        "decide": decide,
        "refuse": refuse,
        "invest": invest,
        "phase": phase,
        "cut": cut,
        "repay": repay,
        "reinvest": reinvest,
        "correct": correct,
    }
)


def _book(settings: Settings, options: Namespace, out: TextIO, draft: Draft) -> int:
    """Durable when it says so."""
    at = clock.now()

    async def booked() -> Entry:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            return await ledger.write(lambda tx: drafts.book(tx, draft, at, by=_by(tx, options)))
        finally:
            await ledger.close()

    entry = asyncio.run(booked())
    print(f"entry {entry.number}: {pages.sentence(entry)}", file=out)
    return 0


def _by(tx: Transaction, options: Namespace) -> str:
    """Who books: an operator by name, or whoever is signed in to the system; raises CommandError."""
    return named(tx, options.by).name if options.by else f"account {account()}"


def _say_what_it_rests_on(saving: Figure | None, out: TextIO) -> None:
    for words in saving.assumptions if saving else ():
        print(f"  * {words.en}", file=out)
