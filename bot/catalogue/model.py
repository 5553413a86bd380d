"""What a municipality's catalogue holds, as values that never change once they are read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")

FACTS = ("price", "time", "eligibility", "where", "hours", "deadline", "validity")
LINK_KINDS = ("self_service", "topic", "section", "home")
LIFE_EVENTS = (
    *("moving", "arriving", "documents", "health", "travel", "digital", "money", "contact", "children"),
    *("family", "death", "housing", "retirement", "work", "education", "transport", "disability"),
    *("streets", "leisure", "rights"),
)
LEVELS = ("municipality", "state", "region", "parish", "police", "organisation")
CHANNELS = ("in_person", "telephone", "any", "elsewhere")
FIELD_TYPES = ("text", "date", "email", "tel", "select", "textarea", "checkbox")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSING_DAYS = ("public_holidays", "constitution_day", "christmas_eve", "new_years_eve")
DEPARTMENTS = (
    *("citizen_service", "registry", "childcare", "schools", "family_law", "benefits", "pension", "jobs"),
    *("parking", "environment", "roads", "building", "health_care", "disability", "culture", "rights"),
    "digital_help",
)
HELP_DESK = "citizen_service"  # who helps with everything that is nobody else's
# Currencies and how many decimals they have; the figures know the same ones.
CURRENCIES: Mapping[str, int] = MappingProxyType(
    {"DKK": 2, "EUR": 2, "GBP": 2, "ISK": 0, "NOK": 2, "SEK": 2, "USD": 2}
)
HANDLED = ("self_service", "telephone", "face_to_face", "email", "letter")
PRICED = ("written", "assisted_digital", *HANDLED)


@dataclass(frozen=True, slots=True)
class Localised:
    da: str
    en: str

    def in_(self, language: Language) -> str:
        return self.da if language == "da" else self.en


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a citizen asks about, with the page it was read at and the year that page gives."""

    text: Localised
    source: str
    as_of: int | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Link:
    """`reference_parameter` is the query parameter that the form engine gives back in its receipt."""

    url: str
    kind: str
    reference_parameter: str | None


@dataclass(frozen=True, slots=True)
class Handler:
    level: str
    name: Localised


@dataclass(frozen=True, slots=True)
class NeverForm:
    """Why a form is wrong for this matter: always, or only where one of `only_if`'s words is used."""

    channel: str
    reason: Localised
    only_if: Mapping[Language, tuple[str, ...]] | None


@dataclass(frozen=True, slots=True)
class Mandatory:
    """The wave of mandatory digital self-service; `none_seen` and `unknown` never mean "voluntary"."""

    wave: str
    since: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class FormOption:
    value: str
    label: Localised


@dataclass(frozen=True, slots=True)
class FormField:
    name: str
    type: str
    label: Localised
    required: bool
    hint: Localised | None
    options: tuple[FormOption, ...]


@dataclass(frozen=True, slots=True)
class Service:
    id: str
    title: Localised
    tells_apart: Localised
    summary: Localised
    prepare: Mapping[Language, tuple[str, ...]]
    facts: Mapping[str, Fact]
    link: Link | None
    mitid: str
    mitid_note: Localised | None
    life_event: str
    handled_by: Handler
    department: str
    follow_up_days: int
    never_form: NeverForm | None
    mandatory: Mandatory
    kle: str | None
    demo_form: tuple[FormField, ...]
    unconfirmed: tuple[str, ...]
    area: str  # the area in which it is counted: itself, or one that several share
    former_ids: tuple[str, ...]  # what it was called before; contacts and deflections of then are its own


@dataclass(frozen=True, slots=True)
class Interval:
    """Open from `start` until, not including, `end`; an end at or before the start is on the next day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Hours:
    """Local opening hours; `week` runs from Monday, `closed` are single days beside `closing_days`.

    `special` has other hours for a day, by its date (2026-12-23) or by what it is called (new_years_eve).
    """

    week: tuple[tuple[Interval, ...], ...]
    closing_days: frozenset[str] = frozenset()
    closed: frozenset[date] = frozenset()
    special: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    label: Localised


@dataclass(frozen=True, slots=True)
class Department:
    """Who a citizen can talk to; None means not known, and `unconfirmed` says so."""

    id: str
    name: Localised
    telephone: str | None
    hours: Hours | None
    address: str | None
    page: Page | None
    appointment: Page | None
    email: str | None
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Headers of an HMAC-SHA256 over `<timestamp>.<body>`, and of its time in Unix seconds."""

    header: str
    timestamp_header: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """The header in which a trusted proxy names the client certificate that it verified, and which one."""

    header: str
    value: str


