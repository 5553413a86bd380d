"""An operator takes a deflection back, by name and with a reason."""

from sqlalchemy import select

from bot.deflection.counts import Ending
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import endings, repeats
from bot.ledger.projection import Deflection
from bot.ledger.tables import deflection
from bot.ledger.transaction import Transaction, locked

REASON_SIGNS = 300


class UnknownDeflection(LookupError):
    """No such deflection."""


def overturn(tx: Transaction, id: str, *, by: str, reason: str) -> None:
    """`by` is an operator's id; the reason stays for good and must name nobody.

    Raises UnknownDeflection, lifecycle.Illegal for one that was overturned before, ValueError for no reason.
    """
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON_SIGNS:
        raise ValueError(f"A reason has 1 to {REASON_SIGNS} signs.")
    row = locked(tx, id)
    if row is None:
        raise UnknownDeflection(f"There is no deflection {id}.")
    told = {"evidence": Evidence.OPERATOR.value, "by": by, "reason": reason}
    tx.append_to(row, State.OVERTURNED.value, tx.now(), **told)
    repeats.settle(tx, row)
    _ending(tx, row)


def _ending(tx: Transaction, row: Deflection) -> None:
    """Where no other form of the conversation was submitted, its citizen was only offered one."""
    others = select(deflection.c.id).where(
        deflection.c.conversation == row.conversation,
        deflection.c.completed_at.is_not(None),
        deflection.c.state != State.OVERTURNED.value,
    )
    evident = row.completed_at is not None and row.conversation is not None
    if evident and tx.execute(others.limit(1)).first() is None:
        endings.change(tx, row.conversation or "", {"outcome": Ending.ASSUMED.value})
