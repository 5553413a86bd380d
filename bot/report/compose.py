"""Puts the figures of a period into sections: the savings, beside them who was left behind, then the rest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.catalogue import Catalogue
from bot.deflection import account, channels, counterfactual, given, takeup, verified
from bot.deflection.account import Books
from bot.deflection.costs import Cost
from bot.deflection.counts import DeflectionCell
from bot.deflection.figure import Figure, Gap, Words
from bot.deflection.periods import Period
from bot.deflection.prices import PriceList
from bot.deflection.reconcile import DEFLECTION_SUM, TERMS
from bot.deflection.takeup import Area
from bot.report.gather import Material
from bot.report.report import Section

GROUPS: Final = 50  # of what was not understood; the rest are rarer
STANDING: Final = {
    "assumed": Words("tilbudt, mere vides ikke", "offered, no more is known"),
    "evidenced": Words("sendt, men kan ikke bekræftes endnu", "sent, but cannot be verified yet"),
    "verified": Words("sendt og bekræftet", "sent and verified"),
    "reversed": Words("borgeren skrev alligevel", "the citizen wrote anyway"),
    "expired": Words("formularen kom aldrig", "the form never came"),
    "overturned": Words("omgjort af en medarbejder", "overturned by an operator"),
    "assisted": Words("hjulpet af et menneske", "helped by a person"),
    "exempt": Words("fritaget", "exempt"),
}


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
            figures=(*account.figures(material.deflections, books), *standing(material.deflections)),
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


def standing(cells: Iterable[DeflectionCell]) -> Iterator[Figure]:
    """Every offer of the period, by where it stands now; together they are all."""
    counts = Counter(dict.fromkeys(STANDING, 0))
    for cell in cells:
        counts[TERMS[cell.state]] += cell.count
    for name, words in STANDING.items():
        yield Figure(
            name="standing",
            about={"state": name},
            sentence=Words(f"Formularer: {words.da}.", f"Forms: {words.en}."),
            formula=DEFLECTION_SUM,
            unit="count",
            value=counts[name],
            denominator=counts.total(),
        )


def _take_up(material: Material, areas: Sequence[Area], period: Period) -> Iterator[Figure]:
    """Areas of which nothing was counted are named together: a gap, and never a share of zero."""
    counted = {cell.service for cell in material.contact_months}
    counted |= {cell.service for cell in material.deflection_months}
    silent = [area for area in areas if not area.services & counted]
    for area in areas:
        if area not in silent:
            yield from takeup.figures(area, material.contact_months, material.deflection_months, period)
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


def _evidence(cells: Sequence[DeflectionCell]) -> Iterator[Figure]:
    """κ of every service, then V of every service, so that each stands in one table."""
    services = sorted({cell.service for cell in cells})
    by_service = {service: [cell for cell in cells if cell.service == service] for service in services}
    yield from (verified.figure(service, verified.verified(mine)) for service, mine in by_service.items())
    yield from (
        counterfactual.figure(service, counterfactual.kappa(mine)) for service, mine in by_service.items()
    )


def _broken(material: Material) -> Figure:
    return Figure(
        name="broken_sums",
        sentence=Words(
            "Så mange dage og ærinder går ikke op; de vises og rettes aldrig i stilhed.",
            "On so many days and services the sum does not hold; they are shown, never mended in silence.",
        ),
        formula=DEFLECTION_SUM,
        unit="count",
        value=len(material.broken),
        not_counted=tuple(Gap(Words(str(one), str(one))) for one in material.broken),
    )
