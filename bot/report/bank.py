"""The internal bank's part of a report: each case by its rule, what it promised, and what became of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from bot.catalogue import Catalogue
from bot.deflection.bank import rules, standing
from bot.deflection.bank.quarters import Quarter
from bot.deflection.bank.rules import CHANGE_FIRST, Case
from bot.deflection.bank.standing import Standing
from bot.deflection.figure import Figure, Gap, Line, Words
from bot.deflection.given import price_list
from bot.deflection.money import Money
from bot.ledger import bank
from bot.ledger.transaction import Reads
from bot.report.report import Section

SIMPLE = Words(
    "Et simpelt årligt afkast: det spørger ikke, hvor længe besparelsen varer, og er ingen intern rente.",
    "A simple annual return: it does not ask how long the saving lasts, and is no internal rate of return.",
)
FIRST = Words("Forandring først: et budget kan kun skæres i fasen reorganising.", CHANGE_FIRST)


@dataclass(frozen=True, kw_only=True)
class Held:
    """The cases as they stand at the end of a day, and what there is to lend then, by currency."""

    day: date
    cases: tuple[Standing, ...]
    cash: tuple[Money, ...]


def held(conn: Reads, catalogue: Catalogue, minimum: Fraction, day: date, service: str | None = None) -> Held:
    """`service` leaves the cases that count what it saves; raises rules.Refused for books that are broken."""
    prices, renamed = price_list(catalogue.prices), catalogue.renamed()
    found = rules.fold(entry for entry in bank.entries(conn) if entry.on <= day)
    cases = [case.known_as(renamed) for case in found.cases.values()]
    mine = [case for case in cases if service is None or service in case.services]
    return Held(
        day=day,
        cases=tuple(bank.standing_of(conn, case, prices, minimum, day) for case in mine),
        cash=tuple(amount for _, amount in sorted(found.cash.items()) if amount.minor),
    )


def section(found: Held) -> Section:
    return Section(
        id="bank",
        title=Words("Den interne bank", "The internal bank"),
        note=Words(
            f"Ved udgangen af {found.day}. Først penge, så forandring, og først derefter skæres der.",
            f"At the end of {found.day}. Finance first, then change, and only then cut.",
        ),
        figures=(*_cases(found.cases), *(_cash(amount) for amount in found.cash), _findings(found.cases)),
    )


def _cases(cases: Sequence[Standing]) -> Iterator[Figure]:
    """Of one kind after another, so that all cases stand in one table."""
    for one in (_return, _promised, _realised, _cut, _owed):
        yield from (one(case) for case in cases)


def _about(case: Case) -> dict[str, str]:
    return {"case": case.id, "phase": case.phase.value}


def _return(one: Standing) -> Figure:
    return Figure(
        name="case_return",
        about={**_about(one.case), "rule": f"{float(one.returns.minimum)}"},
        sentence=Words(
            "Så meget sparer sagen hvert år ved fuld virkning, som andel af investeringen.",
            "What the case saves each year at full effect, as a share of its investment.",
        ),
        formula="yearly net saving at full effect / investment ≥ the rule",
        unit="share",
        value=one.returns.simple,
        numerator=one.case.promise.full_effect,
        denominator=one.case.promise.investment,
        assumptions=(SIMPLE,),
        not_counted=() if one.returns.meets else (Gap(Words("under reglen", "below the rule")),),
    )


def _promised(one: Standing) -> Figure:
    return Figure(
        name="case_promised",
        about=_about(one.case),
        sentence=Words(
            "Så meget lovede sagen i de kvartaler, der er gået.",
            "What the case promised in the quarters that are over.",
        ),
        formula="Σ quarters that are over: a fourth of what their year promised",
        unit="money",
        value=one.promised,
        lines=tuple(_line(quarter, quarter.promised) for quarter in one.quarters if quarter.over),
    )


def _realised(one: Standing) -> Figure:
    """The saving of the case's services since it was invested, with its quarters for lines."""
    told = Figure(
        name="case_realised",
        sentence=Words(
            "Så meget har sagens ærinder sparet, siden der blev investeret.",
            "What the services of the case have saved since it was invested.",
        ),
        formula="Σ services κ · verified · price, since investing",
        unit="money",
        value=one.realised,
    )
    known = one.saving
    if known is not None:
        told = replace(
            told,
            numerator=known.numerator,
            interval=known.interval if one.gap is None else None,
            assumptions=known.assumptions,
            sources=known.sources,
            not_counted=known.not_counted,
        )
    gap = (Gap(Words(one.gap, one.gap)),) if one.gap else ()
    lines = tuple(_line(quarter, quarter.realised) for quarter in one.quarters)
    return replace(told, about=_about(one.case), not_counted=(*told.not_counted, *gap), lines=lines)


def _cut(one: Standing) -> Figure:
    return Figure(
        name="case_cut",
        about=_about(one.case),
        sentence=Words(
            "Så meget er budgetter skåret om året, mod hvad der blev realiseret det seneste år.",
            "What budgets were cut by a year, against what was realised in the last year.",
        ),
        formula="Σ cuts a year ≤ realised in the last year",
        unit="money",
        value=one.case.cut,
        denominator=one.last_year,
        assumptions=(FIRST,),
    )


def _owed(one: Standing) -> Figure:
    case = one.case
    lent = case.outstanding + case.repaid
    return Figure(
        name="case_owed",
        about=_about(case),
        sentence=Words("Så meget skylder sagen banken.", "What the case owes the bank."),
        formula="lent − paid back",
        unit="money",
        value=case.outstanding,
        lines=(
            Line(Words("lånt", "lent"), lent),
            Line(Words("betalt tilbage", "paid back"), -case.repaid),
            Line(Words("geninvesteret", "reinvested"), case.reinvested, counted=False),
        ),
    )


def _line(quarter: Quarter, amount: Money) -> Line:
    named = f"{quarter.number}, {quarter.from_} – {quarter.to}"
    going_on = ("", "") if quarter.over else (" (ikke slut)", " (not over)")
    return Line(Words(f"kvartal {named}{going_on[0]}", f"quarter {named}{going_on[1]}"), amount)


def _cash(amount: Money) -> Figure:
    return Figure(
        name="bank_to_lend",
        about={"currency": amount.currency},
        sentence=Words("Så meget har banken at låne ud.", "What the bank has to lend."),
        formula="capital − lent + paid back",
        unit="money",
        value=amount,
    )


def _findings(cases: Iterable[Standing]) -> Figure:
    found = [finding for one in cases for finding in standing.findings(one)]
    return Figure(
        name="bank_findings",
        sentence=Words(
            "Så meget holdt, da det blev bogført, og holder ikke mere.",
            "How much held when it was booked and holds no more, as after a late letter.",
        ),
        formula="cuts ≤ realised in the last year; paid back + reinvested ≤ realised",
        unit="count",
        value=len(found),
        not_counted=tuple(Gap(Words(finding, finding)) for finding in found),
    )
