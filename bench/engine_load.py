"""The same conversations for both products: who speaks, in which order, and how long each answer took."""

import asyncio
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiohttp

# One turn in three calls a custom action of stock Rasa; Genvej has an action for every turn.
TEXTS = (
    "hello",
    "I have lost my health insurance card",
    "goodbye",
    "hello",
    "I need a new passport",
    "goodbye",
)
AT_ONCE = 8
LONG = 203  # turns of the long conversation
EARLY, LATE = 2, 197  # first place of the windows around turn 5 and turn 200; each has every text once

Say = Callable[[str], Awaitable[str]]
Begin = Callable[[aiohttp.ClientSession, str], Awaitable[Say]]


class Misunderstood(Exception):
    """An answer that is none, or another than the one that the message asks for."""


@dataclass(frozen=True)
class Figures:
    """What one run of one product came to; times in milliseconds but for the start."""

    start_seconds: float
    turns_a_second: float
    turn_ms: float
    early_ms: float
    late_ms: float
    engine_megabytes: float
    all_megabytes: float
    cpu_ms: float  # of all processes for one turn, with eight at once


async def begin_stock(session: aiohttp.ClientSession, url: str) -> Say:
    sender = str(uuid.uuid4())

    async def say(text: str) -> str:
        async with session.post(url, json={"sender": sender, "message": text}) as response:
            answers = await response.json()
        if response.status != 200 or not answers:
            raise Misunderstood(f"{text!r} was answered with {response.status} and {answers}")
        return "card" if "https://" in answers[0].get("text", "") else "smalltalk"

    return say


async def begin_genvej(session: aiohttp.ClientSession, url: str) -> Say:
    async with session.post(url, json={"language": "en"}) as response:
        begun = await response.json()
    address = f"{url}/{begun['conversation']}/messages"
    headers = {"Authorization": f"Bearer {begun['token']}"}

    async def say(text: str) -> str:
        message = {"id": str(uuid.uuid4()), "text": text}
        async with session.post(address, json=message, headers=headers) as response:
            answer = await response.json()
        if response.status != 200:
            raise Misunderstood(f"{text!r} was answered with {response.status}")
        return str(answer["kind"])

    return say


def expected(text: str) -> str:
    return "card" if text.startswith("I ") else "smalltalk"


async def talk(say: Say, turns: int) -> list[float]:
    """Milliseconds of each turn; raises Misunderstood when an answer is not the right one."""
    spent = []
    for number in range(turns):
        text = TEXTS[number % len(TEXTS)]
        started = time.perf_counter()
        kind = await say(text)
        spent.append((time.perf_counter() - started) * 1000)
        if kind != expected(text):
            raise Misunderstood(f"{text!r} was taken for {kind}")
    return spent


async def one_at_a_time(begin: Begin, url: str, conversations: int) -> float:
    """Median of a turn."""
    async with aiohttp.ClientSession() as session:
        spent = [ms for _ in range(conversations) for ms in await talk(await begin(session, url), len(TEXTS))]
    return statistics.median(spent)


async def long_talks(begin: Begin, url: str, conversations: int) -> tuple[float, float]:
    """Medians of the windows around turn 5 and turn 200."""
    async with aiohttp.ClientSession() as session:
        talks = [await talk(await begin(session, url), LONG) for _ in range(conversations)]
    return window(talks, EARLY), window(talks, LATE)


def window(talks: Sequence[Sequence[float]], first: int) -> float:
    return statistics.median(ms for spent in talks for ms in spent[first : first + len(TEXTS)])


async def at_once(begin: Begin, url: str, seconds: float) -> tuple[int, float]:
    """Turns, and the seconds they took, of AT_ONCE citizens with one short conversation after the other."""
    async with aiohttp.ClientSession() as session:
        started = time.perf_counter()

        async def citizen() -> int:
            turns = 0
            while time.perf_counter() - started < seconds:
                turns += len(await talk(await begin(session, url), len(TEXTS)))
            return turns

        turns = await asyncio.gather(*(citizen() for _ in range(AT_ONCE)))
        return sum(turns), time.perf_counter() - started
