"""Where a session comes from, in words by which its owner tells it from another."""

import re
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.console import shared
from bot.http.peers import address

HEADER_SIGNS: Final = 1000  # what is longer is no browser's own

# The first that fits: most browsers say that they are several others too.
_BROWSERS: Final = (
    ("Edge", re.compile(r"Edg(e|A|iOS)?/")),
    ("Opera", re.compile(r"OPR/")),
    ("Firefox", re.compile(r"(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"(Chrome|Chromium|CriOS)/")),
    ("Safari", re.compile(r"Safari/")),
)
_SYSTEMS: Final = (
    ("iPhone", re.compile("iPhone")),
    ("iPad", re.compile("iPad")),
    ("Android", re.compile("Android")),
    ("Windows", re.compile("Windows")),
    ("macOS", re.compile("Macintosh|Mac OS X")),
    ("Linux", re.compile("Linux|CrOS")),
)


@dataclass(frozen=True)
class Origin:
    """`address` is the network address, of IPv6 only the home's part."""

    address: str
    browser: str


def of(request: web.Request) -> Origin:
    agent = request.headers.get("User-Agent", "")[:HEADER_SIGNS]
    return Origin(address(request, shared.of(request).settings.trusted_proxies), named(agent))


def named(agent: str) -> str:
    """
    >>> named("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"), named("curl/8")
    ('Firefox on Windows', 'another program')
    """
    browser = next((name for name, known in _BROWSERS if known.search(agent)), None)
    system = next((name for name, known in _SYSTEMS if known.search(agent)), None)
    if browser is None:
        return "another program"
    return f"{browser} on {system}" if system else browser
