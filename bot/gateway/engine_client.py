"""One turn in the engine over HTTP: bounded in time, size and number; every failure is EngineAway."""

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.gateway.breaker import Breaker

SECRET_HEADER = "X-Genvej-Secret"
ANSWER_BYTES = 512 * 1024
IN_FLIGHT = 32
PROBE_SECONDS = 1.0
PROBE_PAUSE_SECONDS = 0.5
HUNG_SECONDS = 30.0

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


def _nothing() -> None:
    return None


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


class EngineClient:
    """Talks to whatever engine `connect` named last; without one every turn is EngineAway.

    After a turn that took too long nobody waits again until the engine has said that it is well: only the
    first citizen pays for a hang.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._session: aiohttp.ClientSession | None = None
        self._url = ""
        self._secret = ""
        self._breaker = Breaker()
        self._probe: asyncio.Task[None] | None = None
        self._hung: Callable[[], None] = _nothing

    @property
    def connected(self) -> bool:
        """Whether the next turn would be asked of an engine."""
        return bool(self._url) and not self._hanging() and not self._breaker.open

    def connect(self, url: str, secret: str, *, hung: Callable[[], None] = _nothing) -> None:
        """`hung` is called once when this engine has not answered for HUNG_SECONDS."""
        self._url, self._secret, self._hung = url.rstrip("/"), secret, hung
        self._breaker = Breaker()
        self._forget_probe()

    def disconnect(self) -> None:
        self._url = ""
        self._forget_probe()

    async def close(self) -> None:
        self.disconnect()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def turn(self, body: dict[str, Any]) -> EngineAnswer:
        """`body` as the engine's POST /turn takes it; raises EngineAway."""
        if not self._url or not self._breaker.closed():
            raise EngineAway("no engine is in use")
        if self._hanging():
            raise EngineAway("the engine hangs")
        if self._slots.locked():
            raise EngineAway("the engine has its hands full")
        async with self._slots:
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await self._post(body)
            except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
                self._breaker.failed()
                if isinstance(error, TimeoutError):
                    self._watch()
                raise EngineAway(type(error).__name__) from error
        self._breaker.succeeded()
        return answer

    def _hanging(self) -> bool:
        return self._probe is not None and not self._probe.done()

    def _watch(self) -> None:
        if self._url and not self._hanging():
            self._probe = asyncio.create_task(self._until_well())

    async def _until_well(self) -> None:
        loop = asyncio.get_running_loop()
        patient_until = loop.time() + HUNG_SECONDS
        while not await self._well():
            if loop.time() >= patient_until:
                patient_until = math.inf
                self._hung()
            await asyncio.sleep(PROBE_PAUSE_SECONDS)

    async def _well(self) -> bool:
        with suppress(TimeoutError, aiohttp.ClientError, OSError):
            headers = {SECRET_HEADER: self._secret}
            address = f"{self._url}/health"
            async with (
                asyncio.timeout(PROBE_SECONDS),
                self._client().get(address, headers=headers, allow_redirects=False) as response,
            ):
                return response.status == 200
        return False

    def _forget_probe(self) -> None:
        if self._probe is not None:
            self._probe.cancel()
            self._probe = None

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
