"""How a case stands today: its returns, what it promised and realised, and what no longer holds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from bot.deflection.bank import quarters, returns
from bot.deflection.bank.lagging import Spent
from bot.deflection.bank.quarters import Quarter, Realised
from bot.deflection.bank.returns import Returns
from bot.deflection.bank.rules import RUNNING, Case
from bot.deflection.figure import Figure
from bot.deflection.money import Money, MoneyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`promised` is in the quarters that are over, `realised` since investing, `last_year` of it in the last
    year; None is unknown, `gap` says why.

    `saving` is the figure behind `realised`, with its assumptions and with what it could not count; `spent`
    are the reinvestments, each with its group's gap.
    """

    case: Case
    returns: Returns
    promised: Money
    quarters: tuple[Quarter, ...] = ()
    realised: Money | None = None
    last_year: Money | None = None
    gap: str | None = None
    saving: Figure | None = None
    spent: tuple[Spent, ...] = ()

    @property
    def free(self) -> Money | None:
        """Saved, and neither paid back nor reinvested."""
        if self.realised is None:
            return None
        return self.realised - self.case.repaid - self.case.reinvested


def of(case: Case, realised: Realised, minimum: Fraction, today: date) -> Standing:
    """By the rule of the day on which the case was decided; by `minimum` until then."""
    reckoned = returns.of(case.promise, case.decision.minimum if case.decision else minimum)
    told = Standing(case=case, returns=reckoned, promised=quarters.promised_until(case, today))
    try:
        return replace(
            told,
            quarters=tuple(quarters.compared(case, realised, today)),
            realised=quarters.total(case, realised, today),
            last_year=quarters.last_year(case, realised, today),
        )
    except MoneyError as error:
        return replace(told, gap=str(error))


def findings(standing: Standing) -> Iterator[str]:
    """What held when it was booked and holds no more, as after a late reversal; shown, never repaired."""
    case, year, free = standing.case, standing.last_year, standing.free
    if case.phase in RUNNING and year is not None and year < case.cut:
        yield (
            f"{case.id}: budgets are cut by {case.cut.format()} a year,"
            f" and only {year.format()} were realised in the last year."
        )
    if case.reinvestments and free is not None and free.minor < 0:  # a loan may be paid back ahead of savings
        yield (
            f"{case.id}: {(case.repaid + case.reinvested).format()} were paid back and reinvested,"
            f" and only {(free + case.repaid + case.reinvested).format()} realised."
        )
