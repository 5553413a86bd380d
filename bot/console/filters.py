"""The log's filter: from the query of an address to instants, with a sentence for what does not fit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from bot.catalogue import Catalogue
from bot.console import days, wording
from bot.deflection.lifecycle import State
from bot.ledger.deflections import LogFilter

FIELDS: Final = ("service", "state", "language", "from", "to")
CURSORS: Final = ("after", "before")
_CURSOR: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")


class BadFilter(ValueError):
    """A value that does not fit; the message is a sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filter as it stands in the form, and as the ledger takes it; days are local, half-open."""

    given: Mapping[str, str]
    filter: LogFilter
    after: str | None = None
    before: str | None = None

    def address(self, path: str, **more: str) -> str:
        """This filter on `path`, for a link."""
        fields = {**self.given, **more}
        return f"{path}?{urlencode(fields)}" if fields else path


def read(query: Mapping[str, str], catalogue: Catalogue) -> Wanted:
    """Raises BadFilter. A field that is left empty does not count."""
    given = {name: query[name] for name in FIELDS if query.get(name)}
    from_, to = _day(given, "from"), _day(given, "to")
    if from_ and to and from_ >= to:
        raise BadFilter("The first day must lie before the last, which is not included.")
    filter = LogFilter(
        service=_known(given, "service", catalogue.services),
        state=_known(given, "state", [state.value for state in State]),
        language=_known(given, "language", wording.LANGUAGES),
        from_=days.start(from_) if from_ else None,
        to=days.start(to) if to else None,
    )
    after, before = (_cursor(query, name) for name in CURSORS)
    if after and before:
        raise BadFilter("A page lies after one place or before one, not both.")
    return Wanted(given=given, filter=filter, after=after, before=before)


def _known(given: Mapping[str, str], name: str, values: "Mapping[str, object] | list[str]") -> str | None:
    value = given.get(name)
    if value is not None and value not in values:
        raise BadFilter(f"The log has no such {name}; choose one from the list.")
    return value


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
