"""What the demo site adds to a catalogue: the form engines that it plays, as sources of receipts."""

import uuid
from collections.abc import Iterable
from typing import Final

from bot.catalogue.model import ReceiptSource, Service

WEBFORM: Final = "demo-webform"
OPENFORMS: Final = "demo-openforms"
_ADAPTERS: Final = {WEBFORM: "webform", OPENFORMS: "openforms-json"}


def form_id(service: str, source: str) -> str:
    """What an engine calls the form of a service: Open Forms a UUID, the others a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{service}")) if source == OPENFORMS else service


def sources(services: Iterable[Service]) -> dict[str, ReceiptSource]:
    """They send in their own shapes and show their secret as an administrator would set it up."""
    ids = [service.id for service in services if service.demo_form]
    return {
        name: ReceiptSource(
            name, adapter, "Authorization", None, "ref", {form_id(one, name): one for one in ids}
        )
        for name, adapter in _ADAPTERS.items()
    }
