"""Pages: what a template may know is declared as a dataclass, and drawn inside the console's frame."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, Final, get_type_hints

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.banking import pages as banked
from bot.console import actions, choices, days, highlights, pictures, searches, shared, wording
from bot.console.callers import CALLER, Caller
from bot.console.rights import Right
from bot.console.signs import visible
from bot.http import dkfds
from bot.report import wording as reported

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ROOM: Final = Path(__file__).parent
STYLE: Final = _ROOM / "static" / "console.css"
SCRIPT: Final = _ROOM / "static" / "review.js"
ICON: Final = _ROOM / "static" / "icon.svg"


@dataclass(frozen=True)
class Told:
    """What a figure or a list means; the page shows the words that the documentation does."""

    help: str
    unit: str = ""
    formula: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """`title` heads the page and the browser's tab; `error` is a sentence about what was just sent."""

    template: ClassVar[str]
    title: str
    error: str | None = None

    def help(self, name: str) -> str:
        """What a field means, as declared."""
        hint = get_type_hints(type(self), include_extras=True)[name]
        return next(told.help for told in hint.__metadata__ if isinstance(told, Told))


@dataclass(frozen=True, kw_only=True)
class Place:
    """An entry of the navigation."""

    path: str
    label: str
    right: Right


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around every page."""

    caller: Caller | None
    places: tuple[Place, ...]
    path: str
    within: str | None
    style: str
    dkfds: str
    demo: bool


PLACES: Final = (
    Place(path="/", label="Overview", right=Right.FIGURES),
    Place(path="/log", label="Deflection log", right=Right.LOG),
    Place(path="/review", label="Review", right=Right.JUDGE),
    Place(path="/channels", label="Channels", right=Right.CHANNELS),
    Place(path="/improve", label="Improve", right=Right.IMPROVE),
    Place(path="/inclusion", label="Inclusion", right=Right.FIGURES),
    Place(path="/bank", label="Internal bank", right=Right.BANK),
    Place(path="/letters", label="Letters", right=Right.LETTERS),
    Place(path="/audit", label="Trail", right=Right.AUDIT),
    Place(path="/operators", label="Operators", right=Right.OPERATORS),
    Place(path="/sessions", label="Sessions", right=Right.OPERATORS),
    Place(path="/account", label="Your account", right=Right.ACCOUNT),
)


def render(request: web.Request, page: Page, *, status: int = 200) -> web.Response:
    """`page` as HTML."""
    text = _environment().get_template(page.template).render(page=page, frame=_frame(request))
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def _frame(request: web.Request) -> Frame:
    caller = request.get(CALLER)
    inside = caller if caller and not caller.must_change else None
    return Frame(
        caller=caller,
        places=tuple(place for place in PLACES if inside and inside.may(place.right)),
        path=request.path,
        within=_within(request.path),
        style=f"/static/console.css?{_style_version()}",
        dkfds=dkfds.base(),
        demo=shared.of(request).settings.demo,
    )


def _within(path: str) -> str | None:
    """The place of the navigation that a page lies below."""
    if path.startswith("/conversations/"):
        return "/log"
    return next((place.path for place in PLACES if path.startswith(f"{place.path}/")), None)


@cache
def _style_version() -> str:
    return hashlib.sha256(STYLE.read_bytes()).hexdigest()[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "visible": visible,
        "when": days.shown,
        "iso": days.iso,
        "evidence": wording.evidence,
        "event": wording.event,
        "kind": wording.kind,
        "told": searches.told,
        "pieces": highlights.pieces,
        "excerpt": highlights.excerpt,
        "value": lambda value, unit: reported.value(value, unit, "en"),
        "interval": lambda interval, unit: reported.interval(interval, unit, "en"),
        "entry": banked.sentence,
        "share": banked.percent,
        "years": banked.years,
        "money": banked.money,
        "named": reported.named,
        "about": pictures.about,
        "line": lambda line: reported.line(line, "en"),
        "percent": lambda share: f"{float(share):.0%}",
    }
    environment.globals |= {"wording": wording, "choices": choices, "actions": actions, "zone": days.ZONE}
    return environment
