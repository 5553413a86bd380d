"""A letter as a mail: plain text, one recipient, the same bytes however often it is tried."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from bot.catalogue import Catalogue, Language, Service
from bot.catalogue.hours import local
from bot.mail.sealing import Words

NAME_CHARACTERS: Final = 100
ADDRESS_CHARACTERS: Final = 254
_BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# As people have them: no quoted local parts, no comments, no address of a machine by number.
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,24}|xn--[a-z0-9-]{2,59})")
_LOCAL_CHARACTERS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From whom and to which mailbox, and by which receipt the citizen and the department know the letter."""

    sender: str
    mailbox: str
    number: str
    at: datetime


def message(
    envelope: Envelope, words: Words, catalogue: Catalogue, *, service: Service | None, language: Language
) -> EmailMessage:
    """Of seven-bit lines, which every mail server takes."""
    title = _title(catalogue, service, language)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("Genvej", addr_spec=envelope.sender)
    mail["To"] = Address(addr_spec=envelope.mailbox)
    if words.reply_to:
        mail["Reply-To"] = Address(one_line(words.name or ""), addr_spec=words.reply_to)
    mail["Subject"] = one_line(f"[{envelope.number}] {title}")
    mail["Date"] = format_datetime(envelope.at)
    mail["Message-ID"] = f"<{envelope.number.lower()}@{envelope.sender.rpartition('@')[2]}>"
    mail["Content-Language"] = language
    mail.set_content(_body(envelope, words, catalogue, title, language), cte="quoted-printable")
    return mail


def _title(catalogue: Catalogue, service: Service | None, language: Language) -> str:
    if service is None:
        return catalogue.texts(language)["letter_title"].plain()
    return service.title.in_(language)


def _body(envelope: Envelope, words: Words, catalogue: Catalogue, title: str, language: Language) -> str:
    texts = catalogue.texts(language)
    written = f"{local(envelope.at):%Y-%m-%d %H:%M}"
    no_answer = texts["letter_no_address"].plain()
    head = [
        f"{texts[f'letter_{key}'].plain()}: {value}"
        for key, value in (
            ("number", envelope.number),
            ("written", written),
            ("about", title),
            ("name", one_line(words.name or "") or "–"),
            ("answer_to", words.reply_to or no_answer),
        )
    ]
    return "\n".join([*head, "", words.text, "", "-- ", texts["letter_foot"].plain(), ""])


def one_line(text: str) -> str:
    """Fit for a header: no line ends, no control signs, and none that turn the reading direction."""
    return _BLANKS.sub(" ", text).strip()


def address(text: str) -> str | None:
    """An e-mail address in the one writing that every mail server takes, or None where it is none."""
    local, at, domain = text.strip().rpartition("@")
    if not at or len(text) > ADDRESS_CHARACTERS or len(local) > _LOCAL_CHARACTERS:
        return None
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    right = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(ascii_domain)
    return f"{local}@{ascii_domain}" if right else None
