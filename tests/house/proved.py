"""Which tests were to run, and which of them passed from beginning to end."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Proved:
    """Ids as pytest gives them, with parameters."""

    collected: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)

    def unproved(self, tests: Iterable[str]) -> list[str]:
        """Runs of these tests (named without parameters) that did not pass."""
        wanted = set(tests)
        mine = {id for id in self.collected if id.partition("[")[0] in wanted}
        return sorted(mine - self.passed)
