"""One turn in the engine over HTTP: bounded in time, size and number; every failure is EngineAway."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Literal

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

SECRET_HEADER = "X-Genvej-Secret"
ANSWER_BYTES = 512 * 1024
IN_FLIGHT = 32
FAILURES = 5
FAILURES_SECONDS = 30.0
PAUSE_SECONDS = 5.0

Kind = Literal[
    "card",
    "clarify",
    "aspect",
    "assisted",
    "human",
    "emergency",
    "write",
    "smalltalk",
    "out_of_scope",
]


class EngineAway(Exception):
    """The engine is starting, slow, gone or answered nothing usable; the catalogue answers instead."""


class EngineAnswer(BaseModel):
    """What a turn came to; `state` is the whole compact state for the next turn."""

    model_config = ConfigDict(extra="ignore")

    kind: Kind
    services: list[str]
    replies: list[dict[str, Any]]
    state: dict[str, Any]
    understanding: dict[str, Any]


class Breaker:
    """Opens after FAILURES within FAILURES_SECONDS and lets one try through each PAUSE_SECONDS."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._next_try = 0.0

    def closed(self) -> bool:
        now = self._clock()
        recent = len(self._failures) == FAILURES and now - self._failures[0] < FAILURES_SECONDS
        if not recent:
            return True
        if now < self._next_try:
            return False
        self._next_try = now + PAUSE_SECONDS
        return True

    def failed(self) -> None:
        self._failures.append(self._clock())
        self._next_try = self._clock() + PAUSE_SECONDS

    def succeeded(self) -> None:
        self._failures.clear()


class EngineClient:
    """Talks to whatever engine `connect` named last; without one every turn is EngineAway."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._session: aiohttp.ClientSession | None = None
        self._url = ""
        self._secret = ""
        self._breaker = Breaker()

    @property
    def connected(self) -> bool:
        return bool(self._url)

    def connect(self, url: str, secret: str) -> None:
        self._url, self._secret = url.rstrip("/"), secret
        self._breaker = Breaker()

    def disconnect(self) -> None:
        self._url = ""

    async def close(self) -> None:
        self.disconnect()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def turn(self, body: dict[str, Any]) -> EngineAnswer:
        """`body` as the engine's POST /turn takes it; raises EngineAway."""
        if not self._url or not self._breaker.closed():
            raise EngineAway("no engine is in use")
        if self._slots.locked():
            raise EngineAway("the engine has its hands full")
        async with self._slots:
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await self._post(body)
            except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
                self._breaker.failed()
                raise EngineAway(type(error).__name__) from error
        self._breaker.succeeded()
        return answer

    async def _post(self, body: dict[str, Any]) -> EngineAnswer:
        async with self._client().post(
            f"{self._url}/turn", json=body, headers={SECRET_HEADER: self._secret}, allow_redirects=False
        ) as response:
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            raw = await _read(response.content)
        try:
            answer = EngineAnswer.model_validate_json(raw)
        except ValidationError as error:
            raise ValueError("not an answer") from error
        if not answer.replies:
            raise ValueError("an empty answer")
        return answer

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
        return self._session


async def _read(content: aiohttp.StreamReader) -> bytes:
    raw = bytearray()
    async for chunk in content.iter_chunked(65536):
        raw += chunk
        if len(raw) > ANSWER_BYTES:
            raise ValueError("an answer without end")
    return bytes(raw)
