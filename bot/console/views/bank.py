"""The internal bank: its cases by the rule and its alternatives, what they promised, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.banking.terms import Terms
from bot.catalogue.model import Area
from bot.console import days, forms, pictures, shared
from bot.console.pages import Page, Told, render
from bot.console.views import charts
from bot.deflection.bank import books, journal, quarters, rules, standing
from bot.deflection.bank.books import Transaction
from bot.deflection.bank.entries import Entry, Phase
from bot.deflection.bank.quarters import Quarter
from bot.deflection.bank.returns import Promise, Returns
from bot.deflection.bank.rules import CHANGE_FIRST
from bot.deflection.bank.standing import Standing
from bot.deflection.money import MINOR_DIGITS, Money, MoneyError
from bot.http.problem import Problem
from bot.ledger import bank
from bot.ledger.transaction import Reads

PATH: Final = "/bank"
CASES: Final = "/bank/cases"
CASE_COLUMNS: Final = (
    *("case", "title", "phase", "since", "investment", "simple_return", "rule"),
    *("promised", "realised", "owed", "cut_a_year", "reinvested"),
)
# What may follow what; the form of an entry is shown where it may be booked.
NEXT: Final[Mapping[Phase, Phase]] = {
    Phase.INVESTED: Phase.CHANGING,
    Phase.CHANGING: Phase.REORGANISING,
    Phase.REORGANISING: Phase.CLOSED,
}


@dataclass(frozen=True, kw_only=True)
class BankPage(Page):
    template: ClassVar[str] = "bank.html"
    title: str = "Internal bank"
    minimum: Annotated[object, Told("The simple annual return that the rule asks for.", unit="share a year")]
    cases: Annotated[Sequence[Standing], Told("Every case, as it stands today.")]
    cash: Annotated[Sequence[Money], Told("What the bank has to lend.", unit="money")]
    findings: Annotated[Sequence[str], Told("What held when it was booked and holds no more.")]
    currencies: Annotated[Sequence[str], Told("What amounts may be in, the municipality's own first.")]
    seen: Annotated[int, Told("The last entry that this page knows.")]
    given: Annotated[Mapping[str, str], Told("What was typed, when it was refused.")]


@dataclass(frozen=True, kw_only=True)
class CasePage(Page):
    template: ClassVar[str] = "bank_case.html"
    standing: Annotated[Standing, Told("The case as it stands today.")]
    log: Annotated[Sequence[Entry], Told("What was booked of it; an entry is never changed.")]
    taken_back: Annotated[frozenset[int], Told("The entries that were taken back.")]
    findings: Annotated[Sequence[str], Told("What held when it was booked and holds no more.")]
    chart: Annotated[charts.Drawn | None, Told("What it promised against what it realised, by quarter.")]
    next: Annotated[Phase | None, Told("The phase that comes after this one.")]
    change_first: Annotated[str, Told("Why a budget cannot be cut yet.")]
    groups: Annotated[Mapping[str, str], Told("Groups whose gap is measured, by what is booked.")]
    titles: Annotated[Mapping[str, str], Told("Services by their Danish names.")]
    booked: Annotated[Entry | None, Told("What was booked just now.")]
    seen: Annotated[int, Told("The last entry of this case that this page knows.")]
    given: Annotated[Mapping[str, str], Told("What was typed, when it was refused.")]


@dataclass(frozen=True, kw_only=True)
class ProposePage(Page):
    template: ClassVar[str] = "bank_propose.html"
    title: str = "Propose a case"
    areas: Annotated[Sequence[Area], Told("The service areas, by their Danish names.")]
    promise: Annotated[Promise | None, Told("What was typed, as a promise.")]
    returns: Annotated[Returns | None, Told("What the rule makes of it, with its alternatives.")]
    minimum: Annotated[object, Told("The simple annual return that the rule asks for.", unit="share a year")]
    currencies: Annotated[Sequence[str], Told("What amounts may be in, the municipality's own first.")]
    given: Annotated[Mapping[str, str], Told("What was typed.")]


@dataclass(frozen=True, kw_only=True)
class BooksPage(Page):
    template: ClassVar[str] = "bank_books.html"
    title: str = "Books and journal"
    unknown: Annotated[Sequence[str], Told("Cases whose savings cannot be reckoned, and what is missing.")]
    balances: Annotated[Sequence[tuple[str, Money]], Told("Each account; together they are nothing.")]
    transactions: Annotated[Sequence[Transaction], Told("Every entry of money and each quarter of savings.")]


async def show(request: web.Request) -> web.Response:
    forms.query(request, ())
    return await listed(request)


async def listed(
    request: web.Request, error: str | None = None, given: Mapping[str, str] | None = None
) -> web.Response:
    console = shared.of(request)
    page = await console.ledger.read(lambda conn: _bank(conn, request, error, given or {}))
    return render(request, page, status=409 if error else 200)


def _bank(conn: Reads, request: web.Request, error: str | None, given: Mapping[str, str]) -> BankPage:
    log = bank.entries(conn)
    found = standings(conn, request, log)
    held = rules.fold(log)
    return BankPage(
        error=error,
        minimum=shared.of(request).terms.minimum,
        cases=found,
        cash=[amount for _, amount in sorted(held.cash.items())],
        findings=[finding for one in found for finding in standing.findings(one)],
        currencies=currencies(shared.of(request).terms),
        seen=log[-1].number if log else 0,
        given=given,
    )


def currencies(terms: Terms) -> list[str]:
    return sorted(MINOR_DIGITS, key=lambda one: (one != terms.currency, one))


def standings(conn: Reads, request: web.Request, log: Sequence[Entry]) -> list[Standing]:
    """Every case today, by what the ledger knows of its services."""
    console = shared.of(request)
    terms, today = console.terms, days.today(console.clock())
    cases = [case.known_as(terms.renamed) for case in rules.fold(log).cases.values()]
    prices = terms.prices
    return [bank.standing_of(conn, case, prices, terms.minimum, today) for case in cases]


async def show_case(request: web.Request) -> web.Response:
    forms.query(request, ("booked",))
    return await case_page(request)


async def case_page(
    request: web.Request, error: str | None = None, given: Mapping[str, str] | None = None
) -> web.Response:
    """Raises Problem 404 for a case that is none."""
    console = shared.of(request)
    page = await console.ledger.read(lambda conn: _case(conn, request, error, given or {}))
    return render(request, page, status=409 if error else 200)


def _case(conn: Reads, request: web.Request, error: str | None, given: Mapping[str, str]) -> CasePage:
    console, log = shared.of(request), bank.entries(conn)
    one = _standing(conn, request, log)
    mine = rules.about(log, one.case.id)
    booked = request.query.get("booked")
    return CasePage(
        title=one.case.title,
        error=error,
        standing=one,
        log=mine,
        taken_back=rules.voided(log),
        findings=list(standing.findings(one)),
        chart=_drawn(one),
        next=NEXT.get(one.case.phase),
        change_first=CHANGE_FIRST,
        groups=groups(conn, request),
        titles=console.figures.titles,
        booked=next((entry for entry in mine if str(entry.number) == booked), None),
        seen=mine[-1].number,
        given=given,
    )


def _standing(conn: Reads, request: web.Request, log: Sequence[Entry]) -> Standing:
    console, id = shared.of(request), request.match_info["id"]
    cases = rules.fold(log).cases
    if id not in cases:
        raise Problem(404, "Not found", "There is no such case.")
    terms = console.terms
    case = cases[id].known_as(terms.renamed)
    return bank.standing_of(conn, case, terms.prices, terms.minimum, days.today(console.clock()))


def groups(conn: Reads, request: web.Request) -> dict[str, str]:
    """Those that somebody was of in the last year, as `language:en` and in words."""
    console = shared.of(request)
    return pictures.groups(conn, days.today(console.clock()), console.figures.titles)


def _drawn(one: Standing) -> charts.Drawn | None:
    if not one.quarters:
        return None
    path = f"{CASES}/{one.case.id}/quarters"
    return charts.addressed(pictures.quarters(one), f"{path}.svg", {}, f"{path}.csv")


async def picture(request: web.Request) -> web.Response:
    given = forms.query(request, ("width",))
    one = await _found(request)
    return await charts.picture(request, pictures.quarters(one), wide=given.get("width") != "narrow")


async def quarters_file(request: web.Request) -> web.Response:
    one = await _found(request)
    rows = [
        (
            str(quarter.number),
            quarter.from_.isoformat(),
            quarter.to.isoformat(),
            "yes" if quarter.over else "no",
            quarter.promised.amount(),
            quarter.realised.amount(),
            one.case.currency,
        )
        for quarter in one.quarters
    ]
    columns = ("quarter", "from", "to", "over", "promised", "realised", "currency")
    return charts.rows_file(request, rows, columns, f"case-{one.case.id}")


async def _found(request: web.Request) -> Standing:
    console = shared.of(request)

    def found(conn: Reads) -> Standing:
        return _standing(conn, request, bank.entries(conn))

    return await console.ledger.read(found)


async def cases_file(request: web.Request) -> web.Response:
    console = shared.of(request)
    found = await console.ledger.read(lambda conn: standings(conn, request, bank.entries(conn)))
    rows = [_row(one) for one in found]
    return charts.rows_file(request, rows, CASE_COLUMNS, "bank")


def _row(one: Standing) -> tuple[str | None, ...]:
    case, returns = one.case, one.returns
    amounts = (one.promised, one.realised, case.outstanding, case.cut, case.reinvested)
    return (
        *(case.id, case.title, case.phase.value, case.since.isoformat()),
        *(case.promise.investment.amount(), f"{float(returns.simple)}", f"{float(returns.minimum)}"),
        *(amount.amount() if amount else None for amount in amounts),
    )


async def show_books(request: web.Request) -> web.Response:
    made, unknown = await _books(request)
    balances = [(account, amount) for (account, _), amount in sorted(_balances(made))]
    return render(request, BooksPage(unknown=unknown, balances=balances, transactions=made[::-1]))


def _balances(made: Sequence[Transaction]) -> Iterable[tuple[tuple[str, str], Money]]:
    return books.balances(made).items()


async def show_journal(request: web.Request) -> web.Response:
    """In beancount's syntax, for a bookkeeping program that is not ours."""
    console = shared.of(request)
    made, unknown = await _books(request)
    text = journal.beancount(made, days.today(console.clock()))
    said = [*(["DEMO: invented figures"] if console.settings.demo else []), *unknown]
    mark = "".join(f"; {line}\n" for line in said)
    name = "genvej-DEMO-bank.beancount" if console.settings.demo else "genvej-bank.beancount"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=mark + text, content_type="text/plain", charset="utf-8", headers=headers)


async def _books(request: web.Request) -> tuple[list[Transaction], list[str]]:
    """The books, and a sentence for each case whose savings are not in them because a rate is missing."""
    console = shared.of(request)
    terms, today = console.terms, days.today(console.clock())

    def made(conn: Reads) -> tuple[list[Transaction], list[str]]:
        log, prices = bank.entries(conn), terms.prices
        saved: dict[str, list[Quarter]] = {}
        unknown = []
        for case in rules.fold(log).cases.values():
            one = case.known_as(terms.renamed)
            try:
                saved[one.id] = quarters.compared(one, bank.saved(conn, one, prices), today)
            except MoneyError as error:
                unknown.append(f"The savings of {one.id} are not in the books. {error}")
        return books.transactions(log, saved, today), unknown

    return await console.ledger.read(made)


def areas(terms: Terms) -> list[Area]:
    return sorted(terms.catalogue.areas(), key=lambda area: area.name.da.casefold())
