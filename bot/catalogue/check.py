"""What `genvej catalogue check` says: findings, then what a municipality still has to confirm."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.catalogue.loader import Draft, read
from bot.catalogue.model import (
    PRICED,
    Catalogue,
    DangerLine,
    Department,
    Finding,
    Prices,
    Service,
    Targets,
)

if TYPE_CHECKING:
    from bot.catalogue.reach import Address

QUESTIONS = {
    "price": "prices",
    "time": "times",
    "eligibility": "who is entitled",
    "where": "where to go",
    "hours": "opening hours",
    "deadline": "deadlines",
    "validity": "how long it is valid",
    "link": "links to the form",
    "mitid": "whether MitID is needed",
    "mandatory": "whether the area is mandatory digital",
    "department": "which department it is",
    "telephone": "telephone numbers",
    "address": "addresses",
    "page": "pages of departments",
    "appointment": "where to book an appointment",
    "email": "mailboxes",
    "money": "prices and costs in the figures",
    "target": "targets of the digital share",
    "danger": "numbers for danger (not shown until confirmed)",
}


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Something only the municipality knows: `what` of `subject` (a service, department or danger line)."""

    what: str
    subject: str


def check(folder: Path, *, links: bool) -> list[Finding]:
    """Everything wrong in the folder; with `links` each address is also tried over the network."""
    draft, findings = read(folder)
    return findings + (_unreachable(draft) if links else [])


def _unreachable(draft: Draft) -> list[Finding]:
    from bot.catalogue import reach  # the network parts are slow to import, and rarely needed

    return reach.findings(_addresses(draft))


def unconfirmed(catalogue: Catalogue) -> list[Unconfirmed]:
    told = _unconfirmed(list(catalogue), list(catalogue.departments.values()), catalogue.danger)
    return told + _unconfirmed_figures(catalogue.prices, catalogue.targets)


def _unconfirmed_figures(prices: Prices, targets: Targets) -> list[Unconfirmed]:
    """Prices that nobody stands behind, and those that are not known at all."""
    priced = {price.channel for price in prices.prices}
    found = [f"{price.channel} from {price.valid_from}" for price in prices.prices if not price.confirmed]
    found += [f"{channel} (not known)" for channel in PRICED if channel not in priced]
    found += [] if prices.running_costs else ["running cost of the assistant (not known)"]
    currencies = {price.currency for price in prices.prices} - {prices.currency}
    rated = {rate.from_ for rate in prices.rates if rate.to == prices.currency}
    found += [f"{one} to {prices.currency} (no rate)" for one in sorted(currencies - rated)]
    aims = [target.area or "every area" for target in targets.targets if not target.confirmed]
    return [Unconfirmed("money", one) for one in found] + [Unconfirmed("target", one) for one in aims]


def _unconfirmed(
    services: list[Service], departments: list[Department], danger: tuple[DangerLine, ...]
) -> list[Unconfirmed]:
    known = [Unconfirmed(what, service.id) for service in services for what in service.unconfirmed]
    known += [Unconfirmed(what, part.id) for part in departments for what in part.unconfirmed]
    return known + [
        Unconfirmed("danger", f"{line.number} {line.id}") for line in danger if not line.confirmed
    ]


def _addresses(draft: Draft) -> "list[Address]":
    """Every address a citizen may be sent to, with the place it stands."""
    from bot.catalogue.reach import Address

    found = []
    for sheet, _, service in draft.services:
        if service.link:
            found.append(Address(sheet.file, sheet.line_of("link.url"), "link.url", service.link.url))
    sheet = draft.contacts_sheet
    for department in draft.departments.values():
        for name, page in (("page", department.page), ("appointment", department.appointment)):
            if page:
                field = f"departments.{department.id}.{name}.url"
                found.append(Address(sheet.file, sheet.line_of(field), field, page.url))
    return found


def main_check(folder: Path, links: bool, out: TextIO) -> int:
    """Prints the findings and what is unconfirmed; 1 when there are findings, else 0."""
    draft, findings = read(folder)
    if links:
        findings = findings + _unreachable(draft)
    for finding in findings:
        print(finding, file=out)
    services = [service for _, _, service in draft.services]
    open_points = _unconfirmed(services, list(draft.departments.values()), draft.danger)
    open_points += _unconfirmed_figures(draft.prices, draft.targets)
    if open_points:
        _print_unconfirmed(open_points, out)
    print(
        f"Services: {len(services)}. Departments: {len(draft.departments)}. Hosts: {len(draft.hosts)}. "
        f"Findings: {len(findings)}. To confirm: {len(open_points)}.",
        file=out,
    )
    return 1 if findings else 0


def _print_unconfirmed(points: list[Unconfirmed], out: TextIO) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for point in points:
        groups[point.what].append(point.subject)
    print("To be confirmed by the municipality before citizens rely on it:", file=out)
    for what in sorted(groups, key=lambda key: list(QUESTIONS).index(key) if key in QUESTIONS else 99):
        print(f"  {QUESTIONS.get(what, what)} ({len(groups[what])}): {', '.join(groups[what])}", file=out)
