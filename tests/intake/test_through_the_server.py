"""While a server holds the ledger, commands book through it, over a socket that only our user reaches."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import settings
from bot.house import local
from bot.http import guards, server
from bot.ledger import Ledger
from bot.pseudonymise import pseudonyms_of
from tests.intake.conftest import HEADER, ROOT, Office

ROW = "{},2026-11-03T10:00:00Z,email,passport_renew,,1,,,\n"


@pytest.fixture
async def running(office: Office) -> AsyncIterator[Ledger]:
    """A ledger in use, with its door for commands."""
    here = settings.load({"GENVEJ_VAR": str(office.folder / "var")})
    ledger = await Ledger.open(here.database, folder=here.var)
    app = local.init_app(ledger, pseudonyms_of(here).key_id)
    assert guards.unguarded(app) == []
    runner = await server.serve_file(app, here.var / local.SOCKET)
    yield ledger
    await runner.cleanup()
    await ledger.close()


async def test_an_import_goes_through_the_server(office: Office, running: Ledger) -> None:
    file = office.file("a.csv", HEADER + "".join(ROW.format(n) for n in range(12_000)))
    code, out, err = await asyncio.to_thread(office.run, "import", "contacts", file)
    assert (code, err) == (0, "")
    assert "accepted      12000 (email 12000)" in out
    id = out.splitlines()[0].split()[2]
    assert (await asyncio.to_thread(office.run, "import", "undo", id))[0] == 0
    code, _, err = await asyncio.to_thread(office.run, "import", "undo", id)
    assert (code, err) == (2, f"genvej: import {id}: There is no such import, or it was undone before.\n")


async def test_the_socket_is_for_our_user_alone(office: Office, running: Ledger) -> None:
    assert (office.folder / "var" / local.SOCKET).stat().st_mode & 0o777 == 0o600
    assert (office.folder / "var").stat().st_mode & 0o777 == 0o700


async def test_pseudonyms_of_another_key_do_not_get_in(
    office: Office, running: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENVEJ_SECRET_PSEUDONYMS", "ab" * 32)
    code, _, err = await asyncio.to_thread(
        office.run, "import", "contacts", office.file("a.csv", HEADER + ROW.format(1))
    )
    assert code == 2
    assert "The server makes pseudonyms with another key than this command." in err


async def test_where_no_server_answers_the_remedy_is_one_line(office: Office) -> None:
    here = settings.load({"GENVEJ_VAR": str(office.folder / "var")})
    ledger = await Ledger.open(here.database, folder=here.var)
    file = office.file("a.csv", HEADER + ROW.format(1))
    code, _, err = await asyncio.to_thread(office.run, "import", "contacts", file)
    await ledger.close()
    assert (code, err.count("\n")) == (2, 1)
    assert "Genvej is already running on" in err


def test_an_import_that_was_killed_goes_on_where_it_was(office: Office) -> None:
    """Killed three times at different places; each row is booked once and each bad one rejected once."""
    rows = [ROW.format(n) if n % 100 else "bad\n" for n in range(160_000)]
    file = office.file("a.csv", HEADER + "".join(rows))
    command = [sys.executable, "-m", "bot", "import", "contacts", str(file)]
    for batches in (1, 2, 3):
        run = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.DEVNULL)
        while run.poll() is None and _booked(office.folder / "var" / "genvej.sqlite") < batches:
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
        run.wait()
    code, out, _ = office.run("import", "contacts", file)
    assert (code, "resumed" in out) == (1, True)
    assert "accepted     158400" in out
    assert "repeated          0" in out
    assert [int(line) for line, _ in office.rejects(file)] == list(range(2, 160_002, 100))
    with closing(sqlite3.connect(office.folder / "var" / "genvej.sqlite")) as raw:
        counted = "SELECT sum(count), sum(seconds) FROM rollup WHERE topic = 'contact' AND grain = 'day'"
        assert raw.execute(counted).fetchall() == [(158_400, 158_400 * 60)]
        assert raw.execute("SELECT count(*) FROM contact").fetchall() == [(158_400,)]
        assert raw.execute("SELECT count(*) FROM contact_import").fetchall() == [(1,)]


def _booked(path: Path) -> int:
    """How many batches are in the ledger."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
            return int(raw.execute("SELECT count(*) FROM event WHERE kind = 'imported'").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
