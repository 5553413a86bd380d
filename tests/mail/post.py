"""A mail server that fails as it is told, and a town's outbox that sends to it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select, update

from bot.ledger import Ledger, letters
from bot.ledger.letters import NewLetter, Taken
from bot.ledger.tables import letter
from bot.mail.office import Office
from bot.mail.sealing import Words
from bot.mail.sending import Postman
from bot.mail.server import Server
from tests.gateway.town import Town

Hook = Callable[["Failing", Any], Awaitable[str | None]]


@dataclass
class Failing:
    """A handler of aiosmtpd: `faults` are by the name of its hook; None lets the command go on."""

    faults: dict[str, Hook] = field(default_factory=dict)
    arrived: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def _fault(self, name: str, server: Any) -> str | None:
        return await self.faults[name](self, server) if name in self.faults else None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, host: str, responses: list[str]
    ) -> list[str]:
        refused = await self._fault("EHLO", server)
        session.host_name = host
        return [refused] if refused else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refused := await self._fault("MAIL", server):
            return refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refused := await self._fault("RCPT", server):
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if refused := await self._fault("DATA", server):
            return refused
        self.take(envelope)
        lost = await self._fault("DOT", server)
        return lost or "250 OK"

    def take(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        self.bodies.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.arrived.append(mail)


@asynccontextmanager
async def mail_server(failing: Failing, **options: Any) -> AsyncIterator[int]:
    """The port on which it listens."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(failing, loop=loop, enable_SMTPUTF8=False, **options), "127.0.0.1", 0
    )
    yield server.sockets[0].getsockname()[1]
    server.close()


def reached(port: int, **more: Any) -> Server:
    """Impatient, so that tests are not slow."""
    return Server(
        host="127.0.0.1", port=port, **{"tls": False, "command_seconds": 0.5, "answer_seconds": 0.5, **more}
    )


def postman(place: Town, office: Office, server: Server) -> Postman:
    return Postman(
        ledger=place.ledger, office=office, server=server, sender="genvej@example.dk", poll_seconds=0.05
    )


async def take(place: Town, office: Office, words: Words, conversation: str, **more: Any) -> Taken:
    new = NewLetter(
        conversation=conversation,
        client_id=str(uuid.uuid4()),
        language="da",
        at=more.pop("at"),
        sealed=office.seal.close(words),
        digest=office.seal.digest(words),
        **{"department": "citizen_service", "service": None, **more},
    )
    return await place.ledger.write(lambda tx: letters.accept(tx, new))


async def standing(ledger: Ledger, number: str) -> Any:
    query = select(letter).where(letter.c.number == number)
    return await ledger.read(lambda conn: conn.execute(query).one())


async def at_once(ledger: Ledger) -> None:
    """As if the time until the next attempt had passed."""
    early = update(letter).values(next_at=letter.c.received_at)
    await ledger.write(lambda tx: tx.execute(early))
