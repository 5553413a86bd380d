"""Times as the ledger writes them: UTC, ISO 8601, always microseconds, so that text order is time order."""

from datetime import UTC, datetime


def to_text(at: datetime) -> str:
    """`2026-11-23T11:49:00.000000Z`; raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("A time without a zone is not bookable; give it one, for example UTC.")
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.isoformat(timespec='microseconds')[:-6]}Z"


def from_text(text: str) -> datetime:
    """The aware UTC time that `to_text` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def utc_now() -> datetime:
    """The process's own clock."""
    return datetime.now(UTC)
