"""Charts as pictures, in two widths, and the same figures as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from bot.console import charts, forms, months, pictures, shared, streams
from bot.console.charts import Chart
from bot.console.drawing import NotDrawn
from bot.console.figures import Told, query
from bot.console.months import BadPeriod
from bot.deflection.periods import Period
from bot.http.problem import Problem
from bot.report import sheet, table
from bot.report.report import Section

TREND: Final = "trend"


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A chart with the addresses of its two pictures and of its file."""

    chart: Chart
    wide: str
    narrow: str
    file: str


def drawn(chart: Chart, section: str, period: Period, **more: str) -> Drawn:
    file = f"/overview.csv?{urlencode({**query(period), 'section': section})}"
    return addressed(chart, f"/charts/{chart.id}.svg", {**query(period), **more}, file)


def addressed(chart: Chart, path: str, named: dict[str, str], file: str) -> Drawn:
    wide, narrow = (f"{path}?{urlencode({**named, 'width': width})}" for width in ("wide", "narrow"))
    return Drawn(chart=chart, wide=wide, narrow=narrow, file=file)


async def show(request: web.Request) -> web.Response:
    console, id = shared.of(request), request.match_info["id"]
    given = forms.query(request, (*months.FIELDS, "width", "area"))
    try:
        period = months.read(given, console.clock()).period
    except BadPeriod as error:
        raise Problem(400, "Bad request", str(error)) from None
    told = await console.figures.of(period)
    if id == TREND:
        areas = {area.id: area for area in console.figures.terms.areas}
        if given.get("area") not in areas:
            raise Problem(404, "Not found", "There is no such service area.")
        chart = pictures.trend(told, console.figures, areas[given["area"]])
    elif id in pictures.OVERVIEW:
        chart = pictures.OVERVIEW[id][1](told, console.figures)
    else:
        raise Problem(404, "Not found", "There is no such chart.")
    return await picture(request, chart, wide=given.get("width") != "narrow")


async def picture(request: web.Request, chart: Chart, *, wide: bool) -> web.Response:
    try:
        text = await shared.of(request).drawing.svg(charts.spec(chart, wide=wide))
    except NotDrawn:
        raise Problem(503, "Not now", "The chart cannot be drawn; its table stands beside it.") from None
    return web.Response(text=text, content_type="image/svg+xml", charset="utf-8")


def csv_of(told: Told, sections: Sequence[Section], name: str, *, demo: bool) -> web.Response:
    """Figures as the report's own CSV, one a row."""
    report = replace(told.report, sections=tuple(sections), demo=demo)
    return csv_file(sheet.BOM + table.csv(report, "en"), f"{name}-{report.period.from_}", demo=demo)


def csv_file(text: str, name: str, *, demo: bool) -> web.Response:
    return web.Response(body=text.encode(), headers=streams.headers(name, demo=demo))


def rows_file(
    rows: Sequence[Sequence[str | None]], columns: Sequence[str], name: str, *, demo: bool
) -> web.Response:
    """A table as it is shown, for a spreadsheet."""
    mark = ("DEMO",) if demo else ()
    lines = [(*columns, *mark), *((*row, *mark) for row in rows)]
    return csv_file(sheet.BOM + sheet.rows(lines), name, demo=demo)
