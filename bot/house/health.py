"""How the parts of a running house are doing, each in a sentence for an administrator."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.clock import now
from bot.console.shared import Part
from bot.house import jobs
from bot.ledger import outbox

if TYPE_CHECKING:
    from bot.house.house import House


async def health(house: "House") -> Sequence[Part]:
    return [_engine(house), _ledger(house), _checkpoint(house), await _jobs(house), await letters(house)]


def _engine(house: "House") -> Part:
    if house.engine.connected:
        return Part(name="Engine", state="ok", sentence="In use.")
    away = (
        "Starting or away: citizens get the catalogue's own search. If it lasts, see the log of genvej run."
    )
    return Part(name="Engine", state="degraded", sentence=away)


def _ledger(house: "House") -> Part:
    if house.ledger.broken is None:
        return Part(name="Ledger", state="ok", sentence="Writing, each event on disk before it is answered.")
    return Part(name="Ledger", state="down", sentence=f"{house.ledger.broken} Restart genvej run.")


def _checkpoint(house: "House") -> Part:
    from bot.ledger.checkpoints import newest

    last = newest(house.settings.var / "checkpoints")
    if last is None:
        return Part(name="Checkpoints", state="degraded", sentence="None written yet.")
    return Part(
        name="Checkpoints", state="ok", sentence=f"The last one is {last.name}; keep copies elsewhere."
    )


async def letters(house: "House") -> Part:
    """Also where no mail server is set any more: what waits is never sent then."""
    found = await house.ledger.read(lambda conn: outbox.standing(conn, now()))
    if found.stuck:
        told = f"{found.stuck} of {found.waiting} undelivered letters need a person: see Letters."
        return Part(name="Letters", state="down", sentence=told)
    if found.failing:
        told = f"{found.failing} of {found.waiting} failed so far and are tried again: see Letters."
        return Part(name="Letters", state="degraded", sentence=told)
    if house.office is None:
        told = "No mail server is set (GENVEJ_SMTP_URL): nobody can write to us here."
        return Part(name="Letters", state="ok", sentence=told)
    return Part(name="Letters", state="ok", sentence=f"{found.waiting} on their way, none has failed.")


async def _jobs(house: "House") -> Part:
    wrong = await jobs.overdue(house.ledger)
    if wrong:
        return Part(name="Jobs", state="down", sentence=wrong)
    done = await jobs.last(house.ledger)
    return Part(name="Jobs", state="ok", sentence=f"Every hour; last (UTC, and how many): {done}.")
