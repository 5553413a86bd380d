"""What `genvej bank` reads, also while another process writes: returns, cases and books."""

import json
from argparse import Namespace
from collections.abc import Iterable
from typing import Any, TextIO

from bot import bank_terms as terms
from bot.banking import pages
from bot.deflection.bank import books, journal, quarters, returns, rules, standing
from bot.deflection.bank.rules import Case
from bot.deflection.bank.standing import Standing
from bot.deflection.prices import PriceList
from bot.ledger import bank, demo
from bot.ledger.reading import reading
from bot.ledger.transaction import Reads
from bot.settings import Settings


def show_returns(settings: Settings, options: Namespace, out: TextIO) -> int:
    """What `genvej bank returns` prints, for each number of years."""
    currency = terms.currency(settings, options)
    promises = [terms.promise(options, years, currency) for years in options.years or [None]]
    found = [(promise, returns.of(promise, terms.rule(settings))) for promise in promises]
    told = [pages.returns_json(*one) for one in found]
    return _print(out, options, told, pages.returns_table(found))


def show_list(settings: Settings, options: Namespace, out: TextIO) -> int:
    given = terms.given(settings)
    prices, renamed = given.prices, given.renamed
    with reading(settings.database) as conn:
        held = rules.fold(bank.entries(conn))
        standings = [
            _standing(conn, case.known_as(renamed), settings, prices) for case in held.cases.values()
        ]
        invented = demo.marked(conn)
    cash = {currency: amount for currency, amount in held.cash.items() if amount.minor}
    told = {
        "demo": invented,
        "cash": [pages.amount_json(amount) for amount in cash.values()],
        "cases": [pages.case_json(one) for one in standings],
    }
    lines = [
        *pages.demo(invented),
        *pages.case_list(standings),
        *(f"to lend: {amount.format()}" for amount in cash.values()),
    ]
    return _print(out, options, told, lines, standings)


def show(settings: Settings, options: Namespace, out: TextIO) -> int:
    given = terms.given(settings)
    prices, renamed = given.prices, given.renamed
    with reading(settings.database) as conn:
        log = bank.entries(conn)
        case = rules.fold(log).case(options.case).known_as(renamed)
        one = _standing(conn, case, settings, prices)
        invented = demo.marked(conn)
    told = {"demo": invented, **pages.case_json(one)}
    lines = [*pages.demo(invented), *pages.case_page(one, rules.about(log, options.case))]
    return _print(out, options, told, lines, [one])


def show_journal(settings: Settings, options: Namespace, out: TextIO) -> int:
    today, given = terms.today(), terms.given(settings)
    prices, renamed = given.prices, given.renamed
    with reading(settings.database) as conn:
        log = bank.entries(conn)
        cases = [case.known_as(renamed) for case in rules.fold(log).cases.values()]
        saved = {one.id: quarters.compared(one, bank.saved(conn, one, prices), today) for one in cases}
        invented = demo.marked(conn)
    out.writelines(f"; {line}\n" for line in pages.demo(invented))
    out.write(journal.beancount(books.transactions(log, saved, today), today))
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


def _standing(conn: Reads, case: Case, settings: Settings, prices: PriceList) -> Standing:
    return bank.standing_of(conn, case, prices, terms.rule(settings), terms.today())
