"""Looks at processes and at the ledger's file from outside, as the kernel and SQLite show them."""

import asyncio
import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot.house import jobs

LISTENING = "0A"


async def ended(pid: int, seconds: float = 10.0) -> None:
    """Waits until a process that is nobody's child here has ended; raises TimeoutError."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    gone = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, gone.set)
    try:
        async with asyncio.timeout(seconds):
            await gone.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


def listening(pid: int) -> list[tuple[str, int]]:
    """Address and port of each TCP socket on which the process listens."""
    links = [os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir()]
    mine = {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")}
    found = []
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if state == LISTENING and rest[5] in mine:
                found.append(_address(local))
    return found


def _address(shown: str) -> tuple[str, int]:
    """The kernel's `0100007F:1F90`: four bytes at a time in the machine's order, then the port."""
    host, port = shown.split(":")
    words = [bytes.fromhex(host[place : place + 8])[::-1] for place in range(0, len(host), 8)]
    family = socket.AF_INET if len(words) == 1 else socket.AF_INET6
    return socket.inet_ntop(family, b"".join(words)), int(port, 16)


@contextmanager
def reading(var: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{var / 'genvej.sqlite'}?mode=ro", uri=True)) as connection:
        yield connection


def rows(var: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with reading(var) as connection:
        return connection.execute(statement, values).fetchall()


async def accepted(var: Path, client_id: str) -> None:
    """Waits until a message is in the ledger; only the file tells, since its answer is still to come."""
    async with asyncio.timeout(10):
        while not rows(var, "SELECT 1 FROM turn WHERE client_id = ?", client_id):
            await asyncio.sleep(0.01)


async def jobs_done(var: Path) -> None:
    """Waits until every recurring job went through once, as it does at the start."""
    async with asyncio.timeout(60):
        while len(rows(var, "SELECT name FROM job")) < len(jobs.NAMES):
            await asyncio.sleep(0.1)


def files_with(folder: Path, marker: bytes) -> list[str]:
    """The files below `folder` that hold `marker`."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and marker in path.read_bytes()]
