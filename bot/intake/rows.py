"""One row of an export as a contact, or the reason why it is none."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from bot.catalogue import Catalogue
from bot.deflection.counts import FIVE, ContactKind
from bot.intake.moments import Moments, Refused
from bot.ledger.contacts import Contact
from bot.ledger.pseudonyms import NoIdentifier, OtherKey, Pseudonyms
from bot.ledger.receipts import looks_like_cpr

FIELDS: Final = (
    "contact_id", "at", "channel", "service", "kind", "handling_minutes", "citizen", "group", "language",
)  # fmt: skip
REQUIRED: Final = FIELDS[:4]
OTHER: Final = "other"  # a contact about nothing in the catalogue: counts for its channel, never for take-up
UNITS: Final = ("minutes", "seconds", "h:m:s")
MOST_SECONDS: Final = 7 * 24 * 3600

_CHANNELS: Final = {channel.value: channel.value for channel in FIVE}
_KINDS: Final = {kind.value: kind.value for kind in ContactKind}
_ID: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,200}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
_CLOCK: Final = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-5][0-9])")
_GROUP: Final = re.compile(r"\w[\w +.\u2013-]{0,39}")
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def services(catalogue: Catalogue) -> dict[str, str]:
    """What a contact may be about, by what it is called: ids, those that services had before, and other."""
    known = {service.id: service.id for service in catalogue}
    return {OTHER: OTHER, **catalogue.renamed(), **known}


class Checker:
    """`unit` is the one of handling_minutes; where `nameless`, a citizen whom nothing names is left out."""

    def __init__(
        self,
        services: Mapping[str, str],
        pseudonyms: Pseudonyms,
        now: Callable[[], datetime],
        *,
        moments: Moments | None = None,
        unit: str = "minutes",
        nameless: bool = False,
    ) -> None:
        self._services = services
        self._pseudonyms = pseudonyms
        self._now = now
        self._moments = moments or Moments()
        self._unit = unit
        self._nameless = nameless
        self._seconds = lru_cache(4096)(self._handling)

    def contact(self, values: Sequence[object]) -> Contact:
        """From the values of FIELDS, None or empty where nothing is given. Raises Refused."""
        texts = [
            value.strip() if type(value) is str else _text(name, value)
            for name, value in zip(FIELDS, values, strict=True)
            if name != "at"
        ]
        contact_id, channel, service, kind, minutes, citizen, group, language = texts
        at = values[1]
        if at is None or at == "":
            raise Refused("at: is missing")
        return Contact(
            _id(contact_id),
            self._moments.instant(at.strip() if isinstance(at, str) else at, self._now),
            _known("channel", channel, _CHANNELS),
            _known("service", service, self._services),
            _known("kind", kind, _KINDS) if kind else None,
            self._seconds(minutes) if minutes else None,
            _group(group),
            _language(language),
            self._citizen(citizen),
        )

    def _citizen(self, text: str) -> str | None:
        if not text:
            return None
        try:
            return self._pseudonyms.of(text)
        except NoIdentifier as error:
            if self._nameless:
                return None
            raise Refused(f"citizen: {error}") from None
        except OtherKey as error:
            raise Refused(f"citizen: {error}") from None

    def _handling(self, text: str) -> int:
        clock = _CLOCK.fullmatch(text) if self._unit == "h:m:s" else None
        if clock is not None:
            seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
        elif self._unit == "h:m:s" or not _NUMBER.fullmatch(text):
            raise Refused(f"handling_minutes: is no number of {self._unit}")
        else:
            number = Decimal(text.replace(",", ".")) * (60 if self._unit == "minutes" else 1)
            seconds = int(number.quantize(Decimal(1), ROUND_HALF_EVEN))
            if number < 0:
                raise Refused("handling_minutes: is negative")
        if seconds > MOST_SECONDS:
            raise Refused("handling_minutes: is more than a week")
        return seconds


def _text(field: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return format(value, "f") if isinstance(value, Decimal) else repr(value)
    raise Refused(f"{field}: is neither text nor a number")


def _id(text: str) -> str:
    if not text:
        raise Refused("contact_id: is missing")
    if not _ID.fullmatch(text):
        raise Refused("contact_id: has more than 200 characters, or one that cannot be printed")
    return text


def _known(field: str, text: str, known: Mapping[str, str]) -> str:
    found = known.get(text)
    if found is not None:
        return found
    if not text:
        raise Refused(f"{field}: is missing")
    raise Refused(_unknown(field, text, tuple(known)))


@lru_cache(1024)
def _unknown(field: str, text: str, known: Collection[str]) -> str:
    """The reason, which does not repeat the text: in a shifted row it could be anything."""
    close = get_close_matches(text.casefold()[:100].replace(" ", "_"), known, n=1)
    if close:
        return f"{field}: is not known; the closest is {close[0]}"
    if field == "service":
        return f"service: is not in the catalogue; write {OTHER} for a contact about nothing in it"
    return f"{field}: is not known; write {', '.join(known)}"


@lru_cache(1024)
def _group(text: str) -> str | None:
    if not text:
        return None
    if not _GROUP.fullmatch(text) or looks_like_cpr(text):
        raise Refused("group: is no name of a group (up to 40 letters, digits, spaces and + - .)")
    return text


@lru_cache(1024)
def _language(text: str) -> str | None:
    if not text:
        return None
    found = _LANGUAGE.fullmatch(text)
    if found is None:
        raise Refused("language: is no code such as da or en")
    return found[1].lower()
