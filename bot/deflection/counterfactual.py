"""κ: what share of a service's deflections replaced something written, as citizens showed or said."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from bot.deflection.counts import Basis, DeflectionCell, Replaced
from bot.deflection.figure import Figure, Gap, Words
from bot.deflection.lifecycle import State
from bot.deflection.shares import Share, share_figure

OUTSIDE = frozenset({State.ASSISTED, State.EXEMPT, State.OVERTURNED})
UPPER_BOUND = Words(
    "κ er ukendt (færre end 30 svar) og sat til 1: beløbet er en øvre grænse.",
    "κ is not known (fewer than 30 answers) and taken as 1: the amount is an upper bound.",
)


@dataclass(frozen=True, slots=True)
class Kappa:
    """`share` is of the revealed and stated answers; `unanswered` deflections said nothing."""

    share: Share
    unanswered: int = 0

    @property
    def known(self) -> bool:
        return self.share.enough

    @property
    def value(self) -> Fraction:
        """1, the upper bound, from too few answers."""
        known = self.share.value
        return known if self.known and known is not None else Fraction(1)

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """Wilson's; 1 stays the upper end while κ is not known."""
        if self.share.ends is None:
            return Fraction(0), Fraction(1)
        low, high = self.share.ends
        return low, high if self.known else Fraction(1)


def kappa(cells: Iterable[DeflectionCell]) -> Kappa:
    """Of one service's offers, without assisted, exempt, overturned and doubtful ones."""
    counted = [cell for cell in cells if cell.state not in OUTSIDE and not cell.doubtful]
    answered = [cell for cell in counted if cell.basis is not Basis.UNKNOWN]
    written = sum(cell.count for cell in answered if cell.replaced is Replaced.WRITTEN)
    answers = sum(cell.count for cell in answered)
    return Kappa(Share(written, answers), sum(cell.count for cell in counted) - answers)


def figure(service: str, known: Kappa) -> Figure:
    return share_figure(
        known.share,
        name="kappa",
        about={"service": service},
        sentence=Words(
            "Så stor en del af dem, der viste eller sagde det, ville ellers have skrevet til os.",
            "This share of those who showed or said it would otherwise have written to us.",
        ),
        formula="κ = written / (revealed + stated)",
        assumptions=() if known.known else (UPPER_BOUND,),
        not_counted=(Gap(Words("viste og sagde ikke noget", "showed and said nothing"), known.unanswered),),
    )


def units(written: int, unknown: int, kappa: Fraction) -> Fraction:
    """Interactions replaced: a written one counts 1, an unknown one κ, any other nothing."""
    return written + kappa * unknown
