"""Every route of every door names its guard."""

import pytest
from aiohttp import web

from bot.http import guards
from bot.http.guards import PUBLIC


async def _answer(_: web.Request) -> web.StreamResponse:
    return web.Response()


def strays(app: web.Application) -> list[str]:
    """Routes without a guard, of this application and of those inside it."""
    inner = [name for inside in app._subapps for name in strays(inside)]
    return [*guards.unguarded(app), *inner]


def test_a_route_that_was_added_with_its_guard_is_fine() -> None:
    app = web.Application()
    guards.add(app, "GET", "/", _answer, PUBLIC)
    assert strays(app) == []


def _by_router(app: web.Application) -> None:
    app.router.add_get("/stray", _answer)


def _by_table(app: web.Application) -> None:
    table = web.RouteTableDef()
    table.get("/stray")(_answer)
    app.add_routes(table)


def _by_subapplication(app: web.Application) -> None:
    inside = web.Application()
    inside.router.add_get("/stray", _answer)
    app.add_subapp("/inside", inside)


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (_by_router, ["GET /stray", "HEAD /stray"]),
        (_by_table, ["GET /stray", "HEAD /stray"]),
        (_by_subapplication, ["GET /inside/stray", "HEAD /inside/stray"]),
    ],
)
def test_a_planted_stray_is_named(plant: "object", found: list[str]) -> None:
    app = web.Application()
    guards.add(app, "GET", "/", _answer, PUBLIC)
    assert callable(plant)
    plant(app)
    assert sorted(set(strays(app))) == found
