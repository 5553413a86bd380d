"""The overview: the report's own figures, each opened to what it is made of, down to the rows."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest

from bot.catalogue import Catalogue
from bot.console import charts, drawing, pictures
from bot.console.charts import Chart, Point
from bot.console.drawing import Drawing, NotDrawn
from bot.console.figures import Figures, Told, identity
from bot.console.months import BadPeriod, read
from bot.deflection.periods import Period
from bot.ledger import Ledger, imports
from bot.ledger.contacts import Contact
from bot.ledger.imports import NewImport, Part
from bot.ledger.tallies import OFFER, Place
from bot.ledger.transaction import Transaction
from bot.report import compose, wording
from bot.report.gather import gather
from tests.console import seeding
from tests.console.conftest import Browser, Clock
from tests.console.seeding import NOON

PERIOD = Period(date(2025, 12, 1), date(2026, 12, 1))
LOG = re.compile(r'href="(/log\?[^"]+)"')


async def a_year(ledger: Ledger) -> None:
    """Offers, one of them completed, and contacts of eight months."""
    await seeding.offers(ledger, 5, service="passport_renew", at=NOON)
    await seeding.offers(ledger, 3, service="bulky_waste", at=NOON - timedelta(days=40), language="en")
    await seeding.one_completed(ledger)
    rows = [
        Contact(
            contact_id=f"{month}-{number}",
            at=NOON - timedelta(days=30 * month),
            channel="self_service" if number < 30 + month else "email",
            service="passport_renew",
            kind="new_case",
        )
        for month in range(8)
        for number in range(50)
    ]

    def work(tx: Transaction) -> None:
        begun = imports.begin(tx, NewImport(source="test", at=NOON, name="test"))
        imports.advance(tx, begun.id, Part(position=0, rows=rows))
        imports.finish(tx, begun.id, NOON)

    await ledger.write(work)


async def told(ledger: Ledger, catalogue: Catalogue, clock: Clock) -> Told:
    return await Figures(ledger, catalogue, clock, 0).of(PERIOD)


async def test_the_overview_shows_what_the_report_says(
    admin: Browser, ledger: Ledger, catalogue: Catalogue, clock: Clock
) -> None:
    await a_year(ledger)
    terms = compose.terms(catalogue)
    material = await ledger.read(lambda conn: gather(conn, PERIOD, terms.prices))
    sections = compose.sections(material, terms, PERIOD, None)
    assert (await told(ledger, catalogue, clock)).report.sections == tuple(
        section if section.id != "misunderstood" else type(section)(**{**vars(section), "groups": ()})
        for section in sections
    )
    page = unescape(await admin.text("/"))
    for section in sections[:3]:
        for figure in section.figures:
            if figure.name in ("saving", "left_behind_of_all", "funnel"):
                assert wording.value(figure.value, figure.unit, "en") in page, figure


async def test_every_figure_opens_what_it_is_made_of(
    admin: Browser, ledger: Ledger, catalogue: Catalogue, clock: Clock
) -> None:
    await a_year(ledger)
    found = await told(ledger, catalogue, clock)
    assert len(list(found.report.figures())) > 50
    kinds = {}
    for section, figure in found.report.figures():
        assert found.figures(section.id, figure.name)[identity(figure)] == figure
        kinds[section.id, figure.name] = section, figure
    for section, figure in kinds.values():
        page = unescape(await admin.text(found.address(section.id, figure)))
        assert figure.formula in page
        assert wording.value(figure.value, figure.unit, "en") in page
        for assumption in figure.assumptions:
            assert assumption.en in page
        assert "The rows behind it" in page


async def test_the_rows_in_the_log_are_as_many_as_the_figure_says(
    admin: Browser, ledger: Ledger, catalogue: Catalogue, clock: Clock
) -> None:
    await a_year(ledger)
    found = await told(ledger, catalogue, clock)
    for figure in found.figures("savings", "deflections").values():
        page = await admin.text(found.address("savings", figure))
        counted = 0
        for place in LOG.findall(page):
            log = await admin.text(unescape(place))
            all = re.search(r"<dt>All</dt><dd>(\d+)", log)
            counted += int(all[1]) if all else 0
        assert counted == figure.value, figure.about


async def test_the_counts_behind_a_share_of_contacts_add_up_to_it(
    admin: Browser, ledger: Ledger, catalogue: Catalogue, clock: Clock
) -> None:
    await a_year(ledger)
    found = await told(ledger, catalogue, clock)
    figure = found.figures("take-up", "take_up")["passport"]
    answer = await admin.get(
        f"{found.address('take-up', figure).replace('/figure?', '/figure.csv?')}&rows=counts"
    )
    rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"), newline="")))
    digital = sum(int(row["contacts"]) for row in rows if row["channel"] == "self_service")
    assert (digital, sum(int(row["contacts"]) for row in rows)) == (figure.numerator, figure.denominator)


async def test_a_broken_sum_is_shown(admin: Browser, ledger: Ledger) -> None:
    assert "Every day and every service adds up" in await admin.text("/")
    await ledger.write(lambda tx: tx.tallies.add(Place(OFFER, "2026-11-20", "ehic", "[]")))
    page = await admin.text("/")
    assert "1 sum does not hold" in page
    assert "2026-11-20 ehic" in page


async def test_each_chart_has_a_sentence_a_table_and_a_file_with_the_same_figures(
    admin: Browser, ledger: Ledger, catalogue: Catalogue, clock: Clock
) -> None:
    await a_year(ledger)
    page = unescape(await admin.text("/"))
    found, figures = await told(ledger, catalogue, clock), Figures(ledger, catalogue, clock, 0)
    for id, (section, make) in pictures.OVERVIEW.items():
        chart = make(found, figures)
        assert chart.sentence.endswith(".")
        assert page.count(chart.sentence) >= 2  # to be seen, and instead of the picture
        assert (f"/charts/{id}.svg?" in page) == bool(chart.points)
        for row in chart.rows:
            assert len(row) == len(chart.columns)
        answer = await admin.get(f"/overview.csv?section={section}")
        assert answer.content_type == "text/csv"
        rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"), newline="")))
        assert {row["figure"] for row in rows} == {one.name for one in found.section(section).figures}


@pytest.mark.parametrize("id", [*pictures.OVERVIEW, "trend"])
async def test_a_chart_is_a_picture_that_fetches_and_runs_nothing(
    admin: Browser, ledger: Ledger, id: str
) -> None:
    await a_year(ledger)
    for width in ("wide", "narrow"):
        answer = await admin.get(f"/charts/{id}.svg?width={width}&area=passport")
        assert answer.status == 200
        assert answer.content_type == "image/svg+xml"
        svg = await answer.text()
        assert svg.startswith("<svg")
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|<image|<a |url\((?!#)|href=\"(?!#)", svg)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?from=2026-11-01&to=2026-11-01", 400),
        ("/?from=2026-13-01", 400),
        ("/?from=1990-01-01", 400),
        ("/overview.csv?section=nothing", 404),
        ("/overview.csv?section=savings&from=x", 400),
        ("/figure?section=savings&name=saving&of=ehic", 404),
        ("/figure?section=nothing&name=saving", 404),
        ("/charts/nothing.svg", 404),
        ("/charts/trend.svg?area=nothing", 404),
        ("/charts/gaps.svg?from=x", 400),
    ],
)
async def test_what_there_is_not_is_a_page_with_a_sentence(admin: Browser, path: str, status: int) -> None:
    page = await admin.text(path, status)
    assert "<h1>" in page
    assert "Traceback" not in page


def test_the_usual_period_is_twelve_months_with_this_one() -> None:
    choice = read({}, NOON)
    assert choice.period == PERIOD
    assert choice.usual["Last month"] == Period(date(2026, 10, 1), date(2026, 11, 1))
    assert read({"from": "2026-01-01"}, NOON).period.from_ == date(2026, 1, 1)
    with pytest.raises(BadPeriod, match="at most"):
        read({"from": "2000-01-01"}, NOON)


async def test_without_the_drawing_the_table_stands(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: Drawing, spec: object) -> str:
        raise NotDrawn("no")

    monkeypatch.setattr(Drawing, "svg", broken)
    assert (await admin.get("/charts/funnel.svg")).status == 503
    assert "The table behind it" in await admin.text("/")


async def test_a_drawing_that_dies_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Drawing()
    with pytest.raises(NotDrawn):
        await drawn.svg({"mark": "nonsense"})
    chart = Chart(
        id="x",
        sentence="Two.",
        mark="bars",
        unit="count",
        points=[Point(label=f"a{number}", value=number, shown=str(number)) for number in range(3)],
        columns=(),
        rows=(),
    )
    first = await drawn.svg(charts.spec(chart, wide=True))
    assert await drawn.svg(charts.spec(chart, wide=True)) is first
    drawn.close()


def test_a_specification_names_nothing_to_be_fetched() -> None:
    with pytest.raises(ValueError, match=r"."):
        drawing.draw('{"data": {"url": "https://evil.example/x.csv"}, "mark": "bar", "encoding": {}}')


def test_a_share_is_drawn_with_its_interval() -> None:
    point = Point(label="a", value=0.5, shown="50 %", low=0.4, high=0.6)
    chart = Chart(
        id="x", sentence="S.", mark="dots", unit="share", points=[point], columns=(), rows=(), target=0.8
    )
    values = charts.spec(chart, wide=False)["data"]["values"]
    assert values == [
        {"label": "a", "value": 0.5, "shown": "50 %", "low": 0.4, "high": 0.6, "series": "", "end": 0.6}
    ]
