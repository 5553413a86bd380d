"""Pages for citizens that need no JavaScript: start, services, and the files of the widget."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from yarl import URL

from bot import widget as widget_files
from bot.catalogue import Language, Service, present
from bot.catalogue.model import LIFE_EVENTS
from bot.gateway.door import DOOR, language_of

HERE = Path(__file__).parent
HELP_DESK = "citizen_service"
SEARCH_CHARACTERS = 200
HITS = 12
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )


def page_language(request: web.Request) -> Language:
    return language_of(request, request.query.get("language"))


@dataclass(frozen=True)
class Frame:
    """What every page shows; `other_href` is this page in the other language."""

    lang: Language
    other_href: str
    contact: dict[str, Any]
    demo: bool


def render(
    request: web.Request,
    name: str,
    page: object = None,
    *,
    lang: Language | None = None,
    status: int = 200,
) -> web.Response:
    door = request.app[DOOR]
    lang = lang or page_language(request)
    other = URL(request.path).with_query({**request.query, "language": "da" if lang == "en" else "en"})
    contact = present.contact(HELP_DESK, door.catalogue, lang, door.clock())
    frame = Frame(lang, str(other), contact, door.demo)
    html = _environment().get_template(name).render(frame=frame, page=page)
    return web.Response(text=html, content_type="text/html", status=status)


@dataclass(frozen=True)
class StartPage:
    topics: list[str]


async def start(request: web.Request) -> web.Response:
    return render(request, "start.html", StartPage(list(_by_life_event(request))))


def _by_life_event(request: web.Request) -> dict[str, list[Service]]:
    """Services by life event, both in the order of LIFE_EVENTS and of titles."""
    lang = page_language(request)
    topics: dict[str, list[Service]] = {event: [] for event in LIFE_EVENTS}
    for one in sorted(request.app[DOOR].catalogue, key=lambda one: one.title.in_(lang).casefold()):
        topics[one.life_event].append(one)
    return {event: listed for event, listed in topics.items() if listed}


@dataclass(frozen=True)
class ServicesPage:
    """`found` is None without a search."""

    query: str
    found: list[dict[str, str]] | None
    topics: list[dict[str, Any]]


async def services(request: web.Request) -> web.Response:
    door, lang = request.app[DOOR], page_language(request)
    query = request.query.get("q", "")[:SEARCH_CHARACTERS].strip()
    hits = door.index.search(query, lang, HITS) if query else []
    topics = [
        {"id": event, "services": [_line(one, lang) for one in listed]}
        for event, listed in _by_life_event(request).items()
    ]
    found = [_line(hit.service, lang) for hit in hits] if query else None
    return render(request, "services.html", ServicesPage(query, found, topics))


def _line(one: Service, lang: Language) -> dict[str, str]:
    spoken = {"title": one.title, "summary": one.summary, "tells_apart": one.tells_apart}
    return {"id": one.id, **{name: words.in_(lang) for name, words in spoken.items()}}


@dataclass(frozen=True)
class ServicePage:
    card: dict[str, Any]
    life_event: str
    handled_by: str


async def service(request: web.Request) -> web.Response:
    door, lang = request.app[DOOR], page_language(request)
    one = door.catalogue.services.get(request.match_info["service"])
    if one is None:
        return not_found(request)
    card = present.card(one, door.catalogue, lang, now=door.clock())
    page = ServicePage(_with_address(card, one), one.life_event, one.handled_by.name.in_(lang))
    return render(request, "service.html", page)


def _with_address(card: dict[str, Any], one: Service) -> dict[str, Any]:
    """Nobody is in a conversation here, so the link is the form's own and books nothing."""
    if card["link"] is None or one.link is None:
        return card
    return {**card, "link": {**card["link"], "href": one.link.url}}


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


async def robots(_: web.Request) -> web.Response:
    return web.Response(text="User-agent: *\nDisallow: /go/\nDisallow: /chat\nDisallow: /api/\n")


async def alive(_: web.Request) -> web.Response:
    """The loop turns, and nothing more: a database that is away must not restart everything."""
    return web.json_response({"alive": True})
