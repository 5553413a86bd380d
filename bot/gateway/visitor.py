"""Somebody who begins a conversation, as far as that is known before they write: never header or address."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.deflection.periods import day_of

_DEVICES: Final = (
    ("tablet", re.compile(r"iPad|Tablet|Kindle|Silk/|PlayBook|Android(?!.*\bMobile\b)")),
    ("phone", re.compile(r"\bMobi|iPhone|iPod|Windows Phone|Opera Mini")),
    ("computer", re.compile(r"Windows NT|Macintosh|X11|CrOS|Linux x86_64")),
)
NO_DEVICE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """`origin` tells many conversations of one place apart from many places, for one day."""

    device: str = NO_DEVICE
    origin: str | None = None
    age_band: str | None = None
    citizen: tuple[str, ...] = ()


def device_of(user_agent: str) -> str:
    """phone, tablet, computer, or none where it does not say."""
    return next((name for name, known in _DEVICES if known.search(user_agent)), NO_DEVICE)


def origin(key: bytes, address: str, at: datetime) -> str:
    """Tomorrow the same address is another, and without the key no address can be tried out."""
    return hmac.digest(key, f"{day_of(at)}\0{address}".encode(), "sha256").hex()[:32]
