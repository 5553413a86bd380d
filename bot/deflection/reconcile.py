"""The two sums that must hold; a broken one is a finding that is shown, and never repaired."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.deflection.counts import ConversationCell, DeflectionCell
from bot.deflection.figure import Words
from bot.deflection.lifecycle import State

CONVERSATIONS: Final = Words(
    "Samtaler, der blev åbnet, mod hvordan de endte.", "Conversations opened against how they ended."
)
DEFLECTIONS: Final = Words(
    "Formularer, der blev tilbudt, mod hvor de står.", "Forms offered against where they stand."
)
CONVERSATION_SUM: Final = (
    "opened = form_evidenced + assumed + human + assisted + emergency + answered + abandoned + open"
)
DEFLECTION_SUM: Final = (
    "offered = assumed + evidenced (waiting or unlinked) + verified + reversed + expired + overturned"
    " + assisted + exempt"
)
# Where a deflection stands in the sum. Assisted and exempt ones were offered before somebody said so.
TERMS: Final[Mapping[State, str]] = {
    State.OFFERED: "assumed",
    State.OPENED: "assumed",
    State.COMPLETED: "evidenced",
    **{state: state.value for state in State if state not in (State.OFFERED, State.OPENED, State.COMPLETED)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A sum that does not hold: `expected` was booked at the start, `actual` is the sum of the terms."""

    what: Words
    where: str
    expected: int
    actual: int
    terms: Mapping[str, int]

    @property
    def difference(self) -> int:
        return self.actual - self.expected

    def __str__(self) -> str:
        terms = " + ".join(f"{name} {count}" for name, count in self.terms.items() if count)
        return (
            f"{self.where}: {self.what.en} Expected {self.expected}, found {self.actual} "
            f"({self.difference:+d}): {terms or 'nothing'}."
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "what": {"da": self.what.da, "en": self.what.en},
            "where": self.where,
            "expected": self.expected,
            "actual": self.actual,
            "difference": self.difference,
            "terms": dict(self.terms),
        }


def conversations(opened: Mapping[date, int], cells: Iterable[ConversationCell]) -> list[Broken]:
    """Each day on which `CONVERSATION_SUM` does not hold, the earliest first."""
    found = [(cell.day.isoformat(), cell.ending.value, cell.count) for cell in cells]
    return _broken(CONVERSATIONS, {day.isoformat(): count for day, count in opened.items()}, found)


def deflections(offered: Mapping[tuple[date, str], int], cells: Iterable[DeflectionCell]) -> list[Broken]:
    """Each day and service of the offer for which `DEFLECTION_SUM` does not hold."""
    found = [(f"{cell.day} {cell.service}", TERMS[cell.state], cell.count) for cell in cells]
    return _broken(DEFLECTIONS, {f"{day} {name}": count for (day, name), count in offered.items()}, found)


def _broken(what: Words, expected: Mapping[str, int], found: list[tuple[str, str, int]]) -> list[Broken]:
    terms: dict[str, Counter[str]] = {where: Counter() for where in expected}
    for where, term, count in found:
        terms.setdefault(where, Counter())[term] += count
    sums = (
        Broken(
            what=what,
            where=where,
            expected=expected.get(where, 0),
            actual=parts.total(),
            terms=dict(sorted(parts.items())),
        )
        for where, parts in sorted(terms.items())
    )
    return [one for one in sums if one.difference]
