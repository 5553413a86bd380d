"""`genvej jobs run`: what a running house does every hour, once."""

from typing import TextIO

from bot.failure import CommandError
from bot.house import jobs
from bot.ledger import Ledger, LedgerError
from bot.settings import Settings


async def run(settings: Settings, out: TextIO) -> int:
    """Raises CommandError, also while a house runs on the same SQLite file: it does this itself."""
    try:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            done = await jobs.run(ledger)
        finally:
            await ledger.close()
    except LedgerError as error:
        raise CommandError(str(error)) from error
    for name, count in done.items():
        print(f"{name}: {count}", file=out)
    return 0
