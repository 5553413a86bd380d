"""The one clock of the house; everything that needs the time is given it."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
