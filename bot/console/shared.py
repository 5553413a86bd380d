"""What every page of the console works with."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from aiohttp import web

from bot.banking.terms import Terms
from bot.catalogue import Catalogue
from bot.console.drawing import Drawing
from bot.console.passwords import Passwords
from bot.deflection.bank.returns import MINIMUM
from bot.ledger import Ledger
from bot.ledger.pseudonyms import Pseudonyms
from bot.teaching.workshop import Workshop

if TYPE_CHECKING:
    from bot.console.bringing import Bringing
    from bot.console.figures import Figures
    from bot.console.misunderstood import Misunderstood

Clock = Callable[[], datetime]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class ConsoleSettings:
    """`key` signs the mark of a known device; `origin` is how operators reach us, empty for "as they ask".

    `pseudonyms` finds a citizen who asks what is known of them. `demo`: what the ledger holds is invented,
    and every page and file says so. `mailboxes` are where letters go, by department.
    """

    secure_cookies: bool
    key: bytes = field(repr=False)
    pseudonyms: Pseudonyms = field(repr=False)
    session_idle_seconds: int = 30 * 60
    session_seconds: int = 10 * 60 * 60
    device_days: int = 180
    origin: str = ""
    trusted_proxies: tuple[str, ...] = ()
    argon2_memory_kib: int = 64 * 1024
    argon2_passes: int = 3
    bank_minimum: Fraction = MINIMUM
    figures_kept_seconds: float = 10
    upload_bytes: int = 512_000_000
    demo: bool = False
    mailboxes: Mapping[str, str] = field(default_factory=dict)

    @property
    def session_length(self) -> timedelta:
        return timedelta(seconds=self.session_seconds)


@dataclass(frozen=True, kw_only=True)
class Part:
    """How one part of the house is doing, in a sentence that tells what to do when it is not well."""

    name: str
    state: Literal["ok", "degraded", "down"]
    sentence: str


Health = Callable[[], Awaitable[Sequence[Part]]]


@dataclass(frozen=True, kw_only=True)
class Console:
    ledger: Ledger
    catalogue: Catalogue
    settings: ConsoleSettings
    clock: Clock
    health: Health
    passwords: Passwords
    terms: Terms
    figures: "Figures"
    drawing: Drawing
    bringing: "Bringing"
    workshop: Workshop
    misunderstood: "Misunderstood"


CONSOLE: Final = web.AppKey("console", Console)


def of(request: web.Request) -> Console:
    return request.app[CONSOLE]


async def aside(work: Callable[[], T]) -> T:
    """Work with files, in a thread, so that nobody else waits for it."""
    return await asyncio.to_thread(work)
