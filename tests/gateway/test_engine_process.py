"""The engine as a child: started, missed when it ends, started anew, and never left behind."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.gateway import engine_process
from bot.gateway.engine_process import Command, EngineFailed, Running, start, stop

READY = "print('{\"port\": 4711}', flush=True)\n"
WAITS = "import sys\nsys.stdin.read()\n"


@pytest.fixture
def engine(tmp_path: Path) -> Callable[[str], Command]:
    """A command for an engine that is this program."""
    folder = tmp_path / "bot" / "engine"
    folder.mkdir(parents=True)
    for path in (tmp_path / "bot" / "__init__.py", folder / "__init__.py"):
        path.touch()

    def of(program: str) -> Command:
        (folder / "__main__.py").write_text(program)
        return Command(
            Path(sys.executable), tmp_path, tmp_path / "model", "http://127.0.0.1:1/actions", "secret"
        )

    return of


async def test_an_engine_is_ready_when_it_says_its_port(engine: Callable[[str], Command]) -> None:
    running = await start(engine(READY + WAITS))
    assert (running.url, running.secret) == ("http://127.0.0.1:4711", "secret")
    await stop(running.process)
    assert running.process.returncode is not None


@pytest.mark.parametrize(
    ("program", "said"),
    [
        pytest.param("raise SystemExit(3)", "exit code 3", id="ends"),
        pytest.param("print('Loading …', flush=True)\n" + WAITS, "not understood", id="says_something_else"),
        pytest.param("print('{\"port\": null}', flush=True)\n" + WAITS, "not understood", id="no_port"),
        pytest.param(WAITS, "not ready in 0 s", id="says_nothing"),
    ],
)
async def test_an_engine_that_does_not_come_up_is_one_sentence(
    engine: Callable[[str], Command], monkeypatch: pytest.MonkeyPatch, program: str, said: str
) -> None:
    monkeypatch.setattr(engine_process, "READY_SECONDS", 0.2 if program == WAITS else 10)
    with pytest.raises(EngineFailed, match=said):
        await start(engine(program))


async def test_a_python_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="could not be started: No such file"):
        await start(Command(tmp_path / "python", tmp_path, tmp_path, "", ""))


async def test_an_engine_that_does_not_stop_is_made_to(
    engine: Callable[[str], Command], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_process, "STOP_SECONDS", 0.05)
    deaf = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    running = await start(engine(deaf + READY + WAITS))
    await stop(running.process)
    assert running.process.returncode == -9


async def test_an_engine_that_ends_or_hangs_is_missed_and_started_anew(
    engine: Callable[[str], Command], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_process, "FIRST_PAUSE_SECONDS", 0.01)
    seen: asyncio.Queue[Running | None] = asyncio.Queue()
    failing = iter([engine(READY + WAITS), Command(Path("/nowhere"), Path(), Path(), "", "")])

    async def command() -> Command:
        return next(failing, engine(READY + WAITS))

    keeping = asyncio.create_task(
        engine_process.keep_running(command, seen.put_nowait, lambda: seen.put_nowait(None))
    )
    first = await seen.get()
    assert first is not None
    first.give_up()
    assert await seen.get() is None
    first.give_up()
    assert await seen.get() is None, "the second could not be started"
    third = await seen.get()
    assert third is not None
    assert third.process.pid != first.process.pid
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert third.process.returncode is not None
