"""Saved views on screen: what a view keeps, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from bot.console import choices, filters
from bot.console.filters import BadFilter
from bot.ledger.views import View

_SIGNS_MOST: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Link:
    """`mine`: of the operator who looks."""

    id: str
    name: str
    href: str
    shared: bool
    mine: bool
    searches: str  # its filter in one line


def link(view: View, operator: str) -> Link:
    return Link(
        id=view.id,
        name=view.name,
        href=f"/log?{urlencode(view.fields)}" if view.fields else "/log",
        shared=view.shared,
        mine=view.operator == operator,
        searches=", ".join(_told(*field) for field in view.fields.items()) or "everything",
    )


def _told(name: str, value: str) -> str:
    return f"{choices.LABELS.get(name, name).lower()}: {choices.shown(name, value)}"


def fields(query: str) -> Mapping[str, str]:
    """The fields of an address; raises BadFilter for what is none."""
    pairs = parse_qsl(query, max_num_fields=50) if len(query) <= _SIGNS_MOST else []
    if query and not pairs:
        raise BadFilter("This filter cannot be read: open the log, and save it from there.")
    return {name: value for name, value in pairs if name in filters.FIELDS}
