"""Promised against realised, quarter by quarter, counted from the day of investing."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from bot.deflection.bank.returns import Promise
from bot.deflection.bank.rules import Case
from bot.deflection.money import Money
from bot.deflection.money import total as sum_of

# What was saved from the day of investing up to, and not with, a day.
Realised = Callable[[date], Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """`to` is not in it. One that is not `over` shows its whole promise beside what is realised so far.

    `realised` is what the saving since investing grew by, so that the quarters add up to it: κ is
    reckoned over the whole time, and a quarter in which it turns out smaller may well be negative.
    """

    number: int
    from_: date
    to: date
    promised: Money
    realised: Money
    over: bool


def compared(case: Case, realised: Realised, today: date) -> list[Quarter]:
    """Every quarter that has begun since the case was invested, until it was closed."""
    if case.invested_on is None:
        return []
    end = end_of(case, today)
    return [
        Quarter(
            number=number,
            from_=from_,
            to=min(to, case.closed_on or to),
            promised=promised(case.promise, number),
            realised=realised(min(to, end)) - realised(from_),
            over=to <= end,
        )
        for number, from_, to in _quarters(case.invested_on, end)
    ]


def promised_until(case: Case, today: date) -> Money:
    """What was promised in the quarters that are over."""
    if case.invested_on is None:
        return Money(0, case.currency)
    end = end_of(case, today)
    over = (number for number, _, to in _quarters(case.invested_on, end) if to <= end)
    return sum_of((promised(case.promise, number) for number in over), case.currency)


def promised(promise: Promise, quarter: int) -> Money:
    """A fourth of its year's saving, so that four of them are the year's to the last cent; then nothing.

    >>> year = Promise(investment=Money(100, "DKK"), savings=(Money(10, "DKK"),))
    >>> [promised(year, quarter).minor for quarter in (1, 2, 3, 4, 5)]
    [2, 3, 3, 2, 0]
    """
    year, place = divmod(quarter - 1, 4)
    if year >= promise.years:
        return Money(0, promise.investment.currency)
    saving = promise.savings[year]
    return _fourths(saving, place + 1) - _fourths(saving, place)


def total(case: Case, realised: Realised, on: date) -> Money:
    """What was saved since investing, up to and with day `on`."""
    return realised(end_of(case, on)) if case.invested_on else Money(0, case.currency)


def last_year(case: Case, realised: Realised, on: date) -> Money:
    """What the saving grew by in the year that ends with day `on`; less than a year after investing, all."""
    if case.invested_on is None:
        return Money(0, case.currency)
    end = end_of(case, on)
    return realised(end) - realised(max(case.invested_on, months_later(end, -12)))


def end_of(case: Case, today: date) -> date:
    """The first day that no longer counts for the case."""
    after = today + timedelta(days=1)
    return min(case.closed_on or after, after)


def months_later(day: date, months: int) -> date:
    """The same day of another month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _quarters(first: date, end: date) -> Iterator[tuple[int, date, date]]:
    number, from_ = 1, first
    while from_ < end:
        to = months_later(first, 3 * number)
        yield number, from_, to
        number, from_ = number + 1, to


def _fourths(saving: Money, count: int) -> Money:
    return saving.times(Fraction(count, 4))
