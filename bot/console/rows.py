"""Where the rows behind a figure stand: the log with the filter that gives them, or the counts themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from bot.console import wording
from bot.console.figures import Told
from bot.deflection.channels import NAMES
from bot.deflection.counts import ContactCell
from bot.deflection.figure import Figure
from bot.deflection.lifecycle import State
from bot.deflection.reconcile import TERMS

COUNT_COLUMNS: Final = ("month", "service", "channel", "type", "contacts")

_EVIDENCED: Final = (State.COMPLETED, State.VERIFIED, State.REVERSED)
# The states in which the rows of a figure may stand; all of them where nothing is said.
_STATES: Final[Mapping[str, Sequence[State]]] = MappingProxyType(
    {
        "saving": (State.VERIFIED,),
        "estimated_saving": (State.COMPLETED,),
        "verified_rate": _EVIDENCED,
        "evidenced": _EVIDENCED,
        "assessable": _EVIDENCED,
        "verified": (State.VERIFIED,),
        "priced": (State.VERIFIED,),
    }
)
_OF_CONTACTS: Final = frozenset({"channels", "take-up"})


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A place in the log, and what is found there."""

    label: str
    href: str


def in_log(told: Told, section: str, figure: Figure) -> list[Rows]:
    """Empty for what is no deflection: contacts are counted, and listed nowhere."""
    if section in _OF_CONTACTS or section == "sums":
        return []
    period = told.report.period
    given = {"from": period.from_.isoformat(), "to": period.to.isoformat()}
    if "service" in figure.about:
        given["service"] = figure.about["service"]
    dimension = figure.about.get("dimension")
    if dimension in ("language", "service"):
        given[dimension] = figure.about["group"]
    states = _states(figure)
    if not states:
        return [Rows(label="All of them", href=f"/log?{urlencode(given)}")]
    return [
        Rows(
            label=wording.STATES[state].label,
            href=f"/log?{urlencode({**given, 'state': state.value})}",
        )
        for state in states
    ]


def _states(figure: Figure) -> Sequence[State]:
    if "standing" in figure.about and figure.name == "deflections":
        return [state for state, term in TERMS.items() if term == figure.about["standing"]]
    return _STATES.get(figure.about.get("step", figure.name), ())


def counted(
    told: Told, section: str, figure: Figure, areas: Mapping[str, frozenset[str]]
) -> list[Sequence[str]]:
    """The counts of contacts that the figure was reckoned from: by month, service, channel and type."""
    if section not in _OF_CONTACTS:
        return []
    cells: Iterable[ContactCell] = told.material.contact_months
    if "area" in figure.about:
        cells = (cell for cell in cells if cell.service in areas.get(figure.about["area"], frozenset()))
    channel = figure.about.get("channel")
    if channel and figure.name != "volume_share" and channel in set(NAMES) - {"written"}:
        cells = (cell for cell in cells if cell.channel == channel)
    return list(listed(cells))


def listed(cells: Iterable[ContactCell]) -> Iterator[Sequence[str]]:
    """As COUNT_COLUMNS has them."""
    ordered = sorted(cells, key=lambda cell: (cell.day, cell.service, cell.channel, cell.kind or ""))
    for cell in ordered:
        yield f"{cell.day:%Y-%m}", cell.service, cell.channel, cell.kind or "", str(cell.count)
