"""The guard of receipts: a form engine shows its secret, or signs with it."""

import base64
import binascii
import hmac
import re

from aiohttp import web

from bot.catalogue import ReceiptSource
from bot.catalogue.model import Certificate
from bot.gateway import tokens
from bot.gateway.door import BAD_TOKENS, DOOR, Door, brake, language_of, who
from bot.http.guards import Guard
from bot.http.peers import behind
from bot.http.problem import Problem

TOLERANCE_SECONDS = 300
FINGERPRINT = re.compile(r"[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128}")  # SHA-1, SHA-256, SHA-512


def source_of(request: web.Request) -> ReceiptSource:
    return request.app[DOOR].catalogue.sources[request.match_info["source"]]


async def _from_a_source(request: web.Request) -> None:
    """The same answer for an unknown source and a wrong secret, that of another source too."""
    door, name = request.app[DOOR], request.match_info["source"]
    source, secret = door.catalogue.sources.get(name), door.receipt_secrets.get(name, "")
    if source is None or not await _genuine(request, door, source, secret):
        await brake(request, BAD_TOKENS, who(request), language_of(request))
        raise Problem(401, "Unauthorised", "The source or its secret is not known here.")


async def _genuine(request: web.Request, door: Door, source: ReceiptSource, secret: str) -> bool:
    if source.certificate is not None and not _certified(request, door, source.certificate):
        return False
    if source.secret and not secret:
        return False
    if source.header is not None and not _shown(request, source.header, secret):
        return False
    if source.signature is None:
        return source.header is not None or source.certificate is not None
    given = request.headers.get(source.signature.header, "")
    made_at = request.headers.get(source.signature.timestamp_header, "")
    fresh = made_at.isascii() and made_at.isdigit() and len(made_at) <= 12
    if not fresh or abs(door.clock().timestamp() - int(made_at)) > TOLERANCE_SECONDS:
        return False
    return signed(secret, made_at, await request.read(), given)


def _certified(request: web.Request, door: Door, wanted: Certificate) -> bool:
    """What a proxy says of the certificate that it verified, and never what somebody else says of theirs."""
    given = request.headers.getall(wanted.header, [])
    if len(given) != 1 or not behind(request, door.trusted_proxies):
        return False
    return hmac.compare_digest(_plain(given[0]), _plain(wanted.value))


def _plain(certificate: str) -> bytes:
    """Fingerprints are written with and without colons, in small letters and in capitals."""
    text = certificate.strip()
    pairs = text.replace(":", "")
    return (pairs.lower() if FINGERPRINT.fullmatch(pairs) else text).encode()


def _shown(request: web.Request, header: str, secret: str) -> bool:
    """`Bearer <secret>`, `Token <secret>`; in a header of the engine's own also the secret alone."""
    given = request.headers.get(header, "")
    kind, _, rest = given.partition(" ")
    if kind in {"Bearer", "Token"}:
        given = rest
    elif header.lower() == "authorization":
        return False
    return tokens.matches(given, tokens.digest(secret))


def signed(secret: str, made_at: str, body: bytes, given: str) -> bool:
    """Whether `given` is the HMAC, in hex or base64, with or without a name such as `sha256=` before it."""
    expected = hmac.digest(secret.encode(), made_at.encode() + b"." + body, "sha256")
    text = given.removeprefix("sha256=").removeprefix("v1,").strip()
    try:
        found = bytes.fromhex(text) if len(text) == 64 else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(found, expected)


SOURCE_SECRET = Guard("source secret", _from_a_source)
