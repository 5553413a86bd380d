"""What a client saw against what is there: acknowledged must be, refused must not, unknown may."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class History:
    """`invoked` without an outcome is unknown: killed before anybody could say."""

    invoked: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def hear(self, line: str) -> None:
        """Take in one line of the program; others than ours are no concern of this."""
        word, _, name = line.strip().partition(" ")
        if word == "invoke":
            self.invoked.add(name)
        elif word == "ok":
            self.acknowledged.add(name)
        elif word in {"LedgerFull", "LedgerBusy"}:
            self.refused.add(name)

    def violations(self, found: Iterable[str]) -> list[str]:
        """Each promise that the names found in the database break."""
        there = Counter(found)
        return [
            *(f"lost: {name}" for name in sorted(self.acknowledged - set(there))),
            *(f"doubled: {name}" for name, count in sorted(there.items()) if count > 1),
            *(f"invented: {name}" for name in sorted(set(there) - self.invoked)),
            *(f"refused, yet there: {name}" for name in sorted(self.refused & set(there))),
        ]


def names_in(bodies: Iterable[str]) -> list[str]:
    """The names that the program booked, from the events' bodies."""
    return [found[1] for body in bodies if (found := re.search(r'"name":"([^"]+)"', body))]
