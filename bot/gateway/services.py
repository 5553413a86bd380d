"""The whole catalogue as plain pages: search, one page a service, and what search engines read."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.catalogue import Language, Service, present
from bot.gateway import pages
from bot.gateway.door import DOOR
from bot.gateway.fallback import in_danger
from bot.gateway.structured import government_service

SEARCH_CHARACTERS = 200
HITS = 12
LISTED = ("/", "/services", "/accessibility")


@dataclass(frozen=True)
class ServicesPage:
    """`found` is None without a search, and only `alike` where nothing is quite what was searched for.

    `danger` are replies, where somebody seems to be in need; `hidden` goes with the same words to the chat.
    """

    query: str
    found: list[dict[str, str]] | None
    alike: bool
    topics: list[dict[str, Any]]
    danger: list[dict[str, Any]]
    hidden: dict[str, str]


async def all_of_them(request: web.Request) -> web.Response:
    door, lang = request.app[DOOR], pages.page_language(request)
    query = request.query.get("q", "")[:SEARCH_CHARACTERS].strip()
    hits = door.index.search(query, lang, HITS) if query else []
    alike = door.index.nearest(query, lang, HITS) if query and not hits else []
    topics = [
        {"id": event, "services": [_line(one, lang) for one in listed]}
        for event, listed in pages.by_life_event(request).items()
    ]
    page = ServicesPage(
        query=query,
        found=[_line(hit.service, lang) for hit in hits or alike] if query else None,
        alike=bool(alike),
        topics=topics,
        danger=present.emergency(door.catalogue, lang) if in_danger(query, lang) else [],
        hidden=pages.beginning(),
    )
    return pages.render(request, "services.html", page, listed=not query)


def _line(one: Service, lang: Language) -> dict[str, str]:
    spoken = {"title": one.title, "summary": one.summary, "tells_apart": one.tells_apart}
    return {"id": one.id, **{name: words.in_(lang) for name, words in spoken.items()}}


@dataclass(frozen=True)
class ServicePage:
    """`structured` is the service for search engines (schema.org)."""

    card: dict[str, Any]
    life_event: str
    handled_by: str
    structured: dict[str, Any]


async def one(request: web.Request) -> web.Response:
    door, lang = request.app[DOOR], pages.page_language(request)
    found = door.catalogue.services.get(request.match_info["service"])
    if found is None:
        return pages.not_found(request)
    card = _with_address(present.card(found, door.catalogue, lang, now=door.clock()), found)
    address = pages.address_of(door, request.path)[lang]
    page = ServicePage(
        card=card,
        life_event=found.life_event,
        handled_by=found.handled_by.name.in_(lang),
        structured=government_service(found, door.catalogue.department_of(found), card, address),
    )
    return pages.render(request, "service.html", page, listed=True)


def _with_address(card: dict[str, Any], one: Service) -> dict[str, Any]:
    """Nobody is in a conversation here, so the link is the form's own and books nothing."""
    if card["link"] is None or one.link is None:
        return card
    return {**card, "link": {**card["link"], "href": one.link.url}}


async def sitemap(request: web.Request) -> web.Response:
    """Each page once in each language, naming all of them."""
    door = request.app[DOOR]
    paths = [*LISTED, *(f"/services/{id}" for id in door.catalogue.services)]
    addresses = [pages.address_of(door, path) for path in paths]
    text = pages.environment().get_template("sitemap.xml").render(pages=addresses)
    return web.Response(text=text, content_type="application/xml")


async def robots(request: web.Request) -> web.Response:
    kept_out = "".join(f"Disallow: {path}\n" for path in ("/go/", "/chat", "/write", "/api/"))
    address = f"{request.app[DOOR].base_url()}/sitemap.xml"
    return web.Response(text=f"User-agent: *\n{kept_out}Sitemap: {address}\n")
