"""What a citizen wrote about a service inside the window of one of their deflections."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, select

from bot.deflection.counts import WRITTEN
from bot.ledger import citizens
from bot.ledger.projection import Deflection
from bot.ledger.tables import contact, contact_import
from bot.ledger.transaction import Reads

CHANNELS: Final = sorted(channel.value for channel in WRITTEN)


def window_end(row: Deflection) -> datetime:
    """W after the form was submitted; while that is not known, W after it was offered."""
    return (row.completed_at or row.offered_at) + timedelta(days=row.window_days)


def first(conn: Reads, row: Deflection, until: datetime) -> Row[Any] | None:
    """The first e-mail or letter of this citizen about this service in `[offered, until)`."""
    pseudonyms = citizens.pseudonyms_of(conn, row)
    if not pseudonyms:
        return None
    names = ("source", "contact_id", "channel", "at")
    query = select(*(contact.c[name] for name in names))
    query = query.join(contact_import, contact_import.c.id == contact.c["import"])
    query = query.where(
        contact_import.c.undone_at.is_(None),
        contact.c.pseudonym.in_(pseudonyms),
        contact.c.service == row.service,
        contact.c.channel.in_(CHANNELS),
        contact.c.at >= row.offered_at,
        contact.c.at < until,
    )
    order = (contact.c.at, contact.c.source, contact.c.contact_id)
    return conn.execute(query.order_by(*order).limit(1)).first()
