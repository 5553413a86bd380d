"""One mail handed over to the mail server: what became of it is said in one of few words."""

import ssl
from collections.abc import Awaitable, Callable
from email.message import EmailMessage

import aiosmtplib

from bot.mail.server import Server


class Later(Exception):
    """It surely did not arrive, and may be tried again; the message is the class of what was wrong."""


class Never(Exception):
    """The server will not take this mail as it is."""


class Unsure(Exception):
    """It was handed over and the answer was lost: it may have arrived, or not."""


class Withdrawn(Exception):
    """It is not ours to send any more."""


async def deliver(server: Server, mail: EmailMessage, handing_over: Callable[[], Awaitable[bool]]) -> None:
    """`handing_over` is asked before the mail itself goes out. Raises Later, Never, Unsure, Withdrawn."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        local_hostname=_only(mail, "From").rpartition("@")[2],
        timeout=server.command_seconds,
        use_tls=server.tls and server.from_first_byte,
        start_tls=server.tls and not server.from_first_byte,
        tls_context=ssl.create_default_context(cafile=server.authorities) if server.tls else None,
    )
    try:
        content = mail.as_bytes()
        await _addressed(client, mail, len(content))
        if not await handing_over():
            raise Withdrawn
        await _handed_over(client, content, server.answer_seconds)
    finally:
        client.close()


async def _addressed(client: aiosmtplib.SMTP, mail: EmailMessage, size: int) -> None:
    """Nothing of the letter was said yet: whatever goes wrong, it did not arrive."""
    try:
        await client.connect()
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        # Also what a server refuses for good is of the server or of our settings, and not of this letter.
        raise Later(_class_of(error)) from None
    try:
        options = [f"SIZE={size}"] if client.supports_extension("size") else []
        await client.mail(_only(mail, "From"), options=options)
        await client.rcpt(_only(mail, "To"))
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _judged(error) from None


async def _handed_over(client: aiosmtplib.SMTP, content: bytes, seconds: float) -> None:
    try:
        await client.data(content, timeout=seconds)
    except aiosmtplib.SMTPDataError as error:
        raise _judged(error) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unsure(_class_of(error)) from None


def _only(mail: EmailMessage, header: str) -> str:
    (found,) = mail[header].addresses
    return str(found.addr_spec)


def _judged(error: Exception) -> Later | Never:
    """5xx is the server's last word about this mail; 4xx and a lost connection are not."""
    code = getattr(error, "code", 0)
    return Never(_class_of(error)) if 500 <= code < 600 else Later(_class_of(error))


def _class_of(error: BaseException) -> str:
    """The kind of error and the server's number: its words may repeat addresses or the letter."""
    code = getattr(error, "code", None)
    cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
    return f"{type(cause).__name__} {code}" if code else type(cause).__name__
