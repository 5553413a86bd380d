"""The gap of the group that freed resources went to, before and after they did."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bot.deflection import inclusion
from bot.deflection.bank.entries import Reinvestment
from bot.deflection.bank.quarters import months_later
from bot.deflection.counts import OutcomeCell
from bot.deflection.figure import Figure
from bot.deflection.periods import ONE_DAY, Period

Cells = Callable[[Period], Iterable[OutcomeCell]]  # what became of those who asked on these days


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """`before` is the gap of the year before the money, `after` of the time since."""

    entry: Reinvestment
    before: Figure
    after: Figure


def spent(entry: Reinvestment, cells: Cells, today: date) -> Spent:
    whole = Period(months_later(entry.on, -12), today + ONE_DAY)
    parts = (Period(whole.from_, entry.on), Period(entry.on, whole.to))
    dimension, _, group = entry.group.partition(":")
    money = inclusion.Reinvestment(dimension, group, entry.amount, entry.on, entry.purpose)
    found = [cell for part in parts for cell in cells(part)]
    before, after = inclusion.before_and_after(found, money, whole)
    return Spent(entry=entry, before=before, after=after)
