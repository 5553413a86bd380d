"""Who is left behind: each group against all, and what was reinvested for it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from bot.deflection.counts import Outcome, OutcomeCell
from bot.deflection.experiment import newcombe
from bot.deflection.figure import Figure, Gap, Interval, Line, Words
from bot.deflection.money import Money
from bot.deflection.periods import ONE_DAY, Period
from bot.deflection.shares import FEW, Share, share_figure

METHOD: Final = "Newcombe 95 %, group against the others"
UNKNOWN: Final = "unknown"  # the group of whom we do not know it: among all, and no group of its own


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one group: who got through, who did not, and whose window is open."""

    success: int = 0
    left_behind: int = 0
    waiting: int = 0

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(
            self.success + other.success,
            self.left_behind + other.left_behind,
            self.waiting + other.waiting,
        )

    def without(self, part: "Standing") -> "Standing":
        return self + Standing(-part.success, -part.left_behind, -part.waiting)

    @property
    def left(self) -> Share:
        return Share(self.left_behind, self.success + self.left_behind)

    @property
    def through(self) -> Share:
        return Share(self.success, self.success + self.left_behind)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more of a group than of all is left behind; above zero is worse."""

    group: Standing
    all: Standing

    @property
    def enough(self) -> bool:
        return self.group.left.enough and self.all.without(self.group).left.enough

    @property
    def value(self) -> Fraction | None:
        mine, everybody = self.group.left.value, self.all.left.value
        return None if mine is None or everybody is None else mine - everybody

    @property
    def ends(self) -> tuple[Fraction, Fraction] | None:
        """The group is a part of all, so its gap is that to the others times their share of all.

        mine − all = (1 − w)·(mine − others), with w the group's part of all; None where there are no others.
        """
        others = self.all.without(self.group).left
        if not others.of or not self.group.left.of:
            return None
        weight = Fraction(others.of, self.all.left.of)
        low, high = newcombe(self.group.left, others)
        return low * weight, high * weight


@dataclass(frozen=True, slots=True)
class Reinvestment:
    """Money spent from a day on for one group."""

    dimension: str
    group: str
    amount: Money
    day: date
    purpose: str


def standings(cells: Iterable[OutcomeCell], dimension: str) -> dict[str, Standing]:
    """Of each group of a dimension; those whose group is not known stand under UNKNOWN."""
    counts: Counter[tuple[str, Outcome]] = Counter()
    for cell in cells:
        if cell.dimension == dimension:
            counts[cell.group, cell.outcome] += cell.count
    return {
        group: Standing(*(counts[group, outcome] for outcome in Outcome))
        for group in sorted({group for group, _ in counts})
    }


def figures(cells: Iterable[OutcomeCell]) -> list[Figure]:
    """Left behind of all; then success, left behind and the gap to all, of every group."""
    held = list(cells)
    dimensions = {name: standings(held, name) for name in sorted({cell.dimension for cell in held})}
    # Everybody is counted once under each dimension.
    everybody = sum(next(iter(dimensions.values()), {}).values(), start=Standing())
    return [
        replace(_left(everybody, {}), name="left_behind_of_all"),
        *(figure for name, groups in dimensions.items() for figure in _dimension(name, groups)),
    ]


def _dimension(dimension: str, groups: dict[str, Standing]) -> list[Figure]:
    everybody = sum(groups.values(), start=Standing())
    found = []
    for group, standing in groups.items():
        about = {"dimension": dimension, "group": group}
        found += [_success(standing, about), _left(standing, about)]
        if group != UNKNOWN:
            found.append(_gap(Difference(standing, everybody), about))
    return found


def _success(standing: Standing, about: dict[str, str]) -> Figure:
    return share_figure(
        standing.through,
        name="got_through",
        about=about,
        sentence=Words(
            "Andel, der kom igennem: gennemført, hjulpet eller i kontakt med et menneske.",
            "The share that got through: evidenced, assisted, or reached a human.",
        ),
        formula="success / (success + left behind)",
        not_counted=_open(standing),
    )


def _left(standing: Standing, about: dict[str, str]) -> Figure:
    return share_figure(
        standing.left,
        name="left_behind",
        about=about,
        sentence=Words(
            "Andel, der bad om noget, vi har, og ikke kom igennem inden for vinduet.",
            "The share that asked for something we serve and did not get through within the window.",
        ),
        formula="left behind / (success + left behind)",
        not_counted=_open(standing),
    )


def _open(standing: Standing) -> tuple[Gap, ...]:
    waiting = Gap(Words("vinduet er ikke gået endnu", "the window has not passed yet"), standing.waiting)
    return (waiting,) if standing.waiting else ()


def _gap(found: Difference, about: dict[str, str]) -> Figure:
    shown = found.enough
    return Figure(
        name="gap_to_all",
        about=about,
        sentence=Words(
            "Så mange flere end af alle lades i stikken; under nul er det færre.",
            "How many more than of all are left behind; below zero it is fewer.",
        ),
        formula="left behind of the group − left behind of all",
        unit="share",
        value=found.value if shown else None,
        interval=Interval(*found.ends, METHOD) if shown and found.ends else None,
        assumptions=() if shown else (FEW,),
    )


def before_and_after(cells: Iterable[OutcomeCell], spent: Reinvestment, period: Period) -> list[Figure]:
    """The group's gap in the days of the period before the money, and from its day on."""
    held = list(cells)
    parts = {
        "before": period.both(Period(date.min, spent.day)),
        "after": period.both(Period(spent.day, max(period.to, spent.day + ONE_DAY))),
    }
    money = Line(Words(f"brugt: {spent.purpose}", f"spent: {spent.purpose}"), spent.amount, counted=False)
    return [_then(held, spent, when, days, money) for when, days in parts.items()]


def _then(
    cells: list[OutcomeCell], spent: Reinvestment, when: str, days: Period | None, money: Line
) -> Figure:
    mine = [cell for cell in cells if days is not None and cell.day in days]
    groups = standings(mine, spent.dimension)
    found = Difference(groups.get(spent.group, Standing()), sum(groups.values(), start=Standing()))
    about = {"dimension": spent.dimension, "group": spent.group, "when": when}
    return replace(_gap(found, about), lines=(money,))
