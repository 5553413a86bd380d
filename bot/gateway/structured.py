"""A service as schema.org's GovernmentService, for search engines: what is known, and nothing else."""

from typing import Any, Final

from bot.catalogue import Service
from bot.catalogue.model import Department

DENMARK: Final = {"@type": "Country", "name": "Danmark"}
OURS: Final = "municipality"
NATIONAL: Final = frozenset({"state", "police"})

Thing = dict[str, Any]


def government_service(service: Service, department: Department, card: Thing, address: str) -> Thing:
    """`card` is what the page shows, in its language; `address` the page's own."""
    known = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": address,
        "url": address,
        "name": card["title"],
        "description": card["summary"],
        "provider": _provider(service, department, card),
        "areaServed": _area(service.handled_by.level),
        "availableChannel": _channels(card),
    }
    return {name: value for name, value in known.items() if value}


def _provider(service: Service, department: Department, card: Thing) -> Thing:
    """Our own department, or whoever deals with it elsewhere, of whom only the name is known."""
    lang = card["lang"]
    if service.handled_by.level != OURS:
        return {"@type": "GovernmentOrganization", "name": service.handled_by.name.in_(lang)}
    page = {"url": department.page.url} if department.page else {}
    telephone = {"telephone": department.telephone} if department.telephone else {}
    return {"@type": "GovernmentOrganization", "name": department.name.in_(lang), **page, **telephone}


def _area(level: str) -> Thing | None:
    """The municipality's name is nowhere in the catalogue; that it lies in Denmark is."""
    if level in NATIONAL:
        return DENMARK
    return {"@type": "AdministrativeArea", "containedInPlace": DENMARK} if level == OURS else None


def _channels(card: Thing) -> list[Thing]:
    human = card["human"]
    channels: list[Thing] = []
    if card["link"] and card["link"]["href"]:
        channels.append({"name": card["link"]["site"], "serviceUrl": card["link"]["href"]})
    if human["telephone"]:
        point = {"@type": "ContactPoint", "telephone": human["telephone"]["text"]}
        channels.append({"name": human["heading"], "servicePhone": point})
    if human["address"]:
        place = {"@type": "Place", "address": human["address"]}
        channels.append({"name": human["heading"], "serviceLocation": place})
    return [{"@type": "ServiceChannel", **channel} for channel in channels]
