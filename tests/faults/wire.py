"""Sends bytes as they are, for what no HTTP client would send."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from yarl import URL

ANSWER_SECONDS = 10.0
OURS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class Answer:
    """The first answer, and how many there were before the connection was closed."""

    status: int
    headers: dict[str, str]
    body: bytes
    count: int
    raw: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def is_a_bland_problem(self) -> None:
        assert self.headers["content-type"].startswith("application/problem+json")
        assert self.json()["status"] == self.status
        self.has_our_headers()

    def has_our_headers(self) -> None:
        assert {name: self.headers.get(name) for name in OURS} == OURS
        assert "frame-ancestors 'none'" in self.headers["content-security-policy"]
        assert "aiohttp" not in self.headers.get("server", "").lower()
        assert "python" not in self.headers.get("server", "").lower()


async def exchange(url: str, sent: bytes) -> Answer:
    """All that comes back until the other side closes; raises TimeoutError when it does not."""
    at = URL(url)
    reader, writer = await asyncio.open_connection(at.host, at.port)
    try:
        writer.write(sent)
        async with asyncio.timeout(ANSWER_SECONDS):
            raw = await reader.read(-1)
    finally:
        writer.close()
        await writer.wait_closed()
    return parse(raw)


def parse(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(int(first.split()[1]), headers, body, raw.count(b"HTTP/1."), raw)


def request(method: str, path: str, headers: bytes = b"", body: bytes = b"") -> bytes:
    """A whole request after which the connection ends; `headers` are lines with their ends."""
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    first = f"{method} {path} HTTP/1.1\r\nHost: genvej.example\r\nConnection: close\r\n".encode("latin-1")
    return first + headers + length + b"\r\n" + body
