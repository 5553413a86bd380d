"""The pages: what each template may know, and drawing it inside the site's frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.catalogue import Language
from bot.catalogue.model import FormField, Service
from bot.demo_site.drafts import Draft
from bot.demo_site.forms import TICKED, limit_of
from bot.demo_site.steps import Step
from bot.demo_site.words import WORDS
from bot.http import dkfds

CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_ROOM: Final = Path(__file__).parent
STYLE: Final = _ROOM / "static" / "demo.css"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around every page; `other_href` is the same page in the other language."""

    language: Language
    other_language: Language
    other_href: str
    dkfds: str


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """The forms there are; `missing` when the address asked for named none of them."""

    template: ClassVar[str] = "list.html"
    services: tuple[Service, ...]
    missing: bool


@dataclass(frozen=True, kw_only=True)
class ContinuePage:
    """`wrong` when the code that was typed opens nothing."""

    template: ClassVar[str] = "continue.html"
    code: str
    wrong: bool


@dataclass(frozen=True, kw_only=True)
class IntroPage:
    """`login` when this is the simulated log-in itself; `ref` is what the link to the form carried."""

    template: ClassVar[str] = "intro.html"
    service: Service
    ref: str
    count: int
    login: bool


@dataclass(frozen=True, kw_only=True)
class _Form:
    service: Service
    draft: Draft
    steps: tuple[Step, ...]

    def path(self, place: int | str) -> str:
        return f"/{self.service.id}/{self.draft.code}/{place}"


@dataclass(frozen=True, kw_only=True)
class StepPage(_Form):
    """Step `at`, from 1; `values` are shown as typed, also those that are wrong."""

    template: ClassVar[str] = "step.html"
    at: int
    values: Mapping[str, str]
    errors: Mapping[str, str]

    def limit(self, field: FormField) -> int:
        return limit_of(field)


@dataclass(frozen=True, kw_only=True)
class CheckPage(_Form):
    template: ClassVar[str] = "check.html"

    def answer(self, field: FormField, language: Language) -> str:
        """As a person reads it; empty where nothing was given."""
        value = self.draft.values.get(field.name, "")
        if field.type == "checkbox":
            return WORDS[language]["yes" if value == TICKED else "no"]
        chosen = [option.label.in_(language) for option in field.options if option.value == value]
        return chosen[0] if chosen else value


@dataclass(frozen=True, kw_only=True)
class SavedPage(_Form):
    template: ClassVar[str] = "saved.html"
    at: int | str


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    """`again` when the citizen came back to a form that was sent."""

    template: ClassVar[str] = "receipt.html"
    service: Service
    reference: str
    again: bool


Page = ListPage | ContinuePage | IntroPage | StepPage | CheckPage | SavedPage | ReceiptPage


def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def frame(language: Language, other_href: str) -> Frame:
    other: Language = "da" if language == "en" else "en"
    return Frame(language=language, other_language=other, other_href=other_href, dkfds=dkfds.base())


def render(templates: Environment, frame: Frame, page: Page, *, status: int = 200) -> web.Response:
    words = WORDS[frame.language]
    text = templates.get_template(page.template).render(frame=frame, page=page, words=words)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
