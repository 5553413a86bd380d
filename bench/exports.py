"""How much memory an export takes at two sizes: the log in each format, through a real server.

Prints the peak that the server's process added while the file was sent, and how large the file was.
"""

import asyncio
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession, web
from sqlalchemy import insert

from bot.catalogue import load
from bot.clock import now
from bot.console import tokens
from bot.console.app import init_app
from bot.console.shared import ConsoleSettings
from bot.ledger import Ledger, operators
from bot.ledger.pseudonyms import Pseudonyms
from bot.ledger.tables import deflection
from bot.ledger.transaction import Transaction
from bot.teaching.examples import Library
from bot.teaching.workshop import Workshop

SIZES = (20_000, 400_000)
FORMATS = ("csv", "jsonl", "parquet")
AT_ONCE = 10_000
TOKEN = "bench"


def fill(tx: Transaction, first: int, count: int) -> None:
    begun = now() - timedelta(days=300)
    rows = [
        {
            "id": f"d{number:08}",
            "conversation": f"c{number:08}",
            "turn": 1,
            "service": "passport_renew",
            "language": "da",
            "state": "offered",
            "evidence": "offer",
            "step": 1,
            "offered_at": begun + timedelta(seconds=number),
            "changed_at": begun + timedelta(seconds=number),
            "window_days": 14,
            "assessable": False,
            "repeated": False,
        }
        for number in range(first, first + count)
    ]
    tx.execute(insert(deflection), rows)


def auditor(tx: Transaction) -> None:
    at = now()
    made = operators.create(tx, name="bench", role="auditor", password_hash="none", at=at)
    operators.sessions.start(
        tx,
        token_hash=tokens.digest(TOKEN),
        operator=made.id,
        at=at,
        expires_at=at + timedelta(hours=5),
    )


def resident_kib(kind: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(kind):
            return int(line.split()[1])
    raise LookupError(kind)


async def measure(format: str, count: int) -> None:
    """In a process of its own, so that nothing of another measurement is left in memory."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = await Ledger.open(f"sqlite:///{folder}/genvej.sqlite", folder=Path(folder))
        await ledger.write(auditor)
        for first in range(0, count, AT_ONCE):
            await ledger.write(lambda tx, first=first: fill(tx, first, AT_ONCE))
        settings = ConsoleSettings(secure_cookies=False, key=bytes(32), pseudonyms=Pseudonyms(bytes(32)))
        workshop = Workshop(library=Library(Path("nlu_data")), search=lambda text, language: [])
        app = init_app(ledger, load(Path("municipality")), settings, now, _no_parts, workshop)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await fetch(address, format, 1)  # what is imported and built only once
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
        before = resident_kib("VmRSS")
        size = await fetch(address, format, None)
        print(
            f"{format:<8} {count:>9,} rows {size / 1e6:>8.1f} MB   peak memory added"
            f" {(resident_kib('VmHWM') - before) / 1024:>6.1f} MB",
            flush=True,
        )
        await runner.cleanup()
        await ledger.close()


async def _no_parts() -> list[object]:
    return []


async def fetch(address: str, format: str, most: int | None) -> int:
    """How many bytes came; `most` chunks at the most."""
    size = chunks = 0
    with_session = {"Cookie": f"genvej={TOKEN}"}
    path = f"{address}/log.{format}"
    async with ClientSession(headers=with_session) as session, session.get(path) as answer:
        assert answer.status == 200, answer.status
        async for chunk in answer.content.iter_any():
            size, chunks = size + len(chunk), chunks + 1
            if chunks == most:
                break
    return size


if __name__ == "__main__":
    if len(sys.argv) == 3:
        asyncio.run(measure(sys.argv[1], int(sys.argv[2])))
    else:
        for format in FORMATS:
            for count in SIZES:
                again = [sys.executable, "-m", "bench.exports", format, str(count)]
                subprocess.run(again, check=True)  # noqa: S603 - our own program
