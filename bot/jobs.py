"""`genvej jobs run`: what a running house does every hour, once."""

from typing import TextIO

from bot.failure import CommandError
from bot.house import jobs
from bot.ledger import Ledger, LedgerError
from bot.municipality import catalogue_of
from bot.settings import Settings


async def run(settings: Settings, out: TextIO) -> int:
    """Raises CommandError, also while a house runs on the same SQLite file: it does this itself."""
    due = jobs.chores(settings, catalogue_of(settings))
    try:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            done = await jobs.run(ledger, due)
        finally:
            await ledger.close()
    except LedgerError as error:
        raise CommandError(str(error)) from error
    for name, count in done.items():
        print(f"{name}: {count}", file=out)
    return 0
