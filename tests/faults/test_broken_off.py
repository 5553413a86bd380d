"""An import and the jobs, broken off by a kill, a full disk or a failing sync: the sums hold afterwards."""

import asyncio
import functools
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import Ledger, Transaction
from tests.ledger import tracing
from tests.ledger.follow_up import deflected

ROOT = Path(__file__).parents[2]
ROWS = 40_000  # four batches
MANY = 120_000  # that a kill may well hit in the middle
CITIZENS = 600  # three parts of what the windows close at once
KILLS = 2
CHANNELS = ("telephone", "face_to_face", "email", "letter")


def run(var: Path, *arguments: str, **more: Any) -> "subprocess.Popen[str]":
    environment = {**os.environ, "GENVEJ_VAR": str(var)}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = more.pop("command", [sys.executable, "-m", "bot"])
    return subprocess.Popen([*command, *arguments], cwd=ROOT, env=environment, **pipes, **more)


def done(var: Path, *arguments: str, **more: Any) -> tuple[int, str, str]:
    process = run(var, *arguments, **more)
    out, err = process.communicate(timeout=200)
    return process.returncode, out, err


def asked(var: Path, query: str) -> int:
    """One number from the database, 0 while it has no such table."""
    path = var / "genvej.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as raw:
        try:
            return int(raw.execute(query).fetchone()[0] or 0)
        except sqlite3.OperationalError:
            return 0


def killed_when(process: "subprocess.Popen[str]", moved: Callable[[], bool]) -> bool:
    """Kill a process as soon as it has moved something; False when it was through before."""
    while process.poll() is None:
        if moved():
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return process.returncode == -signal.SIGKILL
        time.sleep(0.002)
    process.communicate()
    return False


def failing(var: Path, trace: Path, call: str) -> list[str]:
    """A call on the journal fails, as on a disk that dies or is full."""
    journal = str(var / "genvej.sqlite-wal")
    return tracing.command(trace, "bot", options=("-P", journal, "-e", f"inject={call}"))


BROKEN = "genvej: Storage failed while writing (OperationalError); restart the process."
FULL = "genvej: The database has no room left or cannot store; nothing was booked."
GOES_ON = " The same command goes on where it stopped."
Fault = Callable[[Path, Path], dict[str, Any]]  # of the folder and of a trace: how the command is run


def quota(bytes: int) -> Fault:
    """No file may be written beyond so many bytes."""
    limit = functools.partial(resource.setrlimit, resource.RLIMIT_FSIZE, (bytes, bytes))
    return lambda var, trace: {"preexec_fn": limit}


def fault(call: str) -> Fault:
    return lambda var, trace: {"command": failing(var, trace, call)}


