"""The form of contacts.yml (departments, danger lines) and links.yml (hosts)."""

import re
from collections.abc import Iterable
from datetime import date, time

from bot.catalogue.model import (
    CLOSING_DAYS,
    WEEKDAYS,
    DangerLine,
    Department,
    Hours,
    Interval,
    Page,
)
from bot.catalogue.reading import Section
from bot.catalogue.schema import source

UNKNOWN = ("telephone", "hours", "address", "page", "appointment", "email")
TELEPHONE = re.compile(r"\+[0-9]{1,3}( ?[0-9]{1,4}){2,6}|[0-9]{3}")
MAILBOX = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[a-z]{2,20}")
INTERVAL = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


def departments(root: Section) -> dict[str, Department]:
    section = root.section("departments")
    if section is None:
        return {}
    parts = {key: section.section(key) for key in section}
    return {key: _department(key, part) for key, part in parts.items() if part is not None}


def _department(key: str, section: Section) -> Department:
    value = Department(
        id=key,
        name=section.localised("name", limit=90),
        telephone=section.optional_text("telephone"),
        hours=_hours(section.section("hours", optional=True)),
        address=section.optional_text("address", limit=200),
        page=_page(section.section("page", optional=True)),
        appointment=_page(section.section("appointment", optional=True)),
        email=section.optional_text("email"),
        unconfirmed=section.texts("unconfirmed"),
    )
    _formats(section, value)
    _unconfirmed(section, value)
    section.close()
    return value


def _formats(section: Section, value: Department) -> None:
    if value.telephone and not TELEPHONE.fullmatch(value.telephone):
        section.complain("telephone", "must be written as +45 12 34 56 78, or as three digits")
    if value.email and not MAILBOX.fullmatch(value.email):
        section.complain("email", "must be one address such as borgerservice@example.dk")


def _unconfirmed(section: Section, value: Department) -> None:
    for key in value.unconfirmed:
        if key not in UNKNOWN:
            section.complain("unconfirmed", f"{key} is not one of {', '.join(UNKNOWN)}")
    for key in UNKNOWN:
        if getattr(value, key) is None and key not in value.unconfirmed:
            section.complain("unconfirmed", f"must name {key}, which is not known")


def _page(section: Section | None) -> Page | None:
    if section is None:
        return None
    url = section.text("url")
    value = Page(url, section.both(close=False))
    section.close()
    return value


def _hours(section: Section | None) -> Hours | None:
    if section is None:
        return None
    days = tuple(_intervals(section, day) for day in WEEKDAYS)
    closed = section.texts("closed")
    special = _special(section)
    section.close()
    return Hours(
        days,
        frozenset(day for day in closed if day in CLOSING_DAYS),
        frozenset(_dates(section, "closed", [day for day in closed if day not in CLOSING_DAYS])),
        special,
    )


def _intervals(section: Section, day: str) -> tuple[Interval, ...]:
    return _read_intervals(section, day, section.texts(day, most=6))


def _special(section: Section) -> dict[str, tuple[Interval, ...]]:
    """Lines such as `2026-12-23 09:00-13:00` or `new_years_eve 09:00-12:00`, one for each interval."""
    lines: dict[str, list[str]] = {}
    for line in section.texts("special") if "special" in section else ():
        day, _, interval = line.partition(" ")
        lines.setdefault(day, []).append(interval)
    _dates(section, "special", [day for day in lines if day not in CLOSING_DAYS])
    return {day: _read_intervals(section, "special", found) for day, found in lines.items()}


def _read_intervals(section: Section, key: str, texts: Iterable[str]) -> tuple[Interval, ...]:
    found = [(text, INTERVAL.fullmatch(text)) for text in texts]
    for text, match in found:
        if match is None:
            section.complain(key, f"{text} is not an interval such as 08:00-15:30")
    parts = [[int(part) for part in match.groups()] for _, match in found if match]
    return tuple(Interval(time(a, b), time(c, d)) for a, b, c, d in sorted(parts))


def _dates(section: Section, key: str, texts: list[str]) -> list[date]:
    dates = []
    for text in texts:
        try:
            dates.append(date.fromisoformat(text))
        except ValueError:
            section.complain(key, f"{text} is neither a date nor one of {', '.join(CLOSING_DAYS)}")
    return dates


def danger(root: Section) -> tuple[DangerLine, ...]:
    return root.sections("danger", _danger_line)


def _danger_line(section: Section) -> DangerLine:
    value = DangerLine(
        id=section.text("id"),
        number=section.text("number", limit=20),
        name=section.localised("name", limit=90),
        when=section.localised("when", limit=200),
        source=source(section, "source", optional=True),
        confirmed=section.flag("confirmed"),
    )
    if value.confirmed and value.source is None:
        section.complain("source", "a confirmed number needs the source that confirms it")
    section.close()
    return value


def hosts(root: Section) -> dict[str, str]:
    """Host name → what a citizen is told the site is called."""
    section = root.section("hosts")
    names = {key: section.text(key, limit=60) for key in section} if section else {}
    root.close()
    return names
