"""Who asks, for limits and lock-outs."""

import ipaddress

from aiohttp import web


def behind(request: web.Request, trusted: tuple[str, ...]) -> bool:
    """Whether a trusted proxy asks, so that what it adds to a request may be believed."""
    return request.remote in trusted


def address(request: web.Request, trusted: tuple[str, ...]) -> str:
    """Who asks: the peer, or what a trusted proxy says; IPv6 by its /64, since one home has all of it."""
    peer = request.remote or "unknown"
    if behind(request, trusted):
        forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        peer = forwarded or peer
    try:
        parsed = ipaddress.ip_address(peer)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
