"""Reads a municipality's folder into a Catalogue, or says where it cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit

from bot.catalogue import contacts, crosscheck, demo, prices, receipts, schema, spoken
from bot.catalogue.links import canonical
from bot.catalogue.model import (
    GENERIC,
    LANGUAGES,
    Catalogue,
    CatalogueError,
    DangerLine,
    Department,
    Finding,
    Language,
    Link,
    Prices,
    ReceiptSource,
    Service,
    Targets,
    Text,
)
from bot.catalogue.reading import Section, Sheet

Part = TypeVar("Part")
DEMO_PARAMETER = "ref"
DEMO_SITE = "DEMO"


@dataclass
class Draft:
    """What was read so far, with the sheet of each file for later complaints."""

    services: list[tuple[Sheet, str, Service]] = field(default_factory=list)
    departments: Mapping[str, Department] = field(default_factory=dict)
    danger: tuple[DangerLine, ...] = ()
    hosts: Mapping[str, str] = field(default_factory=dict)
    spoken: dict[Language, dict[str, Text]] = field(default_factory=dict)
    sources: Mapping[str, ReceiptSource] = field(default_factory=lambda: {GENERIC.id: GENERIC})
    prices: Prices = field(default_factory=Prices)
    targets: Targets = field(default_factory=Targets)
    contacts_sheet: Sheet = field(default_factory=lambda: Sheet("contacts.yml"))
    hosts_sheet: Sheet = field(default_factory=lambda: Sheet("links.yml"))
    sources_sheet: Sheet = field(default_factory=lambda: Sheet("receipts.yml"))
    prices_sheet: Sheet = field(default_factory=lambda: Sheet("prices.yml"))
    targets_sheet: Sheet = field(default_factory=lambda: Sheet("targets.yml"))
    text_sheets: dict[Language, Sheet] = field(default_factory=dict)

    def findings(self) -> list[Finding]:
        sheets = [self.contacts_sheet, self.hosts_sheet, self.sources_sheet, self.prices_sheet]
        sheets += [self.targets_sheet, *self.text_sheets.values()]
        sheets += [sheet for sheet, _, _ in self.services]
        return [finding for sheet in sheets for finding in sheet.findings]


def load(folder: Path, *, demo_origin: str | None = None) -> Catalogue:
    """The whole catalogue; raises CatalogueError with every finding.

    With `demo_origin` (such as http://localhost:8082) services that have a demo form link to it.
    """
    draft, findings = read(folder)
    if findings:
        raise CatalogueError(findings)
    services = {
        service.id: _demo(_canonical(service, draft.hosts), demo_origin) for _, _, service in draft.services
    }
    return Catalogue(
        services=MappingProxyType(services),
        departments=MappingProxyType(
            {key: _canonical_pages(part, draft.hosts) for key, part in draft.departments.items()}
        ),
        danger=draft.danger,
        hosts=MappingProxyType(dict(draft.hosts) | _demo_host(demo_origin)),
        sources=MappingProxyType(
            dict(draft.sources) | (demo.sources(services.values()) if demo_origin else {})
        ),
        spoken=MappingProxyType(
            {language: MappingProxyType(draft.spoken[language]) for language in LANGUAGES}
        ),
        prices=draft.prices,
        targets=draft.targets,
    )


def read(folder: Path) -> tuple[Draft, list[Finding]]:
    """Everything in the folder and everything that is wrong with it, sorted by file and line."""
    draft = Draft()
    draft.hosts_sheet, hosts = _open(folder / "links.yml", contacts.hosts)
    draft.hosts = hosts or {}
    draft.contacts_sheet, people = _open(folder / "contacts.yml", _people)
    draft.departments, draft.danger = people or ({}, ())
    if (folder / "receipts.yml").exists():
        draft.sources_sheet, sources = _open(folder / "receipts.yml", receipts.sources)
        draft.sources = sources or {}
    draft.prices_sheet, priced = _open(folder / "prices.yml", prices.prices)
    draft.targets_sheet, aims = _open(folder / "targets.yml", prices.targets)
    draft.prices, draft.targets = priced or Prices(), aims or Targets()
    for language in LANGUAGES:
        draft.text_sheets[language], said = _open(folder / "texts" / f"{language}.yml", spoken.texts)
        draft.spoken[language] = said or {}
    files = sorted((folder / "services").glob("*.yml"))
    stray = [_service(path, draft) for path in files]
    crosscheck.everything(draft)
    findings = draft.findings() + [finding for sheet in stray if sheet for finding in sheet.findings]
    if not files:
        findings.append(Finding(str(folder / "services"), 1, "file", "there is no service in this folder"))
    return draft, sorted(findings, key=lambda finding: (finding.file, finding.line))


def _open(path: Path, form: Callable[[Section], Part]) -> tuple[Sheet, Part | None]:
    sheet = Sheet(str(path))
    root = sheet.root(path)
    return sheet, None if root is None else form(root)


def _people(root: Section) -> tuple[dict[str, Department], tuple[DangerLine, ...]]:
    parts = contacts.departments(root), contacts.danger(root)
    root.close()
    return parts


def _service(path: Path, draft: Draft) -> Sheet | None:
    """Adds the service to the draft; returns the sheet of a file that holds none."""
    sheet, service = _open(path, schema.service)
    if service is None:
        return sheet
    draft.services.append((sheet, path.stem, service))
    return None


def _canonical(service: Service, hosts: Mapping[str, str]) -> Service:
    """What is sent to a browser is what was checked, character by character."""
    if service.link is None:
        return service
    return replace(service, link=replace(service.link, url=canonical(service.link.url, hosts)))


def _canonical_pages(department: Department, hosts: Mapping[str, str]) -> Department:
    pages = {
        name: page and replace(page, url=canonical(page.url, hosts))
        for name, page in (("page", department.page), ("appointment", department.appointment))
    }
    return replace(department, page=pages["page"], appointment=pages["appointment"])


def _demo(service: Service, origin: str | None) -> Service:
    if origin is None or not service.demo_form:
        return service
    return replace(service, link=Link(demo_url(origin, service.id), "self_service", DEMO_PARAMETER))


def _demo_host(origin: str | None) -> dict[str, str]:
    """The demo site is named as what it is, not as the machine it runs on."""
    return {urlsplit(origin).hostname or "": DEMO_SITE} if origin else {}


def demo_url(origin: str, service: str) -> str:
    """Where the demo self-service site shows a service's form."""
    return f"{origin.rstrip('/')}/{service}"
