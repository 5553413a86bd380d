"""Leaves a failing engine alone, so that citizens need not wait for it one after the other."""

import time
from collections import deque
from collections.abc import Callable

FAILURES = 5
FAILURES_SECONDS = 30.0
PAUSE_SECONDS = 5.0


class Breaker:
    """Opens after FAILURES within FAILURES_SECONDS and lets one try through each PAUSE_SECONDS."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._next_try = 0.0

    @property
    def open(self) -> bool:
        """Whether it failed too often lately."""
        return len(self._failures) == FAILURES and self._clock() - self._failures[0] < FAILURES_SECONDS

    def closed(self) -> bool:
        """Whether a turn may be tried now; while open, one each PAUSE_SECONDS."""
        now = self._clock()
        if not self.open:
            return True
        if now < self._next_try:
            return False
        self._next_try = now + PAUSE_SECONDS
        return True

    def failed(self) -> None:
        self._failures.append(self._clock())
        self._next_try = self._clock() + PAUSE_SECONDS

    def succeeded(self) -> None:
        self._failures.clear()
