"""`genvej erase`: forgets a citizen; who it is is read from standard input, where no shell keeps it."""

from typing import TextIO

from bot.clock import now
from bot.failure import CommandError
from bot.ledger import Ledger, LedgerError, erasure
from bot.ledger.pseudonyms import NoIdentifier, OtherKey, Pseudonyms
from bot.pseudonymise import pseudonyms_of
from bot.settings import Settings

NAMES_MOST = 20


async def erase(settings: Settings, reason: str | None, given: TextIO, out: TextIO) -> int:
    """One identifier a line, all of the same citizen. Raises CommandError, with nothing erased."""
    pseudonyms = _pseudonyms(pseudonyms_of(settings), given)
    try:
        ledger = await Ledger.open(settings.database, folder=settings.var)
        try:
            done = await ledger.write(
                lambda tx: erasure.erase_citizen(tx, pseudonyms, now(), by="administrator", reason=reason)
            )
        finally:
            await ledger.close()
    except LedgerError as error:
        raise CommandError(str(error)) from error
    print(f"erased: {done.conversations} conversations; {done.contacts} contacts are nobody's now", file=out)
    return 0


def _pseudonyms(make: Pseudonyms, given: TextIO) -> list[str]:
    found = []
    for number, line in enumerate((line for line in given if line.strip()), 1):
        try:
            found.append(make.of(line.strip()))
        except (NoIdentifier, OtherKey) as error:
            raise CommandError(f"line {number} {error}") from None  # the line itself stays unsaid
    if not 1 <= len(found) <= NAMES_MOST:
        raise CommandError(
            f"give 1 to {NAMES_MOST} lines on standard input: a CPR number, e-mail address or telephone "
            "number of the citizen on each."
        )
    return found
