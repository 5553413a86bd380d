"""The verified rate of a service, and which of one citizen's deflections may be priced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.deflection.counts import DeflectionCell
from bot.deflection.figure import Figure, Gap, Words
from bot.deflection.lifecycle import State
from bot.deflection.shares import Share, share_figure


def priced(offered: Sequence[date], window_days: int) -> list[bool]:
    """Which of one citizen's verified deflections of one service are priced: one in any window, the first.

    >>> priced([date(2026, 11, 1), date(2026, 11, 14), date(2026, 11, 15)], window_days=14)
    [True, False, True]
    """
    chosen = [False] * len(offered)
    last: date | None = None
    for place in sorted(range(len(offered)), key=lambda place: offered[place]):
        if last is None or (offered[place] - last).days >= window_days:
            chosen[place], last = True, offered[place]
    return chosen


@dataclass(frozen=True, slots=True)
class Verified:
    """V of linked deflections; those beside it could not be assessed, or their evidence is doubtful."""

    share: Share
    waiting: int = 0
    unlinked: int = 0
    doubtful: int = 0


def verified(cells: Iterable[DeflectionCell]) -> Verified:
    """Of one cohort by the day of the offer."""
    counts = dict.fromkeys(("verified", "assessable", "waiting", "unlinked", "doubtful"), 0)
    for cell in cells:
        if not cell.evidenced or cell.state in (State.ASSISTED, State.EXEMPT):
            continue
        counts[_place(cell)] += cell.count
        if cell.state is State.VERIFIED and _place(cell) == "assessable":
            counts["verified"] += cell.count
    share = Share(counts.pop("verified"), counts.pop("assessable"))
    return Verified(share, **counts)


def _place(cell: DeflectionCell) -> str:
    if cell.doubtful:
        return "doubtful"
    if not cell.linked:
        return "unlinked"
    return "assessable" if cell.assessable else "waiting"


def figure(service: str, found: Verified) -> Figure:
    beside = (
        (Words("vinduet er ikke gået endnu", "the window has not passed yet"), found.waiting),
        (Words("uden kendt borger", "without a known citizen"), found.unlinked),
        (Words("tvivlsomt bevis", "doubtful evidence"), found.doubtful),
    )
    return share_figure(
        found.share,
        name="verified_rate",
        about={"service": service},
        sentence=Words(
            "Så stor en del af de gennemførte skrev ikke alligevel inden for vinduet.",
            "This share of those who completed the form did not write anyway within the window.",
        ),
        formula="V = verified / assessable",
        not_counted=tuple(Gap(what, count) for what, count in beside if count),
    )
