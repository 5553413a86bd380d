"""Where commands book: in the ledger themselves, or through the server that holds it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout, UnixConnector

from bot.house.local import SOCKET
from bot.intake import importing
from bot.intake.direct import Direct
from bot.ledger import Ledger, LedgerError, LedgerLocked, imports, times
from bot.ledger.contacts import Booked
from bot.ledger.imports import Import, NewImport, Part, Undone
from bot.pseudonymise import pseudonyms_of
from bot.settings import Settings

ALONE_ROWS = 50_000  # where nobody else waits, fewer and larger transactions move less of each index
SECONDS = 120  # that a part may take, behind everything else that the server writes


class Books(importing.Books, Protocol):
    async def undo(self, id: str) -> Undone: ...


@asynccontextmanager
async def opened_books(settings: Settings) -> AsyncIterator[Books]:
    """Raises LedgerError; LedgerLocked where another process has the ledger and cannot be reached."""
    try:
        ledger = await Ledger.open(settings.database, folder=settings.var)
    except LedgerLocked:
        path = settings.var / SOCKET
        if not path.is_socket():
            raise
        connector = UnixConnector(str(path))
        async with ClientSession(connector=connector, timeout=ClientTimeout(SECONDS)) as session:
            yield Through(session, pseudonyms_of(settings).key_id)
        return
    try:
        yield Direct(ledger, ALONE_ROWS)
    finally:
        await ledger.close()


@dataclass(frozen=True, slots=True)
class Through:
    """Through the server that is running; raises LedgerError with what it says."""

    session: ClientSession
    key_id: str
    rows: int = imports.BATCH_ROWS

    async def begin(self, new: NewImport) -> Import:
        told = {"source": new.source, "name": new.name, "file_digest": new.file_digest, "key": self.key_id}
        found = await self._post("/imports", told)
        unknown: dict[str, Any] = dict.fromkeys(("file_digest", "name", "by", "finished_at", "undone_at"))
        return Import(**unknown, started_at=new.at, **found)

    async def advance(self, id: str, part: Part) -> Booked:
        rows = [(row.contact_id, times.to_text(row.at), *row[2:]) for row in part.rows]
        told = {"position": part.position, "rejected": part.rejected, "rows": rows}
        return Booked(**await self._post(f"/imports/{id}/parts", told))

    async def finish(self, id: str) -> None:
        await self._post(f"/imports/{id}/finish", {})

    async def undo(self, id: str) -> Undone:
        return Undone(**await self._post(f"/imports/{id}/undo", {}))

    async def _post(self, path: str, body: object) -> dict[str, Any]:
        try:
            async with self.session.post(f"http://genvej{path}", json=body) as response:
                answer: dict[str, Any] = await response.json(content_type=None)
        except (ClientError, TimeoutError, ValueError) as error:
            raise LedgerError("The server that is running did not answer.") from error
        if response.status != 200:
            raise LedgerError(str(answer["detail"]))
        return answer
