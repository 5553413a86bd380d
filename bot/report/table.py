"""A report as CSV, one figure a row, and as plain text for a terminal."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Final

from bot.catalogue import Language
from bot.catalogue.grouping import Group
from bot.deflection.figure import Figure, to_json
from bot.report import sheet, wording
from bot.report.report import DEMO, Kind, Report, Section, gaps, kinds, label

WIDTH: Final = 100
COLUMNS: Final = (
    *("demo", "from", "to", "section", "figure", "about", "sentence", "unit", "value", "low", "high"),
    *("interval", "numerator", "denominator", "formula", "assumptions", "sources", "not_counted", "lines"),
)


def csv(report: Report, language: Language) -> str:
    """RFC 4180 with a header; no cell is taken for a formula by a spreadsheet."""
    return sheet.rows([COLUMNS, *rows(report, language)])


def rows(report: Report, language: Language) -> list[tuple[str, ...]]:
    """One figure a row, as COLUMNS name them."""
    lines = [_row(report, section.id, figure, language) for section, figure in report.figures()]
    said = (_said(report, section, group) for section in report.sections for group in section.groups)
    return [*lines, *said]


def _said(report: Report, section: Section, group: Group) -> tuple[str, ...]:
    """A group of citizens' words as a count, with its typical wording as the sentence."""
    days = (report.period.from_.isoformat(), report.period.to.isoformat())
    named = (section.id, "group", f"language={group.language}", group.text, "count", str(group.count))
    return ("DEMO" if report.demo else "", *days, *named, *[""] * (len(COLUMNS) - 3 - len(named)))


def _row(report: Report, section: str, figure: Figure, language: Language) -> tuple[str, ...]:
    told = to_json(figure)
    ends = told["interval"] or {"low": None, "high": None, "method": None}
    numbers = (told["value"], ends["low"], ends["high"], ends["method"])
    return (
        *("DEMO" if report.demo else "", report.period.from_.isoformat(), report.period.to.isoformat()),
        *(section, figure.name, " ".join(f"{name}={what}" for name, what in figure.about.items())),
        *(figure.sentence.in_(language), figure.unit),
        *(_plain(one) for one in (*numbers, told["numerator"], told["denominator"])),
        figure.formula,
        " | ".join(words.in_(language) for words in figure.assumptions),
        " | ".join(figure.sources),
        gaps(figure, {}, language),
        " | ".join(f"{one.what.in_(language)}: {wording.line(one, language)}" for one in figure.lines),
    )


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    return "" if value is None else str(value)


def text(report: Report, titles: Mapping[str, str], language: Language) -> str:
    """As a person reads it in a terminal."""
    head = f"{report.period.from_} – {report.period.to}" + (f", {report.service}" if report.service else "")
    lines = [f"Genvej  {head}"]
    if report.demo:
        lines.append(DEMO.in_(language))
    for section in report.sections:
        lines += ["", section.title.in_(language).upper()]
        if section.note:
            lines += textwrap.wrap(section.note.in_(language), WIDTH)
        for kind in kinds(section.figures, language):
            lines += _kind(kind, titles, language)
        lines += [f"    {one.count:>5} × [{one.language}] {_quoted(one)}" for one in section.groups]
    return "\n".join([*lines, "", f"seal {report.seal}"]) + "\n"


def _kind(group: Kind, titles: Mapping[str, str], language: Language) -> Iterator[str]:
    if group.caption:
        yield from textwrap.wrap(group.caption, WIDTH, initial_indent="  ", subsequent_indent="  ")
    for figure in group.figures:
        said = label(figure, group, titles, language)
        shown = wording.value(figure.value, figure.unit, language)
        spread = wording.interval(figure.interval, figure.unit, language)
        parts = (
            shown,
            f"[{spread}]" if spread else "",
            f"({of})" if (of := wording.made_of(figure, language)) else "",
        )
        yield f"    {said:<52} {' '.join(part for part in parts if part)}".rstrip()
        for line in figure.lines:
            named = wording.named(line.what.in_(language), titles)
            yield f"      {named:<50} {wording.line(line, language)}"
        if missing := gaps(figure, titles, language):
            yield from textwrap.wrap(missing, WIDTH, initial_indent="      – ", subsequent_indent="        ")
    for said in group.assumptions:
        yield from textwrap.wrap(said, WIDTH, initial_indent="    * ", subsequent_indent="      ")


def _quoted(group: Group) -> str:
    return " · ".join(f"“{text}”" for text in (group.text, *group.examples))
