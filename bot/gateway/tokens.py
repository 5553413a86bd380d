"""Tokens that open things: random ones for conversations, derived ones for links; only hashes are stored."""

import base64
import hashlib
import hmac
import secrets
import uuid


def new() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored; a fast hash will do for 256 random bits (ASVS 5.0, 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def conversation(secret: str) -> str:
    """The id that belongs to `secret`: whoever sends it twice begins one conversation and no second."""
    return str(uuid.UUID(digest(secret)[:32], version=4))


def matches(token: str, stored: str) -> bool:
    return hmac.compare_digest(digest(token), stored)


class Links:
    """A link's token and reference follow from its deflection, so neither has to be kept in clear text."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self, deflection: str) -> str:
        """256 bits, for `/go/…`."""
        return self._derive(b"link", deflection, 32)

    def reference(self, deflection: str) -> str:
        """96 bits: what a form engine gives back in its receipt."""
        return self._derive(b"reference", deflection, 12)

    def deflection(self, conversation: str, service: str) -> str:
        """One deflection for a conversation and a service, however often the card is shown."""
        return hashlib.sha256(f"{conversation}/{service}".encode()).hexdigest()[:32]

    def _derive(self, purpose: bytes, deflection: str, size: int) -> str:
        mac = hmac.digest(self._key, purpose + b"\0" + deflection.encode(), "sha256")[:size]
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode("ascii")
