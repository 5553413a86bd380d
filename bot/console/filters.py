"""The log's filter: from an address to what the ledger takes, with a sentence for what does not fit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from bot.catalogue import Catalogue
from bot.console import days
from bot.console.choices import CHOICES, LABELS, TOLD
from bot.ledger import words
from bot.ledger.filters import LogFilter, Value
from bot.ledger.words import NoWords, Query

WORDS: Final = "words"
OLDEST: Final = "oldest"
FIELDS: Final = (*LABELS, WORDS, "from", "to", "order")
CURSORS: Final = ("after", "before")
_CURSOR: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")
_TOLD: Final = re.compile(r"[\w.+ -]{1,80}")


class BadFilter(ValueError):
    """A value that does not fit; the message is a sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filter as it stands in the form, and as the ledger takes it; days are local, half-open."""

    given: Mapping[str, str]
    filter: LogFilter
    after: str | None = None
    before: str | None = None

    @property
    def newest_first(self) -> bool:
        return self.given.get("order") != OLDEST

    def address(self, path: str, **more: str) -> str:
        """This filter on `path`, for a link."""
        fields = {**self.given, **more}
        return f"{path}?{urlencode(fields)}" if fields else path


def read(query: Mapping[str, str], catalogue: Catalogue) -> Wanted:
    """Raises BadFilter. A field that is left empty does not count."""
    given = {name: query[name].strip() for name in FIELDS if query.get(name, "").strip()}
    from_, to = _day(given, "from"), _day(given, "to")
    if from_ and to and from_ >= to:
        raise BadFilter("The first day must lie before the last, which is not included.")
    if given.get("order", OLDEST) != OLDEST:
        raise BadFilter("The log goes from the newest to the oldest, or with order=oldest the other way.")
    filter = LogFilter(
        fields={**_services(given, catalogue), **_fields(given)},
        from_=days.start(from_) if from_ else None,
        to=days.start(to) if to else None,
        words=_words(given),
    )
    after, before = (_cursor(query, name) for name in CURSORS)
    if after and before:
        raise BadFilter("A page lies after one place or before one, not both.")
    return Wanted(given=given, filter=filter, after=after, before=before)


def _fields(given: Mapping[str, str]) -> dict[str, Value]:
    for name, choices in CHOICES.items():
        if given.get(name) is not None and given[name] not in choices:
            raise _unknown(name)
    for name in TOLD:
        if name in given and not _TOLD.fullmatch(given[name]):
            raise _unknown(name)
    return {name: given[name] for name in (*CHOICES, *TOLD) if name in given}


def _services(given: Mapping[str, str], catalogue: Catalogue) -> dict[str, Value]:
    """A service, or all of an area."""
    service, area = given.get("service"), given.get("area")
    if service is not None and service not in catalogue.services:
        raise _unknown("service")
    if area is None:
        return {} if service is None else {"service": service}
    within = tuple(sorted(one.id for one in catalogue if one.area == area))
    if not within:
        raise _unknown("area")
    if service is not None and service not in within:
        raise BadFilter("This service is not counted in that area; choose one of the two.")
    return {"service": service or (within[0] if len(within) == 1 else within)}


def _unknown(name: str) -> BadFilter:
    return BadFilter(f"The log has no such {LABELS[name].lower()}; choose one from the list.")


def _words(given: Mapping[str, str]) -> Query | None:
    try:
        return words.parse(given[WORDS]) if WORDS in given else None
    except NoWords as refused:
        raise BadFilter(str(refused)) from None


def _day(given: Mapping[str, str], name: str) -> date | None:
    try:
        return days.day(given[name]) if name in given else None
    except days.NotADay:
        raise BadFilter(
            f"The day in \u201c{name}\u201d is not a day of the calendar; write it as 2026-11-23."
        ) from None


def _cursor(query: Mapping[str, str], name: str) -> str | None:
    value = query.get(name) or None
    if value is not None and not _CURSOR.fullmatch(value):
        raise BadFilter("This page does not exist; start again from the first.")
    return value
