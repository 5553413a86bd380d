"""Pages for citizens that need no JavaScript: start, services, and the files of the widget."""

from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import widget as widget_files
from bot.catalogue import Language, Service, present
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


def render(request: web.Request, name: str, *, status: int = 200, **context: Any) -> web.Response:
    """A page with what every page shows: its language, whom to talk to, and that this is a machine."""
    door = request.app[DOOR]
    lang = context.pop("lang", None) or page_language(request)
    contact = present.contact(HELP_DESK, door.catalogue, lang, door.clock())
    machine = door.catalogue.texts(lang)["machine_notice"].plain()
    shared = {"lang": lang, "path": request.path, "contact": contact, "machine": machine}
    html = _environment().get_template(name).render(**shared, **context)
    return web.Response(text=html, content_type="text/html", status=status)


async def start(request: web.Request) -> web.Response:
    return render(request, "start.html")


async def services(request: web.Request) -> web.Response:
    """The whole catalogue by life event, or what a search finds."""
    door, lang = request.app[DOOR], page_language(request)
    query = request.query.get("q", "")[:SEARCH_CHARACTERS].strip()
    found = [hit.service for hit in door.index.search(query, lang, HITS)] if query else list(door.catalogue)
    listed = [
        {"id": service.id, "title": service.title.in_(lang), "summary": service.summary.in_(lang)}
        for service in (found if query else sorted(found, key=lambda one: one.title.in_(lang).casefold()))
    ]
    return render(request, "services.html", query=query, services=listed)


async def service(request: web.Request) -> web.Response:
    door, lang = request.app[DOOR], page_language(request)
    one = door.catalogue.services.get(request.match_info["service"])
    if one is None:
        return not_found(request)
    card = present.card(one, door.catalogue, lang, now=door.clock())
    return render(request, "service.html", card=_with_address(card, one))


def _with_address(card: dict[str, Any], one: Service) -> dict[str, Any]:
    """Nobody is in a conversation here, so the link is the form's own and books nothing."""
    if card["link"] is None or one.link is None:
        return card
    return {**card, "link": {**card["link"], "href": one.link.url}}


def not_found(request: web.Request, key: str = "") -> web.Response:
    """`key` names a text that says more than «nothing here»."""
    lang = page_language(request)
    said = request.app[DOOR].catalogue.texts(lang)[key].plain() if key else ""
    return render(request, "not_found.html", status=404, said=said)


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
    return web.FileResponse(known[wanted], headers=headers)


async def robots(_: web.Request) -> web.Response:
    return web.Response(text="User-agent: *\nDisallow: /go/\nDisallow: /chat\nDisallow: /api/\n")


async def alive(_: web.Request) -> web.Response:
    """The loop turns, and nothing more: a database that is away must not restart everything."""
    return web.json_response({"alive": True})
