"""Acknowledged means synced: seen in the order of system calls, in failing syncs, and in killed processes."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import kill
from pathlib import Path
from typing import IO

import pytest

from bot.ledger import Ledger, raw
from bot.ledger.checkpoints import checkpoint
from bot.ledger.verify import verify
from tests.ledger import tracing
from tests.ledger.acknowledging import book
from tests.ledger.helpers import bind
from tests.ledger.history import History, names_in

PROGRAM = "tests.ledger.acknowledging"
ROOT = Path(__file__).parents[2]
KILLS = {"sqlite": 100, "postgresql": 50}  # honest runs that must raise no alarm


def booked(url: str) -> list[str]:
    with raw.opened(url) as rows:
        return names_in(row[0] for row in rows("SELECT body FROM event", ()))


def traced(tmp_path: Path, url: str, *arguments: str, options: tuple[str, ...] = ()) -> tuple[str, str]:
    """What strace saw and what the program said."""
    trace = tmp_path / "trace"
    command = tracing.command(trace, PROGRAM, url, str(tmp_path), *arguments, options=options)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    return trace.read_text(errors="replace"), done.stdout


def test_no_write_is_acknowledged_before_the_sync_that_covers_it(tmp_path: Path, sqlite_url: str) -> None:
    trace, said = traced(tmp_path, sqlite_url, "25")
    assert said.count("ok ") == 100
    assert tracing.too_early(trace) == (100, [])


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_the_same_check_goes_red_without_the_sync(tmp_path: Path, sqlite_url: str, synchronous: str) -> None:
    trace, said = traced(tmp_path, sqlite_url, "5", synchronous)
    assert said.count("ok ") == 20
    count, early = tracing.too_early(trace)
    assert (count, len(early)) == (20, 20)


def failing(url: str, call: str) -> tuple[str, ...]:
    """One call on the journal fails; that is where SQLite makes commits durable."""
    return ("-P", f"{url.removeprefix('sqlite:///')}-wal", "-e", f"inject={call}")


# After one failed sync the kernel may have dropped the pages and would report success the next time.
FAILURES = [("fdatasync:error=EIO", 3), ("fdatasync:error=EIO", 4), ("fdatasync:error=EIO", 9)]
FAILURES += [("pwrite64:error=EIO", when) for when in (30, 61, 100)]


@pytest.mark.parametrize(("call", "when"), FAILURES)
def test_after_a_storage_error_nothing_is_acknowledged_any_more(
    tmp_path: Path, sqlite_url: str, call: str, when: int
) -> None:
    _, said = traced(tmp_path, sqlite_url, "10", options=failing(sqlite_url, f"{call}:when={when}"))
    lines = said.splitlines()
    assert lines[0] == "open"
    broken = next(number for number, line in enumerate(lines) if line.startswith("broken"))
    assert not any(line.startswith("ok") for line in lines[broken:])
    assert lines.count("restart") == 1
    assert_kept(sqlite_url, said)


@pytest.mark.parametrize("when", [30, 61, 100])
def test_a_full_disk_refuses_and_goes_on_when_there_is_room(
    tmp_path: Path, sqlite_url: str, when: int
) -> None:
    _, said = traced(
        tmp_path, sqlite_url, "25", options=failing(sqlite_url, f"pwrite64:error=ENOSPC:when={when}")
    )
    lines = said.splitlines()
    refused = [number for number, line in enumerate(lines) if line.startswith("LedgerFull")]
    assert refused
    assert any(line.startswith("ok") for line in lines[refused[-1] :])
    assert "restart" not in lines
    assert_kept(sqlite_url, said)


def assert_kept(url: str, said: str) -> None:
    history = History()
    for line in said.splitlines():
        history.hear(line)
    assert history.invoked
    assert history.violations(booked(url)) == []
    assert verify(url).findings == []


@contextmanager
def rounds(url: str, folder: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    command = [sys.executable, "-m", PROGRAM, url, str(folder), "rounds"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        yield program.stdin, program.stdout
        program.stdin.close()


def test_kills_lose_double_and_invent_nothing(kind: str, database_url: str, tmp_path: Path) -> None:
    """Each child is killed after a number of acknowledgements that differs from round to round."""
    history, dice = History(), random.Random(2026)
    with rounds(database_url, tmp_path) as (say, hear):
        for number in range(KILLS[kind]):
            say.write(f"run{number}\n")
            killed_round(hear, history, dice.randint(1, 60))
            assert history.violations(booked(database_url)) == []
    assert len(history.acknowledged) >= KILLS[kind]
    assert history.invoked - history.acknowledged
    report = verify(database_url)
    assert report.findings == []
    assert report.chains == KILLS[kind]


def killed_round(hear: IO[str], history: History, after: int) -> None:
    """Kill the child once it has acknowledged so many, and hear what it had said until then."""
    child, heard = 0, 0
    for line in hear:
        if line.startswith("pid"):
            child = int(line.split()[1])
        elif line.startswith("ended"):
            return
        history.hear(line)
        heard += line.startswith("ok")
        if heard >= after and child:
            kill(child, signal.SIGKILL)
            after = sys.maxsize


@pytest.mark.parametrize(
    ("lines", "found", "violations"),
    [
        pytest.param(["invoke a", "ok a"], ["a"], [], id="acknowledged_and_there"),
        pytest.param(["invoke a", "ok a"], [], ["lost: a"], id="acknowledged_and_lost"),
        pytest.param(["invoke a"], [], [], id="unknown_and_absent"),
        pytest.param(["invoke a"], ["a"], [], id="unknown_and_there"),
        pytest.param(["invoke a", "ok a"], ["a", "a"], ["doubled: a"], id="doubled"),
        pytest.param([], ["a"], ["invented: a"], id="invented"),
        pytest.param(["invoke a", "LedgerFull a"], ["a"], ["refused, yet there: a"], id="refused_and_there"),
    ],
)
def test_the_checker_of_histories_sees_each_kind_of_violation(
    lines: list[str], found: list[str], violations: list[str]
) -> None:
    history = History()
    for line in lines:
        history.hear(line)
    assert history.violations(found) == violations


TRACES = {
    "sync_before": ('1 pwrite64(5</d-wal>, "name-1") = 6', "1 fdatasync(5</d-wal>) = 0", 0),
    "no_sync": ('1 pwrite64(5</d-wal>, "name-1") = 6', "", 1),
    "sync_of_another_file": ('1 pwrite64(5</d-wal>, "name-1") = 6', "1 fdatasync(5</d>) = 0", 1),
    "sync_before_the_row": ("1 fdatasync(5</d-wal>) = 0", '1 pwrite64(5</d-wal>, "name-1") = 6', 1),
    "sync_not_done": ('1 pwrite64(5</d-wal>, "name-1") = 6', "1 fdatasync(5</d-wal> <unfinished ...>", 1),
}


@pytest.mark.parametrize("case", TRACES)
def test_the_reader_of_traces_sees_what_came_too_early(case: str) -> None:
    first, second, early = TRACES[case]
    trace = (
        f'{first}\n{second}\n2 write(1</dev/pts>, "ok name-1\\n", 10) = 10\n1 <... fdatasync resumed>) = 0'
    )
    assert tracing.too_early(trace) == (1, ["name-1"] * early)


def test_a_storage_error_at_the_start_is_one_clear_sentence(tmp_path: Path, sqlite_url: str) -> None:
    for when in (1, 2):
        options = failing(sqlite_url, f"fdatasync:error=EIO:when={when}")
        trace = tmp_path / "trace"
        command = tracing.command(trace, PROGRAM, sqlite_url, str(tmp_path), "1", options=options)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
        assert done.stdout == ""
        assert done.returncode == 1
        last = done.stderr.strip().splitlines()[-1]
        assert last.endswith("genvej.db cannot be opened: disk I/O error")


async def test_a_journal_that_was_cut_anywhere_opens_and_holds_a_prefix(
    sqlite_url: str, tmp_path: Path
) -> None:
    """A power cut leaves any part of the journal behind; what is lost the checkpoint tells."""
    key, folder, names = b"k" * 32, tmp_path / "checkpoints", [f"{number:02}" for number in range(12)]
    ledger = await Ledger.open(sqlite_url, folder=tmp_path)
    for name in names:
        await ledger.write(bind(book, name))
    await checkpoint(ledger, folder, key)
    base, journal = (tmp_path / "genvej.db").read_bytes(), (tmp_path / "genvej.db-wal").read_bytes()
    await ledger.close()
    lost = 0
    cuts = [*range(0, len(journal), len(journal) // 40), len(journal)]
    for cut in cuts:
        again = tmp_path / f"cut-{cut}.db"
        again.write_bytes(base)
        again.with_name(f"{again.name}-wal").write_bytes(journal[:cut])
        reopened = await Ledger.open(f"sqlite:///{again}", folder=tmp_path)
        await reopened.close()
        url = f"sqlite:///{again}"
        kept = booked(url)
        assert kept == names[: len(kept)]
        assert verify(url).findings == []
        assert bool(verify(url, folder, key).findings) is (len(kept) < len(names))
        lost += len(kept) < len(names)
    assert 30 < lost < len(cuts)
