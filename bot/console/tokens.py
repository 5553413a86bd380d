"""What a browser holds: a session's reference token, its form token, and the mark of a known device."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta


def new() -> str:
    """256 random bits; they mean nothing by themselves."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token; a fast hash will do for 256 random bits (ASVS 5.0, 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def form_token(session_token: str) -> str:
    """Goes into each form of the session; tells nothing about the session's own token."""
    return _mac(session_token.encode("utf-8", "surrogatepass"), "form")


def same(one: str, other: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


@dataclass(frozen=True)
class Device:
    """A browser from which this operator (id) has signed in before."""

    operator: str
    number: str


def device_mark(device: Device, *, key: bytes, until: datetime) -> str:
    body = f"{device.operator}.{device.number}.{until.timestamp():.0f}"
    return f"{body}.{_mac(key, body)}"


def read_device(mark: str, *, key: bytes, now: datetime) -> Device | None:
    """None for a mark that is not ours or too old."""
    body, _, mac = mark.rpartition(".")
    if not same(mac, _mac(key, body)):
        return None
    operator, number, until = body.split(".")
    return Device(operator, number) if now.timestamp() < int(until) else None


def new_device(operator: str) -> Device:
    return Device(operator, secrets.token_hex(16))


def device_until(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def _mac(key: bytes, text: str) -> str:
    mac = hmac.digest(key, b"genvej console\0" + text.encode("utf-8", "surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode("ascii")
