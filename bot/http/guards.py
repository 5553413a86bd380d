"""Every route names its guard: who may come through, and how that is checked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Guard:
    """`name` is for people and house tests; `check` raises a Problem (or a redirect) to refuse."""

    name: str
    check: Callable[[web.Request], Awaitable[None]]


async def _anyone(_: web.Request) -> None:
    return None


PUBLIC: Final = Guard("public", _anyone)


def add(app: web.Application, method: str, path: str, handler: Handler, guard: Guard) -> None:
    """The only way to add a route: a house test refuses routes whose handler carries no guard."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        await guard.check(request)
        return await handler(request)

    guarded.guard = guard  # type: ignore[attr-defined]  # functions take attributes; mypy does not know
    app.router.add_route(method, path, guarded)


def unguarded(app: web.Application) -> list[str]:
    """`METHOD path` of each route that was not added by `add`."""
    return [
        f"{route.method} {route.resource.canonical if route.resource else '?'}"
        for route in app.router.routes()
        if not isinstance(getattr(route.handler, "guard", None), Guard)
    ]
