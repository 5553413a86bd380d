"""Forms that are being filled in: in memory only, each behind a code that nobody can guess."""

import secrets
from dataclasses import dataclass, field
from typing import Final

DRAFTS_MOST: Final = 1000
# Without what looks alike when read aloud or written down: no vowels, no 0 and 1.
SIGNS: Final = "23456789bcdfghjkmnpqrstvwxz"
GROUPS, GROUP = 3, 4


@dataclass
class Draft:
    """`values` are as typed; `passed` the steps that were in order; `sent` once and for good."""

    code: str
    service: str
    reference: str
    ref: str | None
    values: dict[str, str] = field(default_factory=dict)
    passed: set[int] = field(default_factory=set)
    sent: bool = False


class Drafts:
    """At most DRAFTS_MOST; the one that was touched longest ago makes room, and all are gone at a stop."""

    def __init__(self) -> None:
        self._kept: dict[str, Draft] = {}

    def new(self, service: str, reference: str, ref: str | None) -> Draft:
        signs = [secrets.choice(SIGNS) for _ in range(GROUPS * GROUP)]
        code = "-".join("".join(signs[at : at + GROUP]) for at in range(0, len(signs), GROUP))
        self._kept[code] = draft = Draft(code, service, reference, ref)
        while len(self._kept) > DRAFTS_MOST:
            del self._kept[next(iter(self._kept))]
        return draft

    def find(self, typed: str, service: str | None = None) -> Draft | None:
        """By its code as people write it; None also where it is another service's."""
        signs = "".join(sign for sign in typed[:60].lower() if sign.isalnum())
        code = "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))
        draft = self._kept.pop(code, None)
        if draft is None:
            return None
        self._kept[code] = draft
        return draft if service in (None, draft.service) else None
