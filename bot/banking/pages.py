"""What `genvej bank` prints."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from bot.deflection.bank import standing
from bot.deflection.bank.entries import (
    Correction,
    Cut,
    Decision,
    Deposit,
    Entry,
    Loan,
    Move,
    Proposal,
    Reinvestment,
    Repayment,
)
from bot.deflection.bank.lagging import Spent
from bot.deflection.bank.quarters import Quarter
from bot.deflection.bank.returns import Promise, Returns
from bot.deflection.bank.rules import Case
from bot.deflection.bank.standing import Standing
from bot.deflection.figure import to_json
from bot.deflection.money import Money
from bot.report import wording
from bot.report.report import DEMO

UNKNOWN: Final = "not known"


def percent(share: Fraction | float, limit: Fraction | None = None) -> str:
    """With two decimals, and more where two would show it on the wrong side of the limit.

    >>> percent(Fraction(16, 100)), percent(Fraction(159999, 1000000), limit=Fraction(16, 100))
    ('16.00 %', '15.9999 %')
    """
    digits, exact = 2, Fraction(share)
    while limit is not None and (round(exact, digits + 2) >= limit) != (exact >= limit):
        digits += 1
    return f"{float(round(exact * 100, digits)):.{digits}f} %"


def years(number: Fraction | None) -> str:
    return "never" if number is None else f"{float(number):.2f} years"


def money(amount: Money | None) -> str:
    return UNKNOWN if amount is None else amount.format()


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns side by side, the first at its left edge, the others at their right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *cells]).rstrip()


def demo(invented: bool) -> list[str]:
    return [DEMO.en] if invented else []


def returns_table(found: Iterable[tuple[Promise, Returns]]) -> Iterator[str]:
    rows = [
        (
            "years",
            "simple return",
            "payback",
            "IRR",
            "NPV at the rule",
            "needed a year for an IRR of the rule",
        )
    ]
    rows += [(str(promise.years), *_returns(one), money(one.needed)) for promise, one in found]
    return table(rows)


def _returns(one: Returns) -> tuple[str, str, str, str]:
    irr = "none" if one.irr is None else percent(one.irr)
    return percent(one.simple, one.minimum), years(one.payback_years), irr, money(one.npv)


def decided(case: Case, one: Returns) -> Iterator[str]:
    """The figures by which a case is approved or refused."""
    simple, payback, irr, npv = _returns(one)
    return table(
        [
            ("investment", money(case.promise.investment)),
            ("saved a year at full effect", money(case.promise.full_effect)),
            ("simple annual return", simple),
            ("the rule asks for", percent(one.minimum)),
            ("payback", payback),
            (f"IRR over {case.promise.years} years", irr),
            (f"NPV at {percent(one.minimum)}", npv),
            (f"needed a year for an IRR of {percent(one.minimum)}", money(one.needed)),
        ]
    )


def case_list(standings: Iterable[Standing]) -> Iterator[str]:
    rows = [("case", "phase", "since", "investment", "simple return", "promised", "realised", "owed")]
    for one in standings:
        case = one.case
        share = percent(one.returns.simple, one.returns.minimum)
        amounts = (money(one.promised), money(one.realised), money(case.outstanding))
        rows.append((case.id, case.phase, str(case.since), money(case.promise.investment), share, *amounts))
    return table(rows)


def case_page(one: Standing, log: Iterable[Entry]) -> Iterator[str]:
    """Everything about a case; `log` are its entries."""
    case = one.case
    yield f"{case.id}: {case.title}"
    yield f"{case.phase} since {case.since}; counts what is saved in {', '.join(case.services)}"
    yield ""
    yield from decided(case, one.returns)
    if case.invested_on:
        yield ""
        yield from _since_invested(one)
    yield ""
    yield from (f"{entry.number:>4}  {entry.on}  {sentence(entry)}{_by(entry)}" for entry in log)


def _by(entry: Entry) -> str:
    return f" (by {entry.by})" if entry.by else ""


def _since_invested(one: Standing) -> Iterator[str]:
    case = one.case
    yield from table(
        [
            ("promised in the quarters that are over", money(one.promised)),
            ("realised since investing", money(one.realised)),
            ("realised in the last year", money(one.last_year)),
            ("budgets cut, a year", money(case.cut)),
            ("paid back", money(case.repaid)),
            ("owed", money(case.outstanding)),
            ("reinvested", money(case.reinvested)),
            ("realised and free to reinvest", money(one.free)),
        ]
    )
    yield from (f"  * {text}" for text in _said(one))
    for spent in one.spent:
        yield ""
        yield from spent_on(spent)
    if one.quarters:
        yield ""
        rows = [("quarter", "from", "to", "promised", "realised")]
        yield from table([*rows, *(_quarter(quarter) for quarter in one.quarters)])


def spent_on(spent: Spent) -> Iterator[str]:
    """The gap of a group to all before it got money, and after: how many more of it are left behind."""
    entry = spent.entry
    yield f"{money(entry.amount)} for {entry.group} on {entry.on}: {entry.purpose}"
    for when, figure in (("in the year before", spent.before), ("since then", spent.after)):
        shown = wording.value(figure.value, figure.unit, "en")
        ends = wording.interval(figure.interval, figure.unit, "en")
        why = "" if figure.value is not None else "".join(f" ({words.en})" for words in figure.assumptions)
        yield f"  left behind more than all, {when}: {shown}{f' [{ends}]' if ends else ''}{why}"


def _said(one: Standing) -> Iterator[str]:
    """What a reader must know of the realised sum."""
    if one.gap:
        yield one.gap
    elif one.saving:
        yield from (words.en for words in one.saving.assumptions)
        yield from (f"not counted: {gap.count} {gap.what.en}" for gap in one.saving.not_counted)


def _quarter(one: Quarter) -> tuple[str, str, str, str, str]:
    end = str(one.to) if one.over else f"{one.to} (not over)"
    return str(one.number), str(one.from_), end, money(one.promised), money(one.realised)


def sentence(entry: Entry) -> str:
    """What was booked, on one line."""
    match entry:
        case Deposit():
            return f"{money(entry.amount)} capital deposited: {entry.source}"
        case Proposal():
            return f"{entry.case} proposed: {money(entry.promise.investment)} for {entry.title}"
        case Decision():
            return f"{entry.case} {'approved' if entry.approved else 'refused'}: {entry.reason}"
        case Loan():
            return f"{entry.case} was lent its investment"
        case Move():
            return f"{entry.case} is {entry.phase}"
        case Cut():
            return f"{entry.case}: budget cut by {money(entry.amount)} a year"
        case Repayment():
            return f"{entry.case} paid back {money(entry.amount)}"
        case Reinvestment():
            return f"{entry.case}: {money(entry.amount)} reinvested in {entry.group}: {entry.purpose}"
        case Correction():
            return f"entry {entry.corrects} taken back: {entry.reason}"
    raise AssertionError(entry)


def returns_json(promise: Promise, one: Returns) -> dict[str, Any]:
    """Shares exact as text beside a number; amounts in minor units."""
    return {
        "investment": amount_json(promise.investment),
        "savings": [amount_json(saving) for saving in promise.savings],
        "full_effect": amount_json(promise.full_effect),
        "simple_return": float(one.simple),
        "simple_return_exact": str(one.simple),
        "minimum": float(one.minimum),
        "meets_the_rule": one.meets,
        "payback_years": None if one.payback_years is None else float(one.payback_years),
        "irr": one.irr,
        "npv": amount_json(one.npv),
        "needed_saving": amount_json(one.needed),
    }


def case_json(one: Standing) -> dict[str, Any]:
    case = one.case
    return {
        "case": case.id,
        "title": case.title,
        "services": list(case.services),
        "phase": case.phase.value,
        "since": str(case.since),
        "invested_on": case.invested_on and str(case.invested_on),
        "closed_on": case.closed_on and str(case.closed_on),
        "returns": returns_json(case.promise, one.returns),
        **{
            name: amount_json(amount)
            for name, amount in (
                ("promised", one.promised),
                ("realised", one.realised),
                ("realised_last_year", one.last_year),
                ("cut_a_year", case.cut),
                ("repaid", case.repaid),
                ("owed", case.outstanding),
                ("reinvested", case.reinvested),
                ("free", one.free),
            )
        },
        "gap": one.gap,
        "saving": one.saving and to_json(one.saving),
        "reinvestments": [_spent_json(spent) for spent in one.spent],
        "quarters": [_quarter_json(quarter) for quarter in one.quarters],
        "findings": list(standing.findings(one)),
    }


def _spent_json(spent: Spent) -> dict[str, Any]:
    entry = spent.entry
    return {
        "entry": entry.number,
        "on": str(entry.on),
        "group": entry.group,
        "amount": amount_json(entry.amount),
        "purpose": entry.purpose,
        "gap_before": to_json(spent.before),
        "gap_after": to_json(spent.after),
    }


def _quarter_json(one: Quarter) -> dict[str, Any]:
    return {
        "quarter": one.number,
        "from": str(one.from_),
        "to": str(one.to),
        "over": one.over,
        "promised": amount_json(one.promised),
        "realised": amount_json(one.realised),
    }


def amount_json(amount: Money | None) -> dict[str, Any] | None:
    """As reports give it."""
    if amount is None:
        return None
    return {"minor": amount.minor, "currency": amount.currency, "amount": amount.amount()}
