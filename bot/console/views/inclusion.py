"""Inclusion: each group against all, what was reinvested for it, and its gap before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.console import days, months, pictures, shared
from bot.console.callers import CALLER
from bot.console.figures import Told
from bot.console.months import Choice
from bot.console.pages import Page, render
from bot.console.pages import Told as Help
from bot.console.rights import Right
from bot.console.views import charts, overview
from bot.deflection.bank import rules
from bot.deflection.bank.entries import Entry
from bot.deflection.bank.lagging import Spent
from bot.deflection.bank.rules import Case
from bot.deflection.figure import Figure, Value
from bot.ledger import bank
from bot.ledger.transaction import Reads

PATH: Final = "/inclusion"
SPENT_COLUMNS: Final = (
    *("entry", "on", "case", "group", "amount", "currency", "purpose", "by"),
    *("gap_before", "low_before", "high_before", "gap_after", "low_after", "high_after"),
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A group: how many got through, how many did not, and its gap; None where too few are of it."""

    group: str
    through: Figure
    left: Figure
    gap: Figure | None


@dataclass(frozen=True, kw_only=True)
class InclusionPage(Page):
    template: ClassVar[str] = "inclusion.html"
    title: str = "Inclusion"
    choice: Annotated[Choice, Help("The period, in whole months.")]
    told: Annotated[Told, Help("Every figure of the period.")]
    left: Annotated[Figure, Help("Who asked for something we serve and did not get through.", unit="share")]
    chart: Annotated[charts.Drawn, Help("The largest gaps, with their intervals.")]
    groups: Annotated[Mapping[str, Sequence[Row]], Help("Every group by what it is told apart by.")]
    spent: Annotated[Sequence[Spent], Help("Freed resources by the group that they went to, newest first.")]
    cases: Annotated[Sequence[Case], Help("The cases that may have freed something.")]
    choices: Annotated[Mapping[str, str], Help("Groups whose gap is measured, by what is booked.")]
    booked: Annotated[Entry | None, Help("What was booked just now.")]
    seen: Annotated[int, Help("The last entry that this page knows.")]
    may_reinvest: Annotated[bool, Help("Whether this role reinvests.")]
    may_see: Annotated[bool, Help("Whether this role opens the cases of the bank.")]
    given: Annotated[Mapping[str, str], Help("What was typed, when it was refused.")]


async def show(request: web.Request) -> web.Response:
    choice = overview.chosen(request, "booked")
    if isinstance(choice, web.Response):
        return choice
    return render(request, await _page(request, choice))


async def again(request: web.Request, error: str, given: Mapping[str, str]) -> web.Response:
    choice = months.read({}, shared.of(request).clock())
    return render(request, await _page(request, choice, error, given), status=409)


async def send(request: web.Request) -> web.Response:
    """What was reinvested, with the gap of each group before and after."""
    console = shared.of(request)
    found = await console.ledger.read(lambda conn: _spent(conn, request, bank.entries(conn)))
    rows = [_cells(one) for one in found]
    return charts.rows_file(request, rows, SPENT_COLUMNS, "reinvestments")


async def _page(
    request: web.Request, choice: Choice, error: str | None = None, given: Mapping[str, str] | None = None
) -> InclusionPage:
    console, caller = shared.of(request), request[CALLER]
    told = await console.figures.of(choice.period)

    def read(conn: Reads) -> tuple[list[Entry], list[Spent], dict[str, str]]:
        log, today = bank.entries(conn), days.today(console.clock())
        return log, _spent(conn, request, log), pictures.groups(conn, today, console.figures.titles)

    log, spent, choices = await console.ledger.read(read)
    booked = request.query.get("booked")
    return InclusionPage(
        error=error,
        choice=choice,
        told=told,
        left=told.figures("left-behind", "left_behind_of_all")[""],
        chart=charts.drawn(pictures.gaps(told, console.figures), "left-behind", choice.period),
        groups=_groups(told, console.figures.titles),
        spent=spent,
        cases=[case for case in rules.fold(log).cases.values() if case.invested_on is not None],
        choices=choices,
        booked=next((entry for entry in log if str(entry.number) == booked), None),
        seen=log[-1].number if log else 0,
        may_reinvest=caller.may(Right.REINVEST),
        may_see=caller.may(Right.BANK),
        given=given or {},
    )


def _groups(told: Told, titles: Mapping[str, str]) -> dict[str, list[Row]]:
    through, gaps = (told.figures("left-behind", name) for name in ("got_through", "gap_to_all"))
    found: dict[str, list[Row]] = {}
    for id, left in told.figures("left-behind", "left_behind").items():
        name = pictures.group(left, titles).partition(": ")
        row = Row(group=name[2], through=through[id], left=left, gap=gaps.get(id))
        found.setdefault(name[0], []).append(row)
    return found


def _spent(conn: Reads, request: web.Request, log: Sequence[Entry]) -> list[Spent]:
    today = days.today(shared.of(request).clock())
    entries = [entry for case in rules.fold(log).cases.values() for entry in case.reinvestments]
    newest = sorted(entries, key=lambda entry: entry.number, reverse=True)
    return [bank.spent(conn, entry, today) for entry in newest]


def _cells(one: Spent) -> tuple[str | None, ...]:
    entry = one.entry
    return (
        *(str(entry.number), entry.on.isoformat(), entry.case, entry.group, entry.amount.amount()),
        *(entry.amount.currency, entry.purpose, entry.by, *_gap(one.before), *_gap(one.after)),
    )


def _gap(figure: Figure) -> tuple[str | None, str | None, str | None]:
    """The gap and the ends of its interval, as a share."""
    ends = figure.interval
    return _share(figure.value), _share(ends.low if ends else None), _share(ends.high if ends else None)


def _share(value: Value | None) -> str | None:
    return str(float(value)) if isinstance(value, int | Fraction) else None
