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

    def closed(self) -> bool:
        now = self._clock()
        recent = len(self._failures) == FAILURES and now - self._failures[0] < FAILURES_SECONDS
        if not recent:
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
