"""Somebody cannot use digital services: a person, a place, power of attorney, exemption; no form."""

from actions.turn import Outcome, Turn
from bot.catalogue import HELP_DESK

WAYS = (
    "assisted",
    "assisted_person",
    "assisted_place",
    "assisted_power_of_attorney",
    "assisted_exemption",
    "no_digital_kept",
)


def assist(turn: Turn) -> Outcome:
    service = turn.named
    department = turn.catalogue.departments[service.department if service else HELP_DESK]
    said = turn.said(*WAYS, department=department.name.in_(turn.language))
    services = [service.id] if service else []
    state = {"no_digital": True, "service": service.id if service else None}
    return Outcome("assisted", [said, turn.contact(service)], services, state)
