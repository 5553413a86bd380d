"""A turn as actions see it, and what an action makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.catalogue import HELP_DESK, Catalogue, Language, NeverForm, Service, present
from bot.catalogue.folding import never_form

Reply = dict[str, Any]
# What a conversation remembers until it is started over.
KEPT: Mapping[str, Any] = {"service": None, "no_digital": False, "no_form": [], "others": []}
NONE = "none"  # the button beside the services of a question back


class UnknownAction(Exception):
    """Rasa asked for an action that is not ours, or in a way that is not its own."""


@dataclass(frozen=True)
class Turn:
    """One message as understood, with the conversation's compact state before it."""

    catalogue: Catalogue
    now: datetime
    language: Language
    text: str
    state: Mapping[str, Any]
    intent: str
    candidates: tuple[str, ...] = ()
    several: bool = False
    aspect: str | None = None
    choice: str | None = None

    @property
    def in_hand(self) -> Service | None:
        """The service that the conversation is about."""
        return self.catalogue.services.get(self.state.get("service") or "")

    @property
    def named(self) -> Service | None:
        """The one service that this message names, else the one in hand."""
        known = [self.catalogue.services[id] for id in self.candidates if id in self.catalogue.services]
        return known[0] if len(known) == 1 else self.in_hand

    @property
    def told_meanwhile(self) -> Service | None:
        """The service in hand, when a form has become wrong for it: the rats are in the kitchen, too."""
        rule = never_form(self.in_hand, self.text) if self.in_hand else None
        return self.in_hand if rule is not None and rule.only_if is not None else None

    def beside(self, service: Service) -> list[str]:
        """What was offered beside `service`, in this turn's question back or before."""
        asked = [option["id"] for option in self.state.get("options") or [] if option["id"] != NONE]
        known = asked or [*(self.state.get("others") or []), *([self.in_hand.id] if self.in_hand else [])]
        return [id for id in known if id != service.id] if service.id in known else []

    def rule(self, service: Service) -> NeverForm | None:
        """Why a form is wrong for `service`: by what is written now, or was in this conversation."""
        told = never_form(service, self.text)
        remembered = service.id in (self.state.get("no_form") or [])
        return told or (service.never_form if remembered else None)

    def said(self, *keys: str, **values: str) -> Reply:
        return present.said(self.catalogue, self.language, *keys, **values)

    def plain(self, key: str) -> str:
        return self.catalogue.texts(self.language)[key].plain()

    def contact(self, service: Service | None) -> Reply:
        """Whom to talk to about `service`, or about anything."""
        department = service.department if service else HELP_DESK
        return present.contact(department, self.catalogue, self.language, self.now)


@dataclass(frozen=True)
class Outcome:
    """What the citizen gets. `state` holds what changes; see `after` for what is forgotten."""

    kind: str
    replies: list[Reply]
    services: list[str] = field(default_factory=list)
    state: Mapping[str, Any] = field(default_factory=dict)

    def after(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The state after this turn: options and misses live for one turn unless they are set again."""
        kept = {name: before.get(name) or empty for name, empty in KEPT.items()}
        return {**kept, "options": [], "clarified": False, "misses": 0, **self.state}


ActionFunction = Callable[[Turn], Outcome]
