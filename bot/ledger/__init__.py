"""What happened, for good: the only SQL in the house."""

from bot.ledger.errors import (
    LedgerBroken,
    LedgerBusy,
    LedgerClosed,
    LedgerError,
    LedgerFull,
    LedgerLocked,
    LedgerOutdated,
    LedgerUnavailable,
    LedgerUnsafe,
    UnknownConversation,
)
from bot.ledger.events import Event, StoredEvent
from bot.ledger.ledger import Ledger
from bot.ledger.transaction import Transaction

__all__ = [
    "Event",
    "Ledger",
    "LedgerBroken",
    "LedgerBusy",
    "LedgerClosed",
    "LedgerError",
    "LedgerFull",
    "LedgerLocked",
    "LedgerOutdated",
    "LedgerUnavailable",
    "LedgerUnsafe",
    "StoredEvent",
    "Transaction",
    "UnknownConversation",
]
