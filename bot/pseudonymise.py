"""Which key citizens' pseudonyms are made with."""

from bot.failure import CommandError
from bot.ledger import keys
from bot.ledger.pseudonyms import Pseudonyms
from bot.settings import Settings


def pseudonyms_of(settings: Settings) -> Pseudonyms:
    """With the key that is set, else with the one in the folder, which is made when there is none.

    Raises CommandError for a key file that cannot be used.
    """
    if settings.secret_pseudonyms:
        return Pseudonyms(bytes.fromhex(settings.secret_pseudonyms))
    try:
        return Pseudonyms(keys.read_or_create(settings.var / "keys" / "pseudonyms.key"))
    except (OSError, ValueError) as error:
        raise CommandError(f"the key of the pseudonyms cannot be used: {error}") from error
