"""A whole running house for the journeys: `genvej run` as its users start it, on free ports."""

import asyncio
import os
import re
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY_SECONDS = 180


@dataclass
class RunningHouse:
    """`log` grows while the process runs; `password` is the administrator's first one."""

    process: asyncio.subprocess.Process
    var: Path
    citizens: str
    operators: str
    forms: str
    environment: dict[str, str]
    log: list[str]
    password: str = ""

    async def until(self, pattern: str, since: int = 0) -> re.Match[str]:
        """The first line from `since` on that matches; waits for it."""
        at = since
        async with asyncio.timeout(READY_SECONDS):
            while True:
                while at < len(self.log):
                    if found := re.search(pattern, self.log[at]):
                        return found
                    at += 1
                assert self.process.stdout is not None
                line = await self.process.stdout.readline()
                assert line, "the house ended:\n" + "".join(self.log)
                self.log.append(line.decode())

    async def engine_pid(self) -> int:
        """The child that runs Rasa."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[-1])

    async def command(self, *arguments: str, sent: bytes = b"") -> tuple[int, str]:
        """`genvej …` beside the running house, with its settings."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=ROOT,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate(sent)
        assert process.returncode is not None
        return process.returncode, out.decode()


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports: list[int] = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def with_model(var: Path) -> None:
    """The model that `make test` trained, so that each house need not train its own."""
    (var / "keys").mkdir(mode=0o700, parents=True)
    shutil.copytree(ROOT / "var" / "models", var / "models")
    shutil.copy(ROOT / "var" / "keys" / "model.key", var / "keys" / "model.key")


@asynccontextmanager
async def running(var: Path, **settings: str) -> AsyncIterator[RunningHouse]:
    citizens, operators, forms = free_ports(3)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "GENVEJ_VAR": str(var),
        "GENVEJ_PUBLIC_PORT": str(citizens),
        "GENVEJ_CONSOLE_PORT": str(operators),
        "GENVEJ_DEMO": "on",
        "GENVEJ_CONVERSATIONS_PER_10_MIN": "10000",
        "GENVEJ_ADDRESS_MESSAGES_PER_MIN": "10000",
        "GENVEJ_DEMO_PORT": str(forms),
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    urls = [f"http://localhost:{port}" for port in (citizens, operators, forms)]
    house = RunningHouse(process, var, *urls, environment, [])
    try:
        house.password = (await house.until(r"first sign-in: admin, password (\S+)"))[1]
        await house.until("the engine is in use")
        yield house
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        rest, _ = await process.communicate()
        house.log.append(rest.decode())
