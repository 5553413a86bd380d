"""Wakes those who read a conversation's events; the events themselves are read from the ledger."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Hub:
    """Readers of a conversation in this process; a wake-up carries nothing, so none can be lost."""

    def __init__(self) -> None:
        self._readers: dict[str, set[asyncio.Event]] = defaultdict(set)

    def wake(self, conversation: str) -> None:
        for reader in self._readers.get(conversation, ()):
            reader.set()

    def wake_all(self) -> None:
        """So that every stream looks up, and ends, when the server stops."""
        for conversation in list(self._readers):
            self.wake(conversation)

    def count(self, conversation: str) -> int:
        return len(self._readers.get(conversation, ()))

    @asynccontextmanager
    async def reading(self, conversation: str) -> AsyncIterator[asyncio.Event]:
        reader = asyncio.Event()
        self._readers[conversation].add(reader)
        try:
            yield reader
        finally:
            self._readers[conversation].discard(reader)
            if not self._readers[conversation]:
                del self._readers[conversation]
