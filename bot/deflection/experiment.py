"""What the assistant causes: the hold-out's arms, the difference between them, and how many it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Final

from bot.deflection.counts import Arm, ArmCell
from bot.deflection.figure import Figure, Interval, Line, Words
from bot.deflection.prices import Price
from bot.deflection.shares import FEW, Share, share_figure

NEWCOMBE: Final = "Newcombe 95 %"
BYTES: Final = 8
OFF: Final = Fraction(0)
ONE: Final = Fraction(1)
MOST: Final = Fraction(1, 10)
KEPT_FROM: Final = frozenset({"exempt", "assisted", "emergency", "never_form"})


class BadHoldout(ValueError):
    """A share of conversations that may not be held out."""


def holdout(share: Fraction) -> Fraction:
    """The share itself, 0 (off) to a tenth; raises BadHoldout."""
    if not OFF <= share <= MOST:
        raise BadHoldout(f"The hold-out is a share from 0 (off) to {float(MOST)}, not {float(share)}.")
    return share


def arm(digest: bytes, share: Fraction, matters: Iterable[str] = ()) -> Arm | None:
    """The arm of a conversation by its keyed hash; None where it takes no part.

    The same digest always falls on the same side, and one that is held out at 5 % is held out at 10 % too.
    Exempt, assisted, emergency and never-form matters are never held out.

    >>> arm(bytes(8), Fraction(1, 20)), arm(bytes(8), Fraction(0)), arm(b"\\xff" * 8, Fraction(1, 20)).value
    (<Arm.CONTROL: 'control'>, None, 'treated')
    """
    if len(digest) < BYTES:
        raise BadHoldout(f"A keyed hash has at least {BYTES} bytes, not {len(digest)}.")
    if not holdout(share) or not KEPT_FROM.isdisjoint(matters):
        return None
    place = Fraction(int.from_bytes(digest[:BYTES], "big"), 1 << 8 * BYTES)
    return Arm.CONTROL if place < share else Arm.TREATED


@dataclass(frozen=True, slots=True)
class Effect:
    """p of each arm is the share that wrote within its window."""

    control: Share
    treated: Share

    @property
    def enough(self) -> bool:
        return self.control.enough and self.treated.enough

    @property
    def difference(self) -> Fraction | None:
        """Δ = p_control − p_treated, exactly."""
        one, other = self.control.value, self.treated.value
        return None if one is None or other is None else one - other

    @property
    def ends(self) -> tuple[Fraction, Fraction] | None:
        """Newcombe's interval of Δ; None where an arm is empty."""
        if self.difference is None:
            return None
        return newcombe(self.control, self.treated)


@lru_cache(maxsize=1024)
def newcombe(one: Share, other: Share) -> tuple[Fraction, Fraction]:
    """95 % of the difference of two shares. Source: Newcombe 1998, from Wilson's intervals.

    >>> [f"{float(end):.4f}" for end in newcombe(Share(300, 1000), Share(1350, 9000))]
    ['0.1214', '0.1800']
    """
    from statsmodels.stats.proportion import confint_proportions_2indep  # slow to import

    counts = (one.count, one.of, other.count, other.of)
    low, high = confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=0.05)
    point = Fraction(one.count, one.of) - Fraction(other.count, other.of)
    # At the edges the last bit of the library may lie on the wrong side of the point, or beyond 1.
    return max(min(Fraction(float(low)), point), -ONE), min(max(Fraction(float(high)), point), ONE)


def effect(cells: Iterable[ArmCell]) -> Effect:
    counts = {(arm, wrote): 0 for arm in Arm for wrote in (True, False)}
    for cell in cells:
        counts[cell.arm, cell.wrote] += cell.count
    shares = [Share(counts[arm, True], counts[arm, True] + counts[arm, False]) for arm in Arm]
    return Effect(*shares)


def needed(from_: Fraction, to: Fraction) -> int:
    """How many conversations each arm needs to tell the two shares apart (80 % power, 5 %, two-sided).

    >>> needed(Fraction("0.20"), Fraction("0.15"))
    906
    """
    from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail  # slow to import

    if not 0 < to < 1 or not 0 < from_ < 1 or from_ == to:
        raise BadHoldout("Two different shares between 0 and 1 are needed to tell them apart.")
    size = samplesize_proportions_2indep_onetail(
        float(from_ - to), float(to), power=0.8, alpha=0.05, alternative="two-sided"
    )
    return ceil(float(size))


def needed_figure(from_: Fraction, to: Fraction) -> Figure:
    """What the console says before anyone turns the hold-out on."""
    return Figure(
        name="needed_per_arm",
        about={"from": f"{float(from_)}", "to": f"{float(to)}"},
        sentence=Words(
            "Så mange samtaler kræver hver gruppe, før forskellen kan ses.",
            "How many conversations each arm needs before the difference can be seen.",
        ),
        formula="n per arm, 80 % power, 5 % two-sided",
        unit="count",
        value=needed(from_, to),
    )


def figures(cells: Iterable[ArmCell], price: Price | None) -> list[Figure]:
    """The share that wrote in each arm, the difference, and what it comes to; counts alone from few."""
    found = effect(cells)
    return [_share(Arm.CONTROL, found.control), _share(Arm.TREATED, found.treated), *_caused(found, price)]


def _share(arm: Arm, share: Share) -> Figure:
    return share_figure(
        share,
        name="wrote_within_window",
        about={"arm": arm.value},
        sentence=Words(
            "Så stor en del skrev til os inden for vinduet.", "The share that wrote to us within the window."
        ),
        formula="p = wrote / eligible",
    )


def _caused(found: Effect, price: Price | None) -> list[Figure]:
    few = () if found.enough else (FEW,)
    point, ends = (found.difference, found.ends) if found.enough else (None, None)
    n = found.treated.of
    interactions = None if point is None else point * n
    reach = None if ends is None else (ends[0] * n, ends[1] * n)
    difference = Figure(
        name="effect",
        sentence=Words(
            "Så meget mindre skriver de, der fik formularen først.",
            "How much less those write who saw the form first.",
        ),
        formula="Δ = p_control − p_treated",
        unit="share",
        value=point,
        interval=Interval(*ends, NEWCOMBE) if ends else None,
        assumptions=few,
    )
    caused = Figure(
        name="caused_interactions",
        sentence=Words(
            "Så mange skriftlige henvendelser har assistenten sparet.",
            "How many written interactions the assistant caused not to be.",
        ),
        formula="Δ · treated",
        unit="count",
        value=interactions,
        numerator=point,
        denominator=n,
        interval=Interval(*reach, NEWCOMBE) if reach else None,
        assumptions=few,
    )
    return [difference, caused, _worth(caused, price)]


def _worth(caused: Figure, price: Price | None) -> Figure:
    """At the price of the period's last day; not known without a price."""
    ends = caused.interval
    value = interval = None
    if price is not None and isinstance(caused.value, Fraction) and ends is not None:
        assert isinstance(ends.low, Fraction)
        assert isinstance(ends.high, Fraction)
        value = price.amount.times(caused.value)
        interval = Interval(price.amount.times(ends.low), price.amount.times(ends.high), NEWCOMBE)
    return Figure(
        name="caused_saving",
        sentence=Words("Det har assistenten sparet.", "What the assistant caused to be saved."),
        formula="Δ · treated · price",
        unit="money",
        value=value,
        interval=interval,
        assumptions=caused.assumptions,
        sources=(price.source,) if price else (),
        lines=(Line(Words("pris", "price"), price.amount if price else None, counted=False),),
    )
