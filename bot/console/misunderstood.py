"""Groups of what was not understood, kept for a minute, without what was handled or erased meanwhile."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

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
        self._kept_seconds = kept_seconds
        self._kept: tuple[float, asyncio.Task[list[Group]]] | None = None

    async def groups(self) -> list[Group]:
        """Largest first. Raises LedgerError."""
        now = asyncio.get_running_loop().time()
        if self._kept is None or self._kept[0] <= now:
            self._kept = (now + self._kept_seconds, asyncio.create_task(self._ledger.read(self._grouped)))
        try:
            found = await asyncio.shield(self._kept[1])
        except BaseException:
            self._kept = None
            raise
        return await self._ledger.read(lambda conn: _open(conn, found))

    def _grouped(self, conn: Reads) -> list[Group]:
        today = day_of(self._clock())
        return grouped(missed(conn, Period(today - timedelta(days=DAYS), today + timedelta(days=1)), MOST))


def _open(conn: Reads, groups: Sequence[Group]) -> list[Group]:
    places = {one.place for group in groups for one in group.messages}
    left = still_there(conn, places - proposals.handled(conn))
    shown = [group for one in groups if (group := one.only(left)) is not None]
    return sorted(shown, key=lambda one: (-len(one.messages), one.language, one.id))
