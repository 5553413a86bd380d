"""Whether a ledger holds invented figures: the mark is an event, and is never put on a ledger in use."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from bot.ledger import events
from bot.ledger.errors import LedgerError
from bot.ledger.events import Event
from bot.ledger.tables import event
from bot.ledger.transaction import Reads, Transaction

PLACE: Final = "demo"  # in the column of conversations, which is indexed


class InUse(LedgerError):
    """The ledger holds something that happened, and invented figures would stand among it."""


def mark(tx: Transaction, at: datetime, data: Mapping[str, Any]) -> None:
    """`data` says what was invented; raises InUse where anything but starts and stops was booked."""
    lived = event.c.kind.not_in([events.STARTED, events.STOPPED])
    if tx.execute(select(event.c.seq).where(lived).limit(1)).first() is not None:
        raise InUse("This ledger is in use; set GENVEJ_VAR to another folder for the demo.")
    tx.append(Event(kind=events.DEMO, at=at, conversation=PLACE, data=data))


def marked(conn: Reads) -> bool:
    return conn.execute(select(event.c.seq).where(event.c.conversation == PLACE).limit(1)).first() is not None
