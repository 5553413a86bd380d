"""Every route of every door that the running house opens names its guard."""

import asyncio
import sys
from pathlib import Path

import pytest
from aiohttp import web

from bot import settings
from bot.house.opening import opened
from bot.http import guards, server
from bot.http.guards import PUBLIC
from tests.house.deployment import load
from tests.house.docker_walls import health_check
from tests.services.ports import free_port


async def _answer(_: web.Request) -> web.StreamResponse:
    return web.Response()


def strays(app: web.Application) -> list[str]:
    """Routes without a guard, of this application and of those inside it."""
    inner = [name for inside in app._subapps for name in strays(inside)]
    return [*guards.unguarded(app), *inner]


@pytest.fixture
def here(tmp_path: Path) -> settings.Settings:
    """All doors open, on free ports, and an engine that is somewhere else."""
    return settings.load(
        {
            "GENVEJ_VAR": str(tmp_path),
            "GENVEJ_PUBLIC_PORT": "0",
            "GENVEJ_CONSOLE_PORT": "0",
            "GENVEJ_DEMO": "on",
            "GENVEJ_DEMO_PORT": str(free_port()),
            "GENVEJ_ENGINE_URL": "http://127.0.0.1:9",
            "GENVEJ_SECRET_ENGINE": "secret",
        }
    )


async def test_every_door_of_the_house_is_guarded(
    here: settings.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors: dict[str, web.Application] = {}
    real = server.serve

    async def serve(app: web.Application, host: str, port: int, *, setting: str) -> tuple[web.AppRunner, int]:
        doors[setting] = app
        return await real(app, host, port, setting=setting)

    monkeypatch.setattr(server, "serve", serve)
    async with opened(here) as house:
        check = [
            word.replace("http://127.0.0.1:8080", house.public_url) for word in health_check(load(), "web")
        ]
        asked = await asyncio.create_subprocess_exec(sys.executable, *check[1:])
        assert await asked.wait() == 0
    ports = ("PUBLIC", "CONSOLE", "DEMO", "INTERNAL")
    assert set(doors) == {f"GENVEJ_{name}_PORT" for name in ports}
    assert {name: strays(app) for name, app in doors.items() if strays(app)} == {}


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
