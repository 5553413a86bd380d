"""A letter as it is kept until it is sent: nobody reads it in the database or in a copy of it."""

import base64
import hmac
import json
from dataclasses import asdict, dataclass, field
from typing import Final

_TAG: Final = b"genvej-letter-v1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the citizen wrote, as it is sent; `reply_to` is an address that can stand in a header."""

    text: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    reply_to: str | None = field(default=None, repr=False)


class Unreadable(Exception):
    """Sealed with another key, or changed since."""


class Seal:
    """One key of 32 bytes: for Fernet, which encrypts and signs, and for a digest that only we can make."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def close(self, words: Words) -> str:
        from cryptography.fernet import Fernet  # slow to import, and needed only where somebody writes

        return Fernet(base64.urlsafe_b64encode(self._key)).encrypt(_bytes(words)).decode("ascii")

    def open(self, sealed: str) -> Words:
        """Raises Unreadable."""
        from cryptography.fernet import Fernet, InvalidToken

        try:
            plain = Fernet(base64.urlsafe_b64encode(self._key)).decrypt(sealed.encode("ascii"))
        except InvalidToken:
            raise Unreadable("The letter was sealed with another key.") from None
        return Words(**json.loads(plain))

    def digest(self, words: Words) -> str:
        """The same for the same words, whenever they are sealed."""
        return hmac.digest(self._key, _TAG + _bytes(words), "sha256").hex()


def _bytes(words: Words) -> bytes:
    return json.dumps(asdict(words), ensure_ascii=True, sort_keys=True).encode("ascii")
