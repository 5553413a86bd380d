"""The charts of the overview, each made from figures of the report and said in one sentence."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from bot.console.charts import Chart, Point
from bot.console.figures import TOLD_APART, Figures, Told
from bot.deflection import takeup
from bot.deflection.bank.quarters import Quarter, months_later
from bot.deflection.bank.standing import Standing
from bot.deflection.channels import NAMES
from bot.deflection.figure import Figure, Interval, Value
from bot.deflection.inclusion import UNKNOWN
from bot.deflection.money import Money
from bot.deflection.periods import ONE_DAY, Month, Period
from bot.deflection.shares import SMALL, Share
from bot.deflection.takeup import Area
from bot.ledger.counts import outcome_cells
from bot.ledger.transaction import Reads
from bot.report import wording

MOST_GAPS: Final = 12
AREA_COLUMNS: Final = (
    *("Service area", "Digital share", "95 % interval"),
    *("Target", "Change a month", "At the target in"),
)
STANDINGS: Final = MappingProxyType(
    {
        "assumed": "Assumed",
        "evidenced": "Evidenced",
        "verified": "Verified",
        "reversed": "Reversed",
        "expired": "Expired",
        "overturned": "Overturned",
        "assisted": "Assisted",
        "exempt": "Exempt",
    }
)
STEPS: Final = MappingProxyType(
    {
        "conversations": "Conversations",
        "offered": "Forms offered",
        "evidenced": "Evidenced",
        "assessable": "Could be followed up",
        "verified": "Verified",
        "priced": "In the saving",
    }
)
DIMENSIONS: Final = MappingProxyType(
    {
        "language": "Language",
        "age": "Age",
        "device": "Device",
        "service": "Service",
        "said_they_cannot": "Said they cannot",
    }
)
GROUPS: Final = MappingProxyType(
    {"da": "Danish", "en": "English", "yes": "yes", "no": "no", "unknown": "not known"}
)


def shown(value: Value | None, unit: str) -> str:
    return wording.value(value, unit, "en")


def interval(found: Interval | None, unit: str) -> str:
    return wording.interval(found, unit, "en")


def group(figure: Figure, titles: Mapping[str, str]) -> str:
    """`Language: English`."""
    value = figure.about["group"]
    named = titles.get(value, GROUPS.get(value, value))
    return f"{DIMENSIONS[figure.about['dimension']]}: {named}"


def about(figure: Figure, titles: Mapping[str, str]) -> str:
    """What the figure is of, in words; empty for all."""
    if "dimension" in figure.about:
        return group(figure, titles)
    words = {**STANDINGS, **STEPS, **{id: name.en for id, name in NAMES.items()}}
    found = [figure.about[name] for name in TOLD_APART if name in figure.about]
    return ", ".join(titles.get(one, words.get(one, one.replace("_", " "))) for one in found)


def standing(told: Told, _: Figures) -> Chart:
    found = told.figures("savings", "deflections")
    total = next(iter(found.values())).denominator or 0
    verified = found["verified"].value
    sentence = (
        f"Of {shown(total, 'count')} forms offered, {shown(verified, 'count')} became verified savings and "
        f"{shown(found['reversed'].value, 'count')} were taken back, because the citizen wrote anyway."
    )
    kept = {id: figure for id, figure in found.items() if figure.value or id in list(STANDINGS)[:4]}
    return Chart(
        id="standing",
        sentence=sentence,
        mark="bars",
        unit="count",
        points=[_counted(STANDINGS[id], figure) for id, figure in kept.items()],
        columns=("Where they stand", "Forms", "What it means"),
        rows=[(STANDINGS[id], shown(one.value, "count"), one.sentence.en) for id, one in found.items()],
    )


def funnel(told: Told, _: Figures) -> Chart:
    found = told.figures("funnel", "funnel")
    first, last = found["offered"].value, found["priced"].value
    sentence = f"Of {shown(first, 'count')} forms offered, {shown(last, 'count')} are counted in the saving."
    return Chart(
        id="funnel",
        sentence=sentence,
        mark="bars",
        unit="count",
        points=[_counted(STEPS[id], figure) for id, figure in found.items()],
        columns=("Step", "How many", "Of the step before", "What it means"),
        rows=[
            (STEPS[id], shown(one.value, "count"), _part(one), one.sentence.en) for id, one in found.items()
        ],
    )


def take_up(told: Told, figures: Figures) -> Chart:
    found = [one for one in told.figures("take-up", "take_up").values() if one.value is not None]
    found.sort(key=_number)
    slopes, months = (told.figures("take-up", name) for name in ("take_up_trend", "target_month"))
    reached = [one for one in found if _number(one) >= Fraction(one.about["target"])]
    targets = {one.about["target"] for one in found}
    sentence = f"{len(reached)} of {len(found)} service areas have reached their target."
    if len(reached) < len(found):
        worst = found[0]
        sentence += f" {_area(worst, figures)} is farthest from it, with {shown(worst.value, 'share')}."
    return Chart(
        id="take-up",
        sentence=sentence,
        mark="bars",
        unit="share",
        points=[_shared(_area(one, figures), one) for one in found],
        columns=AREA_COLUMNS,
        rows=[
            (
                _area(one, figures),
                shown(one.value, "share"),
                interval(one.interval, "share"),
                shown(Fraction(one.about["target"]), "share"),
                _points(slopes[one.about["area"]]),
                _month(one, months[one.about["area"]]),
            )
            for one in found
        ],
        target=float(targets.pop()) if len(targets) == 1 else None,
        about="digital share",
    )


def channels(told: Told, _: Figures) -> Chart:
    volume, resources = (told.figures("channels", name) for name in ("volume_share", "resource_share"))
    index = told.figures("channels", "resource_index")
    known = {id: one for id, one in volume.items() if id != "written"}
    points = []
    for id, one in known.items():
        for series, figure in (("of the contacts", one), ("of the resources", resources.get(id))):
            if figure is not None and figure.value is not None:
                points.append(_shared(NAMES[id].en, figure, series))
    sentence = "No contact of the five channels was imported for this period."
    if "written" in volume:
        part = resources.get("written")
        takes = "what they take of the resources is not known: a price is missing"
        if part is not None and part.value is not None:
            takes = f"they take {shown(part.value, 'share')} of the resources"
        count = shown(volume["written"].value, "share")
        sentence = f"E-mails and letters are {count} of the contacts; {takes}."
    return Chart(
        id="channels",
        sentence=sentence,
        mark="bars",
        unit="share",
        points=points,
        columns=("Channel", "Of the contacts", "Of the resources", "Resources to contacts"),
        rows=[
            (
                NAMES[id].en,
                shown(one.value, "share"),
                _of(resources.get(id), "share"),
                _of(index.get(id), "index"),
            )
            for id, one in volume.items()
        ],
        series=("of the contacts", "of the resources"),
    )


def gaps(told: Told, figures: Figures) -> Chart:
    known = [one for one in told.figures("left-behind", "gap_to_all").values() if one.value is not None]
    known.sort(key=_number, reverse=True)
    sentence = "No group is large enough yet to hold it against all others."
    if known:
        worst = known[0]
        sentence = (
            f"The largest gap is that of {group(worst, figures.titles)}: "
            f"{_points(worst)} more of them than of all are left behind."
        )
        low = worst.interval.low if worst.interval else None
        if isinstance(low, Fraction) and low <= 0:
            sentence += " Its interval holds zero, so that it may be chance."
    rates = told.figures("left-behind", "left_behind")
    return Chart(
        id="gaps",
        sentence=sentence,
        mark="dots",
        unit="share",
        points=[_shared(group(one, figures.titles), one) for one in known[:MOST_GAPS]],
        columns=("Group", "Left behind", "Of so many", "Gap to all", "95 % interval of the gap"),
        rows=[_gap(one, told, rates, figures) for one in rates.values()],
        about="left behind more than all",
    )


def trend(told: Told, figures: Figures, area: Area) -> Chart:
    """The monthly shares of one area, of which its trend is the straight line."""
    material = told.material
    mine = [cell for cell in material.contact_months if cell.service in area.services]
    helped = [cell for cell in material.deflection_months if cell.service in area.services]
    months = takeup.monthly(mine, helped, told.report.period)
    name = figures.titles.get(area.id, area.id)
    values = {month: share for month, share in months.items() if share.value is not None}
    return Chart(
        id="trend",
        sentence=_risen(name, [share.value for share in values.values() if share.value is not None]),
        mark="line",
        unit="share",
        points=[
            Point(label=_label(month), value=float(share.value or 0), shown=shown(share.value, "share"))
            for month, share in values.items()
        ],
        columns=("Month", "Digital", "Completed on all channels", "Digital share"),
        rows=[
            (_label(month), *(shown(one, "count") for one in (share.count, share.of)), _percent(share))
            for month, share in values.items()
        ],
        target=float(area.target),
    )


OVERVIEW: Final[Mapping[str, tuple[str, Callable[[Told, Figures], Chart]]]] = MappingProxyType(
    {
        "standing": ("savings", standing),
        "gaps": ("left-behind", gaps),
        "funnel": ("funnel", funnel),
        "take-up": ("take-up", take_up),
        "channels": ("channels", channels),
    }
)


def _counted(label: str, figure: Figure) -> Point:
    value = figure.value if isinstance(figure.value, int) else 0
    return Point(label=label, value=value, shown=shown(value, "count"))


def _shared(label: str, figure: Figure, series: str = "") -> Point:
    ends = figure.interval
    low, high = (ends.low, ends.high) if ends else (None, None)
    return Point(
        label=label,
        value=float(_number(figure)),
        shown=shown(figure.value, "share"),
        low=float(low) if isinstance(low, Fraction) else None,
        high=float(high) if isinstance(high, Fraction) else None,
        series=series,
    )


def _gap(one: Figure, told: Told, rates: Mapping[str, Figure], figures: Figures) -> Sequence[str]:
    gap = told.figures("left-behind", "gap_to_all").get(f"{one.about['dimension']}/{one.about['group']}")
    return (
        group(one, figures.titles),
        shown(one.value, "share") if one.value is not None else f"fewer than {SMALL}",
        shown(one.denominator, "count"),
        _of(gap, "share"),
        interval(gap.interval, "share") if gap else "",
    )


def _number(figure: Figure) -> Fraction:
    return Fraction(figure.value) if isinstance(figure.value, int | Fraction) else Fraction(0)


def _points(figure: Figure) -> str:
    """A change of a share, in percentage points and with its sign."""
    if figure.value is None:
        return "not known"
    return f"{float(_number(figure) * 100):+.1f} points"


def _month(share: Figure, figure: Figure) -> str:
    if _number(share) >= Fraction(share.about["target"]):
        return "reached"
    if figure.value is None:
        return figure.assumptions[0].en if figure.assumptions else "not known"
    last = figure.interval.high if figure.interval else None
    until = f" ({shown(figure.interval.low, 'month')}–{shown(last, 'month')})" if figure.interval else ""
    return f"{shown(figure.value, 'month')}{until}"


def _part(figure: Figure) -> str:
    if not isinstance(figure.denominator, int) or not figure.denominator:
        return "–"
    return shown(Fraction(_number(figure), figure.denominator), "share")


def _of(figure: Figure | None, unit: str) -> str:
    return shown(figure.value if figure else None, unit)


def _area(figure: Figure, figures: Figures) -> str:
    return figures.titles.get(figure.about["area"], figure.about["area"])


def _label(month: Month) -> str:
    return f"{month.first():%Y-%m}"


def _percent(share: Share) -> str:
    return shown(share.value, "share")


def _risen(name: str, values: Sequence[Fraction]) -> str:
    if not values:
        return f"Nothing was completed in a whole month of this period: {name}."
    first, last = values[0], values[-1]
    went = "rose" if last > first else "fell" if last < first else "stayed"
    return f"{name}: the digital share {went} from {shown(first, 'share')} to {shown(last, 'share')}."


def groups(conn: Reads, today: date, titles: Mapping[str, str]) -> dict[str, str]:
    """Groups that somebody was of in the last year: what is booked, and its words."""
    period = Period(months_later(today, -12), today + ONE_DAY)
    found = {(cell.dimension, cell.group) for cell in outcome_cells(conn, period) if cell.group != UNKNOWN}
    return {
        f"{dimension}:{name}": f"{DIMENSIONS[dimension]}: {titles.get(name, GROUPS.get(name, name))}"
        for dimension, name in sorted(found)
    }


def quarters(one: Standing) -> Chart:
    """What a case promised against what it realised, quarter by quarter."""
    over = sum(quarter.over for quarter in one.quarters)
    realised = "an amount that is not known" if one.realised is None else one.realised.format()
    points = [
        Point(label=_quarter(quarter), value=_amount(amount), shown=amount.format(), series=series)
        for quarter in one.quarters
        for series, amount in (("promised", quarter.promised), ("realised", quarter.realised))
    ]
    return Chart(
        id="quarters",
        sentence=f"In the {over} quarters that are over {one.promised.format()} were promised; "
        f"{realised} has been realised since investing.",
        mark="bars",
        unit="money",
        points=points,
        columns=("Quarter", "From", "To (not included)", "Promised", "Realised"),
        rows=[
            (
                _quarter(quarter),
                quarter.from_.isoformat(),
                quarter.to.isoformat() + ("" if quarter.over else " (not over)"),
                quarter.promised.format(),
                quarter.realised.format(),
            )
            for quarter in one.quarters
        ],
        series=("promised", "realised"),
        about=one.case.currency,
    )


def _quarter(quarter: Quarter) -> str:
    return f"Quarter {quarter.number}"


def _amount(money: Money) -> float:
    """The length of a bar; nothing is reckoned with it."""
    return float(Fraction(money.amount()))
