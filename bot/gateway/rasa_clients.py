"""Chats of others that speak Rasa's `rest` shape: who they are, where they stand, and whose talk is whose."""

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.gateway import tokens


@dataclass(frozen=True)
class RasaClients:
    """`keys` and `origins` by client; `secret` derives the ids of their conversations. No key: all is off."""

    keys: Mapping[str, str]
    origins: Mapping[str, frozenset[str]]
    secret: bytes

    def named(self, key: str) -> str | None:
        """The client of `key`; each is compared, and in the same time whether it fits or not."""
        fits = [client for client, known in self.keys.items() if tokens.matches(key, tokens.digest(known))]
        return fits[0] if fits else None

    def all_origins(self) -> frozenset[str]:
        return frozenset().union(*self.origins.values())

    def conversation(self, client: str, sender: str, day: date, number: int) -> str:
        """The id of the sender's conversation of a day; without the secret nobody knows that of another.

        What stands before the sender has no line break, so no two senders of two clients meet.
        """
        whose = f"{client}\n{day}\n{number}\n{sender}".encode()
        return str(uuid.UUID(bytes=hmac.digest(self.secret, whose, "sha256")[:16], version=4))


NOBODY: Final = RasaClients({}, {}, b"")
