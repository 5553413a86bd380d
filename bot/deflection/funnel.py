"""From a conversation to a saving: how many are left at each step, each of the step before it."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from bot.deflection.counts import ConversationCell, DeflectionCell
from bot.deflection.figure import Figure, Words
from bot.deflection.lifecycle import State

BEGUN: Final = "conversations"
OFFERED: Final = "offered"

STEPS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        BEGUN: Words("Samtaler, der blev begyndt.", "Conversations that began."),
        OFFERED: Words("Formularer, der blev tilbudt.", "Forms that were offered."),
        "evidenced": Words(
            "Gennemført: kvitteringen kom, eller borgeren sagde det.",
            "Evidenced: the receipt came, or the citizen said so.",
        ),
        "assessable": Words(
            "Vinduet er gået, og vi kunne se, om borgeren skrev.",
            "The window has passed, and we could see whether the citizen wrote.",
        ),
        "verified": Words("Bekræftet: borgeren skrev ikke.", "Verified: the citizen wrote nothing."),
        "priced": Words(
            "Talt med i besparelsen: én for hver borger og hvert vindue.",
            "Counted in the saving: one for each citizen and window.",
        ),
    }
)


def _seen(cell: DeflectionCell) -> bool:
    return cell.evidenced and cell.assessable and cell.linked


def _verified(cell: DeflectionCell) -> bool:
    return _seen(cell) and cell.state is State.VERIFIED


def _priced(cell: DeflectionCell) -> bool:
    return _verified(cell) and not cell.doubtful and not cell.repeated and cell.price is not None


_LEFT: Final[Mapping[str, Callable[[DeflectionCell], bool]]] = MappingProxyType(
    {
        OFFERED: lambda cell: True,
        "evidenced": lambda cell: cell.evidenced,
        "assessable": _seen,
        "verified": _verified,
        "priced": _priced,
    }
)


def figures(conversations: Iterable[ConversationCell], deflections: Iterable[DeflectionCell]) -> list[Figure]:
    """A conversation may be offered several forms, or none; from the offer on each step is a part."""
    held = list(deflections)
    counts = {BEGUN: sum(cell.count for cell in conversations)}
    counts |= {step: sum(cell.count for cell in held if left(cell)) for step, left in _LEFT.items()}
    before: int | None = None
    found = []
    for step, sentence in STEPS.items():
        found.append(
            Figure(
                name="funnel",
                about={"step": step},
                sentence=sentence,
                formula="how many are left at the step, of those at the step before",
                unit="count",
                value=counts[step],
                numerator=counts[step],
                denominator=before,
            )
        )
        before = counts[step]
    return found
