"""Promised against realised, quarter by quarter, counted from the day of investing."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from bot.deflection.bank.returns import Promise
from bot.deflection.bank.rules import Case
from bot.deflection.money import Money

Realised = Callable[[date, date], Money]  # what was saved in a half-open period of local days


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """`to` is not in it. One that is not `over` shows its whole promise beside what is realised so far."""

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
            realised=realised(from_, min(to, end)),
            over=to <= end,
        )
        for number, from_, to in _quarters(case.invested_on, end)
    ]


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


def year_up_to(case: Case, on: date) -> tuple[date, date]:
    """The year that ends with day `on`, as a half-open period that does not begin before the investment."""
    after = on + timedelta(days=1)
    return max(case.invested_on or after, months_later(after, -12)), after


def since_invested(case: Case, on: date) -> tuple[date, date]:
    """From the day of investing up to and with `on`, not beyond the closing."""
    end = end_of(case, on)
    return min(case.invested_on or end, end), end


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
