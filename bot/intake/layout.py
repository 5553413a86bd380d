"""How one system writes contacts: its names for our columns, its codes for our values, its local times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import yaml

from bot.catalogue.model import Finding
from bot.catalogue.reading import INT, NULL, STR, Section, Sheet
from bot.intake.moments import TWICE, Moments
from bot.intake.rows import FIELDS, REQUIRED, UNITS

FORMATS: Final = ("csv", "jsonl", "parquet")
ENCODINGS: Final = ("utf-8", "latin-1", "windows-1252", "utf-16")
DELIMITERS: Final = (",", ";", "\t", "|")
UNREADABLE: Final = ("refuse", "leave out")


class MappingError(Exception):
    """The mapping cannot be used; each line says where and why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where a value comes from: columns of theirs, joined by a space, or always the same.

    `codes` translates; None means that nothing is given. What has no code is `otherwise`, where there is
    one, and stays as it is where there is none.
    """

    names: tuple[str, ...] = ()
    always: str | None = None
    codes: Mapping[str, str | None] = field(default_factory=dict)
    otherwise: str | None = None
    optional: bool = False  # nothing is given where the file has no such column


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """None where it is found out from the file."""

    columns: Mapping[str, Column]
    source: str | None = None
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    moments: Moments = field(default_factory=Moments)
    unit: str = "minutes"
    nameless: bool = False


# Our own names.
PLAIN: Final = Layout(columns={name: Column(names=(name,), optional=name not in REQUIRED) for name in FIELDS})


def load(path: Path) -> Layout:
    """Raises MappingError with every finding."""
    sheet = Sheet(str(path))
    root = sheet.root(path)
    found = None if root is None else _mapping(root)
    if sheet.findings or found is None:
        raise MappingError(sorted(sheet.findings, key=lambda finding: finding.line))
    return found


def dump(layout: Layout) -> str:
    """As `load` reads it again; what the file tells by itself is left to it."""
    given = {
        "source": layout.source,
        "format": layout.format,
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "zone": layout.moments.zone and layout.moments.zone.key,
        "twice": layout.moments.twice if layout.moments.zone else None,
    }
    columns = {name: _told(layout, name, column) for name, column in layout.columns.items()}
    told = {**{key: value for key, value in given.items() if value is not None}, "columns": columns}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110)


def _told(layout: Layout, name: str, column: Column) -> dict[str, object]:
    parts: dict[str, object] = {"column": column.names[0]} if len(column.names) == 1 else {}
    if len(column.names) > 1:
        parts["columns"] = list(column.names)
    if column.always is not None:
        parts["always"] = column.always
    if column.codes:
        parts["codes"] = dict(column.codes)
    if column.otherwise is not None:
        parts["otherwise"] = column.otherwise
    more = {
        "at": layout.moments.form,
        "handling_minutes": layout.unit if layout.unit != "minutes" else None,
        "citizen": UNREADABLE[1] if layout.nameless else None,
    }.get(name)
    return {**parts, _PARTS[name]: more} if more is not None else parts


def _mapping(root: Section) -> Layout:
    source = root.optional_text("source", limit=40) if "source" in root else None
    if source is not None and not source_name(source):
        root.complain("source", "must be small letters, digits, _ and -")
    columns = root.section("columns")
    value = Layout(
        columns={} if columns is None else _columns(columns),
        source=source,
        format=_choice(root, "format", FORMATS),
        encoding=_choice(root, "encoding", ENCODINGS),
        delimiter=_choice(root, "delimiter", DELIMITERS),
        moments=Moments(
            zone=_zone(root),
            form=_part(columns, "at", "format"),
            twice=_choice(root, "twice", TWICE) or "first",
        ),
        unit=_one_of(columns, "handling_minutes", "unit", UNITS) or "minutes",
        nameless=_one_of(columns, "citizen", "unreadable", UNREADABLE) == "leave out",
    )
    root.close()
    return value


def source_name(text: str) -> bool:
    """Whether a source may be called so."""
    signs = text.replace("_", "").replace("-", "")
    return 0 < len(text) <= 40 and signs.isascii() and signs.isalnum() and text == text.lower()


def _choice(section: Section, key: str, allowed: tuple[str, ...]) -> str | None:
    return section.choice(key, allowed) or None if key in section else None


def _zone(root: Section) -> ZoneInfo | None:
    name = root.text("zone") if "zone" in root else ""
    if name and name not in available_timezones():
        root.complain("zone", "is no zone of the tz database, such as Europe/Copenhagen")
        return None
    return ZoneInfo(name) if name else None


_PARTS: Final = {"at": "format", "handling_minutes": "unit", "citizen": "unreadable"}


def _columns(section: Section) -> dict[str, Column]:
    for name in section:
        if name not in FIELDS:
            section.complain(name, f"is no column of a contact; they are {', '.join(FIELDS)}")
    for name in REQUIRED:
        if name not in section:
            section.complain(name, "is missing")
    return {name: _column(section, name) for name in FIELDS if name in section}


def _column(section: Section, name: str) -> Column:
    if isinstance(section.node(name), yaml.ScalarNode):
        return Column(names=(section.text(name),))
    part = section.section(name)
    if part is None:
        return Column()
    if ("column" in part) + ("columns" in part) + ("always" in part) != 1:
        section.complain(name, "must have one of column, columns and always")
    names = (part.text("column"),) if "column" in part else ()
    value = Column(
        names=part.texts("columns", most=4) if "columns" in part else names,
        always=part.text("always") if "always" in part else None,
        codes=_codes(part.section("codes")) if "codes" in part else {},
        otherwise=part.text("otherwise") if "otherwise" in part else None,
    )
    if name in _PARTS and _PARTS[name] in part:
        part.node(_PARTS[name])  # read by those who know what it may be
    part.close()
    return value


def _codes(section: Section | None) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for key in section or ():
        assert section is not None
        node = section.node(key)
        if node is not None and (not isinstance(node, yaml.ScalarNode) or node.tag not in (STR, INT, NULL)):
            section.complain(key, "must be text or null")
        found[key] = node.value if isinstance(node, yaml.ScalarNode) else None
    return found


def _inner(columns: Section | None, name: str) -> Section | None:
    if columns is None or name not in columns or isinstance(columns.node(name), yaml.ScalarNode):
        return None
    return columns.section(name)


def _part(columns: Section | None, name: str, key: str) -> str | None:
    inner = _inner(columns, name)
    return inner.text(key) if inner is not None and key in inner else None


def _one_of(columns: Section | None, name: str, key: str, allowed: tuple[str, ...]) -> str | None:
    inner = _inner(columns, name)
    return None if inner is None else _choice(inner, key, allowed)
