"""A citizen of the journeys who talks to the running house through the chat API."""

import uuid
from dataclasses import dataclass
from typing import Any, Self

import aiohttp

from tests.journey.house import RunningHouse

# Far above what any answer takes; a message that hangs fails its test instead of the whole run.
PATIENCE = aiohttp.ClientTimeout(total=30)


@dataclass
class Talk:
    session: aiohttp.ClientSession
    address: str
    token: str

    @classmethod
    async def begin(cls, session: aiohttp.ClientSession, house: RunningHouse, language: str | None) -> Self:
        async with session.post(f"{house.citizens}/api/conversations", json={"language": language}) as begun:
            told = await begun.json()
        return cls(
            session, f"{house.citizens}/api/conversations/{told['conversation']}/messages", told["token"]
        )

    async def say(self, text: str) -> dict[str, Any]:
        return await self._send({"text": text})

    async def press(self, choice: str) -> dict[str, Any]:
        return await self._send({"choice": choice})

    async def _send(self, said: dict[str, str]) -> dict[str, Any]:
        """The answer, or the problem that tells what was wrong with the message."""
        headers = {"Authorization": f"Bearer {self.token}"}
        body = {"id": str(uuid.uuid4()), **said}
        async with self.session.post(self.address, json=body, headers=headers, timeout=PATIENCE) as response:
            answer: dict[str, Any] = await response.json()
        return {**answer, "http": response.status}


def words(answer: dict[str, Any]) -> str:
    """All that the replies say, as one text."""

    def texts(part: Any) -> list[str]:
        if isinstance(part, dict):
            return [text for value in part.values() for text in texts(value)]
        if isinstance(part, list):
            return [text for value in part for text in texts(value)]
        return [part] if isinstance(part, str) else []

    return " ".join(texts(answer.get("replies", [])))
