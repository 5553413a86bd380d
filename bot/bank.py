"""`genvej bank`: books through the ledger, which only one process may write to on SQLite, and reads it."""

import asyncio
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TextIO

from bot import bank_pages as pages
from bot import bank_reading, clock
from bot import bank_terms as terms
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
from bot.deflection.bank.returns import BadPromise
from bot.deflection.bank.rules import Case, Refused
from bot.deflection.figure import Figure
from bot.deflection.money import Money, MoneyError
from bot.failure import CommandError
from bot.ledger import Ledger, LedgerError, Transaction, bank
from bot.municipality import catalogue_of
from bot.operators import account, named
from bot.settings import Settings


def run(name: str, settings: Settings, options: Namespace, out: TextIO) -> int:
    """0 done, 1 with findings; raises CommandError with the one sentence that says why not."""
    try:
        return COMMANDS[name](settings, options, out)
    except (BadPromise, LedgerError, MoneyError, Refused) as error:
        raise CommandError(str(error)) from error


def deposit(settings: Settings, options: Namespace, out: TextIO) -> int:
    amount = Money.parse(options.amount, terms.currency(settings, options))
    source = terms.words(options.source)
    entry = Deposit(number=0, on=terms.on(options), amount=amount, source=source)
    return _book(settings, options, out, lambda tx: entry)


def propose(settings: Settings, options: Namespace, out: TextIO) -> int:
    entry = Proposal(
        number=0,
        on=terms.on(options),
        case=options.case,
        title=terms.words(options.title),
        services=terms.services(catalogue_of(settings), options.services),
        promise=terms.promise(options, options.years, terms.currency(settings, options)),
    )
    return _book(settings, options, out, lambda tx: entry)


def decide(settings: Settings, options: Namespace, out: TextIO) -> int:
    """Prints the figures first, then what the rule makes of them."""
    minimum = terms.rule(settings)

    def decided(tx: Transaction) -> Entry:
        case = _case(tx, options)
        found = returns.of(case.promise, minimum)
        share, asked = pages.percent(found.simple, minimum), pages.percent(minimum)
        reason = f"{share} a year at full effect, the rule asks for {asked}"
        for line in pages.decided(case, found):
            print(line, file=out)
        return Decision(
            number=0, on=terms.on(options), case=case.id, approved=found.meets, minimum=minimum, reason=reason
        )

    return _book(settings, options, out, decided)


def refuse(settings: Settings, options: Namespace, out: TextIO) -> int:
    entry = Decision(
        number=0,
        on=terms.on(options),
        case=options.case,
        approved=False,
        minimum=terms.rule(settings),
        reason=terms.words(options.reason),
    )
    return _book(settings, options, out, lambda tx: entry)


def invest(settings: Settings, options: Namespace, out: TextIO) -> int:
    return _book(settings, options, out, lambda tx: Loan(number=0, on=terms.on(options), case=options.case))


def phase(settings: Settings, options: Namespace, out: TextIO) -> int:
    entry = Move(number=0, on=terms.on(options), case=options.case, phase=Phase(options.phase))
    return _book(settings, options, out, lambda tx: entry)


def cut(settings: Settings, options: Namespace, out: TextIO) -> int:
    prices, renamed = terms.prices_and_names(settings)

    def made(tx: Transaction) -> Entry:
        case, on = _case(tx, options).known_as(renamed), terms.on(options)
        _say_what_it_rests_on(bank.saving(tx, case, on, prices), out)
        realised = quarters.last_year(case, bank.saved(tx, case, prices), on)
        return Cut(number=0, on=on, case=case.id, amount=_amount(options, case), realised=realised)

    return _book(settings, options, out, made)


def repay(settings: Settings, options: Namespace, out: TextIO) -> int:
    def made(tx: Transaction) -> Entry:
        case = _case(tx, options)
        return Repayment(number=0, on=terms.on(options), case=case.id, amount=_amount(options, case))

    return _book(settings, options, out, made)


def reinvest(settings: Settings, options: Namespace, out: TextIO) -> int:
    group, purpose = terms.group(options), terms.words(options.purpose)
    prices, renamed = terms.prices_and_names(settings)

    def made(tx: Transaction) -> Entry:
        case, on = _case(tx, options).known_as(renamed), terms.on(options)
        _say_what_it_rests_on(bank.saving(tx, case, on, prices), out)
        return Reinvestment(
            number=0,
            on=on,
            case=case.id,
            amount=_amount(options, case),
            group=group,
            purpose=purpose,
            realised=quarters.total(case, bank.saved(tx, case, prices), on),
        )

    return _book(settings, options, out, made)


def correct(settings: Settings, options: Namespace, out: TextIO) -> int:
    entry = Correction(
        number=0, on=terms.on(options), corrects=options.number, reason=terms.words(options.reason)
    )
    return _book(settings, options, out, lambda tx: entry)


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


def _book(settings: Settings, options: Namespace, out: TextIO, draft: Callable[[Transaction], Entry]) -> int:
    """Durable when it says so."""
    at = clock.now()

    async def booked() -> Entry:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            return await ledger.write(lambda tx: bank.book(tx, replace(draft(tx), by=_by(tx, options)), at))
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


def _case(tx: Transaction, options: Namespace) -> Case:
    return rules.fold(bank.held(tx)).case(options.case)


def _amount(options: Namespace, case: Case) -> Money:
    return Money.parse(options.amount, case.currency)
