"""What a citizen wrote about a service inside the window of one of their deflections."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, select

from bot.deflection.counts import WRITTEN
from bot.ledger import citizens
from bot.ledger.projection import Deflection
from bot.ledger.tables import contact, contact_import, letter
from bot.ledger.transaction import Reads

LETTERS: Final = "genvej-letters"  # the source of the letters that are written here
CHANNELS: Final = sorted(channel.value for channel in WRITTEN)


def window_end(row: Deflection) -> datetime:
    """W after the form was submitted; while that is not known, W after it was offered."""
    return (row.completed_at or row.offered_at) + timedelta(days=row.window_days)


def first(conn: Reads, row: Deflection, until: datetime) -> Row[Any] | None:
    """The first e-mail or letter of this citizen about this service in `[offered, until)`."""
    found = [_by_pseudonym(conn, row, until), _from_here(conn, row, until)]
    return min((one for one in found if one is not None), key=_order, default=None)


def _by_pseudonym(conn: Reads, row: Deflection, until: datetime) -> Row[Any] | None:
    pseudonyms = citizens.pseudonyms_of(conn, row)
    return _first(conn, row, until, contact.c.pseudonym.in_(pseudonyms)) if pseudonyms else None


def _from_here(conn: Reads, row: Deflection, until: datetime) -> Row[Any] | None:
    """Who sends a letter in the conversation is its citizen, also where nothing names them."""
    numbers = list(
        conn.execute(select(letter.c.number).where(letter.c.conversation == row.conversation)).scalars()
    )
    mine = (contact.c.source == LETTERS) & contact.c.contact_id.in_(numbers)
    return _first(conn, row, until, mine) if numbers else None


def _first(conn: Reads, row: Deflection, until: datetime, theirs: ColumnElement[bool]) -> Row[Any] | None:
    names = ("source", "contact_id", "channel", "at")
    query = select(*(contact.c[name] for name in names))
    query = query.join(contact_import, contact_import.c.id == contact.c["import"])
    query = query.where(
        contact_import.c.undone_at.is_(None),
        theirs,
        contact.c.service == row.service,
        contact.c.channel.in_(CHANNELS),
        contact.c.at >= row.offered_at,
        contact.c.at < until,
    )
    order = (contact.c.at, contact.c.source, contact.c.contact_id)
    return conn.execute(query.order_by(*order).limit(1)).first()


def _order(found: Row[Any]) -> tuple[Any, ...]:
    return found.at, found.source, found.contact_id
