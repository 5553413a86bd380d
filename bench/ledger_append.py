"""How fast events are booked, against bare INSERTs of the same rows in the same batches, in one run."""

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from bot.ledger import Event, Ledger, raw, tables
from bot.ledger.writer import BATCH, CAPACITY

EVENTS: Final = 64 * 40
AT_ONCE: Final = CAPACITY - CAPACITY % BATCH

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Way:
    """How the events come; `steps` are those in a deflection's life, which also move its row and the sums."""

    name: str
    steps: bool
    each: int  # events a job


WAYS: Final = (
    Way("messages, one a job", steps=False, each=1),
    Way(f"messages, {BATCH} a job", steps=False, each=BATCH),
    Way(f"offers, {BATCH} a job", steps=True, each=BATCH),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Events a second."""

    way: Way
    ours: float
    bare: float


def measured(way: Way, url: Callable[[], str], folder: Path) -> Measured:
    """`url` gives a fresh migrated database each time."""
    booked = url()
    ours = asyncio.run(_ours(booked, folder, way))
    events, deflections = _rows(booked, "event"), _rows(booked, "deflection")
    writer = secrets.token_hex(16)
    events = [(writer, *row[1:]) for row in events if row[1] > 1]
    return Measured(way, EVENTS / ours, EVENTS / _bare(url(), events[:EVENTS], deflections))


def _event(number: int, *, steps: bool) -> Event:
    conversation, subject = secrets.token_hex(8), secrets.token_hex(16)
    whose: dict[str, Any] = {"at": datetime.now(UTC), "conversation": conversation, "subject": subject}
    if not steps:
        return Event(kind="asked", **whose, data={"turn": number % 7 + 1, "language": "da", "choice": False})
    data = {"evidence": "offer", "service": "passport_renew", "language": "da", "turn": number % 7 + 1}
    return Event(kind="offered", **whose, deflection=secrets.token_hex(8), data=data)


async def _ours(url: str, folder: Path, way: Way) -> float:
    """Seconds until the last event was acknowledged."""
    ledger = await Ledger.open(url, folder=folder)
    events = [_event(number, steps=way.steps) for number in range(EVENTS)]
    jobs = [events[start : start + way.each] for start in range(0, EVENTS, way.each)]
    started = time.perf_counter()
    for start in range(0, len(jobs), AT_ONCE):
        await asyncio.gather(*(_job(ledger, job) for job in jobs[start : start + AT_ONCE]))
    took = time.perf_counter() - started
    await ledger.close()
    return took


async def _job(ledger: Ledger, events: Sequence[Event]) -> None:
    await ledger.write(lambda tx: tx.append_all(events))


def _rows(url: str, table: str) -> Rows:
    columns = [column.name for column in tables.metadata.tables[table].columns]
    order = "seq" if table == "event" else "id"
    with raw.opened(url) as rows:
        found = rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}", ())  # noqa: S608 - ours
        return [tuple(row) for row in found]


def _bare(url: str, events: Rows, deflections: Rows) -> float:
    """Seconds for the same rows through the driver alone, as durable."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = FULL")
            return _inserted(file, "?", events, deflections)
    with psycopg.connect(url, autocommit=True) as server:
        return _inserted(server.cursor(), "%s", events, deflections)


def _inserted(cursor: Any, place: str, events: Rows, deflections: Rows) -> float:
    started = time.perf_counter()
    for start in range(0, len(events), BATCH):
        cursor.execute("BEGIN")
        for table, rows in (("event", events), ("deflection", deflections)):
            batch = rows[start : start + BATCH]
            if batch:
                places = ", ".join([place] * len(batch[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({places})", batch)  # noqa: S608 - our own
        cursor.execute("COMMIT")
    return time.perf_counter() - started
