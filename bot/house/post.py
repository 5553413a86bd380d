"""Letters: where they go and who sends them, as far as a mail server is set."""

from pathlib import Path

from bot.failure import CommandError
from bot.house.house import House
from bot.mail.office import Office
from bot.mail.sealing import Seal
from bot.mail.server import Server, mailbox, server
from bot.settings import Settings


def open_post(house: House) -> Office | None:
    """None where no mail server is set: nobody can write to us then. Raises CommandError."""
    settings = house.settings
    reached = server_of(settings)
    if reached is None:
        return None
    from bot.mail.sending import Postman  # the mail client is slow to import

    postman = Postman(
        ledger=house.ledger,
        office=Office(
            catalogue=house.catalogue,
            seal=Seal(bytes.fromhex(settings.secret_letters) or house.key("letters")),
            main=_address("GENVEJ_MAIL_TO", settings.mail_to) if settings.mail_to else "",
            news=lambda: postman.wake(),
        ),
        server=reached,
        sender=_address("GENVEJ_MAIL_SENDER", settings.mail_sender),
    )
    house.background(postman.keep_sending())
    return postman.office


def server_of(settings: Settings) -> Server | None:
    """Raises CommandError, which never repeats the URL: a password may stand in it."""
    if not settings.smtp_url:
        return None
    authorities = settings.smtp_authorities or None
    if authorities and not Path(authorities).is_file():
        raise CommandError(f"GENVEJ_SMTP_AUTHORITIES: there is no file {authorities}.")
    try:
        return server(settings.smtp_url, tls=settings.smtp_tls, authorities=authorities)
    except ValueError as error:
        raise CommandError(f"GENVEJ_SMTP_URL {error}.") from None


def _address(name: str, text: str) -> str:
    try:
        return mailbox(text)
    except ValueError as error:
        raise CommandError(f"{name}: {error}.") from None
