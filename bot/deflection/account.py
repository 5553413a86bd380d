"""The sum of what was saved: what each service earned, what was spent, and what stands beside the sum."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.deflection import counterfactual
from bot.deflection.costs import UNKNOWN_TERMS, Cost, assisted, running, unknown
from bot.deflection.counts import DeflectionCell
from bot.deflection.figure import Figure, Gap, Interval, Line, Words
from bot.deflection.money import Money, NoRate
from bot.deflection.periods import ONE_DAY, Period
from bot.deflection.prices import Price, PriceList
from bot.deflection.saving import Amount, Booked, booked

FORMULA: Final = "Σ services κ · verified · price − running cost of the assistant − cost of assisted digital"
METHOD: Final = "Wilson 95 %, κ and V together"
NET_OR_GROSS: Final = Words(
    "Det vides ikke, om selvbetjeningens egen pris allerede er trukket fra prisen for en henvendelse.",
    "Whether the price of a written interaction is already net of the self-service cost is not known.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the sum is reckoned with; `running` None leaves the assistant out, as for one service alone."""

    period: Period
    prices: PriceList
    running: Sequence[Cost] | None = ()


def figures(cells: Iterable[DeflectionCell], books: Books) -> list[Figure]:
    """The saving and, apart from it, the estimate of the unlinked."""
    held = [cell for cell in cells if cell.day in books.period]
    services = booked(held)
    return [_saving(services, held, books), _estimate(services, books)]


def _saving(services: Sequence[Booked], cells: Sequence[DeflectionCell], books: Books) -> Figure:
    earned = _lines(services, books, lambda one: one.verified, Booked.saved)
    spent = assisted(cells, books.prices)
    spent += [] if books.running is None else running(books.running, books.period)
    figure = Figure(
        name="saving",
        sentence=Words(
            "Så meget har de bekræftede digitale henvendelser sparet.",
            "What the verified digital interactions saved.",
        ),
        formula=FORMULA,
        unit="money",
        value=None,
        numerator=sum((count.all for one in services for count in one.verified.values()), start=0),
        assumptions=(*_assumptions(services, books), *([UNKNOWN_TERMS] if unknown(spent) else [])),
        sources=tuple(sorted({price.source for price in _used(services, books)})),
        not_counted=tuple(_gaps(services)),
        lines=(*earned, *spent),
    )
    return summed(figure, books)


def _estimate(services: Sequence[Booked], books: Books) -> Figure:
    """Never part of the saving: nobody can see whether these citizens wrote anyway."""
    lines = _lines(services, books, lambda one: one.unlinked, Booked.estimated)
    figure = Figure(
        name="estimated_saving",
        sentence=Words(
            "Skøn over de gennemførte, hvor borgeren ikke er kendt; ikke med i besparelsen.",
            "An estimate of those completed by citizens we do not know; not part of the saving.",
        ),
        formula="Σ services κ · V · unlinked evidenced · price",
        unit="money",
        value=None,
        numerator=sum((count.all for one in services for count in one.unlinked.values()), start=0),
        assumptions=(
            NET_OR_GROSS,
            Words(
                "De antages at skrive igen lige så ofte som kendte borgere med samme ærinde.",
                "They are taken to write again as often as known citizens do about the same service.",
            ),
        ),
        not_counted=tuple(_unknown_rates(services)),
        lines=tuple(lines),
    )
    return summed(figure, books)


Counted = Callable[[Booked], Mapping[str, object]]
Reckoned = Callable[[Booked, Price], Amount | None]


def _lines(services: Iterable[Booked], books: Books, counted: Counted, reckon: Reckoned) -> list[Line]:
    found = []
    for one in services:
        for id in counted(one):
            price = books.prices.named(id)
            amount = reckon(one, price)
            what = Words(*[f"{one.service} à {price.amount.format(to)}" for to in ("da", "en")])
            found.append(Line(what, *((amount.point, amount.low, amount.high) if amount else (None,))))
    return found


def summed(figure: Figure, books: Books) -> Figure:
    """The figure with its sum; None with a gap where two currencies have no rate."""
    known = [line for line in figure.lines if line.amount is not None and line.counted]
    moneys = [money for line in known for money in (line.amount, line.low, line.high) if money]
    currencies = {money.currency for money in moneys if money.minor}
    to = currencies.pop() if len(currencies) == 1 else books.prices.currency
    try:
        ends = [_sum(known, to, books, end) for end in ("amount", "low", "high")]
    except NoRate as error:
        return replace(figure, not_counted=(*figure.not_counted, Gap(Words(str(error), str(error)))))
    return replace(figure, value=ends[0], interval=Interval(ends[1], ends[2], METHOD))


def _sum(lines: Iterable[Line], currency: str, books: Books, end: str) -> Money:
    """The lines at the rate of the period's last day."""
    day, sum_ = books.period.to - ONE_DAY, Money(0, currency)
    for line in lines:
        money: Money | None = getattr(line, end) or line.amount
        if money and money.minor:
            sum_ += replace(books.prices, currency=currency).shown(money, day)
    return sum_


def _used(services: Iterable[Booked], books: Books) -> list[Price]:
    return [books.prices.named(id) for one in services for id in one.verified]


def _assumptions(services: Sequence[Booked], books: Books) -> Iterator[Words]:
    yield NET_OR_GROSS
    for price in sorted(set(_used(services, books)), key=lambda price: price.id):
        said = f"{price.id}: basis {price.basis}, cashable {price.cashable}. {price.source}"
        yield Words(said, said)
    if any(not one.kappa.known and one.verified for one in services):
        yield counterfactual.UPPER_BOUND


def _gaps(services: Sequence[Booked]) -> Iterator[Gap]:
    """What was verified or evidenced and earns nothing."""
    counts = (
        (Words("uden pris på dagen", "without a price on their day"), sum(s.unpriced for s in services)),
        (Words("flere i samme vindue", "more than one in a window"), sum(s.repeated for s in services)),
        (Words("tvivlsomt bevis", "doubtful evidence"), sum(s.doubtful for s in services)),
        (Words("uden kendt borger", "without a known citizen"), sum(s.rate.unlinked for s in services)),
        (Words("vinduet er ikke gået", "window not passed"), sum(s.rate.waiting for s in services)),
    )
    return (Gap(what, count) for what, count in counts if count)


def _unknown_rates(services: Sequence[Booked]) -> Iterator[Gap]:
    for one in services:
        if one.unlinked and not one.rate.share.enough:
            few = Words(f"{one.service}: for få kendte borgere", f"{one.service}: too few linked ones")
            yield Gap(few, sum(count.all for count in one.unlinked.values()))
