"""The trail's search: from the query of an address to what the ledger looks for."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from bot.console import actions, days
from bot.ledger.audit import Search, of_citizen, of_conversations
from bot.ledger.transaction import Reads

FIELDS: Final = ("operator", "action", "about", "citizen", "from", "to")
_SUBJECT: Final = re.compile(r"[0-9a-f]{32}")
_ABOUT_MOST: Final = 200


class BadSearch(ValueError):
    """A value that does not fit; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Wanted:
    """The search as it stands in the form; days are local and half-open."""

    given: Mapping[str, str]

    def of(self, conn: Reads) -> Search:
        """A conversation stands for its deflections too, a citizen for all their conversations."""
        given = self.given
        objects = of_conversations(conn, [given["about"]]) if "about" in given else None
        if "citizen" in given:
            theirs = of_citizen(conn, given["citizen"])
            objects = theirs if objects is None else tuple(set(objects) & set(theirs))
        return Search(
            operator=given.get("operator"),
            action=given.get("action"),
            objects=objects,
            from_=days.start(days.day(given["from"])) if "from" in given else None,
            to=days.start(days.day(given["to"])) if "to" in given else None,
        )

    def address(self, path: str, **more: str) -> str:
        fields = {**self.given, **more}
        return f"{path}?{urlencode(fields)}" if fields else path


def read(query: Mapping[str, str], operators: Collection[str]) -> Wanted:
    """`operators` are the ids that there are. Raises BadSearch. An empty field does not count."""
    given = {name: query[name].strip() for name in FIELDS if query.get(name, "").strip()}
    if given.get("operator", "") not in {"", *operators}:
        raise BadSearch("There is no such operator; choose one from the list.")
    if given.get("action", "") not in {"", *actions.ACTIONS}:
        raise BadSearch("There is no such action; choose one from the list.")
    if len(given.get("about", "")) > _ABOUT_MOST:
        raise BadSearch("That is too long to be the number of a conversation.")
    if "citizen" in given and not _SUBJECT.fullmatch(given["citizen"]):
        raise BadSearch("A citizen is found by the form below, not by what is written here.")
    _require_days(given)
    return Wanted(given)


def _require_days(given: Mapping[str, str]) -> None:
    try:
        ends = [days.day(given[name]) for name in ("from", "to") if name in given]
    except days.NotADay:
        raise BadSearch("That is not a day of the calendar; write it as 2026-11-23.") from None
    if len(ends) == 2 and ends[0] >= ends[1]:
        raise BadSearch("The first day must lie before the last, which is not included.")


def told(detail: Any) -> str:
    """What an entry says beyond its action, for people: `state=opened, service=ehic`."""
    if detail is None:
        return ""
    if isinstance(detail, dict):
        return ", ".join(f"{name}={value}" for name, value in detail.items())
    return json.dumps(detail, ensure_ascii=False)
