"""`/go/…`: takes a citizen to the form and books the opening, which by itself is evidence of nothing."""

from contextlib import suppress

from aiohttp import web
from yarl import URL

from bot.gateway import pages, tokens
from bot.gateway.door import BAD_LINKS, DOOR, brake, language_of, who
from bot.ledger import LedgerError, links
from bot.ledger.links import Link

# What a browser or a scanner fetches on its own is no opening by a citizen.
NOT_A_PERSON = ("prefetch", "prerender", "preview")


async def go(request: web.Request) -> web.StreamResponse:
    """303 to the form; the target was checked against the allow list when the catalogue was loaded."""
    door = request.app[DOOR]
    token_hash = tokens.digest(request.match_info["token"])
    link = await door.ledger.read(lambda conn: links.find(conn, token_hash))
    if link is None or link.expires_at <= door.clock():
        await brake(request, BAD_LINKS, who(request), language_of(request))
        return pages.not_found(request)
    if not _by_itself(request):
        # An opening is evidence of nothing: who wants to reach the form must reach it all the same.
        with suppress(LedgerError):
            await door.ledger.write(lambda tx: links.opened(tx, token_hash, door.clock()))
    headers = {"Location": target(request, link), "X-Robots-Tag": "noindex"}
    return web.Response(status=303, headers=headers)


def _by_itself(request: web.Request) -> bool:
    purpose = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any(word in purpose.lower() for word in NOT_A_PERSON)


def target(request: web.Request, link: Link) -> str:
    """The form's address, with our opaque reference where the form engine gives it back."""

    service = request.app[DOOR].catalogue.services.get(link.service)
    parameter = service.link.reference_parameter if service and service.link else None
    url = URL(link.url)
    if parameter and link.reference:
        url = url.update_query({parameter: link.reference})
    return str(url)
