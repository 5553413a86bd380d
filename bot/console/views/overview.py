"""The overview: what was saved, beside it who was left behind, and whether the house and its sums hold."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from aiohttp import web

from bot.console import forms, months, pictures, shared
from bot.console.charts import Chart
from bot.console.figures import Figures, Told
from bot.console.months import BadPeriod, Choice
from bot.console.pages import Page, render
from bot.console.pages import Told as Help
from bot.console.shared import Console, Part
from bot.console.views import charts
from bot.deflection.figure import Figure
from bot.deflection.reconcile import Broken
from bot.http.problem import Problem

log = logging.getLogger(__name__)

PATH: Final = "/"
EXPORT_PATH: Final = "/overview.csv"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A line of the table of savings; `href` leads to what its number is made of."""

    label: str
    figure: Figure
    money: Figure | None
    note: str
    href: str


@dataclass(frozen=True, kw_only=True)
class OverviewPage(Page):
    template: ClassVar[str] = "overview.html"
    title: str = "Overview"
    choice: Annotated[Choice, Help("The period, in whole months.")]
    told: Annotated[Told, Help("Every figure of the period.")]
    titles: Annotated[Mapping[str, str], Help("Services and areas by their Danish names.")]
    saving: Annotated[Figure, Help("What the verified digital interactions saved.", unit="money")]
    standings: Annotated[Sequence[Standing], Help("Saved written interactions by their evidence.")]
    left: Annotated[Figure, Help("Who asked for something we serve and did not get through.", unit="share")]
    charts: Annotated[Mapping[str, charts.Drawn], Help("The charts, by their name.")]
    unknown_areas: Annotated[Figure | None, Help("Areas of which no contact was imported.")]
    broken: Annotated[Sequence[Broken], Help("Days on which a sum does not hold.")]
    broken_figure: Annotated[Figure, Help("How many sums do not hold.")]
    parts: Annotated[Sequence[Part], Help("How each part of the house is doing at this moment.")]


@dataclass(frozen=True, kw_only=True)
class NoPeriodPage(Page):
    template: ClassVar[str] = "no_period.html"
    title: str = "Overview"
    choice: Annotated[Choice, Help("The usual period instead.")]
    path: Annotated[str, Help("The page that was asked for.")]


async def show(request: web.Request) -> web.Response:
    console = shared.of(request)
    choice = chosen(request)
    if isinstance(choice, web.Response):
        return choice
    told = await console.figures.of(choice.period)
    return render(request, _page(choice, told, console.figures, await _parts(console)))


def chosen(request: web.Request, *more: str) -> Choice | web.Response:
    """The period that the address names, or the page that says what is wrong with it."""
    console = shared.of(request)
    try:
        return months.read(forms.query(request, (*months.FIELDS, *more)), console.clock())
    except BadPeriod as error:
        usual = months.read({}, console.clock())
        page = NoPeriodPage(choice=usual, path=request.path, error=str(error))
        return render(request, page, status=400)


async def send(request: web.Request) -> web.Response:
    """One section of the report as CSV: what a chart and its table show, to the last digit."""
    console = shared.of(request)
    given = forms.query(request, (*months.FIELDS, "section"))
    try:
        choice = months.read(given, console.clock())
    except BadPeriod as error:
        raise Problem(400, "Bad request", str(error)) from None
    told = await console.figures.of(choice.period)
    try:
        section = told.section(given.get("section", ""))
    except LookupError:
        raise Problem(404, "Not found", "There is no such part of the report.") from None
    return charts.figures_file(request, told, (section,), section.id)


def _page(choice: Choice, told: Told, figures: Figures, parts: Sequence[Part]) -> OverviewPage:
    areas = [one for one in told.section("take-up").figures if one.name == "areas_without_contacts"]
    return OverviewPage(
        choice=choice,
        told=told,
        titles=figures.titles,
        saving=told.figures("savings", "saving")[""],
        standings=list(_standings(told)),
        left=told.figures("left-behind", "left_behind_of_all")[""],
        charts={
            id: charts.drawn(_made(id, told, figures), section, choice.period)
            for id, (section, _) in pictures.OVERVIEW.items()
        },
        unknown_areas=areas[0] if areas else None,
        broken=told.material.broken,
        broken_figure=told.figures("sums", "broken_sums")[""],
        parts=parts,
    )


def _made(id: str, told: Told, figures: Figures) -> Chart:
    _, make = pictures.OVERVIEW[id]
    return make(told, figures)


def _standings(told: Told) -> Sequence[Standing]:
    counts = told.figures("savings", "deflections")
    money = {
        "verified": told.figures("savings", "saving")[""],
        "evidenced": told.figures("savings", "estimated_saving")[""],
    }
    notes = {
        "assumed": "never priced",
        "evidenced": "an estimate, not part of the saving",
        "verified": "the saving",
        "reversed": "taken back, nothing is counted",
    }
    return [
        Standing(
            label=pictures.STANDINGS[id],
            figure=counts[id],
            money=money.get(id),
            note=note,
            href=told.address("savings", counts[id]),
        )
        for id, note in notes.items()
    ]


async def _parts(console: Console) -> Sequence[Part]:
    try:
        return await console.health()
    except Exception:  # whatever is wrong with a part, its page must still open
        log.exception("the health of the parts could not be told")
        return [Part(name="Health", state="down", sentence="The health of the parts could not be told.")]
