"""Where letters go: each department's own mailbox, else the municipality's, else nowhere."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.catalogue import HELP_DESK, Catalogue
from bot.mail.sealing import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """`main` is the municipality's mailbox, empty where none is set; `news` wakes whoever sends."""

    catalogue: Catalogue
    seal: Seal = field(repr=False)
    main: str
    news: Callable[[], None]

    def department(self, service: str | None) -> str:
        """Who deals with a letter about a service, or about anything."""
        known = self.catalogue.services.get(service or "")
        return known.department if known else HELP_DESK

    def mailbox(self, department: str) -> str | None:
        known = self.catalogue.departments.get(department)
        return (known.email if known else None) or self.main or None

    def offers(self, service: str | None = None) -> bool:
        """Whether one can write about this service, or about anything."""
        return self.mailbox(self.department(service)) is not None
