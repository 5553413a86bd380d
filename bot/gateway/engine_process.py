"""The engine as a child of `web`: started on a verified model, watched, started again when it dies."""

import asyncio
import contextlib
import json
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

READY_SECONDS = 120.0
STOP_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0


class EngineFailed(Exception):
    """The engine did not come up; the message is one sentence."""


@dataclass(frozen=True)
class Command:
    """How to start an engine: `root` is the working folder, `secret` is asked for in both directions."""

    python: Path
    root: Path
    model: Path
    actions_url: str
    secret: str


@dataclass(frozen=True)
class Running:
    """A ready engine."""

    url: str
    secret: str
    process: asyncio.subprocess.Process

    def give_up(self) -> None:
        """End an engine that hangs; whoever watches it starts another."""
        log.warning("the engine does not answer any more; it is started anew")
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()


async def start(command: Command) -> Running:
    """Start one engine and wait until it is ready; raises EngineFailed."""
    process = await _spawn(command)
    try:
        async with asyncio.timeout(READY_SECONDS):
            port = await _ready_port(process)
    except (TimeoutError, EngineFailed) as error:
        await stop(process)
        raise EngineFailed(str(error) or f"The engine was not ready in {READY_SECONDS:.0f} s.") from None
    except BaseException:
        await stop(process)
        raise
    return Running(f"http://127.0.0.1:{port}", command.secret, process)


async def _spawn(command: Command) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *(str(command.python), "-m", "bot.engine", "serve"),
            cwd=command.root,
            env=_environment(command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Ctrl-C in the terminal goes to web, which stops its engine itself, in order.
            start_new_session=True,
        )
    except OSError as error:
        raise EngineFailed(f"The engine could not be started: {error.strerror}.") from None


def _environment(command: Command) -> dict[str, str]:
    """No key and no database URL of ours: the engine sees only what it needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TZ") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(command.root),
        "PYTHONDONTWRITEBYTECODE": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "GENVEJ_ENGINE_MODEL": str(command.model),
        "GENVEJ_ENGINE_SECRET": command.secret,
        "GENVEJ_ENGINE_ACTIONS_URL": command.actions_url,
    }


async def _ready_port(process: asyncio.subprocess.Process) -> int:
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise EngineFailed(f"The engine ended before it was ready, with exit code {await process.wait()}.")
    try:
        return int(json.loads(line)["port"])
    except (ValueError, KeyError, TypeError):
        raise EngineFailed("The engine's first line was not understood.") from None


async def stop(process: asyncio.subprocess.Process) -> None:
    """Ask it to stop, then make it."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def keep_running(
    command: Callable[[], Awaitable[Command]],
    ready: Callable[[Running], None],
    gone: Callable[[], None],
) -> None:
    """Until cancelled: start an engine, tell `ready`, and when it ends tell `gone` and start again.

    `command` is asked anew at each start (it may train or verify a model first); it raises EngineFailed.
    """
    pause = FIRST_PAUSE_SECONDS
    while True:
        running: Running | None = None
        try:
            running = await start(await command())
            pause = FIRST_PAUSE_SECONDS
            ready(running)
            code = await running.process.wait()
            log.warning("the engine ended with exit code %s; the catalogue answers until it is back", code)
        except (EngineFailed, OSError) as error:
            log.error("%s", error)
        finally:
            gone()
            if running is not None:
                await stop(running.process)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
