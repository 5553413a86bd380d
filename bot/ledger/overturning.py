"""An operator takes a deflection back, by name and with a reason."""

from bot.deflection.lifecycle import Evidence, State
from bot.ledger import endings, repeats
from bot.ledger.errors import UnknownDeflection
from bot.ledger.transaction import Transaction, locked

REASON_SIGNS = 300


def require_reason(text: str) -> str:
    """An operator's reason as it is kept; raises ValueError."""
    reason = text.strip()
    if not 1 <= len(reason) <= REASON_SIGNS:
        raise ValueError(f"A reason has 1 to {REASON_SIGNS} signs.")
    return reason


def overturn(tx: Transaction, id: str, *, by: str, reason: str) -> None:
    """`by` is an operator's id; the reason stays for good and must name nobody.

    Raises UnknownDeflection, lifecycle.Illegal for one that was overturned before, ValueError for no reason.
    """
    reason = require_reason(reason)
    row = locked(tx, id)
    if row is None:
        raise UnknownDeflection(f"There is no deflection {id}.")
    told = {"evidence": Evidence.OPERATOR.value, "by": by, "reason": reason}
    tx.append_to(row, State.OVERTURNED.value, tx.now(), **told)
    repeats.settle(tx, row)
    endings.unevidenced(tx, row)
