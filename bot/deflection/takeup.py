"""The digital share of each service area against its target, its trend, and when it gets there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from bot.deflection.counts import FIVE, TRANSACTIONS, Channel, ContactCell, DeflectionCell
from bot.deflection.figure import Figure, Gap, Interval, Words
from bot.deflection.lifecycle import State
from bot.deflection.periods import Month, Period
from bot.deflection.shares import Share, share_figure
from bot.deflection.trend import FEWEST_MONTHS, Trend, forecast, trend

COMPLETED: Final = Words(
    "Gennemført er en kontakt om en ny sag eller en ændring; en kontakt uden type tæller med.",
    "Completed is a contact on a new case or a change; a contact without a type is counted.",
)
TOO_FEW: Final = Words(
    f"Ingen prognose fra færre end {FEWEST_MONTHS} hele måneder.",
    f"No forecast from fewer than {FEWEST_MONTHS} whole months.",
)
NOT_RISING: Final = Words("Med den udvikling nås målet ikke.", "At that trend the target is not reached.")
BAND: Final = "95 % band of the line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Services that are counted together; `since` None is not known, and never "voluntary"."""

    id: str
    services: frozenset[str]
    target: Fraction
    by: date | None = None
    since: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Completed:
    """Of an area: digital with and without help, and on all channels."""

    self_service: int = 0
    assisted: int = 0
    other: int = 0
    untyped: int = 0

    @property
    def share(self) -> Share:
        digital = self.self_service + self.assisted
        return Share(digital, digital + self.other)


def completed(contacts: Iterable[ContactCell], deflections: Iterable[DeflectionCell]) -> Completed:
    """Assisted digital ones are deflections that somebody helped through."""
    counts: Counter[str] = Counter()
    for cell in contacts:
        if cell.channel in FIVE and (cell.kind is None or cell.kind in TRANSACTIONS):
            counts["self_service" if cell.channel is Channel.SELF_SERVICE else "other"] += cell.count
            counts["untyped"] += cell.count if cell.kind is None else 0
    counts["assisted"] = sum(cell.count for cell in deflections if cell.state is State.ASSISTED)
    return Completed(**counts)


def monthly(
    contacts: Iterable[ContactCell], deflections: Iterable[DeflectionCell], period: Period
) -> dict[Month, Share]:
    """Of each whole month of the period in which anything was completed."""
    by_month: dict[Month, tuple[list[ContactCell], list[DeflectionCell]]] = {
        month: ([], []) for month in period.months()
    }
    for contact in contacts:
        if (month := Month.of(contact.day)) in by_month:
            by_month[month][0].append(contact)
    for deflection in deflections:
        if (month := Month.of(deflection.day)) in by_month:
            by_month[month][1].append(deflection)
    shares = {month: completed(*cells).share for month, cells in by_month.items()}
    return {month: share for month, share in shares.items() if share.of}


def figures(
    area: Area, contacts: Iterable[ContactCell], deflections: Iterable[DeflectionCell], period: Period
) -> list[Figure]:
    """Take-up of the period, its trend a month, and the month in which it is at the target."""
    mine = [cell for cell in contacts if cell.service in area.services and cell.day in period]
    helped = [cell for cell in deflections if cell.service in area.services and cell.day in period]
    months = monthly(mine, helped, period)
    line = trend({month: value for month, share in months.items() if (value := share.value) is not None})
    return [_take_up(area, completed(mine, helped)), _slope(area, line, months), _forecast(area, line)]


def _about(area: Area) -> Mapping[str, str]:
    dates = {"mandatory_since": area.since, "target_by": area.by}
    known = {name: day.isoformat() for name, day in dates.items() if day is not None}
    return {"area": area.id, "target": f"{float(area.target)}"} | known


def _take_up(area: Area, found: Completed) -> Figure:
    untyped = Gap(Words("kontakter uden type, talt med", "contacts without a type, counted"), found.untyped)
    return share_figure(
        found.share,
        name="take_up",
        about=_about(area),
        sentence=Words(
            "Så stor en del af de gennemførte sager var digitale, også dem, der fik hjælp.",
            "The share of what was completed that was digital, with help or without.",
        ),
        formula="(self-service + assisted digital) / completed on all channels",
        assumptions=(COMPLETED,),
        sources=(area.source,) if area.source else (),
        not_counted=(untyped,) if found.untyped else (),
    )


def _slope(area: Area, line: Trend | None, months: Mapping[Month, Share]) -> Figure:
    return Figure(
        name="take_up_trend",
        about=_about(area),
        sentence=Words("Så meget ændrer andelen sig hver måned.", "How much the share changes each month."),
        formula="slope of the least-squares line through the months' shares",
        unit="share",
        value=line.slope if line else None,
        numerator=len(months),
        assumptions=() if line else (TOO_FEW,),
    )


def _forecast(area: Area, line: Trend | None) -> Figure:
    found = forecast(line, area.target) if line else None
    interval = None
    if found:
        latest = found.latest.first() if found.latest else None
        interval = Interval(found.earliest.first(), latest, BAND)
    return Figure(
        name="target_month",
        about=_about(area),
        sentence=Words("I den måned når andelen målet.", "The month in which the share reaches the target."),
        formula="first month in which the line is at the target",
        unit="month",
        value=found.month.first() if found else None,
        interval=interval,
        assumptions=(TOO_FEW,) if line is None else () if found else (NOT_RISING,),
    )
