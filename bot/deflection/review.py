"""What operators say of a sample: was it right, and do two of them agree beyond chance?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isnan
from typing import Final

from bot.deflection.counts import PairCell, ReviewCell
from bot.deflection.figure import Figure, Interval, Words
from bot.deflection.shares import FEW, SMALL, Share, share_figure


class Reason(StrEnum):
    """Why a deflection is judged; shares are of the random ones, for the others were picked for faults."""

    RANDOM = "random"
    REVERSED = "reversed"
    LOW_CONFIDENCE = "low_confidence"
    CHOSEN = "chosen"


class Verdict(StrEnum):
    """What an operator says of a deflection, in one answer to two questions."""

    RIGHT = "right"
    WRONG_SERVICE = "wrong_service"
    WRONG_ROUTE = "wrong_route"
    BOTH_WRONG = "both_wrong"
    NOT_TO_DEFLECT = "not_to_deflect"

    @property
    def answers(self) -> dict[str, bool]:
        """Was it the right service, and the right route? Whoever needed a person was sent the wrong way."""
        return {
            "service": self not in {Verdict.WRONG_SERVICE, Verdict.BOTH_WRONG},
            "route": self in {Verdict.RIGHT, Verdict.WRONG_SERVICE},
        }


METHOD: Final = "Fleiss, Cohen and Everitt 95 %"
SAID: Final = {
    "service": Words("Andel med den rigtige service.", "The share that got the right service."),
    "route": Words("Andel med den rigtige vej.", "The share that got the right route."),
}
NO_VARIETY: Final = Words(
    "Begge svarede det samme hver gang: enighed ud over det tilfældige kan ikke regnes.",
    "Both always gave the same one answer: agreement beyond chance cannot be reckoned.",
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cases by what two operators said; `first` is those where only the first said yes."""

    both: int = 0
    neither: int = 0
    first: int = 0
    second: int = 0

    @property
    def of(self) -> int:
        return self.both + self.neither + self.first + self.second

    @property
    def observed(self) -> Fraction | None:
        return Fraction(self.both + self.neither, self.of) if self.of else None

    @property
    def by_chance(self) -> Fraction | None:
        """How often two who answer at random would agree, each as often yes as they did."""
        if not self.of:
            return None
        one, other = Fraction(self.both + self.first, self.of), Fraction(self.both + self.second, self.of)
        return one * other + (1 - one) * (1 - other)

    @property
    def kappa(self) -> Fraction | None:
        """Cohen's κ; None of nothing, and where both always gave the same answer.

        >>> Agreement(both=20, neither=15, first=5, second=10).kappa
        Fraction(2, 5)
        """
        observed, chance = self.observed, self.by_chance
        return None if observed is None or chance in (None, 1) else (observed - chance) / (1 - chance)

    @property
    def ends(self) -> tuple[Fraction, Fraction] | None:
        """95 %, within what κ can be."""
        if self.kappa is None:
            return None
        import numpy as np  # slow to import, as is the next
        from statsmodels.stats.inter_rater import cohens_kappa

        # Where a rater hardly varies, a variance of zero comes out a last bit below it.
        with np.errstate(invalid="ignore", divide="ignore"):
            found = cohens_kappa([[self.both, self.first], [self.second, self.neither]])
        low, high = (
            self.kappa if isnan(end) else Fraction(float(end)) for end in (found.kappa_low, found.kappa_upp)
        )
        return max(min(low, self.kappa), Fraction(-1)), min(max(high, self.kappa), Fraction(1))


def agreement(cells: Iterable[PairCell]) -> Agreement:
    counts: Counter[tuple[bool, bool]] = Counter()
    for cell in cells:
        counts[cell.first, cell.second] += cell.count
    return Agreement(counts[True, True], counts[False, False], counts[True, False], counts[False, True])


def figures(judged: Iterable[ReviewCell], pairs: Iterable[PairCell]) -> list[Figure]:
    """Of each question: how often it was right, and κ of those that two judged."""
    cells, twice = list(judged), list(pairs)
    found = []
    for question, sentence in SAID.items():
        mine = [cell for cell in cells if cell.question == question]
        right = sum(cell.count for cell in mine if cell.right)
        share = Share(right, sum(cell.count for cell in mine))
        found.append(
            share_figure(
                share,
                name="reviewed_right",
                about={"question": question},
                sentence=sentence,
                formula="right / judged",
            )
        )
        found.append(_kappa(question, agreement(one for one in twice if one.question == question)))
    return found


def _kappa(question: str, found: Agreement) -> Figure:
    enough = found.of >= SMALL
    few = () if enough else (FEW,)
    alike = (NO_VARIETY,) if enough and found.kappa is None else ()
    return Figure(
        name="reviewers_agree",
        about={"question": question},
        sentence=Words(
            "Så enige er to, der bedømmer det samme, ud over det tilfældige.",
            "How far two who judge the same agree beyond chance.",
        ),
        formula="κ = (observed − by chance) / (1 − by chance)",
        unit="kappa",
        value=found.kappa if enough else None,
        numerator=found.both + found.neither,
        denominator=found.of,
        interval=Interval(*found.ends, METHOD) if enough and found.ends else None,
        assumptions=(*few, *alike),
    )
