"""What one figure is made of: its sentence, formula, parts, assumptions, gaps, and the rows behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final
from urllib.parse import urlencode

from aiohttp import web

from bot.console import figures, forms, pictures, rows, shared
from bot.console.figures import Told
from bot.console.months import FIELDS, Choice
from bot.console.pages import Page, render
from bot.console.pages import Told as Help
from bot.console.rows import Rows
from bot.console.views import charts, overview
from bot.deflection.figure import Figure
from bot.http.problem import Problem
from bot.report.report import Section

PATH: Final = figures.PATH
EXPORT_PATH: Final = f"{PATH}.csv"
NAMED: Final = ("section", "name", "of")
MOST_ROWS: Final = 200


@dataclass(frozen=True, kw_only=True)
class FigurePage(Page):
    template: ClassVar[str] = "figure.html"
    choice: Annotated[Choice, Help("The period, in whole months.")]
    named: Annotated[Mapping[str, str], Help("The figure, as the address names it.")]
    section: Annotated[Section, Help("The part of the report that it stands in.")]
    figure: Annotated[Figure, Help("The figure with everything that explains it.")]
    about: Annotated[str, Help("What it is of.")]
    titles: Annotated[Mapping[str, str], Help("Services and areas by their Danish names.")]
    others: Annotated[Mapping[str, str], Help("The other figures of its kind: address by what they are of.")]
    chart: Annotated[charts.Drawn | None, Help("Its way over the months, where it has one.")]
    in_log: Annotated[Sequence[Rows], Help("The deflections behind it, in the log.")]
    counted: Annotated[Sequence[Sequence[str]], Help("The counts of contacts behind it.")]
    columns: Annotated[Sequence[str], Help("What stands in the columns of these counts.")]
    more: Annotated[int, Help("How many of these counts are in the file only.", unit="rows")]
    file: Annotated[str, Help("Address of the figure as CSV.")]
    counts_file: Annotated[str, Help("Address of all these counts as CSV.")]


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    choice = overview.chosen(request, *NAMED)
    if isinstance(choice, web.Response):
        return choice
    told = await console.figures.of(choice.period)
    section, figure = _found(request, told)
    known = console.figures
    counted = rows.counted(told, section.id, figure, {area.id: area.services for area in known.terms.areas})
    named = {name: request.query.get(name, "") for name in NAMED}
    address = urlencode({**named, **figures.query(choice.period)})
    page = FigurePage(
        title=section.title.en,
        choice=choice,
        named=named,
        section=section,
        figure=figure,
        about=pictures.about(figure, known.titles),
        titles=known.titles,
        others={
            pictures.about(one, known.titles): told.address(section.id, one)
            for id, one in told.figures(section.id, figure.name).items()
            if id != named["of"]
        },
        chart=_chart(told, known, figure),
        in_log=rows.in_log(told, section.id, figure),
        counted=counted[:MOST_ROWS],
        columns=rows.COUNT_COLUMNS,
        more=max(0, len(counted) - MOST_ROWS),
        file=f"{EXPORT_PATH}?{address}",
        counts_file=f"{EXPORT_PATH}?{address}&rows=counts",
    )
    return render(request, page)


async def send(request: web.Request) -> web.Response:
    """The figure as the report gives it, or with `rows=counts` the counts behind it."""
    console = shared.of(request)
    choice = overview.chosen(request, *NAMED, "rows")
    if isinstance(choice, web.Response):
        return choice
    told = await console.figures.of(choice.period)
    section, figure = _found(request, told)
    if request.query.get("rows") == "counts":
        areas = {area.id: area.services for area in console.figures.terms.areas}
        counted = rows.counted(told, section.id, figure, areas)
        return charts.rows_file(request, counted, rows.COUNT_COLUMNS, f"{figure.name}-counts")
    alone = Section(id=section.id, title=section.title, figures=(figure,))
    return charts.figures_file(request, told, (alone,), figure.name)


def _found(request: web.Request, told: Told) -> tuple[Section, Figure]:
    given = forms.query(request, (*NAMED, *FIELDS, "rows"))
    try:
        section = told.section(given.get("section", ""))
        return section, told.figures(section.id, given.get("name", ""))[given.get("of", "")]
    except LookupError:
        raise Problem(
            404, "Not found", "There is no such figure in this period. Look for it in the overview."
        ) from None


def _chart(told: Told, known: figures.Figures, figure: Figure) -> charts.Drawn | None:
    areas = {area.id: area for area in known.terms.areas}
    area = areas.get(figure.about.get("area", ""))
    if area is None:
        return None
    chart = pictures.trend(told, known, area)
    return charts.drawn(chart, "take-up", told.report.period, area=area.id)
