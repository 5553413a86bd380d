"""Who begins a conversation: what a request tells of them, as kinds and keyed hashes."""

import ipaddress

from aiohttp import web

from bot.gateway.door import DOOR, Door, who
from bot.gateway.portal import Known
from bot.gateway.visitor import Visitor, device_of, origin

HEADER_SIGNS = 1000  # what is longer is no browser's own


def visitor(request: web.Request, known: Known | None = None) -> Visitor:
    """`known` is what a portal says of them."""
    door, asking = request.app[DOOR], who(request)
    return Visitor(
        device=device_of(request.headers.get("User-Agent", "")[:HEADER_SIGNS]),
        origin=None if _shared(door, asking) else origin(door.origin_key, asking, door.clock()),
        age_band=known.age_band if known else None,
        citizen=known.pseudonyms if known else (),
    )


def _shared(door: Door, address: str) -> bool:
    """Whether many citizens sit at the computers of this address: that is no reason to doubt them."""
    try:
        asking = ipaddress.ip_network(address)
    except ValueError:
        return False
    return any(place.version == asking.version and place.overlaps(asking) for place in door.shared_places)
