"""The public application: every route with its guard."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.gateway import (
    accessibility,
    api,
    chat,
    chat_ends,
    contacts,
    cors,
    letters,
    openapi,
    opening,
    pages,
    rasa_rest,
    receipts,
    services,
    trouble,
    writing,
)
from bot.gateway.door import CONVERSATION_TOKEN, DOOR, Door, language_of, with_a_person
from bot.gateway.events import STOPPING, events
from bot.gateway.sentences import say
from bot.gateway.session import EMBEDDING_PAGE, SAME_ORIGIN
from bot.gateway.sources import SOURCE_SECRET
from bot.http import dkfds, guards, server
from bot.http.guards import PUBLIC
from bot.http.problem import Problem
from bot.ledger import LedgerError

RECEIPT = "/api/receipts/{source}"
OBJECTS = f"{RECEIPT}/objects"
OBJECT = f"{OBJECTS}/{{object}}"
RECEIPT_BYTES = 256 * 1024  # some engines send the whole form along, of which we read our own fields
OPEN_TO_WIDGETS = ("/api/conversations", "/api/contact", "/widget")
LONG = {
    **dict.fromkeys(("/chat", writing.PATH), chat.FORM_BYTES),
    "/api/conversations/{id}/letters": letters.LETTER_BYTES,
}

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def init_app(door: Door) -> web.Application:
    app = server.application()
    app[DOOR] = door
    app[STOPPING] = asyncio.Event()
    whole_forms = dict.fromkeys((RECEIPT, OBJECTS, OBJECT), RECEIPT_BYTES)
    server.secure(app, CSP, larger={**whole_forms, **LONG})
    app.middlewares.insert(1, trouble.as_page)  # within the outermost, which answers programs
    app.middlewares.append(_unavailable)
    cors.allow(app, OPEN_TO_WIDGETS, door.widget_origins)
    cors.allow(app, (rasa_rest.PATH,), door.rasa.all_origins())
    app.middlewares.append(with_a_person)
    app.on_shutdown.append(_end_streams)
    for method, path, handler, guard in _routes():
        guards.add(app, method, path, handler, guard)
    if door.rasa.keys:
        guards.add(app, "POST", rasa_rest.PATH, rasa_rest.receive, rasa_rest.CLIENT_KEY)
    dkfds.add(app)
    return app


def _routes() -> list[tuple[str, str, guards.Handler, guards.Guard]]:
    one = "/api/conversations/{id}"
    return [
        ("GET", "/", pages.start, PUBLIC),
        ("GET", "/services", services.all_of_them, PUBLIC),
        ("GET", "/services/{service}", services.one, PUBLIC),
        ("GET", "/sitemap.xml", services.sitemap, PUBLIC),
        ("GET", "/robots.txt", services.robots, PUBLIC),
        ("GET", "/accessibility", accessibility.statement, PUBLIC),
        ("GET", "/chat", chat.show, PUBLIC),
        ("POST", "/chat", chat.send, SAME_ORIGIN),
        ("GET", "/chat/save", chat_ends.save, PUBLIC),
        ("POST", "/chat/restart", chat_ends.restart, SAME_ORIGIN),
        ("POST", "/chat/erase", chat_ends.erase, SAME_ORIGIN),
        ("POST", "/chat/feedback", chat_ends.feedback, SAME_ORIGIN),
        ("POST", "/chat/person", chat_ends.person, SAME_ORIGIN),
        ("POST", "/chat/continue", chat_ends.continued, EMBEDDING_PAGE),
        ("GET", writing.SHORT, writing.short, PUBLIC),
        ("GET", writing.PATH, writing.show, PUBLIC),
        ("POST", writing.PATH, writing.send, SAME_ORIGIN),
        ("GET", f"{writing.PATH}/{{number}}", writing.receipt, PUBLIC),
        ("GET", "/static/{file}", pages.static, PUBLIC),
        ("GET", "/widget.js", pages.widget, PUBLIC),
        ("GET", "/widget/{file}", pages.widget, PUBLIC),
        ("GET", "/livez", pages.alive, PUBLIC),
        ("GET", "/api/openapi.json", _described, PUBLIC),
        ("GET", "/api/contact", api.contact, PUBLIC),
        ("POST", "/api/conversations", api.start, PUBLIC),
        ("GET", one, api.transcript, CONVERSATION_TOKEN),
        ("DELETE", one, api.erase, CONVERSATION_TOKEN),
        ("POST", f"{one}/messages", api.send, CONVERSATION_TOKEN),
        ("POST", f"{one}/suggestions", letters.suggest, CONVERSATION_TOKEN),
        ("POST", f"{one}/forms", letters.take_form, CONVERSATION_TOKEN),
        ("POST", f"{one}/letters", letters.send, CONVERSATION_TOKEN),
        ("GET", f"{one}/events", events, CONVERSATION_TOKEN),
        ("POST", f"{one}/feedback", api.feedback, CONVERSATION_TOKEN),
        ("POST", "/api/contacts", contacts.receive, contacts.CONTACT_SECRET),
        ("GET", "/go/{token}", opening.go, PUBLIC),
        ("POST", RECEIPT, receipts.receive, SOURCE_SECRET),
        ("POST", OBJECTS, receipts.receive, SOURCE_SECRET),
        ("PATCH", OBJECT, receipts.paid, SOURCE_SECRET),
    ]


@web.middleware
async def _unavailable(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What cannot be read or booked now is said to be so; a form engine tries again."""
    try:
        return await handler(request)
    except LedgerError:
        refused = Problem(503, "Service unavailable", say("busy", language_of(request)))
        refused.headers["Retry-After"] = "10"
        raise refused from None


async def _described(request: web.Request) -> web.Response:
    return web.json_response(openapi.document(request.app[DOOR].base_url()))


async def _end_streams(app: web.Application) -> None:
    app[STOPPING].set()
    app[DOOR].hub.wake_all()
