"""At most one priced deflection of one citizen and service in any window."""

from sqlalchemy import select

from bot.deflection import lifecycle
from bot.deflection.lifecycle import State
from bot.deflection.periods import day_of
from bot.deflection.verified import priced
from bot.ledger.projection import Deflection
from bot.ledger.tables import deflection
from bot.ledger.transaction import Transaction, as_deflection


def settle(tx: Transaction, row: Deflection) -> None:
    """Say again which of this citizen's deflections of this service are priced, after one has changed."""
    rows = [one for one in siblings(tx, row) if one.state is State.VERIFIED and one.doubtful is None]
    if not rows:
        return
    chosen = priced([day_of(one.offered_at) for one in rows], max(one.window_days for one in rows))
    for one, first in zip(rows, chosen, strict=True):
        if one.repeated is first:
            tx.append_to(one, lifecycle.REPEATED, tx.now(), repeated=not first)


def siblings(tx: Transaction, row: Deflection) -> list[Deflection]:
    """The deflections of the same citizen and service, itself among them, held against other processes.

    Two that are changed at once in two processes wait for one another here, so that one sees the other.
    """
    if row.subject is None:
        return []
    mine = (deflection.c.subject == row.subject, deflection.c.service == row.service)
    rows = tx.execute(select(deflection).where(*mine).order_by(deflection.c.id).with_for_update())
    found = [as_deflection(one) for one in rows.mappings()]
    return sorted(found, key=lambda one: (one.offered_at, one.id))
