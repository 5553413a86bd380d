"""How fast a ledger is verified, against a bare reading of its events, in one run."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bot.ledger import Event, Ledger, Transaction, raw, tallies
from bot.ledger.verify import verify

CITIZENS: Final = 50_000
EACH: Final = 7  # events
AT_ONCE: Final = 100  # citizens a job


@dataclass(frozen=True, slots=True)
class Verified:
    """Events a second; `read` is what the driver alone reads."""

    events: int
    rate: float
    read: float


def fill(url: str, folder: Path) -> None:
    """Conversations that each led to a form which was sent, as they would have been booked."""
    asyncio.run(_fill(url, folder))


async def _fill(url: str, folder: Path) -> None:
    ledger = await Ledger.open(url, folder=folder)
    for start in range(0, CITIZENS, AT_ONCE):
        await ledger.write(lambda tx, start=start: _book(tx, range(start, start + AT_ONCE)))  # type: ignore[misc]
    await ledger.close()


def _book(tx: Transaction, numbers: range) -> None:
    for number in numbers:
        tx.tallies.add(tallies.of_opening(_at(number)))
    tx.append_all([event for number in numbers for event in _citizen(number)])


def _at(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)


def _citizen(number: int) -> Iterator[Event]:
    """Asks, gets a form, opens it, sends it."""
    at = _at(number)
    whose = {"conversation": f"{number:016x}", "subject": f"{number:032x}"}
    offered = {"evidence": "offer", "service": "passport_renew", "language": "da", "turn": 1}
    got = {"number": number, "source": "generic", "form": "passport", "state": "completed", "mark": None}
    answered = {"turn": 1, "kind": "card", "services": ["passport_renew"], "source": "engine"}
    talk: tuple[tuple[str, dict[str, Any]], ...] = (
        ("begun", {"language": "da"}),
        ("asked", {"turn": 1, "language": "da", "choice": False}),
        ("answered", answered),
    )
    steps = (
        ("offered", offered),
        ("opened", {"evidence": "opening"}),
        ("receipt", got),
        ("completed", {"evidence": "receipt", "receipt": number}),
    )
    for kind, data in talk:
        yield Event(kind=kind, at=at, **whose, data=data)
    for kind, data in steps:
        yield Event(kind=kind, at=at, deflection=f"{number:016x}", **whose, data=data)


def measured(url: str) -> Verified:
    """Raises ValueError when anything is found: then it is no honest run."""
    started = time.perf_counter()
    report = verify(url)
    took = time.perf_counter() - started
    if report.findings:
        raise ValueError(f"the bench's own ledger is not clean: {report.findings[0]}")
    started = time.perf_counter()
    with raw.opened(url, lenient=False) as rows:
        count = sum(1 for _ in rows("SELECT * FROM event ORDER BY writer, seq", ()))
    return Verified(report.events, report.events / took, count / (time.perf_counter() - started))
