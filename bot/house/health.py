"""How the parts of a running house are doing, each in a sentence for an administrator."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.console.shared import Part
from bot.house import jobs

if TYPE_CHECKING:
    from bot.house.house import House


async def health(house: "House") -> Sequence[Part]:
    return [_engine(house), _ledger(house), _checkpoint(house), await _jobs(house)]


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


async def _jobs(house: "House") -> Part:
    wrong = await jobs.overdue(house.ledger)
    if wrong:
        return Part(name="Jobs", state="down", sentence=wrong)
    done = await jobs.last(house.ledger)
    return Part(name="Jobs", state="ok", sentence=f"Every hour; last (UTC, and how many): {done}.")
