"""`genvej deflection overturn`: an operator takes a deflection back, with a reason that stays for good."""

from typing import TextIO

from bot.deflection.lifecycle import Illegal
from bot.failure import CommandError
from bot.ledger import Ledger, LedgerError, Transaction, overturning
from bot.ledger.errors import UnknownDeflection
from bot.masking import mask
from bot.operators import named
from bot.settings import Settings


async def overturn(settings: Settings, id: str, by: str, reason: str, out: TextIO) -> int:
    """Raises CommandError, with nothing booked."""
    if mask(reason).found:
        raise CommandError("the reason names somebody, and the ledger keeps it for good: write it without.")
    try:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            await ledger.write(lambda tx: _overturn(tx, id, by, reason))
        finally:
            await ledger.close()
    except (LedgerError, Illegal, ValueError, UnknownDeflection) as error:
        raise CommandError(str(error)) from error
    print(f"{id} is overturned", file=out)
    return 0


def _overturn(tx: Transaction, id: str, by: str, reason: str) -> None:
    overturning.overturn(tx, id, by=named(tx, by).id, reason=reason)
