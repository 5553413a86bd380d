"""What a case has saved since it was invested: the house's one definition of a saving, and nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from bot.deflection import account
from bot.deflection.account import Books
from bot.deflection.bank.quarters import Realised
from bot.deflection.bank.rules import Case
from bot.deflection.counts import DeflectionCell
from bot.deflection.figure import Figure
from bot.deflection.money import Money, MoneyError, convert
from bot.deflection.periods import ONE_DAY, Period
from bot.deflection.prices import PriceList

Cells = Callable[[Period], Iterable[DeflectionCell]]  # the offers of these days, of any service


def figure(cells: Cells, case: Case, period: Period, prices: PriceList) -> Figure:
    """The saving of the case's service areas, without the running cost of the assistant."""
    mine = [cell for cell in cells(period) if cell.service in case.services]
    own = replace(prices, currency=case.currency)
    books = Books(period=period, prices=own, running=None)
    return account.figures(mine, books)[0]


def reader(cells: Cells, case: Case, prices: PriceList) -> Realised:
    """The saving since investing up to any day, in the case's currency at the rate of the last day.

    What it returns raises MoneyError where savings lie in another currency and no dated rate is given.
    """

    @cache
    def until(end: date) -> Money:
        if case.invested_on is None or end <= case.invested_on:
            return Money(0, case.currency)
        found = figure(cells, case, Period(case.invested_on, end), prices)
        if not isinstance(found.value, Money):
            raise MoneyError(found.not_counted[-1].what.en)
        return convert(found.value, case.currency, end - ONE_DAY, prices.rates)

    return until
