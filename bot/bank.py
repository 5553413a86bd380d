"""`genvej bank`: books through the ledger, which only one process may write to on SQLite, and reads it."""

import asyncio
import json
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TextIO

from bot import bank_pages as pages
from bot.catalogue.text import clean, is_empty
from bot.clock import now
from bot.deflection.bank import books, journal, quarters, returns, rules, standing
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
from bot.deflection.bank.quarters import Realised
from bot.deflection.bank.returns import BadPromise, Promise
from bot.deflection.bank.rules import Case, Refused
from bot.deflection.bank.standing import Standing
from bot.deflection.money import Money, MoneyError
from bot.deflection.periods import day_of
from bot.deflection.prices import PriceList
from bot.failure import CommandError
from bot.gateway.masking import mask
from bot.ledger import Ledger, LedgerError, Transaction, bank
from bot.ledger.reading import reading
from bot.ledger.transaction import Reads
from bot.municipality import catalogue_of
from bot.settings import Settings

TEXT_CHARACTERS: Final = 200


def run(name: str, settings: Settings, options: Namespace, out: TextIO) -> int:
    """0 done, 1 with findings; raises CommandError with the one sentence that says why not."""
    try:
        return COMMANDS[name](settings, options, out)
    except (BadPromise, LedgerError, MoneyError, Refused) as error:
        raise CommandError(str(error)) from error


def show_returns(settings: Settings, options: Namespace, out: TextIO) -> int:
    """What `genvej bank returns` prints, for each number of years."""
    promises = [_promise(options, years) for years in options.years or [None]]
    found = [(promise, returns.of(promise, _rule(settings))) for promise in promises]
    told = [pages.returns_json(*one) for one in found]
    return _print(out, options, told, pages.returns_table(found))


def show_list(settings: Settings, options: Namespace, out: TextIO) -> int:
    with reading(settings.database) as conn:
        held = rules.fold(bank.entries(conn))
        standings = [_standing(conn, case, settings) for case in held.cases.values()]
    cash = {currency: amount for currency, amount in held.cash.items() if amount.minor}
    told = {
        "cash": [pages.amount_json(amount) for amount in cash.values()],
        "cases": [pages.case_json(one) for one in standings],
    }
    lines = [*pages.case_list(standings), *(f"to lend: {amount.format()}" for amount in cash.values())]
    return _print(out, options, told, lines, standings)


def show(settings: Settings, options: Namespace, out: TextIO) -> int:
    with reading(settings.database) as conn:
        log = bank.entries(conn)
        one = _standing(conn, rules.fold(log).case(options.case), settings)
    return _print(
        out, options, pages.case_json(one), pages.case_page(one, rules.about(log, options.case)), [one]
    )


def show_journal(settings: Settings, options: Namespace, out: TextIO) -> int:
    today = day_of(now())
    with reading(settings.database) as conn:
        log = bank.entries(conn)
        cases = rules.fold(log).cases.values()
        saved = {one.id: quarters.compared(one, _saved(conn, one, settings), today) for one in cases}
    out.write(journal.beancount(books.transactions(log, saved, today), today))
    return 0


def deposit(settings: Settings, options: Namespace, out: TextIO) -> int:
    amount, source = Money.parse(options.amount, options.currency), _words(options.source)
    entry = Deposit(number=0, on=_on(options), amount=amount, source=source)
    return _book(settings, out, lambda tx: entry)


def propose(settings: Settings, options: Namespace, out: TextIO) -> int:
    known = catalogue_of(settings).services
    if unknown := [service for service in options.services if service not in known]:
        raise CommandError(f"the catalogue has no service {', '.join(unknown)}: see genvej catalogue check.")
    entry = Proposal(
        number=0,
        on=_on(options),
        case=options.case,
        title=_words(options.title),
        services=tuple(options.services),
        promise=_promise(options, options.years),
    )
    return _book(settings, out, lambda tx: entry)


def decide(settings: Settings, options: Namespace, out: TextIO) -> int:
    """Prints the figures first, then what the rule makes of them."""
    minimum = _rule(settings)

    def decided(tx: Transaction) -> Entry:
        case = _case(tx, options)
        found = returns.of(case.promise, minimum)
        share, asked = pages.percent(found.simple, minimum), pages.percent(minimum)
        reason = f"{share} a year at full effect, the rule asks for {asked}"
        for line in pages.decided(case, found):
            print(line, file=out)
        return Decision(
            number=0, on=_on(options), case=case.id, approved=found.meets, minimum=minimum, reason=reason
        )

    return _book(settings, out, decided)


def refuse(settings: Settings, options: Namespace, out: TextIO) -> int:
    entry = Decision(
        number=0,
        on=_on(options),
        case=options.case,
        approved=False,
        minimum=_rule(settings),
        reason=_words(options.reason),
    )
    return _book(settings, out, lambda tx: entry)


