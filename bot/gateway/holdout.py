"""The hold-out: a small random share of conversations sees the ordinary ways of contact before the form."""

import hmac
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.catalogue import Catalogue, Language, Service, present
from bot.deflection.counts import Arm
from bot.deflection.experiment import arm


@dataclass(frozen=True, slots=True)
class Holdout:
    """`share` 0 is off. With the same key a conversation always falls on the same side."""

    key: bytes
    share: Fraction

    def arm(self, conversation: str) -> Arm | None:
        return arm(hmac.digest(self.key, conversation.encode(), "sha256"), self.share)


def contact_first(
    replies: list[dict[str, Any]], contact: dict[str, Any], catalogue: Catalogue, language: Language
) -> list[dict[str, Any]]:
    """The answer of the control arm: who to write to or call, and only then that there is a form as well."""
    said = present.said(catalogue, language, "contact_first")
    form = present.said(catalogue, language, "form_after")
    return [said, contact, form, *replies]


def may_be_held_out(kind: str, service: Service) -> bool:
    """Only who is offered a form for an ordinary matter: a form that may be wrong is never part of it."""
    return kind == "card" and service.never_form is None
