"""A whole house that may be killed and started again on the same folder, ports and settings."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.watching import ended
from tests.journey.house import ROOT, free_ports, with_model

READY_SECONDS = 180
# Nothing listens on the discard port, so the catalogue answers.
NO_ENGINE = {"GENVEJ_ENGINE_URL": "http://127.0.0.1:9"}
# So that the tests' own number of messages from one address is no flood.
WIDE = {
    "GENVEJ_CONVERSATIONS_PER_10_MIN": "10000",
    "GENVEJ_MESSAGES_PER_MIN": "10000",
    "GENVEJ_ADDRESS_MESSAGES_PER_MIN": "10000",
}


@dataclass
class House:
    """`log` has the lines of every start, the last one's from `started_at` on; `secret` is form engines'."""

    var: Path
    environment: dict[str, str]
    citizens: str
    operators: str
    secret: str = "what the form engines of this test know"
    log: list[str] = field(default_factory=list)
    process: asyncio.subprocess.Process | None = None
    started_at: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _reading: asyncio.Task[None] | None = None

    async def start(self, program: Sequence[str] = (sys.executable, "-m", "bot", "run")) -> None:
        """Until citizens, operators and the engine's door are served; not until the engine is in use."""
        self.started_at = len(self.log)
        self.process = await asyncio.create_subprocess_exec(
            *program,
            cwd=ROOT,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        self._reading = asyncio.create_task(self._read(self.process))
        await self.until("^Operators:", self.started_at)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            async with self._news:
                self.log.append(line.decode())
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def until(self, pattern: str, since: int = 0) -> re.Match[str]:
        """The first line from `since` on that matches; waits for it."""
        async with asyncio.timeout(READY_SECONDS), self._news:
            while True:
                for line in self.log[since:]:
                    if found := re.search(pattern, line):
                        return found
                assert self._reading is not None
                assert not self._reading.done(), "the house ended:\n" + "".join(self.log[since:])
                since = len(self.log)
                await self._news.wait()

    async def with_engine(self, since: int | None = None) -> int:
        """The process that runs Rasa, when it is in use; `since` a line of the log: one that came later."""
        await self.until("the engine is in use", self.started_at if since is None else since)
        return self.children()[-1]

    def children(self) -> list[int]:
        assert self.process is not None
        return children(self.process.pid)

    async def kill(self) -> None:
        """As a power cut would for the process: nothing is tidied up."""
        assert self.process is not None
        self.process.kill()
        # Its own wait would wait for its engine too, which writes to the same log.
        await ended(self.process.pid)

    async def ended(self) -> int:
        """Its exit code, when it and all who write to its log have ended."""
        assert self.process is not None
        assert self._reading is not None
        async with asyncio.timeout(READY_SECONDS):
            await self._reading
            return await self.process.wait()

    async def stop(self) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            # To the whole group: a tracer keeps it from nobody but itself.
            os.killpg(self.process.pid, signal.SIGINT)
        return await self.ended()

    async def command(self, *arguments: str, **settings: str) -> tuple[int, str]:
        """`genvej …` with the house's settings, and others: its exit code and all that it printed."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=ROOT,
            env={**self.environment, **settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(READY_SECONDS):
            out, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, out.decode()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def bare(var: Path, **settings: str) -> House:
    """A house that has not been started, in an empty folder."""
    citizens, operators = free_ports(2)
    house = House(var, {}, f"http://127.0.0.1:{citizens}", f"http://127.0.0.1:{operators}")
    house.environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONUNBUFFERED": "1",
        "GENVEJ_VAR": str(var),
        "GENVEJ_PUBLIC_PORT": str(citizens),
        "GENVEJ_CONSOLE_PORT": str(operators),
        "GENVEJ_SECRET_RECEIPTS_GENERIC": house.secret,
        **WIDE,
        **settings,
    }
    return house


@asynccontextmanager
async def open_house(var: Path, **settings: str) -> AsyncIterator[House]:
    """Started on the model that the tests share, and ended also when a test failed."""
    house = bare(var, **settings)
    with_model(var)
    try:
        await house.start()
        yield house
    finally:
        await house.stop()
