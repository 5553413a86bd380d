"""The mail server that letters are handed over to, and under which conditions."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.mail.message import address

COMMAND_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 600.0  # to the final dot (RFC 5321, 4.5.3.2.6)
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`tls` checks the server's certificate against `authorities` (PEM), the system's where that is None."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = True
    from_first_byte: bool = False
    authorities: str | None = None
    command_seconds: float = COMMAND_SECONDS
    answer_seconds: float = ANSWER_SECONDS


def server(url: str, *, tls: bool, authorities: str | None = None) -> Server:
    """From `smtp://user:password@host:port` or `smtps://…`; raises ValueError with one sentence."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in _PORTS or not parts.hostname or port == 0 or parts.path not in ("", "/"):
        raise ValueError("must be smtp://host, smtp://user:password@host:587 or smtps://host:465")
    if not tls and (parts.hostname not in LOCAL or parts.scheme == "smtps"):
        raise ValueError("needs TLS: without it only smtp:// to this machine itself is allowed")
    return Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or "") if parts.username else None,
        tls=tls,
        from_first_byte=parts.scheme == "smtps",
        authorities=authorities,
    )


def mailbox(text: str) -> str:
    """One address; raises ValueError."""
    found = address(text)
    if found is None:
        raise ValueError("write one address, as borgerservice@example.dk")
    return found
