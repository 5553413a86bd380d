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
from bot.report import encode, table
from bot.report.encode import Row
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


def figures_file(request: web.Request, told: Told, sections: Sequence[Section], name: str) -> web.Response:
    """Figures as the report's own table, one a row; what is invented says so in its first column."""
    demo = shared.of(request).settings.demo
    report = replace(told.report, sections=tuple(sections), demo=demo)
    return _file(request, table.COLUMNS, table.rows(report, "en"), f"{name}-{report.period.from_}")


def rows_file(request: web.Request, rows: Sequence[Row], columns: Sequence[str], name: str) -> web.Response:
    """A table as it is shown, for a spreadsheet or a program."""
    mark = ("DEMO",) if shared.of(request).settings.demo else ()
    return _file(request, (*columns, *mark), [(*row, *mark) for row in rows], name)


def _file(request: web.Request, columns: Sequence[str], rows: Sequence[Row], name: str) -> web.Response:
    format, demo = streams.format_of(request), shared.of(request).settings.demo
    return web.Response(
        body=encode.whole(format, columns, rows), headers=streams.headers(name, format, demo=demo)
    )
