"""Who begins a conversation: what a request tells of them, as kinds and keyed hashes."""

from aiohttp import web

from bot.gateway.door import DOOR, who
from bot.gateway.portal import Known
from bot.gateway.visitor import Visitor, device_of, origin

HEADER_SIGNS = 1000  # what is longer is no browser's own


def visitor(request: web.Request, known: Known | None = None) -> Visitor:
    """`known` is what a portal says of them."""
    door = request.app[DOOR]
    return Visitor(
        device=device_of(request.headers.get("User-Agent", "")[:HEADER_SIGNS]),
        origin=origin(door.origin_key, who(request), door.clock()),
        age_band=known.age_band if known else None,
        citizen=known.pseudonyms if known else (),
    )
