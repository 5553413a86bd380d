"""The report of a period as one page to print or to keep: the same figures, and nothing of the console."""

import base64
import hashlib
import re
from typing import Final

from aiohttp import web

from bot.console import forms, months, shared
from bot.console.months import BadPeriod
from bot.http.problem import Problem
from bot.report import page

PATH: Final = "/report"
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


async def show(request: web.Request) -> web.Response:
    """In English, or with `language=da` in Danish."""
    console = shared.of(request)
    given = forms.query(request, (*months.FIELDS, "language"))
    try:
        period = months.read(given, console.clock()).period
    except BadPeriod as error:
        raise Problem(400, "Bad request", str(error)) from None
    told = await console.figures.of(period)
    text = page.html(told.report, console.figures.titles, "da" if given.get("language") == "da" else "en")
    return web.Response(
        text=text, content_type="text/html", headers={"Content-Security-Policy": _policy(text)}
    )


def _policy(text: str) -> str:
    """Its own style, and nothing else."""
    found = _STYLE.search(text)
    digest = hashlib.sha256((found[1] if found else "").encode()).digest()
    style = f"'sha256-{base64.b64encode(digest).decode()}'"
    return f"default-src 'none'; style-src {style}; frame-ancestors 'none'; base-uri 'none'"
