"""The form engines that the demo plays: what each sends when a form is submitted, and how often it tries.

As `docs/receipts.md` and the engines' own sources have it: Drupal Webform sends once, as JSON or as a
web form; Open Forms tries five times, five minutes apart.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from bot.catalogue.demo import OPENFORMS, WEBFORM, form_id
from bot.catalogue.model import GENERIC

FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Receipt:
    """That a form was submitted, and nothing of what was in it; `ref` is what the link to it carried."""

    form: str
    reference: str
    ref: str | None
    submitted_at: datetime


@dataclass(frozen=True)
class Engine:
    """`source` is where its receipts go; `pauses_seconds` lie between its attempts."""

    name: str
    source: str
    form_encoded: bool = False
    pauses_seconds: Sequence[float] = ()

    def reference(self) -> str:
        """A number for a new submission, as the engine writes it."""
        new = str(uuid.uuid4())
        return f"OF-{new[:8].upper()}" if self.source == OPENFORMS else new

    def body(self, receipt: Receipt) -> tuple[str, bytes]:
        """Content type and body."""
        content = {GENERIC.id: _generic, WEBFORM: _webform, OPENFORMS: _openforms}[self.source](receipt)
        if self.form_encoded:
            return FORM, urlencode({name: value or "" for name, value in content.items()}).encode()
        return "application/json", json.dumps(content).encode()


ENGINES: Final = (
    Engine("generic", GENERIC.id, pauses_seconds=(0.5, 2.0, 10.0, 60.0, 300.0)),
    Engine("webform", WEBFORM),
    Engine("webform-encoded", WEBFORM, form_encoded=True),
    Engine("openforms", OPENFORMS, pauses_seconds=(300.0,) * 4),
)


def engines(services: Sequence[str]) -> Mapping[str, Engine]:
    """Each service's form runs on one of them, in turn by id."""
    return {one: ENGINES[at % len(ENGINES)] for at, one in enumerate(sorted(services))}


def _generic(receipt: Receipt) -> dict[str, Any]:
    return {
        "form": receipt.form,
        "reference": receipt.reference,
        "state": "completed",
        "ref": receipt.ref,
        "submitted_at": receipt.submitted_at.isoformat(),
    }


def _webform(receipt: Receipt) -> dict[str, Any]:
    """Base fields of Drupal Webform's remote post, with the custom data of docs/receipts.md."""
    return {
        "webform_id": form_id(receipt.form, WEBFORM),
        "uuid": receipt.reference,
        "state": "completed",
        "in_draft": "0",
        "completed": str(int(receipt.submitted_at.timestamp())),
        "ref": receipt.ref or "",
    }


def _openforms(receipt: Receipt) -> dict[str, Any]:
    """Generic JSON registration of Open Forms, with our code as its only variable."""
    return {
        "values": {"ref": receipt.ref or ""},
        "values_schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {"ref": {"type": "string"}},
        },
        "metadata": {
            "public_reference": receipt.reference,
            "form_name": receipt.form,
            "form_version": "1",
            "form_id": form_id(receipt.form, OPENFORMS),
            "registration_timestamp": receipt.submitted_at.isoformat(),
            "auth_type": "",
        },
        "metadata_schema": {"type": "object"},
    }
