"""Puts the figures of a period into sections: the savings, beside them who was left behind, then the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.catalogue import Catalogue
from bot.deflection import (
    account,
    channels,
    counterfactual,
    experiment,
    funnel,
    given,
    inclusion,
    review,
    takeup,
    tally,
    verified,
)
from bot.deflection.account import Books
from bot.deflection.costs import Cost
from bot.deflection.counts import ContactCell, DeflectionCell
from bot.deflection.figure import Figure, Gap, Words
from bot.deflection.periods import ONE_DAY, Period
from bot.deflection.prices import WRITTEN, PriceList
from bot.deflection.reconcile import CONVERSATION_SUM, DEFLECTION_SUM
from bot.deflection.takeup import Area
from bot.report.gather import Material
from bot.report.report import Section

GROUPS: Final = 50  # of what was not understood; the rest are rarer


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the municipality says that figures are reckoned with."""

    prices: PriceList
    running: Sequence[Cost]
    areas: Sequence[Area]


def terms(catalogue: Catalogue) -> Terms:
    return Terms(
        prices=given.price_list(catalogue.prices),
        running=given.running_costs(catalogue.prices),
        areas=given.areas(catalogue.areas()),
    )


def sections(material: Material, terms: Terms, period: Period, service: str | None) -> tuple[Section, ...]:
    """In the order in which they are to be read; `service` alone bears no share of the running cost."""
    books = Books(period=period, prices=terms.prices, running=None if service else terms.running)
    areas = [area for area in terms.areas if service is None or service in area.services]
    return (
        Section(
            id="savings",
            title=Words("Sparede skriftlige henvendelser", "Saved written interactions"),
            figures=(
                *account.figures(material.deflections, books),
                *tally.deflections(material.deflections),
            ),
        ),
        Section(
            id="left-behind",
            title=Words("Hvem blev ladt tilbage", "Who was left behind"),
            note=Words(
                "Besparelsen er kun en succes, når ingen gruppe får det sværere.",
                "A saving is a success only where no group finds it harder.",
            ),
            figures=tuple(inclusion.figures(material.outcomes)),
        ),
        Section(
            id="funnel",
            title=Words("Fra samtale til besparelse", "From a conversation to a saving"),
            figures=tuple(funnel.figures(material.conversations, material.deflections)),
        ),
        Section(
            id="conversations",
            title=Words("Hvordan samtalerne endte", "How conversations ended"),
            figures=tuple(tally.conversations(material.conversations)),
        ),
        Section(
            id="leaving",
            title=Words("Hvad borgerne sagde, da de gik", "What citizens said when they left"),
            figures=tuple(tally.leaving(material.conversations)),
        ),
        Section(
            id="channels",
            title=Words("Kanalerne", "The channels"),
            figures=tuple(channels.figures(material.contacts, terms.prices)),
        ),
        Section(
            id="take-up",
            title=Words("Digital andel, område for område", "Digital share, area by area"),
            note=Words(
                "Et gennemsnit ville skjule de områder, der ikke når målet.",
                "An average would hide the areas that miss the target.",
            ),
            figures=tuple(_take_up(material, areas, period)),
        ),
        Section(
            id="evidence",
            title=Words("Beviset, ærinde for ærinde", "The evidence, service by service"),
            figures=tuple(_evidence(material.deflections)),
        ),
        *_caused(material, terms.prices, period),
        Section(
            id="review",
            title=Words("Hvad medarbejderne sagde", "What operators said of it"),
            note=Words(
                "Andelene er af den tilfældige stikprøve; enigheden er af alt, som to har bedømt.",
                "Shares are of the random sample; agreement is of all that two have judged.",
            ),
            figures=tuple(review.figures(material.judged, material.judged_twice)),
        ),
        Section(
            id="misunderstood",
            title=Words("Hvad assistenten ikke forstod", "What the assistant did not understand"),
            note=Words(
                "Borgernes egne ord, med personlige oplysninger skjult; beslægtede beskeder står sammen.",
                "Citizens' own words, personal data hidden; messages that are alike stand together.",
            ),
            groups=tuple(material.misunderstood[:GROUPS]),
        ),
        Section(
            id="sums",
            title=Words("Regnskabet går op", "Do the sums hold"),
            figures=(_broken(material),),
        ),
    )


def _take_up(material: Material, areas: Sequence[Area], period: Period) -> Iterator[Figure]:
    """Areas of which nothing was counted are named together: a gap, and never a share of zero."""
    contacts, deflections = _by_service(material.contact_months), _by_service(material.deflection_months)
    counted = contacts.keys() | deflections.keys()
    silent = [area for area in areas if not area.services & counted]
    for area in areas:
        if area not in silent:
            cells = (_of(area, contacts), _of(area, deflections))
            yield from takeup.figures(area, *cells, period)
    if silent:
        yield Figure(
            name="areas_without_contacts",
            sentence=Words(
                "Områder, hvor ingen kontakt er indlæst: deres digitale andel er ikke kendt.",
                "Areas of which no contact was imported: their digital share is not known.",
            ),
            formula="areas with nothing completed on any channel",
            unit="count",
            value=len(silent),
            denominator=len(areas),
            not_counted=tuple(Gap(Words(area.id, area.id)) for area in silent),
        )


Cell = TypeVar("Cell", ContactCell, DeflectionCell)


def _by_service(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    """Once for all, so that an area need not look through those of the others."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.service, []).append(cell)
    return found


def _of(area: Area, cells: Mapping[str, list[Cell]]) -> list[Cell]:
    return [cell for service in sorted(area.services) for cell in cells.get(service, ())]


def _evidence(cells: Sequence[DeflectionCell]) -> Iterator[Figure]:
    """κ of every service, then V of every service, so that each stands in one table."""
    by_service = dict(sorted(_by_service(cells).items()))
    yield from (verified.figure(service, verified.verified(mine)) for service, mine in by_service.items())
    yield from (
        counterfactual.figure(service, counterfactual.kappa(mine)) for service, mine in by_service.items()
    )


def _caused(material: Material, prices: PriceList, period: Period) -> Iterator[Section]:
    """Only where a share of conversations was held out."""
    if material.arms:
        price = prices.on(WRITTEN, period.to - ONE_DAY)
        yield Section(
            id="caused",
            title=Words("Hvad assistenten selv har forårsaget", "What the assistant caused"),
            figures=tuple(experiment.figures(material.arms, price)),
        )


def _broken(material: Material) -> Figure:
    return Figure(
        name="broken_sums",
        sentence=Words(
            "Så mange dage og ærinder går ikke op; de vises og rettes aldrig i stilhed.",
            "On so many days and services the sum does not hold; they are shown, never mended in silence.",
        ),
        formula=f"{DEFLECTION_SUM}; {CONVERSATION_SUM}",
        unit="count",
        value=len(material.broken),
        not_counted=tuple(Gap(Words(str(one), str(one))) for one in material.broken),
    )
