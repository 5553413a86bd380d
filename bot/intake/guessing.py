"""Where in an unknown file each of our columns seems to stand, by what systems tend to call it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.intake.rows import FIELDS

# Whole words of a column's name, Danish and English, the surest first.
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contact_id": r"contact_?id|kontakt_?id|opkalds-id|sags?(nummer|nr|id)|journalnr|nummer|nr\.?|id",
        "at": r"at|tidspunkt|modtaget|oprettet|dato|tid|received|created|timestamp|date(time)?",
        "channel": r"channel|kanal|medie|kontaktform",
        "service": r"service|ydelse|opgave|emne|kle(-emne)?|kø|queue|område|topic",
        "kind": r"kind|type|årsag|art|reason",
        "handling_minutes": r"handling_minutes|minutter|varighed|taletid|behandlingstid|duration|minutes",
        "citizen": r"citizen|borger|cpr|cpr-?(nr|nummer)|a-nummer|afsender|telefon|e-?mail|caller|sender",
        "group": r"group|gruppe|aldersgruppe|age_?band",
        "language": r"language|sprog|lang",
    }
)
FORMS: Final = (
    *("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"),
    *("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"),
    *("%Y%m%d%H%M%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M"),
)
# What may hold whom a contact was about, or what they said: never shown as an example.
_PERSONAL: Final = re.compile(
    r"navn|name|adress?e|address|cpr|borger|citizen|personn?|mail|telefon|phone|mobil|a-nummer|afsender|sender"
    r"|caller|emnelinje|subject|not[ae]t?|tekst|text|besked|message|bem[æa]rk|fødsel|birth|indhold|body",
    re.IGNORECASE,
)


def columns(names: Sequence[str]) -> dict[str, str]:
    """Our columns by theirs; one of theirs is guessed for at most one of ours."""
    found: dict[str, str] = {}
    for field in FIELDS:
        pattern = re.compile(NAMES[field], re.IGNORECASE)
        for name in names:
            if name not in found.values() and pattern.fullmatch(name.strip().replace(" ", "_")):
                found[field] = name
                break
    return found


def form(values: Sequence[str]) -> str | None:
    """How most of the times are written; None where that is ISO 8601, or nothing fits."""
    given = [value.strip() for value in values if value.strip()]
    return max((None, *FORMS), key=lambda one: sum(_reads(value, one) for value in given))


def personal(name: str) -> bool:
    return bool(_PERSONAL.search(name))


def _reads(value: str, form: str | None) -> bool:
    try:
        _ = datetime.strptime(value, form) if form else datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