def invest(settings: Settings, options: Namespace, out: TextIO) -> int:
    return _book(settings, out, lambda tx: Loan(number=0, on=_on(options), case=options.case))


def phase(settings: Settings, options: Namespace, out: TextIO) -> int:
    entry = Move(number=0, on=_on(options), case=options.case, phase=Phase(options.phase))
    return _book(settings, out, lambda tx: entry)


def cut(settings: Settings, options: Namespace, out: TextIO) -> int:
    def made(tx: Transaction) -> Entry:
        case = _case(tx, options)
        amount, realised = (
            _amount(options, case),
            quarters.last_year(case, _saved(tx, case, settings), _on(options)),
        )
        return Cut(number=0, on=_on(options), case=case.id, amount=amount, realised=realised)

    return _book(settings, out, made)


def repay(settings: Settings, options: Namespace, out: TextIO) -> int:
    def made(tx: Transaction) -> Entry:
        case = _case(tx, options)
        return Repayment(number=0, on=_on(options), case=case.id, amount=_amount(options, case))

    return _book(settings, out, made)


def reinvest(settings: Settings, options: Namespace, out: TextIO) -> int:
    purpose = _words(options.purpose)

    def made(tx: Transaction) -> Entry:
        case = _case(tx, options)
        return Reinvestment(
            number=0,
            on=_on(options),
            case=case.id,
            amount=_amount(options, case),
            group=options.group,
            purpose=purpose,
            realised=quarters.total(case, _saved(tx, case, settings), _on(options)),
        )

    return _book(settings, out, made)


def correct(settings: Settings, options: Namespace, out: TextIO) -> int:
    entry = Correction(number=0, on=_on(options), corrects=options.number, reason=_words(options.reason))
    return _book(settings, out, lambda tx: entry)


COMMANDS: Final = MappingProxyType(
    {
        "returns": show_returns,
        "list": show_list,
        "show": show,
        "journal": show_journal,
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


def _book(settings: Settings, out: TextIO, draft: Callable[[Transaction], Entry]) -> int:
    """Durable when it says so."""
    at = now()

    async def booked() -> Entry:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            return await ledger.write(lambda tx: bank.book(tx, draft(tx), at))
        finally:
            await ledger.close()

    entry = asyncio.run(booked())
    print(f"entry {entry.number}: {pages.sentence(entry)}", file=out)
    return 0


def _print(
    out: TextIO, options: Namespace, told: Any, lines: Iterable[str], standings: Iterable[Standing] = ()
) -> int:
    """As JSON or as text; 1 when something that held when it was booked holds no more."""
    findings = [finding for one in standings for finding in standing.findings(one)]
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2), file=out)
    else:
        print(*lines, *(f"finding: {finding}" for finding in findings), sep="\n", file=out)
    return 1 if findings else 0


def _standing(conn: Reads, case: Case, settings: Settings) -> Standing:
    today, prices = day_of(now()), _prices(settings)
    saving = bank.saving(conn, case, today, prices)
    return standing.of(case, bank.saved(conn, case, prices), _rule(settings), today, saving)


def _case(tx: Transaction, options: Namespace) -> Case:
    return rules.fold(bank.held(tx)).case(options.case)


def _saved(conn: Reads, case: Case, settings: Settings) -> Realised:
    return bank.saved(conn, case, _prices(settings))


def _prices(settings: Settings) -> PriceList:
    """Deflections froze their prices; this is where rates between currencies come from."""
    return PriceList((), "DKK")


def _rule(settings: Settings) -> Fraction:
    return Fraction(settings.bank_minimum_percent) / 100


def _on(options: Namespace) -> date:
    return options.on or day_of(now())


def _promise(options: Namespace, years: int | None) -> Promise:
    """The last saving goes on until year `years`; None is as many years as there are savings."""
    savings = [Money.parse(saving, options.currency) for saving in options.savings]
    if years is not None and not len(savings) <= years <= returns.MOST_YEARS:
        raise BadPromise(f"{len(savings)} savings cannot be promised over {years} years.")
    going_on = [savings[-1]] * ((years or 0) - len(savings))
    investment = Money.parse(options.investment, options.currency)
    return Promise(investment=investment, savings=(*savings, *going_on))


def _amount(options: Namespace, case: Case) -> Money:
    return Money.parse(options.amount, case.currency)


def _words(text: str) -> str:
    """On one line and without personal data, as what is booked can never be deleted."""
    said = mask(" ".join(clean(text).split())).text
    if is_empty(said) or len(said) > TEXT_CHARACTERS:
        raise CommandError(f"write a text of 1 to {TEXT_CHARACTERS} characters.")
    return said
