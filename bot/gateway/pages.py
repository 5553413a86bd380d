"""The frame of all pages for citizens, which need no JavaScript; the start page, and the widget's files."""

import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from yarl import URL

from bot import widget as widget_files
from bot.catalogue import HELP_DESK, LANGUAGES, Language, Service, present
from bot.catalogue.model import LIFE_EVENTS
from bot.gateway import tokens
from bot.gateway.door import DOOR, Door, language_of
from bot.http import dkfds

HERE = Path(__file__).parent
WRITE = "/chat/write"  # where one writes to us without JavaScript
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )


def page_language(request: web.Request) -> Language:
    return language_of(request, request.query.get("language"))


@dataclass(frozen=True)
class Frame:
    """What every page shows; `other_href` is this page in the other language.

    `write` leads to where one can write to us, None where nobody can; `writing`: this is the page for it.
    `addresses` are the page's own by language, for search engines; none where it is not for them. `ping` is
    told when somebody taps a telephone number or an appointment.
    """

    lang: Language
    other_href: str
    contact: dict[str, Any]
    demo: bool
    addresses: dict[str, str]
    ping: str | None
    dkfds: str
    write: str | None
    writing: bool


def render(
    request: web.Request,
    name: str,
    page: object = None,
    *,
    lang: Language | None = None,
    status: int = 200,
    listed: bool = False,
    ping: str | None = None,
    there: str = "",
) -> web.Response:
    """`listed`: search engines may show it, under one address a language. `there`: where it can be seen
    again, when that is not what was asked for."""
    door = request.app[DOOR]
    lang = lang or page_language(request)
    here = URL(there or f"/{request.rel_url.raw_path_qs.lstrip('/')}", encoded=True)
    other = here.update_query(language="da" if lang == "en" else "en")
    contact = present.contact(HELP_DESK, door.catalogue, lang, door.clock())
    addresses = address_of(door, request.path) if listed else {}
    writes = door.office is not None and door.office.offers()
    frame = Frame(
        lang=lang,
        other_href=str(other),
        contact=contact,
        demo=door.demo,
        addresses=addresses,
        ping=ping,
        dkfds=dkfds.base(),
        write=f"{WRITE}?language={lang}" if writes else None,
        writing=request.path.startswith(WRITE),
    )
    html = environment().get_template(name).render(frame=frame, page=page)
    return web.Response(text=html, content_type="text/html", status=status)


def address_of(door: Door, path: str) -> dict[str, str]:
    """Of a page, by language."""
    return {language: f"{door.base_url()}{path}?language={language}" for language in LANGUAGES}


@dataclass(frozen=True)
class StartPage:
    """`hidden` goes with the first message, so that a double click begins one conversation."""

    topics: list[str]
    hidden: dict[str, str]


async def start(request: web.Request) -> web.Response:
    page = StartPage(list(by_life_event(request)), beginning())
    return render(request, "start.html", page, listed=True)


def beginning() -> dict[str, str]:
    """What a form that sends a message carries: its id, and the token of a conversation that it may begin."""
    return {"id": str(uuid.uuid4()), "begin": tokens.new()}


def by_life_event(request: web.Request) -> dict[str, list[Service]]:
    """Services by life event, both in the order of LIFE_EVENTS and of titles."""
    lang = page_language(request)
    topics: dict[str, list[Service]] = {event: [] for event in LIFE_EVENTS}
    for one in sorted(request.app[DOOR].catalogue, key=lambda one: one.title.in_(lang).casefold()):
        topics[one.life_event].append(one)
    return {event: listed for event, listed in topics.items() if listed}


def not_found(request: web.Request) -> web.Response:
    return render(request, "not_found.html", status=404)


async def static(request: web.Request) -> web.StreamResponse:
    return _file(request, HERE / "static")


async def widget(request: web.Request) -> web.StreamResponse:
    return _file(request, widget_files.folder())


def _file(request: web.Request, folder: Path) -> web.StreamResponse:
    """One of the files that lie in `folder`; the name from the wire only chooses among them."""
    wanted = request.match_info.get("file", "widget.js")
    known = {path.name: path for path in folder.iterdir() if path.suffix in TYPES}
    if wanted not in known:
        return not_found(request)
    headers = {
        "Content-Type": f"{TYPES[known[wanted].suffix]}; charset=utf-8",
        "Cache-Control": "public, max-age=300",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    response = web.FileResponse(known[wanted], headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)  # the slowest phones have the slowest lines
    return response


async def alive(_: web.Request) -> web.Response:
    """The loop turns, and nothing more: a database that is away must not restart everything."""
    return web.json_response({"alive": True})
