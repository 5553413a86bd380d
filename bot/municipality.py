"""Opens the municipality's folder for a command."""

from bot.catalogue import Catalogue, CatalogueError, load
from bot.failure import CommandError
from bot.settings import Settings


def catalogue_of(settings: Settings, demo_origin: str = "") -> Catalogue:
    """Raises CommandError with every finding."""
    try:
        return load(settings.municipality, demo_origin=demo_origin or None)
    except CatalogueError as error:
        findings = "\n".join(f"  {finding}" for finding in error.findings)
        raise CommandError(f"mend the catalogue, then start again:\n{findings}") from None
