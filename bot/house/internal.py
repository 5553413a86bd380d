"""The door that only engines use: Rasa's action webhook, with the engine's secret, on a loopback port."""

import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from actions.turn import UnknownAction
from bot.gateway.engine_client import SECRET_HEADER
from bot.http import guards, server
from bot.http.problem import Problem, parse_json

if TYPE_CHECKING:
    from actions.server import Actions

Secrets = Callable[[], tuple[str, ...]]


def init_app(actions: "Callable[[], Actions]", secrets: Secrets) -> web.Application:
    """`secrets` are those of the engines running now; `actions` is asked at each call (slow to import)."""

    async def with_secret(request: web.Request) -> None:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not any(hmac.compare_digest(given, known.encode()) for known in secrets() if known):
            raise Problem(401, "Unauthorised", "The secret is missing or wrong.")

    async def run(request: web.Request) -> web.Response:
        call = parse_json(await request.read())
        if not isinstance(call, dict):
            raise Problem(400, "Bad request", "This is not a call of an action.")
        try:
            return web.json_response(await actions().run(call))
        except UnknownAction:
            raise Problem(404, "Not found", "There is no such action.") from None

    app = server.application()
    server.secure(app, "default-src 'none'")
    guards.add(app, "POST", "/actions", run, guards.Guard("engine secret", with_secret))
    return app
