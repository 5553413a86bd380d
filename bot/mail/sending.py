"""Sends what waits in the outbox, one letter at a time; what went wrong is told by class, never in words."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from bot.catalogue import Language
from bot.ledger import Ledger, LedgerBroken, LedgerClosed, LedgerError, Transaction, outbox, times
from bot.ledger.outbox import REFUSED, UNSURE, Leased
from bot.mail.delivery import Later, Never, Unsure, Withdrawn, deliver
from bot.mail.message import Envelope, message
from bot.mail.office import Office
from bot.mail.sealing import Unreadable
from bot.mail.server import Server

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 5.0  # for letters that another process took in, and those to be tried again
BOOKING_SECONDS: Final = 1.0
CLOSING_SECONDS: Final = 15.0
T = TypeVar("T")


@dataclass(kw_only=True)
class Postman:
    """`sender` is the address that all letters come from."""

    ledger: Ledger
    office: Office
    server: Server
    sender: str
    poll_seconds: float = POLL_SECONDS

    def __post_init__(self) -> None:
        self._news = asyncio.Event()

    def wake(self) -> None:
        self._news.set()

    async def keep_sending(self) -> None:
        """Until it is cancelled; a letter that is being handed over then may still be answered."""
        while True:
            self._news.clear()
            try:
                while await self._due():
                    if not await _finished(self.send_one()):
                        break
            except (LedgerBroken, LedgerClosed):
                return
            except LedgerError as error:
                log.warning("letters wait: %s", error)
            try:
                async with asyncio.timeout(self.poll_seconds):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def _due(self) -> bool:
        return await self.ledger.read(lambda conn: outbox.is_due(conn, times.utc_now()))

    async def send_one(self) -> bool:
        """The letter that has waited longest; False when there is none."""
        ours = await self.ledger.write(outbox.lease)
        if ours is None:
            return False
        book = await self._outcome(ours)
        if book is not None:
            await self._booked(book)
        return True

    async def _outcome(self, ours: Leased) -> Callable[[Transaction], bool] | None:
        failed = partial(outbox.failed, ours=ours)
        try:
            await self._deliver(ours)
        except Later as error:
            log.warning("the letter %s waits: %s", ours.number, error)
            return partial(failed, error=str(error))
        except Never as error:
            log.error("the mail server refused the letter %s: %s", ours.number, error)
            return partial(failed, error=str(error), state=REFUSED)
        except Unsure as error:
            log.error("nobody knows whether the letter %s arrived: %s", ours.number, error)
            return partial(failed, error=str(error), state=UNSURE)
        except Withdrawn:
            return None
        return partial(outbox.sent, ours=ours)

    async def _deliver(self, ours: Leased) -> None:
        to = self.office.mailbox(ours.department)
        if to is None:
            raise Later("NoMailbox")
        try:
            words = self.office.seal.open(ours.sealed)
        except Unreadable:
            raise Later("OtherKey") from None
        catalogue = self.office.catalogue
        envelope = Envelope(sender=self.sender, mailbox=to, number=ours.number, at=ours.at)
        service = catalogue.services.get(ours.service or "")
        language: Language = "en" if ours.language == "en" else "da"
        mail = message(envelope, words, catalogue, service=service, language=language)
        await deliver(self.server, mail, lambda: self.ledger.write(lambda tx: outbox.hand_over(tx, ours)))

    async def _booked(self, book: Callable[[Transaction], bool]) -> None:
        """What the mail server said is booked, however long the database takes."""
        while True:
            try:
                await self.ledger.write(book)
            except (LedgerBroken, LedgerClosed):
                raise
            except LedgerError:
                await asyncio.sleep(BOOKING_SECONDS)
            else:
                return


async def _finished(work: Coroutine[Any, Any, T]) -> T:
    """`work`, which a cancellation lets go on for a while, so that no letter is left unsure for nothing."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=CLOSING_SECONDS)
        task.cancel()
        raise
