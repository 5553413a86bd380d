"""Reads and checks municipality/: services, contacts, links and texts; searches them without a model."""

from bot.catalogue.check import Unconfirmed, check, main_check, unconfirmed
from bot.catalogue.loader import DEMO_PARAMETER, demo_url, load
from bot.catalogue.model import (
    GENERIC,
    LANGUAGES,
    Catalogue,
    CatalogueError,
    DangerLine,
    Department,
    Fact,
    Finding,
    FormField,
    Language,
    Link,
    Localised,
    NeverForm,
    ReceiptSource,
    Service,
    Text,
)

__all__ = [
    "DEMO_PARAMETER",
    "GENERIC",
    "LANGUAGES",
    "Catalogue",
    "CatalogueError",
    "DangerLine",
    "Department",
    "Fact",
    "Finding",
    "FormField",
    "Language",
    "Link",
    "Localised",
    "NeverForm",
    "ReceiptSource",
    "Service",
    "Text",
    "Unconfirmed",
    "check",
    "demo_url",
    "load",
    "main_check",
    "unconfirmed",
]
