"""What a citizen filled in, checked against the catalogue's fields; pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.catalogue import Language
from bot.catalogue.model import FormField
from bot.demo_site.words import WORDS
from bot.masking import mask

LIMITS = {"textarea": 2000, "email": 254, "tel": 30}
LIMIT = 200
TICKED = "yes"
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_DATE = re.compile(r"(?P<day>\d{1,2})[-./ ]+(?P<month>\d{1,2})[-./ ]+(?P<year>\d{4})")
_TEL = re.compile(r"\+?\d{6,15}")
_SENTENCES = {
    "select": "select",
    "checkbox": "required_checkbox",
    "date": "date",
    "email": "email",
    "tel": "tel",
}


@dataclass(frozen=True)
class Checked:
    """`values` as typed, for the page to show again; `errors` by field name, in the fields' order."""

    values: Mapping[str, str]
    errors: Mapping[str, str]


def check(fields: tuple[FormField, ...], given: Mapping[str, str], language: Language) -> Checked:
    values = {field.name: _tidy(given.get(field.name, "")) for field in fields}
    wrong = {field.name: _wrong(field, values[field.name]) for field in fields}
    words = WORDS[language]
    errors = {
        field.name: words[key].format(label=field.label.in_(language), limit=limit_of(field))
        for field in fields
        if (key := wrong[field.name]) is not None
    }
    return Checked(values, errors)


def limit_of(field: FormField) -> int:
    """In characters."""
    return LIMITS.get(field.type, LIMIT)


def _tidy(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def _wrong(field: FormField, value: str) -> str | None:
    """The key of the sentence that says what is wrong, or None."""
    if not value:
        if not field.required:
            return None
        return f"required_{field.type}" if field.type in ("select", "checkbox") else "required"
    if len(value) > limit_of(field):
        return "too_long"
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in value):
        return "unreadable"
    if field.type in ("text", "textarea") and {"cpr", "card", "password"} & set(mask(value).found):
        return "secret"
    return None if _fits(field, value) else _SENTENCES.get(field.type, "unreadable")


def _fits(field: FormField, value: str) -> bool:
    if field.type == "select":
        return value in {option.value for option in field.options}
    if field.type == "checkbox":
        return value == TICKED
    if field.type == "date":
        return _day(value) is not None
    if field.type == "email":
        return _EMAIL.fullmatch(value) is not None
    if field.type == "tel":
        return _TEL.fullmatch(re.sub(r"[ ().-]", "", value)) is not None
    return True


def _day(value: str) -> date | None:
    """A date as browsers send it (2027-12-24) or as people write it (24-12-2027, 24.12.2027)."""
    written = _DATE.fullmatch(value)
    try:
        if written is None:
            return date.fromisoformat(value)
        return date(int(written["year"]), int(written["month"]), int(written["day"]))
    except ValueError:
        return None
