"""The form of one service's file, read into a Service."""

import re

from bot.catalogue.model import (
    CHANNELS,
    FACTS,
    FIELD_TYPES,
    LANGUAGES,
    LEVELS,
    LIFE_EVENTS,
    LINK_KINDS,
    Fact,
    FormField,
    FormOption,
    Handler,
    Link,
    Localised,
    Mandatory,
    NeverForm,
    Service,
)
from bot.catalogue.reading import INT, STR, Section

WAVES = ("1", "2", "3", "4", "none_seen", "unknown")
UNCONFIRMED = ("link", "mitid", *FACTS, "department", "mandatory")
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}")
SOURCE = re.compile(r"https?://[^\s/]+(/\S*)?")
FEWEST_DAYS, MOST_DAYS = 1, 90


def service(root: Section) -> Service:
    """Reads the whole file; what is amiss is in the sheet's findings, and the value is then of no use."""
    value = Service(
        id=root.text("id", limit=60),
        title=root.localised("title", limit=90),
        tells_apart=root.localised("tells_apart", limit=90),
        summary=root.localised("summary", limit=600),
        prepare=root.by_language("prepare", most=6) or dict.fromkeys(LANGUAGES, ()),
        facts=_facts(root),
        link=_link(root.section("link", optional=True)),
        mitid=root.choice("mitid", ("yes", "no", "unknown")),
        mitid_note=root.optional_localised("mitid_note"),
        life_event=root.choice("life_event", LIFE_EVENTS),
        handled_by=_handler(root.section("handled_by")),
        department=root.text("department"),
        follow_up_days=_follow_up(root),
        never_form=_never_form(root.section("never_form", optional=True)),
        mandatory=_mandatory(root.section("mandatory")),
        kle=root.optional_text("kle"),
        demo_form=root.sections("demo_form", _form_field),
        unconfirmed=_unconfirmed(root),
        area=(root.optional_text("area") if "area" in root else None) or root.text("id", limit=60),
        former_ids=root.texts("former_ids") if "former_ids" in root else (),
    )
    for former in value.former_ids:
        if not NAME.fullmatch(former):
            root.complain("former_ids", f"{former} must be small letters, digits and _")
    root.close()
    return value


def _facts(root: Section) -> dict[str, Fact]:
    section = root.section("facts", optional=True)
    if section is None:
        return {}
    for key in section:
        if key not in FACTS:
            section.complain(key, f"is not a fact we know; one of {', '.join(FACTS)}")
    parts = {key: section.section(key) for key in section}
    return {key: _fact(part) for key, part in parts.items() if part is not None}


def _fact(section: Section) -> Fact:
    text = section.both(limit=400, close=False)
    value = Fact(text, source(section, "source") or "", section.integer("as_of"), section.flag("confirmed"))
    if value.as_of is not None and not 1990 <= value.as_of <= 2100:
        section.complain("as_of", "must be a year")
    section.close()
    return value


def source(section: Section, key: str, *, optional: bool = False) -> str | None:
    """The address where a fact was read."""
    value = section.optional_text(key) if optional else section.text(key)
    if value and not SOURCE.fullmatch(value):
        section.complain(key, "must be one address that begins with http:// or https://")
    return value


def _link(section: Section | None) -> Link | None:
    if section is None:
        return None
    value = Link(
        section.text("url"), section.choice("kind", LINK_KINDS), section.optional_text("reference_parameter")
    )
    if value.reference_parameter and not PARAMETER.fullmatch(value.reference_parameter):
        section.complain("reference_parameter", "must be the name of a query parameter")
    if value.reference_parameter and value.kind != "self_service":
        section.complain("reference_parameter", "only a form (kind self_service) gives a reference back")
    section.close()
    return value


def _handler(section: Section | None) -> Handler:
    if section is None:
        return Handler("", Localised("", ""))
    level = section.choice("level", LEVELS)
    name = section.both(close=False)
    section.close()
    return Handler(level, name)


def _follow_up(root: Section) -> int:
    days = root.integer("follow_up_days") or 0
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        root.complain("follow_up_days", f"must be from {FEWEST_DAYS} to {MOST_DAYS} days")
    return days


def _never_form(section: Section | None) -> NeverForm | None:
    if section is None:
        return None
    words = section.by_language("only_if")
    value = NeverForm(section.choice("channel", CHANNELS), section.localised("reason", limit=400), words)
    for language in LANGUAGES if words else ():
        if words and not words[language]:
            section.complain(f"only_if.{language}", "needs at least one word")
    section.close()
    return value


def _mandatory(section: Section | None) -> Mandatory:
    if section is None:
        return Mandatory("", None, None)
    wave = section.choice("wave", WAVES, (INT, STR))
    value = Mandatory(wave, section.day("since"), source(section, "source", optional=True))
    for key, known in (("since", value.since), ("source", value.source)):
        if (known is not None) != wave.isdigit():
            need = "must be given for a wave" if wave.isdigit() else "must be null when no wave is known"
            section.complain(key, need)
    section.close()
    return value


def _form_field(section: Section) -> FormField:
    value = FormField(
        name=section.text("name"),
        type=section.choice("type", FIELD_TYPES),
        label=section.localised("label", limit=120),
        required=section.flag("required"),
        hint=section.optional_localised("hint") if "hint" in section else None,
        options=section.sections("options", _form_option) if "options" in section else (),
    )
    if not NAME.fullmatch(value.name):
        section.complain("name", "must be small letters, digits and _")
    if (value.type == "select") != bool(value.options):
        section.complain("options", "stand with a select, and only there")
    section.close()
    return value


def _form_option(section: Section) -> FormOption:
    value = FormOption(section.text("value"), section.both(close=False))
    section.close()
    return value


def _unconfirmed(root: Section) -> tuple[str, ...]:
    keys = root.texts("unconfirmed")
    for key in keys:
        if key not in UNCONFIRMED:
            root.complain("unconfirmed", f"{key} is not one of {', '.join(UNCONFIRMED)}")
    if len(set(keys)) < len(keys):
        root.complain("unconfirmed", "names something twice")
    return keys