def exported(folder: Path, rows: int) -> str:
    """A file of so many contacts."""
    file = folder / "contacts.csv"
    lines = ["contact_id,at,channel,service,handling_minutes,citizen"]
    lines += [
        f"{number},2026-{number % 10 + 1:02}-{number % 28 + 1:02}T12:00:00+01:00,"
        f"{CHANNELS[number % 4]},passport_renew,2,b{number % 999}@example.dk"
        for number in range(rows)
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def require_all(var: Path, rows: int) -> None:
    """Every row once, in the sums and in the report, and a ledger that verifies."""
    code, out, err = done(var, "ledger", "verify")
    assert (code, err) == (0, ""), out
    assert asked(var, "SELECT count(*) FROM contact") == rows
    code, out, err = done(var, "report", "--from", "2026-01-01", "--to", "2027-01-01", "--json")
    assert (code, err) == (0, "")
    sections = {one["id"]: one["figures"] for one in json.loads(out)["sections"]}
    shares = [one for one in sections["channels"] if one["name"] == "volume_share"]
    found = {one["about"]["channel"]: one["numerator"] for one in shares}
    assert {channel: found[channel] for channel in CHANNELS} == dict.fromkeys(CHANNELS, rows // 4)
    assert next(one["value"] for one in sections["sums"]) == 0


POSITION = "SELECT sum(position) FROM contact_import"


def test_an_import_that_is_killed_again_and_again_counts_each_contact_once(tmp_path: Path) -> None:
    var, broken_off = tmp_path / "var", 0
    command = ("import", "contacts", exported(tmp_path, MANY), "--source", "tel")
    for _ in range(KILLS):
        before = asked(var, POSITION)
        killed_when(run(var, *command), lambda before=before: asked(var, POSITION) > before)  # type: ignore[misc]
        broken_off += asked(var, POSITION) < MANY
        assert asked(var, "SELECT count(*) FROM contact") == asked(var, POSITION)
        code, out, _ = done(var, "ledger", "verify")
        assert code == 0, out
    assert broken_off
    code, out, err = done(var, *command)
    assert (code, err) == (0, "")
    require_all(var, MANY)


@pytest.mark.parametrize(
    ("failing", "sentence"),
    [
        pytest.param(quota(3_000_000), BROKEN, id="a_file_that_may_not_grow"),
        pytest.param(fault("pwrite64:error=ENOSPC:when=1500+"), FULL, id="no_space_left"),
        pytest.param(fault("fdatasync:error=EIO:when=4"), BROKEN, id="a_sync_that_fails"),
    ],
)
def test_an_import_that_cannot_be_stored_says_so_and_goes_on_later(
    tmp_path: Path, failing: Fault, sentence: str
) -> None:
    var = tmp_path / "var"
    assert done(var, "jobs", "run")[0] == 0
    command = ("import", "contacts", exported(tmp_path, ROWS), "--source", "tel")
    code, out, err = done(var, *command, **failing(var, tmp_path / "trace"))
    assert (code, out, err) == (2, "", f"{sentence}{GOES_ON}\n")
    booked = asked(var, POSITION)
    assert asked(var, "SELECT count(*) FROM contact") == booked < ROWS
    assert done(var, "ledger", "verify")[0] == 0
    assert done(var, *command)[0] == 0
    require_all(var, ROWS)


VERIFIED = "SELECT count(*) FROM deflection WHERE state = 'verified'"
BOOKED = "SELECT count(*) FROM event WHERE kind = 'verified'"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which many windows are due."""
    var = tmp_path_factory.mktemp("lived") / "var"

    def live(tx: Transaction) -> None:
        for number in range(CITIZENS):
            deflected(tx, str(number), days=40, completed=39, citizen=f"citizen-{number}")

    async def book() -> None:
        ledger = await Ledger.open(f"sqlite:///{var / 'genvej.sqlite'}", folder=var)
        await ledger.write(live)
        await ledger.close()

    asyncio.run(book())
    return var


@pytest.fixture
def due(lived: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lived, tmp_path / "var"))


def require_each_closed_once(var: Path) -> None:
    assert done(var, "jobs", "run")[0] == 0
    assert (asked(var, VERIFIED), asked(var, BOOKED)) == (CITIZENS, CITIZENS)
    code, out, _ = done(var, "ledger", "verify")
    assert code == 0, out


def test_jobs_that_are_killed_again_and_again_close_each_window_once(due: Path) -> None:
    kills = 0
    for _ in range(KILLS):
        before = asked(due, VERIFIED)
        kills += killed_when(run(due, "jobs", "run"), lambda before=before: asked(due, VERIFIED) > before)  # type: ignore[misc]
        code, out, _ = done(due, "ledger", "verify")
        assert code == 0, out
        assert asked(due, VERIFIED) == asked(due, BOOKED)
    assert kills >= 1
    require_each_closed_once(due)


@pytest.mark.parametrize(
    ("failing", "sentence"),
    [
        pytest.param(quota(300_000), BROKEN, id="a_file_that_may_not_grow"),
        pytest.param(fault("pwrite64:error=ENOSPC:when=100+"), FULL, id="no_space_left"),
        pytest.param(fault("fdatasync:error=EIO:when=4"), BROKEN, id="a_sync_that_fails"),
    ],
)
def test_jobs_that_cannot_store_say_so_and_go_on_later(
    due: Path, tmp_path: Path, failing: Fault, sentence: str
) -> None:
    code, out, err = done(due, "jobs", "run", **failing(due, tmp_path / "trace"))
    assert (code, out, err) == (2, "", f"{sentence}\n")
    assert asked(due, VERIFIED) == asked(due, BOOKED) < CITIZENS
    require_each_closed_once(due)
