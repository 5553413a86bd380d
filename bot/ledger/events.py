"""Events: what happened, once and for good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.deflection import lifecycle

STARTED: Final = "started"  # a chain begins
STOPPED: Final = "stopped"  # a chain ends in good order
BEGUN: Final = "begun"  # a conversation begins
ASKED: Final = "asked"  # a citizen's message was accepted
ANSWERED: Final = "answered"
RECEIPT: Final = "receipt"  # a form engine told us something
FEEDBACK: Final = "feedback"
WROTE: Final = "wrote"  # a citizen's letter was taken in, to be sent to a department
ENDED: Final = "ended"  # a conversation is over, and how it went
ERASED: Final = "erased"  # a citizen's words and identity were deleted
IMPORTED: Final = "imported"  # a batch of contacts of other channels, with a digest over its rows
UNDONE: Final = "undone"  # an import counts no more
DEMO: Final = "demo"  # everything in this ledger is invented
BANK: Final = "bank"  # an entry of the internal bank
TAUGHT: Final = "taught"  # an example was taken into the training data, or refused

KINDS: Final = (
    lifecycle.KINDS
    | lifecycle.AMENDMENTS
    | lifecycle.RETURNS.keys()
    | {
        STARTED,
        STOPPED,
        BEGUN,
        ASKED,
        ANSWERED,
        RECEIPT,
        FEEDBACK,
        WROTE,
        ENDED,
        ERASED,
        IMPORTED,
        UNDONE,
        BANK,
        DEMO,
        TAUGHT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something to book. `data` holds JSON values without personal data: it can never be deleted."""

    kind: str
    at: datetime
    conversation: str | None = None
    deflection: str | None = None
    subject: str | None = None  # a citizen's random number, never an identifier
    data: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Unknown kind of event: {self.kind!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent(Event):
    """An event with its place in its writer's chain."""

    writer: str
    seq: int
    prev: str
    hash: str
