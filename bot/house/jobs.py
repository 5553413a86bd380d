"""What has to be done again and again: windows close, and what is too old goes."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from bot.catalogue import Catalogue
from bot.clock import now
from bot.house.house import House
from bot.ledger import (
    Ledger,
    LedgerError,
    Transaction,
    endings,
    jobs,
    left_behind,
    retention,
    reviews,
    windows,
    words,
)
from bot.settings import Settings

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 3600
LATE: Final = timedelta(hours=26)  # a day may be missed by a restart; more means that nobody runs them
# A clock that leaps is looked at again before anything is closed by it.
LEAP_SECONDS: Final = 600

Step = Callable[[Transaction], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chores:
    """What the jobs must know: how many days each service waits, and for how many words are kept."""

    windows: Mapping[str, int]
    transcript_days: int

    def steps(self) -> dict[str, Step]:
        """Each job takes a part of what is due, and says how much; 0 when nothing is left."""
        return {
            "windows": windows.close,
            "conversations": endings.close_silent,
            "left-behind": partial(left_behind.leave_behind, windows=self.windows),
            reviews.JOB: reviews.draw,
            "retention": retention.purge,
            "transcripts": partial(retention.forget_words, days=self.transcript_days),
            words.JOB: words.settle,
        }


NAMES: Final = tuple(Chores(windows={}, transcript_days=1).steps())


def chores(settings: Settings, catalogue: Catalogue) -> Chores:
    return Chores(windows=catalogue.windows(), transcript_days=settings.transcript_days)


async def run(ledger: Ledger, chores: Chores) -> dict[str, int]:
    """Everything that is due now, in short transactions; how much each job did. Raises LedgerError."""
    done = {}
    for name, step in chores.steps().items():
        done[name] = 0
        while count := await ledger.write(step):
            done[name] += count
            await asyncio.sleep(0)  # citizens' writes go between
        await ledger.write(partial(jobs.succeeded, name=name, done=done[name]))
    return done


async def keep_running(house: House) -> None:
    """At the start and every hour."""
    clock, due = SteadyClock(), chores(house.settings, house.catalogue)
    while True:
        if clock.leapt():
            log.warning("the clock leapt: no window is closed until it has stood for an hour")
        else:
            await _once(house.ledger, due)
        await asyncio.sleep(EVERY_SECONDS)


async def _once(ledger: Ledger, due: Chores) -> None:
    try:
        done = await run(ledger, due)
    except LedgerError as error:
        log.error("the jobs were not finished: %s", error)
        return
    except Exception:
        log.exception("the jobs were not finished")  # and are tried again, or no window would ever close
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
    found = await ledger.read(jobs.all_last)
    missing = [name for name in NAMES if name not in found]
    if missing:
        return f"Never done: {', '.join(missing)}. Verified savings wait, and what is too old stays."
    late = [found[name] for name in NAMES if now() - found[name].succeeded_at > LATE]
    if late:
        said = ", ".join(f"{one.name} {one.succeeded_at:%Y-%m-%d %H:%M} UTC" for one in late)
        return f"Last done too long ago: {said}. See the log of genvej run, or run genvej jobs run."
    return None


async def last(ledger: Ledger) -> str:
    """When each job last went through, and how much it did then."""
    found = await ledger.read(jobs.all_last)
    done = [found[name] for name in NAMES if name in found]
    return ", ".join(f"{one.name} {one.succeeded_at:%Y-%m-%d %H:%M} ({one.done})" for one in done)
