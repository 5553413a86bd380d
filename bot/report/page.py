"""A report as one HTML file that needs nothing else, for a screen and for paper."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.catalogue import Language
from bot.report import report as reports
from bot.report import wording
from bot.report.report import Report

FOLDER: Final = Path(__file__).parent / "templates"

SAID: Final = {
    "da": {
        "title": "Genvej: rapport",
        "made": "Læst",
        "what": "Hvad",
        "all": "I alt",
        "value": "Tal",
        "interval": "95 %-interval",
        "parts": "Dannet af",
        "gaps": "Kunne ikke medregnes",
        "formula": "Formel",
        "assumption": "Antagelse",
        "source": "Kilde",
        "seal": "Logbogens segl",
        "days": "dage",
        "to": "til (ikke med)",
    },
    "en": {
        "title": "Genvej: report",
        "made": "Read",
        "what": "What",
        "all": "In all",
        "value": "Figure",
        "interval": "95 % interval",
        "parts": "Made of",
        "gaps": "Could not be counted",
        "formula": "Formula",
        "assumption": "Assumption",
        "source": "Source",
        "seal": "Seal of the ledger",
        "days": "days",
        "to": "to (not included)",
    },
}


def html(report: Report, titles: Mapping[str, str], language: Language) -> str:
    """`titles` are those of the services, in `language`."""
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            demo=reports.DEMO.in_(language) if report.demo else None,
            said=SAID[language],
            language=language,
            titles=titles,
            kinds=lambda section: reports.kinds(section.figures, language),
            label=lambda figure, group: reports.label(figure, group, titles, language),
            gaps=lambda figure: reports.gaps(figure, titles, language),
            value=lambda figure: wording.value(figure.value, figure.unit, language),
            interval=lambda figure: wording.interval(figure.interval, figure.unit, language),
            made_of=lambda figure: wording.made_of(figure, language),
            named=lambda line: wording.named(line.what.in_(language), titles),
            line=lambda line: wording.line(line, language),
        )
    )


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(FOLDER)
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
