"""A report: the figures of a period in sections, with all that a reader needs to check them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from bot.catalogue import Language
from bot.catalogue.grouping import Group
from bot.deflection.figure import Figure, Gap, Words, to_json
from bot.deflection.periods import Period
from bot.report import wording

DEMO: Final = Words("DEMO – opdigtede tal", "DEMO – invented figures")


@dataclass(frozen=True, kw_only=True)
class Section:
    """Figures that belong together; `note` says what a reader must know before the first of them.

    `groups` are citizens' own words, masked: what was not understood, the largest group first.
    """

    id: str
    title: Words
    figures: tuple[Figure, ...] = ()
    note: Words | None = None
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """`seal` is the hash over the ends of all chains at the moment of reading: `genvej ledger verify` and a
    checkpoint tell whether the ledger still holds what was read."""

    period: Period
    service: str | None
    made_at: datetime
    demo: bool
    seal: str
    sections: tuple[Section, ...]

    def figures(self) -> Iterator[tuple[Section, Figure]]:
        return ((section, figure) for section in self.sections for figure in section.figures)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Figures of one kind, one below the other; `caption` is None where each has a sentence of its own."""

    name: str
    caption: str | None
    formula: str
    figures: tuple[Figure, ...]
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]


def kinds(figures: Iterable[Figure], language: Language) -> list[Kind]:
    """Figures of one name together, in the order in which the first of them stands."""
    by_name: dict[str, list[Figure]] = {}
    for figure in figures:
        by_name.setdefault(figure.name, []).append(figure)
    return [_kind(tuple(found), language) for found in by_name.values()]


def _kind(figures: tuple[Figure, ...], language: Language) -> Kind:
    sentences = {figure.sentence.in_(language) for figure in figures}
    assumptions = dict.fromkeys(words.in_(language) for one in figures for words in one.assumptions)
    return Kind(
        name=figures[0].name,
        caption=sentences.pop() if len(sentences) == 1 else None,
        formula=figures[0].formula,
        figures=figures,
        assumptions=tuple(assumptions),
        sources=tuple(dict.fromkeys(source for one in figures for source in one.sources)),
    )


def label(figure: Figure, group: Kind, titles: Mapping[str, str], language: Language) -> str:
    """What a row is about; a sentence where the rows do not share one."""
    if group.caption is None:
        return figure.sentence.in_(language)
    return ", ".join(wording.about(name, value, titles, language) for name, value in figure.about.items())


def gaps(figure: Figure, titles: Mapping[str, str], language: Language) -> str:
    """What could not be counted, and how many."""
    return "; ".join(_gap(gap, titles, language) for gap in figure.not_counted)


def _gap(gap: Gap, titles: Mapping[str, str], language: Language) -> str:
    count = "" if gap.count is None else f": {wording.value(gap.count, 'count', language)}"
    return wording.named(gap.what.in_(language), titles) + count


def as_json(report: Report) -> dict[str, Any]:
    """Every figure with its sentence, formula, parts, interval, assumptions and what it could not count."""
    return {
        "from": report.period.from_.isoformat(),
        "to": report.period.to.isoformat(),
        "service": report.service,
        "made_at": report.made_at.isoformat(),
        "demo": report.demo,
        "seal": report.seal,
        "sections": [
            {
                "id": section.id,
                "title": {"da": section.title.da, "en": section.title.en},
                "note": section.note and {"da": section.note.da, "en": section.note.en},
                "figures": [to_json(figure) for figure in section.figures],
                "groups": [asdict(group) for group in section.groups],
            }
            for section in report.sections
        ],
    }
