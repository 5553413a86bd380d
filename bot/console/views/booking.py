"""What operators book in the internal bank, by the same drafts as the command line, with their name."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Final

from aiohttp import web

from bot.banking import drafts, terms
from bot.banking.drafts import Draft, Stale
from bot.banking.terms import Unfit
from bot.console import days, forms, shared
from bot.console.callers import CALLER, FORM
from bot.console.pages import render
from bot.console.views import bank, inclusion
from bot.console.views.bank import CASES, ProposePage
from bot.deflection.bank import returns
from bot.deflection.bank.entries import Entry, Phase
from bot.deflection.bank.returns import BadPromise, Promise
from bot.deflection.bank.rules import Refused
from bot.deflection.money import Money, MoneyError
from bot.ledger.operators import audit
from bot.ledger.transaction import Transaction

REFUSALS: Final = (BadPromise, MoneyError, Refused, Stale, Unfit)
AREA: Final = "area-"  # before the id of each area, a field of its own
SAVINGS_MOST: Final = 50

Again = Callable[[web.Request, str, Mapping[str, str]], Awaitable[web.Response]]


async def deposit(request: web.Request) -> web.Response:
    console, form = shared.of(request), request[FORM]

    def draft() -> Draft:
        amount = Money.parse(_text(form, "amount"), form.get("currency") or console.terms.currency)
        return drafts.deposit(_on(request), amount, forms.one(form, "source"))

    return await _booked(request, draft, again=bank.listed, to=lambda entry: bank.PATH)


async def decide(request: web.Request) -> web.Response:
    return await _of_case(request, lambda on, case: drafts.decide(shared.of(request).terms, on, case))


async def refuse(request: web.Request) -> web.Response:
    form = request[FORM]
    return await _of_case(
        request,
        lambda on, case: drafts.refuse(shared.of(request).terms, on, case, forms.one(form, "reason")),
    )


async def invest(request: web.Request) -> web.Response:
    return await _of_case(request, drafts.invest)


async def move(request: web.Request) -> web.Response:
    form = request[FORM]

    def draft(on: date, case: str) -> Draft:
        phase = forms.one(form, "phase")
        if phase not in set(bank.NEXT.values()):
            raise Unfit("Choose the phase that comes next.")
        return drafts.move(on, case, Phase(phase))

    return await _of_case(request, draft)


async def cut(request: web.Request) -> web.Response:
    given, form = shared.of(request).terms, request[FORM]
    return await _of_case(request, lambda on, case: drafts.cut(given, on, case, _text(form, "amount")))


async def repay(request: web.Request) -> web.Response:
    form = request[FORM]
    return await _of_case(request, lambda on, case: drafts.repay(on, case, _text(form, "amount")))


async def reinvest(request: web.Request) -> web.Response:
    return await _of_case(request, lambda on, case: _reinvestment(request, on, case))


async def reinvest_for_group(request: web.Request) -> web.Response:
    """From the page of inclusion, where the form names the case that pays."""
    form = request[FORM]
    return await _booked(
        request,
        lambda: _reinvestment(request, _on(request), forms.one(form, "case")),
        again=inclusion.again,
        to=lambda entry: f"{inclusion.PATH}?booked={entry.number}",
    )


async def correct(request: web.Request) -> web.Response:
    """An entry of a case, or of the bank itself."""
    form, number = request[FORM], int(request.match_info["number"])
    case = form.get("case", "")
    return await _booked(
        request,
        lambda: drafts.correct(_on(request), number, forms.one(form, "reason")),
        again=_again_of(request, case) if case else bank.listed,
        case=case or None,
        to=lambda entry: f"{CASES}/{case}?booked={entry.number}" if case else bank.PATH,
    )


async def ask(request: web.Request) -> web.Response:
    forms.query(request, ())
    return _proposal(request, {})


async def propose(request: web.Request) -> web.Response:
    """With `do=reckon` nothing is booked: the rule and its alternatives are shown beside what was typed."""
    console, form = shared.of(request), request[FORM]
    if form.get("do") == "reckon":
        try:
            return _proposal(request, form, promise=_promise(request, form))
        except REFUSALS as error:
            return _proposal(request, form, str(error))

    def draft() -> Draft:
        return drafts.propose(
            console.terms,
            _on(request),
            forms.one(form, "case", 40),
            forms.one(form, "title"),
            services=_areas(form),
            promise=_promise(request, form),
        )

    async def again(request: web.Request, error: str, given: Mapping[str, str]) -> web.Response:
        return _proposal(request, given, error)

    case = form.get("case", "")
    return await _booked(
        request, draft, again=again, to=lambda entry: f"{CASES}/{case}?booked={entry.number}"
    )


def _proposal(
    request: web.Request,
    given: Mapping[str, str],
    error: str | None = None,
    promise: Promise | None = None,
) -> web.Response:
    given_terms = shared.of(request).terms
    page = ProposePage(
        error=_sentence(error) if error else None,
        areas=bank.areas(given_terms),
        promise=promise,
        returns=returns.of(promise, given_terms.minimum) if promise else None,
        minimum=given_terms.minimum,
        currencies=bank.currencies(given_terms),
        given=given,
    )
    return render(request, page, status=409 if error else 200)


def _promise(request: web.Request, form: Mapping[str, str]) -> Promise:
    savings = forms.one(form, "savings", 2000).replace(";", " ").split()
    years = form.get("years", "").strip()
    if not savings or len(savings) > SAVINGS_MOST:
        raise Unfit("Write the saving of each year, the last at full effect, with a blank between them.")
    if years and not (years.isascii() and years.isdigit() and len(years) <= 2):
        raise Unfit("Years is a whole number, such as 10.")
    currency = form.get("currency") or shared.of(request).terms.currency
    return terms.promise(_text(form, "investment"), savings, int(years) if years else None, currency)


def _areas(form: Mapping[str, str]) -> Sequence[str]:
    return [name.removeprefix(AREA) for name in form if name.startswith(AREA)]


def _reinvestment(request: web.Request, on: date, case: str) -> Draft:
    form = request[FORM]
    return drafts.reinvest(
        shared.of(request).terms,
        on,
        case,
        _text(form, "amount"),
        group=forms.one(form, "group"),
        purpose=forms.one(form, "purpose"),
    )


async def _of_case(request: web.Request, draft: Callable[[date, str], Draft]) -> web.Response:
    case = request.match_info["id"]
    return await _booked(
        request,
        lambda: draft(_on(request), case),
        again=_again_of(request, case),
        case=case,
        to=lambda entry: f"{CASES}/{case}?booked={entry.number}",
    )


def _again_of(request: web.Request, case: str) -> Again:
    async def again(request: web.Request, error: str, given: Mapping[str, str]) -> web.Response:
        request.match_info["id"] = case
        return await bank.case_page(request, error, given)

    return again


async def _booked(
    request: web.Request,
    draft: Callable[[], Draft],
    *,
    again: Again,
    to: Callable[[Entry], str],
    case: str | None = None,
) -> web.Response:
    """Booked with its line on the trail, or the page again with why not and what was typed."""
    console, form = shared.of(request), request[FORM]
    operator, now = request[CALLER].operator, console.clock()

    def book(tx: Transaction, made: Draft) -> Entry:
        if (seen := form.get("seen", "")).isdigit():
            drafts.require_seen(tx, int(seen), case)
        entry = drafts.book(tx, made, now, by=operator.name)
        told = {"entry": entry.number, "kind": type(entry).__name__.lower()}
        object = getattr(entry, "case", None)
        audit.write(tx, operator=operator.id, action="book_entry", object=object, detail=told, at=now)
        return entry

    try:
        made = draft()
        entry = await console.ledger.write(lambda tx: book(tx, made))
    except REFUSALS as error:
        return await again(request, _sentence(str(error)), form)
    return web.Response(status=303, headers={"Location": to(entry)})


def _on(request: web.Request) -> date:
    """The day that the form names, else today. Raises Unfit."""
    given = request[FORM].get("on", "").strip()
    try:
        return days.day(given) if given else days.today(shared.of(request).clock())
    except days.NotADay:
        raise Unfit("The day is not a day of the calendar; write it as 2026-11-23.") from None


def _text(form: Mapping[str, str], name: str) -> str:
    """An amount as people type it: 34,000,000.00 and 34000000 alike."""
    return forms.one(form, name, 40).replace(",", "").replace(" ", "").strip()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
