"""Processes that are killed, stopped or started twice, and what the citizen and the ledger notice of it."""

import asyncio
import os
import signal
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession

from tests.faults.citizen import Citizen, arrive, plain
from tests.faults.house import House, open_house
from tests.faults.watching import accepted, ended, listening, rows

pytestmark = pytest.mark.asyncio(loop_scope="session")

DIALOGUE = (
    "mit gule sundhedskort er blevet væk",
    "hvad koster det?",
    "jeg skal have hentet en gammel sofa som storskrald",
    "jeg kan ikke finde ud af det på nettet",
    "I am moving to a new address on Monday",
    "how long does it take?",
    "tak for hjælpen",
)
# Of these the catalogue's own search finds the service by its name.
BY_NAME = "bulky waste"
SOURCES = "SELECT source FROM turn WHERE conversation = ?"


def id() -> str:
    return str(uuid.uuid4())


@asynccontextmanager
async def stopped(pid: int) -> AsyncIterator[None]:
    """A process that stands still, as one that hangs does."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        if Path(f"/proc/{pid}").exists():
            os.kill(pid, signal.SIGCONT)


async def test_a_dialogue_goes_on_with_the_same_answers_after_the_engine_was_killed(
    house: House, session: ClientSession
) -> None:
    undisturbed, disturbed, meanwhile = [await arrive(session, house.citizens) for _ in range(3)]
    engine = await house.with_engine()
    mark = len(house.log)
    for text in DIALOGUE:
        await undisturbed.say(text)
    for text in DIALOGUE[:3]:
        await disturbed.say(text)

    async with stopped(engine):
        message = id()
        answering = asyncio.create_task(meanwhile.say(BY_NAME, message))
        await accepted(house.var, message)
        os.kill(engine, signal.SIGKILL)
        answer = await answering
    assert "bulky_waste" in answer["services"]
    assert "bulky_waste" in (await meanwhile.say(BY_NAME))["services"]

    assert await house.with_engine(mark) != engine
    for text in DIALOGUE[3:]:
        await disturbed.say(text)
    assert disturbed.spoken() == undisturbed.spoken()
    kinds = {answer["kind"] for answer in undisturbed.answers}
    assert kinds >= {"card", "aspect", "smalltalk"}
    assert _sources(house, disturbed) == {"engine"}


def _sources(house: House, citizen: Citizen) -> set[str]:
    """Who answered: the engine or the fallback."""
    conversation = citizen.url.rpartition("/")[2]
    return {source for (source,) in rows(house.var, SOURCES, conversation)}


async def test_only_one_answer_waits_for_an_engine_that_stands_still(
    house: House, session: ClientSession
) -> None:
    engine = await house.with_engine()
    citizen = await arrive(session, house.citizens)
    async with stopped(engine):
        waited = []
        for _ in range(4):
            before = time.monotonic()
            assert "bulky_waste" in (await citizen.say(BY_NAME))["services"]
            waited.append(time.monotonic() - before)
    assert waited[0] < 6
    assert min(waited[1:]) < waited[0]
    async with asyncio.timeout(20):
        while "engine" not in _sources(house, citizen):
            await citizen.say(DIALOGUE[0])


@dataclass
class Sender:
    """Sends messages one after the other until the house is gone; `acknowledged` are id and answer."""

    citizen: Citizen
    sent: list[tuple[str, str]] = field(default_factory=list)
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def run(self, enough: asyncio.Semaphore) -> None:
        with suppress(ClientConnectionError):
            while True:
                message = id()
                self.sent.append((message, f"besked {len(self.sent)}: min sofa skal hentes"))
                self.acknowledged[message] = await self.citizen.say(self.sent[-1][1], message)
                enough.release()

    async def repeat(self) -> None:
        """Every message again, those too that were answered before."""
        for message, text in self.sent:
            answer = await self.citizen.say(text, message)
            assert plain(answer) == plain(self.acknowledged.setdefault(message, answer))


async def test_what_was_acknowledged_is_there_once_after_web_was_killed(
    house: House, session: ClientSession
) -> None:
    engine = await house.with_engine()
    senders = [Sender(await arrive(session, house.citizens)) for _ in range(4)]
    enough = asyncio.Semaphore(0)
    running = [asyncio.create_task(sender.run(enough)) for sender in senders]
    for _ in range(30):
        await enough.acquire()
    await house.kill()
    await asyncio.gather(*running)
    await ended(engine)

    await house.start()
    for sender in senders:
        await sender.repeat()
        turns = await sender.citizen.transcript()
        assert [turn["turn"] for turn in turns] == list(range(1, len(sender.sent) + 1))
        assert [turn["text"] for turn in turns] == [text for _, text in sender.sent]
        for turn, answer in zip(turns, sender.acknowledged.values(), strict=True):
            assert plain({**answer, "text": turn["text"], "choice": None}) == plain(
                {name: turn[name] for name in [*answer, "text", "choice"]}
            )
        assert (await sender.citizen.say("tak"))["turn"] == len(turns) + 1
    kept = rows(house.var, "SELECT client_id FROM turn")
    for message in (message for sender in senders for message, _ in sender.sent):
        assert kept.count((message,)) == 1
    await _clean(house)


async def test_a_message_in_the_air_while_web_is_killed_is_one_turn(
    house: House, session: ClientSession
) -> None:
    engine = await house.with_engine()
    citizen, message = await arrive(session, house.citizens), id()
    await citizen.say(DIALOGUE[0])
    async with stopped(engine):
        sending = asyncio.create_task(citizen.say(BY_NAME, message))
        await accepted(house.var, message)
        await house.kill()
        with pytest.raises(ClientConnectionError):
            await sending
    await ended(engine)

    await house.start()
    first, again = [await citizen.say(BY_NAME, message) for _ in range(2)]
    assert first == again
    assert first["turn"] == 2
    assert "bulky_waste" in first["services"]
    assert rows(house.var, "SELECT count(*) FROM turn WHERE client_id = ?", message) == [(1,)]
    await _clean(house)


async def _clean(house: House) -> None:
    code, printed = await house.command("ledger", "verify")
    assert code == 0, printed
    assert "clean" in printed


async def test_a_second_house_on_the_same_folder_is_refused_and_the_first_goes_on(
    house: House, session: ClientSession
) -> None:
    code, printed = await house.command("run")
    assert (code, printed.count("\n")) == (2, 1)
    assert "already running" in printed
    assert (await (await arrive(session, house.citizens)).say(BY_NAME))["turn"] == 1


async def test_the_engine_knows_no_secret_of_ours_and_only_this_machine_reaches_it(house: House) -> None:
    engine = await house.with_engine()
    environment = Path(f"/proc/{engine}/environ").read_bytes()
    ours = [entry for entry in environment.split(b"\0") if entry.startswith(b"GENVEJ_")]
    assert [entry for entry in ours if not entry.endswith(b"=")] == []
    known = environment + Path(f"/proc/{engine}/cmdline").read_bytes()
    secrets = [path.read_bytes().strip() for path in (house.var / "keys").iterdir()]
    assert len(secrets) >= 4
    for secret in [house.secret.encode(), *secrets, *(secret.hex().encode() for secret in secrets)]:
        assert secret not in known
    opened = [os.readlink(path) for path in Path(f"/proc/{engine}/fd").iterdir()]
    assert not [path for path in opened if path.startswith(str(house.var))]
    assert house.process is not None
    for pid in (engine, house.process.pid):
        assert {host for host, _ in listening(pid)} == {"127.0.0.1"}


async def test_the_engine_answers_nobody_without_the_secret(house: House, session: ClientSession) -> None:
    ((host, port),) = listening(await house.with_engine())
    for method, path in [
        ("POST", "/turn"), ("GET", "/health"), ("GET", "/"), ("PUT", "/model"),
        ("POST", "/webhooks/rest/webhook"), ("GET", "/conversations/x/tracker"),
    ]:  # fmt: skip
        async with session.request(method, f"http://{host}:{port}{path}", json={}) as response:
            assert response.status == 401


@pytest.mark.parametrize("in_use", [False, True], ids=["while_the_engine_starts", "with_the_engine_in_use"])
async def test_ctrl_c_ends_it_in_order_and_leaves_nobody_behind(
    model: None, tmp_path: Path, in_use: bool
) -> None:
    async with open_house(tmp_path / "var") as house:
        if in_use:
            await house.with_engine()
        assert house.process is not None
        left = house.children()
        # As a terminal does it: to everybody in the foreground.
        os.killpg(house.process.pid, signal.SIGINT)
        code = await house.ended()
    printed = "".join(house.log)
    assert code == 0, printed
    assert "Traceback" not in printed
    assert "ERROR" not in printed
    for pid in left:
        await ended(pid, 0.1)
