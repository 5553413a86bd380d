"""A small program that writes and says when: `invoke NAME` before, `ok NAME` once the ledger has returned.

Run as `python -m tests.ledger.acknowledging URL FOLDER COUNT [SYNCHRONOUS]`. With another SYNCHRONOUS than
FULL it switches off what it is there to show, so that a test can see its own check go red.
"""

import asyncio
import os
import sys
from pathlib import Path

from bot.ledger import Event, Ledger, LedgerBroken, LedgerError, Transaction, databases, times

SIDE_BY_SIDE = 4


def say(line: str) -> None:
    """One system call for one line, so that a trace shows it where it happened."""
    os.write(1, f"{line}\n".encode())


def book(tx: Transaction, name: str) -> None:
    tx.append(Event(kind="asked", at=times.utc_now(), data={"name": name}))


async def write(ledger: Ledger, name: str) -> None:
    """Says `full` or `broken` where the ledger could not."""
    say(f"invoke {name}")
    try:
        await ledger.write(lambda tx: book(tx, name))
    except LedgerBroken:
        say(f"broken {name}")
    except LedgerError as error:
        say(f"{type(error).__name__} {name}")
    else:
        say(f"ok {name}")


async def endless(url: str, folder: Path, run: str) -> None:
    """Several at once, until somebody kills us."""
    ledger = await Ledger.open(url, folder=folder)

    async def one(place: int) -> None:
        number = 0
        while True:
            number += 1
            await write(ledger, f"{run}-{place}-{number:06}")

    await asyncio.gather(*map(one, range(SIDE_BY_SIDE)))


async def counted(url: str, folder: Path, count: int) -> None:
    ledger = await Ledger.open(url, folder=folder, on_broken=lambda error: say("restart"))
    say("open")
    for number in range(count):
        names = [f"name-{number:04}-{place}" for place in range(SIDE_BY_SIDE)]
        await asyncio.gather(*(write(ledger, name) for name in names))
    await ledger.close()


def unsafe(synchronous: str) -> None:
    """What nobody may do: no sync, and no check that there is one."""
    databases.SYNCHRONOUS = synchronous  # type: ignore[misc]
    databases.Sqlite.require_durability = lambda self, connection: None  # type: ignore


def rounds(url: str, folder: Path) -> None:
    """A fresh child for each line of input, forked so that nothing is imported twenty times."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(endless(url, folder, line.strip()))
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("ended")


if __name__ == "__main__":
    address, place = sys.argv[1], Path(sys.argv[2])
    if sys.argv[3] == "rounds":
        rounds(address, place)
    else:
        if len(sys.argv) > 4:
            unsafe(sys.argv[4])
        asyncio.run(counted(address, place, int(sys.argv[3])))
