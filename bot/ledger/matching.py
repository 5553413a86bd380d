"""Takes a saving back when its citizen wrote about the same service anyway, whenever we learn of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from bot.deflection import lifecycle
from bot.deflection.counts import WRITTEN
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import citizens, facets, left_behind, repeats, times, written
from bot.ledger.tables import deflection
from bot.ledger.transaction import Transaction, locked


def match(tx: Transaction, contacts: Iterable[Mapping[str, Any]]) -> int:
    """How many deflections the contacts reversed; their rows must be in the table already."""
    wrote = {
        (row["pseudonym"], row["service"])
        for row in contacts
        if row["channel"] in WRITTEN and row["pseudonym"] is not None
    }
    if not wrote:
        return 0
    services = {service for _, service in wrote}
    found = citizens.deflections_of(tx, {pseudonym for pseudonym, _ in wrote})
    return sum(match_one(tx, id) for id, service in found if service in services)


def match_deflections(tx: Transaction, subject: str) -> int:
    """The same when a citizen becomes known after they had written."""
    mine = select(deflection.c.id).where(deflection.c.subject == subject).order_by(deflection.c.id)
    return sum(match_one(tx, id) for id in list(tx.execute(mine).scalars()))


def check(tx: Transaction, id: str) -> bool:
    """Reverse a deflection whose citizen wrote inside its window; False when they did not."""
    row = locked(tx, id)
    if row is None or not lifecycle.allowed(row.state, State.REVERSED):
        return False
    wrote = written.first(tx, row, written.window_end(row))
    if wrote is None:
        return False
    by = {"source": wrote.source, "contact": wrote.contact_id, "channel": wrote.channel}
    told = {"evidence": Evidence.CONTACT.value, **by, "contact_at": times.to_text(wrote.at)}
    tx.append_to(row, State.REVERSED.value, tx.now(), **told)
    facets.tell(tx, row.id, reversed_by=wrote.channel)
    repeats.settle(tx, row)
    return True


def match_one(tx: Transaction, id: str) -> bool:
    """`check`, and what else hangs on the citizen's letters."""
    wrote, row = check(tx, id), locked(tx, id)
    if row is not None and row.arm is not None:
        left_behind.look_again(tx, row.conversation)
    return wrote
