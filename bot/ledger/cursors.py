"""Where a page ends: a time and an id, as one word that fits into an address."""

import base64
import binascii
from datetime import datetime

from bot.ledger import times


class BadCursor(ValueError):
    """The cursor is none that a page gave."""

    def __init__(self) -> None:
        super().__init__("This page does not exist; start again from the first.")


def cursor(at: datetime, id: str) -> str:
    return base64.urlsafe_b64encode(f"{times.to_text(at)}|{id}".encode()).decode().rstrip("=")


def position(cursor: str) -> tuple[datetime, str]:
    """Raises BadCursor."""
    try:
        place = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        at, separator, id = place.partition("|")
        if not separator:
            raise ValueError("no separator")
        moment = times.from_text(at)
        if times.to_text(moment) != at:
            raise ValueError("not a time that we wrote")
        return moment, id
    except (ValueError, OverflowError, binascii.Error) as error:
        raise BadCursor from error
