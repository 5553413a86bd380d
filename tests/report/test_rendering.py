"""A report says the same in every form: figure, interval, parts, assumptions, and what was not counted."""

import csv
import doctest
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from bot.catalogue.grouping import Group
from bot.deflection.figure import Figure, Gap, Interval, Line, Words
from bot.deflection.money import Money
from bot.deflection.periods import Period
from bot.report import page, report, table, wording
from bot.report.report import Report, Section

RATE = Figure(
    name="verified_rate",
    about={"service": "gp_change"},
    sentence=Words("Så mange skrev ikke alligevel.", "So many did not write anyway."),
    formula="V = verified / assessable",
    unit="share",
    value=Fraction(640, 1000),
    numerator=640,
    denominator=1000,
    interval=Interval(Fraction(6098, 10_000), Fraction(6692, 10_000), "Wilson 95 %"),
    not_counted=(Gap(Words("uden kendt borger", "without a known citizen"), 12),),
)
SAVING = Figure(
    name="saving",
    sentence=Words("Sparet.", "Saved."),
    formula="Σ κ · verified · price − costs",
    unit="money",
    value=Money(2862000, "USD"),
    assumptions=(Words("Netto eller brutto vides ikke.", "Net or gross is not known."),),
    sources=("Kristoffersen, futureGov, 18.11.2013",),
    lines=(
        Line(
            Words("lægeskift", "gp change"),
            Money(2862000, "USD"),
            Money(2316289, "USD"),
            Money(3434539, "USD"),
        ),
        Line(Words("drift", "running cost"), None),
    ),
)
REPORT = Report(
    period=Period(date(2026, 1, 1), date(2027, 1, 1)),
    service=None,
    made_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
    demo=False,
    seal="0" * 64,
    sections=(
        Section(
            id="saved",
            title=Words("Sparede henvendelser", "Saved interactions"),
            figures=(SAVING, RATE, replace(RATE, about={"service": "<script>"}, value=None, interval=None)),
            groups=(Group(language="da", count=7, text="=fiskekort?", examples=("<b>jagttegn</b>",)),),
        ),
    ),
)
TITLES = {"gp_change": "Change of doctor"}


def test_the_words_of_the_module_are_true() -> None:
    assert doctest.testmod(wording).failed == 0


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        pytest.param("en", "64.0 % [61.0 %–66.9 %] (640 / 1,000)", id="english"),
        pytest.param("da", "64,0 % [61,0 %–66,9 %] (640 / 1.000)", id="danish"),
    ],
)
def test_the_text_shows_a_share_with_its_interval_and_parts(language: str, shown: str) -> None:
    text = table.text(REPORT, TITLES, "da" if language == "da" else "en")
    assert shown in text


def test_the_text_says_what_it_assumes_and_what_it_could_not_count() -> None:
    text = table.text(REPORT, TITLES, "en")
    assert "without a known citizen: 12" in text
    assert "Net or gross is not known." in text
    assert re.search(r"running cost +not known", text)
    assert re.search(r"gp change +US\$ 28,620.00 \[US\$ 23,162.89–US\$ 34,345.39\]", text)
    assert re.search(r"Change of doctor +64.0 %", text)


def test_json_holds_every_figure_with_all_that_explains_it() -> None:
    told = json.loads(json.dumps(report.as_json(REPORT)))
    saving, rate, _ = told["sections"][0]["figures"]
    assert rate["interval"] == {"low": 0.6098, "high": 0.6692, "method": "Wilson 95 %"}
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (640, 1000, 0.64)
    assert saving["value"] == {"minor": 2862000, "currency": "USD", "amount": "28620.00"}
    assert saving["sources"] == ["Kristoffersen, futureGov, 18.11.2013"]
    assert told["demo"] is False


def test_csv_is_one_row_a_figure_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(table.csv(REPORT, "en"))))
    assert [row["figure"] for row in rows] == ["saving", "verified_rate", "verified_rate", "group"]
    assert (rows[3]["sentence"], rows[3]["value"], rows[3]["lines"]) == ("'=fiskekort?", "7", "")
    assert (rows[0]["value"], rows[1]["low"], rows[1]["high"]) == ("28620.00 USD", "0.6098", "0.6692")
    hostile = replace(REPORT.sections[0], figures=(replace(RATE, sources=("=cmd|' /C calc'!A0",)),))
    cells = table.csv(replace(REPORT, sections=(hostile,)), "en")
    assert "'=cmd|" in cells


def test_the_page_shows_citizens_and_departments_words_as_text() -> None:
    shown = page.html(REPORT, TITLES, "en")
    assert "<script>" not in shown
    assert "<b>jagttegn" not in shown
    assert "&lt;script&gt;" in shown
    assert "US$ 28,620.00" in shown
    assert "61.0 %–66.9 %" in shown


@pytest.mark.parametrize("form", ["text", "csv", "html", "json"])
def test_demo_figures_are_marked_wherever_they_are_shown(form: str) -> None:
    demo = replace(REPORT, demo=True)
    shown = {
        "text": lambda: table.text(demo, TITLES, "en"),
        "csv": lambda: table.csv(demo, "en"),
        "html": lambda: page.html(demo, TITLES, "en"),
        "json": lambda: json.dumps(report.as_json(demo)),
    }[form]()
    assert {"json": '"demo": true'}.get(form, "DEMO") in shown


def test_what_was_not_understood_is_shown_in_every_form() -> None:
    assert "7 × [da] “=fiskekort?” · “<b>jagttegn</b>”" in table.text(REPORT, TITLES, "en")
    told = report.as_json(REPORT)["sections"][0]["groups"]
    assert told == [{"language": "da", "count": 7, "text": "=fiskekort?", "examples": ("<b>jagttegn</b>",)}]
    assert '7 × <q lang="da"><bdi>=fiskekort?</bdi></q>' in page.html(REPORT, TITLES, "en")


def test_figures_of_one_name_stand_together() -> None:
    other = replace(RATE, name="kappa")
    found = report.kinds([RATE, other, RATE], "en")
    assert [(kind.name, len(kind.figures)) for kind in found] == [("verified_rate", 2), ("kappa", 1)]
