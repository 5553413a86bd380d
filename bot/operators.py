"""`genvej operator add`: through the ledger, which only one process may write to on SQLite."""

from typing import TextIO

from bot.clock import now
from bot.failure import CommandError
from bot.ledger import Ledger, LedgerError
from bot.settings import Settings


async def add(settings: Settings, name: str, role: str, out: TextIO) -> int:
    """Prints a password for the first sign-in, once."""
    from bot.console import accounts

    try:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            made = await accounts.add(ledger, name, role, now)
        finally:
            await ledger.close()
    except (LedgerError, accounts.Refusal) as error:
        raise CommandError(str(error)) from error
    print(f"{made.name} may sign in once with the password {made.password}", file=out)
    return 0
