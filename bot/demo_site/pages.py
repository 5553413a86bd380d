"""The pages: what each template may know, and drawing it inside the site's frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.catalogue import Language
from bot.catalogue.model import FormField, Service
from bot.demo_site.forms import limit_of
from bot.demo_site.words import WORDS

CSP: Final = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ROOM: Final = Path(__file__).parent
STYLE: Final = _ROOM / "static" / "demo.css"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around every page; `other_href` is the same page in the other language."""

    language: Language
    other_language: Language
    other_href: str


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """One service's form; `hidden` are fields that carry on what is not the citizen's."""

    template: ClassVar[str] = "form.html"
    service: Service
    values: Mapping[str, str]
    errors: Mapping[str, str]
    hidden: Mapping[str, str]

    def limit(self, field: FormField) -> int:
        return limit_of(field)


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    template: ClassVar[str] = "receipt.html"
    service: Service
    reference: str


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """The forms there are; `missing` when the address asked for named none of them."""

    template: ClassVar[str] = "list.html"
    services: tuple[Service, ...]
    missing: bool


Page = FormPage | ReceiptPage | ListPage


def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(templates: Environment, frame: Frame, page: Page, *, status: int = 200) -> web.Response:
    words = WORDS[frame.language]
    text = templates.get_template(page.template).render(frame=frame, page=page, words=words)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
