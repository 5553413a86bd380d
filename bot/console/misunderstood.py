"""Groups of what was not understood, kept for a minute, without what was handled or erased meanwhile."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.console.kept import Kept
from bot.console.shared import Clock
from bot.deflection.periods import Period, day_of
from bot.ledger import Ledger, proposals
from bot.ledger.transaction import Reads
from bot.ledger.unanswered import missed, still_there
from bot.teaching.groups import Group, grouped

DAYS: Final = 90
MOST: Final = 5_000  # messages, the newest
KEPT_SECONDS: Final = 60.0


class Misunderstood:
    """Grouping takes a second, so that all who ask within a minute get the same groups."""

    def __init__(self, ledger: Ledger, clock: Clock, kept_seconds: float = KEPT_SECONDS) -> None:
        self._ledger = ledger
        self._clock = clock
        self._kept = Kept(self._read, kept_seconds, most=1)

    async def groups(self) -> list[Group]:
        """Largest first. Raises LedgerError."""
        found = await self._kept.of(DAYS)
        return await self._ledger.read(lambda conn: _open(conn, found))

    async def _read(self, days: int) -> list[Group]:
        today = day_of(self._clock())
        period = Period(today - timedelta(days=days), today + timedelta(days=1))
        return await self._ledger.read(lambda conn: grouped(missed(conn, period, MOST)))


def _open(conn: Reads, groups: Sequence[Group]) -> list[Group]:
    places = {one.place for group in groups for one in group.messages}
    left = still_there(conn, places - proposals.handled(conn))
    shown = [group for one in groups if (group := one.only(left)) is not None]
    return sorted(shown, key=lambda one: (-len(one.messages), one.language, one.id))
