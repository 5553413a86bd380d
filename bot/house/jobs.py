"""What has to be done again and again: windows close, and what is too old goes."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bot.clock import now
from bot.house.house import House
from bot.ledger import Ledger, LedgerError, Transaction, endings, jobs, retention, reviews, windows

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 3600
LATE: Final = timedelta(hours=26)  # a day may be missed by a restart; more means that nobody runs them
# A clock that leaps is looked at again before anything is closed by it.
LEAP_SECONDS: Final = 600

WINDOWS: Final = "windows"
STEPS: Final[dict[str, Callable[[Transaction], int]]] = {
    WINDOWS: windows.close,
    "conversations": endings.close_silent,
    endings.JOB: endings.leave_behind,
    reviews.JOB: reviews.draw,
    retention.JOB: retention.purge,
}


async def run(ledger: Ledger) -> dict[str, int]:
    """Everything that is due now, in short transactions; how much each job did. Raises LedgerError."""
    done = {}
    for name, step in STEPS.items():
        done[name] = 0
        while count := await ledger.write(step):
            done[name] += count
            await asyncio.sleep(0)  # citizens' writes go between
    await ledger.write(lambda tx: jobs.succeeded(tx, WINDOWS))
    return done


async def keep_running(house: House) -> None:
    """At the start and every hour."""
    clock = SteadyClock()
    while True:
        if clock.leapt():
            log.warning("the clock leapt: no window is closed until it has stood for an hour")
        else:
            await _once(house.ledger)
        await asyncio.sleep(EVERY_SECONDS)


async def _once(ledger: Ledger) -> None:
    try:
        done = await run(ledger)
    except LedgerError as error:
        log.error("the jobs were not finished: %s", error)
        return
    if any(done.values()):
        log.info("jobs: %s", ", ".join(f"{name} {count}" for name, count in done.items()))


class SteadyClock:
    """Compares the wall clock with one that cannot be set."""

    def __init__(self) -> None:
        self._ahead = time.time() - time.monotonic()

    def leapt(self) -> bool:
        """Whether the wall clock was set since this was asked last."""
        before, self._ahead = self._ahead, time.time() - time.monotonic()
        return abs(self._ahead - before) > LEAP_SECONDS


async def overdue(ledger: Ledger) -> str | None:
    """What an administrator must know about jobs that do not run; None when all is well."""
    found = await ledger.read(lambda conn: jobs.last(conn, WINDOWS))
    if found is None:
        return "The windows have never been closed: verified savings wait."
    if now() - found.succeeded_at > LATE:
        last = f"{found.succeeded_at:%Y-%m-%d %H:%M} UTC"
        return f"The windows were last closed at {last}: see the log of genvej run, or run genvej jobs run."
    return None
