"""A mapping by example: from what an operator chose beside a file's first rows to how the file is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.deflection.counts import FIVE, ContactKind
from bot.intake.guessing import FORMS
from bot.intake.layout import Column, Layout
from bot.intake.moments import Moments
from bot.intake.rows import FIELDS, OTHER, REQUIRED, UNITS, services
from bot.intake.sample import Codes, Sample

CODED: Final = ("channel", "service", "kind")
ZONES: Final = ("Europe/Copenhagen", "UTC", "America/Nuuk", "Atlantic/Faroe")
TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contact_id": "The system’s own number of the contact. The same number counts once.",
        "at": "When it was.",
        "channel": "How the citizen came to us.",
        "service": "What it was about.",
        "kind": "What kind of contact it was.",
        "handling_minutes": "How long somebody worked on it.",
        "citizen": "CPR number, e-mail address or telephone number; it becomes a pseudonym on the way in.",
        "group": "A group that is counted, such as 65+.",
        "language": "The citizen’s language, such as da.",
    }
)
LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contact_id": "Number",
        "at": "Time",
        "channel": "Channel",
        "service": "Service",
        "kind": "Kind",
        "handling_minutes": "Handling time",
        "citizen": "Citizen",
        "group": "Group",
        "language": "Language",
    }
)
_CHANNELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("telefon", "tlf", "tlf.", "opkald", "phone", "call"), "telephone"),
        **dict.fromkeys(("mail", "e-mail", "epost", "e-post"), "email"),
        **dict.fromkeys(("brev", "post", "digital post", "papir"), "letter"),
        **dict.fromkeys(("personlig", "fremmøde", "skranke", "personligt", "in person"), "face_to_face"),
        **dict.fromkeys(("selvbetjening", "web", "online", "digital", "self-service"), "self_service"),
    }
)


class Undescribed(ValueError):
    """What is missing, as a sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What may be chosen for a coded column, by value; `titles` are in Danish, as services are."""

    titles: Mapping[str, str]

    def suggestion(self, code: str) -> str:
        """What a code seems to mean, empty where nothing is near."""
        folded = code.casefold().strip()
        named = {title.casefold(): value for value, title in self.titles.items()}
        known = {**named, **{value: value for value in self.titles}, **_only(_CHANNELS, self.titles)}
        near = get_close_matches(folded, known, n=1, cutoff=0.85)
        return known[near[0]] if near else ""


def _only(names: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in names.items() if value in values}


def choices(catalogue: Catalogue) -> dict[str, Choices]:
    titles = {service.id: service.title.da for service in catalogue}
    return {
        "channel": Choices(titles={one.value: one.value.replace("_", " ") for one in FIVE}),
        "service": Choices(titles={OTHER: "nothing in the catalogue", **titles}),
        "kind": Choices(titles={one.value: one.value.replace("_", " ") for one in ContactKind}),
    }


def columns(form: Mapping[str, str], sample: Sample, known: Mapping[str, Choices]) -> Layout:
    """Raises Undescribed."""
    found = {field: column for field in FIELDS if (column := _column(form, field, sample, known)) is not None}
    missing = [LABELS[field] for field in REQUIRED if field not in found]
    if missing:
        raise Undescribed(f"Say where to find: {', '.join(missing)}.")
    zone, shape, unit = (form.get(name, "") for name in ("zone", "form", "unit"))
    if zone not in ("", *ZONES) or shape not in ("", *FORMS) or unit not in ("", *UNITS):
        raise Undescribed("Choose zone, form of times and unit from the lists.")
    return Layout(
        columns=found,
        moments=Moments(zone=ZoneInfo(zone) if zone else None, form=shape or None),
        unit=unit or "minutes",
        nameless=form.get("nameless") == "on",
    )


def _column(
    form: Mapping[str, str], field: str, sample: Sample, known: Mapping[str, Choices]
) -> Column | None:
    name, always = form.get(f"column-{field}", ""), form.get(f"always-{field}", "")
    if name and name not in sample.columns:
        raise Undescribed(f"{LABELS[field]}: the file has no such column.")
    if always and (field not in known or always not in known[field].titles):
        raise Undescribed(f"{LABELS[field]}: choose what every row is from the list.")
    if always:
        return Column(always=always)
    second = form.get("column-at-2", "") if field == "at" else ""
    if second and second not in sample.columns:
        raise Undescribed("Time: the file has no such second column.")
    return Column(names=(name, second) if second else (name,)) if name else None


def coded(form: Layout) -> dict[str, str]:
    """The columns whose values may be codes, by ours."""
    return {
        field: column.names[0]
        for field in CODED
        if (column := form.columns.get(field)) is not None and len(column.names) == 1
    }


def strange(
    found: Mapping[str, Codes], catalogue: Catalogue, known: Mapping[str, Choices]
) -> dict[str, Codes]:
    """What is no value of ours, by our column; empty where nothing has to be translated."""
    ours = {**known, "service": Choices(titles=services(catalogue))}
    left = {
        field: replace(codes, values=tuple(one for one in codes.values if one[0] not in ours[field].titles))
        for field, codes in found.items()
    }
    return {field: codes for field, codes in left.items() if codes.values or codes.left}


def with_codes(
    layout: Layout, form: Mapping[str, str], asked: Mapping[str, Codes], known: Mapping[str, Choices]
) -> Layout:
    """The fields are `code-<column>-<number>`, and `otherwise-<column>`. Raises Undescribed."""
    found = dict(layout.columns)
    for field, codes in asked.items():
        given = {
            code: chosen
            for number, (code, _) in enumerate(codes.values)
            if (chosen := _chosen(form, f"code-{field}-{number}", known[field]))
        }
        otherwise = _chosen(form, f"otherwise-{field}", known[field])
        found[field] = replace(found[field], codes=given, otherwise=otherwise or None)
    return replace(layout, columns=found)


def _chosen(form: Mapping[str, str], name: str, known: Choices) -> str:
    value = form.get(name, "").strip()
    if value and value not in known.titles:
        raise Undescribed("Write for each code one of the values in the list, or leave it empty.")
    return value
