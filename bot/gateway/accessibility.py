"""The accessibility statement: what tests prove, what no test can, and whom to tell."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from aiohttp import web

from bot.catalogue import Language, present
from bot.gateway import pages
from bot.gateway.door import DOOR

TABLE: Final = Path(__file__).with_name("accessibility.yml")
COMPLAINTS: Final = "rights"


@dataclass(frozen=True)
class Check:
    """`tests` as pytest names them, without parameters; a house test sees to it that they exist and ran."""

    da: str
    en: str
    criteria: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """What nobody has shown yet, or what no test can show."""

    da: str
    en: str


@dataclass(frozen=True)
class Statement:
    checks: tuple[Check, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class StatementPage:
    """`contact` is a contact reply; `email` None is not known."""

    checks: list[dict[str, Any]]
    gaps: list[str]
    contact: dict[str, Any]
    email: str | None


@cache
def table() -> Statement:
    read = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    checks = tuple(Check(**{**one, "tests": tuple(one["tests"])}) for one in read["checks"])
    return Statement(checks, tuple(Gap(**one) for one in read["gaps"]))


async def statement(request: web.Request) -> web.Response:
    door, lang = request.app[DOOR], pages.page_language(request)
    known = table()
    page = StatementPage(
        checks=[_shown(one, lang) for one in known.checks],
        gaps=[gap.da if lang == "da" else gap.en for gap in known.gaps],
        contact=present.contact(COMPLAINTS, door.catalogue, lang, door.clock()),
        email=door.catalogue.departments[COMPLAINTS].email,
    )
    return pages.render(request, "accessibility.html", page, listed=True)


def _shown(check: Check, lang: Language) -> dict[str, Any]:
    said = check.da if lang == "da" else check.en
    return {"said": said, "criteria": check.criteria, "tests": list(check.tests)}
