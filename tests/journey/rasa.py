"""Another site with a chat made for Rasa, as docs/rasa_front_ends.md tells its webmaster to set it up."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web
from playwright.async_api import BrowserContext, Page

from tests.house.documents import ROOT
from tests.journey.house import RunningHouse, free_ports
from tests.vendor import DEEP_CHAT

PORT: Final = free_ports(1)[0]
SITE: Final = f"http://127.0.0.1:{PORT}"
KEY: Final = "a key that the site shows"
SETTINGS: Final = {
    "GENVEJ_SECRET_RASA_CLIENTS": f"site={KEY}",
    "GENVEJ_RASA_CLIENT_ORIGINS": f"site={SITE}",
}
PAGE: Final = ROOT / "docs" / "rasa_front_ends.md"


@asynccontextmanager
async def site(context: BrowserContext, house: RunningHouse) -> AsyncIterator[Page]:
    """A page of the site with deep-chat from the site itself, and the very lines of the documentation."""
    html, script = re.findall(r"```(?:html|js)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[:2]
    script = script.replace("https://genvej.example.dk", house.citizens).replace("YOUR-KEY", KEY)
    app = web.Application()
    for path, kind, text in (
        ("/", "text/html", f"<!doctype html><html lang=da><title>Site</title>{html}</html>"),
        ("/deepChat.bundle.js", "text/javascript", DEEP_CHAT.read()),
        ("/chat.js", "text/javascript", script),
    ):
        app.router.add_get(path, _served(kind, text))
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", PORT).start()
        page = await context.new_page()
        await page.goto(SITE)
        yield page
    finally:
        await runner.cleanup()


def _served(kind: str, text: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type=kind)

    return serve
