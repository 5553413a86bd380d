"""Takes a saving back when its citizen wrote about the same service anyway, whenever we learn of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, select

from bot.deflection import lifecycle
from bot.deflection.counts import WRITTEN
from bot.deflection.lifecycle import Evidence, State
from bot.ledger import citizens, repeats, times
from bot.ledger.projection import Deflection
from bot.ledger.tables import contact, contact_import, deflection
from bot.ledger.transaction import Transaction, locked

_CHANNELS: Final = sorted(channel.value for channel in WRITTEN)


def match(tx: Transaction, contacts: Iterable[Mapping[str, Any]]) -> int:
    """How many deflections the contacts reversed; their rows must be in the table already."""
    written = {
        (row["pseudonym"], row["service"])
        for row in contacts
        if row["channel"] in WRITTEN and row["pseudonym"] is not None
    }
    if not written:
        return 0
    services = {service for _, service in written}
    found = citizens.deflections_of(tx, {pseudonym for pseudonym, _ in written})
    return sum(check(tx, id) for id, service in found if service in services)


def match_deflections(tx: Transaction, subject: str) -> int:
    """The same when a citizen becomes known after they had written."""
    mine = select(deflection.c.id).where(deflection.c.subject == subject).order_by(deflection.c.id)
    return sum(check(tx, id) for id in list(tx.execute(mine).scalars()))


def check(tx: Transaction, id: str) -> bool:
    """Reverse a deflection whose citizen wrote inside its window; False when they did not."""
    row = locked(tx, id)
    if row is None or not lifecycle.allowed(row.state, State.REVERSED):
        return False
    wrote = first_written(tx, row)
    if wrote is None:
        return False
    by = {"source": wrote.source, "contact": wrote.contact_id, "channel": wrote.channel}
    told = {"evidence": Evidence.CONTACT.value, **by, "contact_at": times.to_text(wrote.at)}
    tx.append_to(row, State.REVERSED.value, tx.now(), **told)
    repeats.settle(tx, row)
    return True


def window_end(row: Deflection) -> datetime:
    """W after the form was submitted; while that is not known, W after it was offered."""
    return (row.completed_at or row.offered_at) + timedelta(days=row.window_days)


def first_written(tx: Transaction, row: Deflection) -> Row[Any] | None:
    """The first e-mail or letter of this citizen about this service in `[offered, end of the window)`."""
    pseudonyms = citizens.pseudonyms_of(tx, row)
    if not pseudonyms:
        return None
    names = ("source", "contact_id", "channel", "at")
    query = select(*(contact.c[name] for name in names))
    query = query.join(contact_import, contact_import.c.id == contact.c["import"])
    query = query.where(
        contact_import.c.undone_at.is_(None),
        contact.c.pseudonym.in_(pseudonyms),
        contact.c.service == row.service,
        contact.c.channel.in_(_CHANNELS),
        contact.c.at >= row.offered_at,
        contact.c.at < window_end(row),
    )
    return tx.execute(query.order_by(contact.c.at, contact.c.source, contact.c.contact_id).limit(1)).first()
