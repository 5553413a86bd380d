"""Another site with a chat made for Rasa, as docs/rasa_front_ends.md tells its webmaster to set it up."""

import re
from typing import Final

from playwright.async_api import BrowserContext, Page, Route

from tests.house.documents import ROOT
from tests.journey.house import RunningHouse
from tests.vendor import DEEP_CHAT

SITE: Final = "http://site.localhost"
KEY: Final = "a key that the site shows"
SETTINGS: Final = {
    "GENVEJ_SECRET_RASA_CLIENTS": f"site={KEY}",
    "GENVEJ_RASA_CLIENT_ORIGINS": f"site={SITE}",
}
PAGE: Final = ROOT / "docs" / "rasa_front_ends.md"


async def open_site(context: BrowserContext, house: RunningHouse) -> Page:
    """A page of the site with deep-chat from the site itself, and the very lines of the documentation."""
    html, script = re.findall(r"```(?:html|js)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[:2]
    script = script.replace("https://genvej.example.dk", house.citizens).replace("YOUR-KEY", KEY)
    files = {
        f"{SITE}/": ("text/html", f"<!doctype html><html lang=da><title>Site</title>{html}</html>"),
        f"{SITE}/deepChat.bundle.js": ("text/javascript", DEEP_CHAT.read()),
        f"{SITE}/chat.js": ("text/javascript", script),
    }

    async def serve(route: Route) -> None:
        kind, body = files[route.request.url]
        await route.fulfill(content_type=f"{kind}; charset=utf-8", body=body)

    await context.route(f"{SITE}/**", serve)
    page = await context.new_page()
    await page.goto(f"{SITE}/")
    return page