@dataclass(frozen=True, slots=True)
class ReceiptSource:
    """A form engine: `header` carries its secret, `field` our code; `forms` are service ids by form id."""

    id: str
    adapter: str
    header: str | None
    signature: Signature | None
    field: str
    forms: Mapping[str, str]
    certificate: Certificate | None = None

    @property
    def secret(self) -> bool:
        """Whether it shows a secret, or signs with one; a certificate needs none."""
        return self.header is not None or self.signature is not None


GENERIC = ReceiptSource("generic", "generic", "Authorization", None, "ref", {})


@dataclass(frozen=True, slots=True)
class DangerLine:
    """A number for danger; one that is not confirmed is never shown to a citizen."""

    id: str
    number: str
    name: Localised
    when: Localised
    source: str | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Running text of one kind: `text`, `emphasis` or `link`; may hold {placeholders}."""

    kind: str
    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (a single row of pieces) or a list (a row for each item)."""

    kind: str
    rows: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Something the assistant says; `placeholders` are filled with the catalogue's values only."""

    blocks: tuple[Block, ...]
    placeholders: frozenset[str]

    def plain(self, **values: str) -> str:
        """One paragraph a line, without markup; for labels, page titles and announcements."""
        rows = (row for block in self.blocks for row in block.rows)
        return "\n".join("".join(piece.text for piece in row) for row in rows).format_map(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a contact costs, or what replacing a written one saves, from a day until the next price."""

    channel: str
    amount_minor: int
    currency: str
    valid_from: date
    basis: str
    cashable: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCost:
    """Spent evenly on the days `from_ <= day < to`."""

    amount_minor: int
    currency: str
    from_: date
    to: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One `from_` costs so many `to`, from a day until the next rate."""

    from_: str
    to: str
    rate: Fraction
    valid_from: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """`currency` is the one that sums of several are shown in; no running cost means that none is known."""

    currency: str = "DKK"
    prices: tuple[Price, ...] = ()
    running_costs: tuple[RunningCost, ...] = ()
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The digital share that an area is to have on the last day `by`; area None is every other area."""

    area: str | None
    share: Fraction
    by: date
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Targets:
    """`areas` are the names of those that several services share."""

    targets: tuple[Target, ...] = ()
    areas: Mapping[str, Localised] = field(default_factory=dict)

    def of(self, area: str) -> Target:
        general = next(target for target in self.targets if target.area is None)
        return next((target for target in self.targets if target.area == area), general)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Services that are counted together; `since` is when digital self-service became mandatory, if known."""

    id: str
    name: Localised
    services: frozenset[str]
    target: Fraction
    by: date
    since: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is amiss, and where; `line` counts from 1."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class CatalogueError(Exception):
    """The catalogue cannot be used; `findings` say where and why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Catalogue:
    services: Mapping[str, Service]
    departments: Mapping[str, Department]
    danger: tuple[DangerLine, ...]
    hosts: Mapping[str, str]
    spoken: Mapping[Language, Mapping[str, Text]] = field(repr=False)
    prices: Prices
    targets: Targets
    sources: Mapping[str, ReceiptSource] = field(default_factory=dict)

    def texts(self, language: Language) -> Mapping[str, Text]:
        return self.spoken[language]

    def department_of(self, service: Service) -> Department:
        return self.departments[service.department]

    def areas(self) -> list[Area]:
        """Every service in exactly one, in the order of their ids."""
        groups: dict[str, list[Service]] = {}
        for service in self:
            groups.setdefault(service.area, []).append(service)
        return [self._area(id, groups[id]) for id in sorted(groups)]

    def _area(self, id: str, services: list[Service]) -> Area:
        target = self.targets.of(id)
        return Area(
            id=id,
            name=self.targets.areas.get(id) or services[0].title,
            services=frozenset(service.id for service in services),
            target=target.share,
            by=target.by,
            since=services[0].mandatory.since,
            source=target.source,
        )

    def renamed(self) -> Mapping[str, str]:
        """Former id → the id of today."""
        return {former: service.id for service in self for former in service.former_ids}

    def windows(self) -> Mapping[str, int]:
        """How many days each service waits for a letter, by its id and by those that it had before."""
        return {id: service.follow_up_days for service in self for id in (service.id, *service.former_ids)}

    def __iter__(self) -> Iterator[Service]:
        return iter(self.services.values())
