"""When a contact was: an instant, from a time stamp with its own zone or in one that was declared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

AHEAD: Final = timedelta(minutes=5)
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
TWICE: Final = ("first", "second", "refuse")


class Refused(ValueError):
    """Why a row cannot be taken: `field: reason`, which repeats nothing of the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """`zone` is where times without one were taken, `form` how they are written (as strptime reads it),
    `twice` which one is meant in the hour that comes twice when clocks are put back."""

    zone: ZoneInfo | None = None
    form: str | None = None
    twice: str = "first"

    def instant(self, value: object, now: Callable[[], datetime]) -> datetime:
        """In UTC; raises Refused."""
        at = self._aware(self._read(value))
        try:
            at = at.astimezone(UTC)
        except OverflowError:
            at = datetime.min.replace(tzinfo=UTC)
        if at < EARLIEST:
            raise Refused("at: lies before the year 2000")
        if at > now() + AHEAD:
            raise Refused("at: lies in the future")
        return at

    def _read(self, value: object) -> datetime:
        if isinstance(value, datetime):
            return value
        if not isinstance(value, str):
            raise Refused("at: is no time stamp")
        try:
            if self.form is not None:
                return datetime.strptime(value, self.form)
            return datetime.fromisoformat(value)
        except ValueError:
            wanted = self.form or "2026-11-23T12:00:00+01:00"
            raise Refused(f"at: is no date and time that exists, written as {wanted}") from None

    def _aware(self, at: datetime) -> datetime:
        if at.tzinfo is not None:
            return at
        if self.zone is None:
            raise Refused(
                "at: has no zone; write it with +01:00 or Z at its end, or let a mapping name the zone"
            )
        first, second = (at.replace(tzinfo=self.zone, fold=fold) for fold in (0, 1))
        before, after = first.utcoffset(), second.utcoffset()
        if before == after:
            return first
        assert before is not None
        assert after is not None
        if before < after:
            raise Refused("at: never came, clocks were put forward over it")
        if self.twice == "refuse":
            raise Refused("at: came twice, clocks were put back over it, and does not say which one it is")
        return second if self.twice == "second" else first
