"""The Danish public design system on every page of ours: one set of files, under an address with their hash.

`setup/dkfds.py` makes the files; SHA256SUMS is their table. A file never changes under its address, so that
browsers keep it for a year. Nothing comes from another host.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.http import guards

FILES: Final = Path(__file__).parent / "files"
TYPES: Final = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
KEPT: Final = "public, max-age=31536000, immutable"


@cache
def base() -> str:
    """The folder's address, such as /dkfds/0123456789ab."""
    return f"/dkfds/{hashlib.sha256((FILES / 'SHA256SUMS').read_bytes()).hexdigest()[:12]}"


@cache
def _contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in FILES.iterdir() if path.suffix in TYPES}


def add(app: web.Application) -> None:
    """Put the files on `app`; templates get `base()`."""
    guards.add(app, "GET", base() + "/{file}", _file, guards.PUBLIC)


async def _file(request: web.Request) -> web.StreamResponse:
    name = request.match_info["file"]
    content = _contents().get(name)
    if content is None:
        raise web.HTTPNotFound
    kind = TYPES[Path(name).suffix]
    response = web.Response(body=content, headers={"Content-Type": kind, "Cache-Control": KEPT})
    if not name.endswith(".woff2"):
        response.headers["Vary"] = "Accept-Encoding"
        response.enable_compression()
    return response
