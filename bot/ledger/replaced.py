"""What a form took the place of: revealed by what the citizen was doing, or stated in one tap."""

from datetime import datetime

from sqlalchemy import select

from bot.deflection import lifecycle
from bot.deflection.counts import WRITTEN, Basis, Replaced
from bot.deflection.lifecycle import State
from bot.ledger.projection import Deflection
from bot.ledger.tables import deflection, feedback
from bot.ledger.transaction import Reads, Transaction, locked

OPEN = frozenset({State.OFFERED, State.OPENED})


def known(*, writing: bool, otherwise: str | None) -> dict[str, str]:
    """`replaced` and `basis` of an offer, as an event holds them; empty when nothing is known.

    What a citizen was doing counts above what they say; silence says nothing.
    """
    if writing:
        return {"replaced": Replaced.WRITTEN.value, "basis": Basis.REVEALED.value}
    if otherwise is None:
        return {}
    replaced = Replaced.WRITTEN if otherwise in WRITTEN else Replaced.OTHER
    return {"replaced": replaced.value, "basis": Basis.STATED.value}


def stated(conn: Reads, conversation: str) -> str | None:
    """How this conversation's citizen would otherwise have come to us, if they said."""
    mine = select(feedback.c.otherwise).where(feedback.c.conversation == conversation)
    return conn.execute(mine).scalar()


def state(tx: Transaction, conversation: str, otherwise: str | None, at: datetime) -> None:
    """The citizen said it; the last word counts, but never above what they were seen doing."""
    data = known(writing=False, otherwise=otherwise)
    ids = select(deflection.c.id).where(deflection.c.conversation == conversation)
    for id in list(tx.execute(ids.order_by(deflection.c.id)).scalars()) if data else ():
        row = locked(tx, id)
        if row is not None and row.basis != Basis.REVEALED:
            _amend(tx, row, data, at)


def reveal(tx: Transaction, row: Deflection, at: datetime) -> None:
    """A form that was offered before is offered again to a citizen who is about to write."""
    if row.state in OPEN:
        _amend(tx, row, known(writing=True, otherwise=None), at)


def _amend(tx: Transaction, row: Deflection, data: dict[str, str], at: datetime) -> None:
    if (row.replaced, row.basis) != (data["replaced"], data["basis"]):
        tx.append_to(row, lifecycle.REPLACED, at, **data)
