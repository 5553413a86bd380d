"""Books contacts in the ledger that this process holds."""

from dataclasses import dataclass

from bot.ledger import Ledger, imports, times
from bot.ledger.contacts import Booked
from bot.ledger.imports import BATCH_ROWS, Import, NewImport, Part, Undone


@dataclass(frozen=True, slots=True)
class Direct:
    """`rows` go into one transaction."""

    ledger: Ledger
    rows: int = BATCH_ROWS

    async def begin(self, new: NewImport) -> Import:
        return await self.ledger.write(lambda tx: imports.begin(tx, new))

    async def advance(self, id: str, part: Part) -> Booked:
        return await self.ledger.write(lambda tx: imports.advance(tx, id, part))

    async def finish(self, id: str) -> None:
        await self.ledger.write(lambda tx: imports.finish(tx, id, times.utc_now()))

    async def undo(self, id: str) -> Undone:
        return await self.ledger.write(lambda tx: imports.undo(tx, id, at=times.utc_now()))
