"""Every route of the console and who may come through."""

from typing import Final

from aiohttp import web

from bot.console.callers import EVERY_ROLE, PASSWORD_PAGE, SAME_ORIGIN, SIGNED_IN, role
from bot.console.pages import ICON, STYLE
from bot.console.views import account, conversation, export, log, operators, signing, start
from bot.http.guards import PUBLIC, Guard, Handler, add

ADMINISTRATORS: Final = role("administrator")
_CONVERSATION: Final = "/conversations/{id:[A-Za-z0-9_-]{1,80}}"
_OPERATOR: Final = "/operators/{id:[0-9a-f]{32}}"


_KEPT: Final = {"Cache-Control": "public, max-age=86400"}


async def style(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(STYLE, headers={**_KEPT, "Content-Type": "text/css; charset=utf-8"})


async def icon(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(ICON, headers={**_KEPT, "Content-Type": "image/svg+xml"})


ROUTES: Final[tuple[tuple[str, str, Handler, Guard], ...]] = (
    ("GET", "/static/console.css", style, PUBLIC),
    ("GET", "/static/icon.svg", icon, PUBLIC),
    ("GET", "/sign-in", signing.ask, PUBLIC),
    ("POST", "/sign-in", signing.sign_in, SAME_ORIGIN),
    ("POST", "/sign-out", signing.sign_out, SIGNED_IN),
    ("GET", "/", start.show, EVERY_ROLE),
    ("GET", log.PATH, log.show, EVERY_ROLE),
    ("GET", log.EXPORT_PATH, export.send, role(*log.EXPORT_ROLES)),
    ("GET", _CONVERSATION, conversation.show, role(*log.TRANSCRIPT_ROLES)),
    ("GET", "/operators", operators.show, ADMINISTRATORS),
    ("POST", "/operators", operators.add, ADMINISTRATORS),
    ("POST", f"{_OPERATOR}/role", operators.set_role, ADMINISTRATORS),
    ("POST", f"{_OPERATOR}/password", operators.reset, ADMINISTRATORS),
    ("POST", f"{_OPERATOR}/disable", operators.disable, ADMINISTRATORS),
    ("GET", "/account", account.show, EVERY_ROLE),
    ("GET", PASSWORD_PAGE, account.ask_password, SIGNED_IN),
    ("POST", PASSWORD_PAGE, account.change_password, SIGNED_IN),
    ("POST", "/account/sessions", account.end_sessions, SIGNED_IN),
)


def install(app: web.Application) -> None:
    for method, path, handler, guard in ROUTES:
        add(app, method, path, handler, guard)
