"""`genvej operator add`: through the ledger, which only one process may write to on SQLite."""

import getpass
import os
from typing import TextIO

from bot.clock import now
from bot.failure import CommandError
from bot.ledger import Ledger, LedgerError, operators
from bot.ledger.operators import Operator
from bot.ledger.transaction import Reads
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


def named(conn: Reads, name: str) -> Operator:
    """Somebody who may act; raises CommandError."""
    found = operators.by_name(conn, name)
    if found is None or found.disabled_at is not None:
        raise CommandError(f"there is no operator {name}: see genvej operator add.")
    return found


def account() -> str:
    """Of whom the operating system runs this; its number where it has no name, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
