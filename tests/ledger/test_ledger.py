"""One writer, durable and in groups; a failing work spoils nobody else's."""

import asyncio
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, insert, select

from bot.ledger import (
    Event,
    Ledger,
    LedgerBusy,
    LedgerClosed,
    LedgerFull,
    LedgerLocked,
    LedgerUnavailable,
    LedgerUnsafe,
    Transaction,
    session,
    writer,
)
from bot.ledger.tables import audit, event
from bot.ledger.verify import verify
from tests.ledger.helpers import NOON, begun, bind, whole_way
from tests.services.postgres import Postgres


def note(tx: Transaction, name: str) -> str:
    tx.append(Event(kind="asked", at=NOON, data={"name": name}))
    return name


def names(ledger_events: list[str]) -> list[str]:
    return [body.split('"name":"')[1].split('"')[0] for body in ledger_events if '"name"' in body]


async def noted(ledger: Ledger) -> list[str]:
    """Names in the order of the chains."""
    query = select(event.c.body).order_by(event.c.writer, event.c.seq)
    return names(list(await ledger.read(lambda conn: conn.execute(query).scalars().all())))


async def test_what_was_written_is_read(ledger: Ledger) -> None:
    assert await ledger.write(lambda tx: note(tx, "a")) == "a"
    assert await noted(ledger) == ["a"]


async def test_a_thousand_writes_at_once_are_all_there_in_order(ledger: Ledger) -> None:
    expected = [f"{number:03}" for number in range(1000)]
    done = await asyncio.gather(*(ledger.write(bind(note, name)) for name in expected))
    assert done == expected
    assert await noted(ledger) == expected


async def test_writes_that_wait_share_a_transaction(ledger: Ledger) -> None:
    """While the first work is held up, the rest gathers; then all of it is one commit."""
    go = threading.Event()
    commits: list[int] = []

    def held(tx: Transaction) -> None:
        commits.append(id(tx))
        assert go.wait(10)

    def counted(tx: Transaction) -> None:
        commits.append(id(tx))

    first = asyncio.ensure_future(ledger.write(held))
    rest = [asyncio.ensure_future(ledger.write(counted)) for _ in range(10)]
    await asyncio.sleep(0)  # lets the tasks put their work into the queue
    go.set()
    await asyncio.gather(first, *rest)
    assert len(set(commits[1:])) == 1


@pytest.mark.parametrize("position", range(3))
async def test_a_failing_work_spoils_no_other_of_its_transaction(ledger: Ledger, position: int) -> None:
    def fails(tx: Transaction) -> None:
        note(tx, "half")
        raise RuntimeError("a bug")

    works = [lambda tx: note(tx, "a"), lambda tx: note(tx, "b")]
    works.insert(position, fails)  # type: ignore[arg-type]
    done = await asyncio.gather(*map(ledger.write, works), return_exceptions=True)
    assert isinstance(done[position], RuntimeError)
    assert await noted(ledger) == ["a", "b"]


async def test_a_statement_that_the_database_refuses_spoils_no_other_either(ledger: Ledger) -> None:
    def twice(tx: Transaction) -> None:
        begun(tx, "c1")
        begun(tx, "c1")

    done = await asyncio.gather(
        ledger.write(lambda tx: note(tx, "a")),
        ledger.write(twice),
        ledger.write(lambda tx: note(tx, "b")),
        return_exceptions=True,
    )
    assert (done[0], done[2]) == ("a", "b")
    assert isinstance(done[1], Exception)
    assert await noted(ledger) == ["a", "b"]


async def test_a_cancelled_write_is_booked_whole_or_not_at_all(ledger: Ledger, database_url: str) -> None:
    """Each work books two events; whoever cancels never sees one of them alone."""

    def pair(tx: Transaction, name: str) -> None:
        note(tx, name)
        note(tx, name)

    tasks = [asyncio.ensure_future(ledger.write(bind(pair, f"{number:03}"))) for number in range(200)]
    await asyncio.sleep(0)
    await tasks[0]
    for task in tasks[1::2]:
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    found = await noted(ledger)
    assert all(found.count(name) == 2 for name in found)
    kept = {f"{number:03}" for number, one in enumerate(done) if not isinstance(one, BaseException)}
    assert kept <= set(found)
    await ledger.close()
    assert verify(database_url).findings == []


async def test_a_full_queue_refuses_at_once_and_books_nothing(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "CAPACITY", 5)
    ledger = await Ledger.open(sqlite_url, folder=tmp_path)
    go, inside = threading.Event(), threading.Event()

    def held(tx: Transaction) -> None:
        inside.set()
        assert go.wait(10)

    first = asyncio.ensure_future(ledger.write(held))
    assert await asyncio.to_thread(inside.wait, 10)
    waiting = [asyncio.ensure_future(ledger.write(lambda tx: note(tx, "waits"))) for _ in range(5)]
    await asyncio.sleep(0)
    with pytest.raises(LedgerBusy, match="try again"):
        await ledger.write(lambda tx: note(tx, "too much"))
    go.set()
    await asyncio.gather(first, *waiting)
    assert await noted(ledger) == ["waits"] * 5
    await ledger.close()


async def test_too_many_reads_are_refused(sqlite_ledger: Ledger) -> None:
    sqlite_ledger._reading = 1000
    with pytest.raises(LedgerBusy):
        await sqlite_ledger.read(lambda conn: None)
    sqlite_ledger._reading = 0


async def test_a_reader_sees_one_moment(ledger: Ledger) -> None:
    """Also when something is written between its two looks."""
    loop = asyncio.get_running_loop()

    def look(conn: object) -> tuple[int, int]:
        count = select(func.count()).select_from(event)
        before = conn.execute(count).scalar_one()  # type: ignore[attr-defined]
        asyncio.run_coroutine_threadsafe(ledger.write(lambda tx: note(tx, "a")), loop).result(10)
        return before, conn.execute(count).scalar_one()  # type: ignore[attr-defined]

    before, after = await ledger.read(look)
    assert before == after
    assert await noted(ledger) == ["a"]


async def test_closing_writes_what_waits_and_then_takes_no_more(database_url: str, tmp_path: Path) -> None:
    ledger = await Ledger.open(database_url, folder=tmp_path)
    tasks = [asyncio.ensure_future(ledger.write(lambda tx: note(tx, "a"))) for _ in range(300)]
    await asyncio.sleep(0)
    await ledger.close()
    await asyncio.gather(*tasks)
    with pytest.raises(LedgerClosed):
        await ledger.write(lambda tx: note(tx, "b"))
    with pytest.raises(LedgerClosed):
        await ledger.read(lambda conn: None)
    report = verify(database_url)
    assert (report.findings, report.events) == ([], 302)
    await ledger.close()


async def test_a_chain_begins_with_its_version_and_ends_when_it_is_closed(
    database_url: str, tmp_path: Path
) -> None:
    for _ in range(2):
        ledger = await Ledger.open(database_url, folder=tmp_path)
        await ledger.close()
    ledger = await Ledger.open(database_url, folder=tmp_path)
    rows = await ledger.read(lambda conn: conn.execute(select(event.c.kind, event.c.seq)).all())
    await ledger.close()
    assert sorted(tuple(row) for row in rows) == [("started", 1)] * 3 + [("stopped", 2)] * 2
    assert verify(database_url).chains == 3


async def test_files_are_ours_alone(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    ledger = await Ledger.open(f"sqlite:///{folder / 'genvej.db'}", folder=folder)
    await ledger.write(lambda tx: note(tx, "a"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    await ledger.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(modes) == {"genvej.db", "genvej.db-wal", "genvej.db-shm", "genvej.db.lock"}
    assert set(modes.values()) == {0o600}


async def test_a_second_writer_is_refused_with_one_sentence(sqlite_url: str, tmp_path: Path) -> None:
    first = await Ledger.open(sqlite_url, folder=tmp_path)
    with pytest.raises(LedgerLocked, match=r"Genvej is already running on .*genvej\.db \(process \d+\)"):
        await Ledger.open(sqlite_url, folder=tmp_path)
    await first.write(lambda tx: note(tx, "unharmed"))
    await first.close()
    second = await Ledger.open(sqlite_url, folder=tmp_path)
    assert await noted(second) == ["unharmed"]
    await second.close()


async def test_the_lock_of_a_killed_process_is_taken_over(sqlite_url: str, tmp_path: Path) -> None:
    program = (
        "import asyncio, os, sys, pathlib, signal\n"
        "from bot.ledger import Ledger\n"
        "async def main():\n"
        "    await Ledger.open(sys.argv[1], folder=pathlib.Path(sys.argv[2]))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, sqlite_url, str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert (tmp_path / "genvej.db.lock").read_text()
    ledger = await Ledger.open(sqlite_url, folder=tmp_path)
    await ledger.close()
    assert verify(sqlite_url).findings == []


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
async def test_a_database_that_forgets_or_that_we_do_not_know_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="database"):
        await Ledger.open(url, folder=tmp_path)


async def test_a_full_database_refuses_and_takes_up_again_by_itself(sqlite_ledger: Ledger) -> None:
    async def limit(pages: int) -> None:
        await sqlite_ledger.write(
            lambda tx: tx.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar()
        )

    big = "x" * 1_000_000
    await sqlite_ledger.write(lambda tx: note(tx, "before"))
    await limit(1)  # SQLite takes the present size for it
    done = await asyncio.gather(
        *(
            sqlite_ledger.write(
                lambda tx: tx.execute(insert(audit).values(action="x", object=big, at=NOON)).rowcount
            )
            for _ in range(3)
        ),
        return_exceptions=True,
    )
    assert {type(one) for one in done} == {LedgerFull}
    await limit(1_000_000)
    await sqlite_ledger.write(lambda tx: note(tx, "after"))
    assert await noted(sqlite_ledger) == ["before", "after"]
    assert verify(str(sqlite_ledger.database.url)).findings == []


async def test_a_server_that_does_not_sync_is_refused(tmp_path: Path, postgres_server: Postgres) -> None:
    url = postgres_server.create()
    with psycopg.connect(url, autocommit=True) as raw:
        name = url.rpartition("/")[2]
        raw.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    with pytest.raises(LedgerUnsafe, match="synchronous_commit = off"):
        await Ledger.open(url, folder=tmp_path)
    postgres_server.drop(url)


async def test_a_cut_connection_fails_what_was_under_way_and_heals(postgres_url: str, tmp_path: Path) -> None:
    ledger = await Ledger.open(postgres_url, folder=tmp_path)
    first = ledger.writer
    await ledger.write(lambda tx: note(tx, "before"))

    def cut(tx: Transaction) -> None:
        note(tx, "lost")
        tx.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(LedgerUnavailable):
        await ledger.write(cut)
    await ledger.write(lambda tx: note(tx, "after"))
    assert sorted(await noted(ledger)) == ["after", "before"]
    assert ledger.writer != first
    await ledger.close()
    assert verify(postgres_url).findings == []


async def test_two_processes_in_each_others_way_both_get_through(postgres_url: str, tmp_path: Path) -> None:
    """Each locks one row and then wants the other's: the one that the server picks is repeated."""
    ledgers = [await Ledger.open(postgres_url, folder=tmp_path) for _ in range(2)]
    for id in ("c1", "c2"):
        await ledgers[0].write(bind(begun, id))
    meet = threading.Barrier(2)
    tries: list[str] = []

    def cross(tx: Transaction, one: str, other: str) -> None:
        tries.append(one)
        for id in (one, other):
            query = "SELECT 1 FROM conversation WHERE id = %s FOR UPDATE"
            tx.connection.exec_driver_sql(query, (id,))
            if id == one and len(tries) <= 2:
                meet.wait(10)
        note(tx, one)

    await asyncio.gather(
        ledgers[0].write(lambda tx: cross(tx, "c1", "c2")), ledgers[1].write(lambda tx: cross(tx, "c2", "c1"))
    )
    assert len(tries) >= 3
    assert sorted(await noted(ledgers[0])) == ["c1", "c2"]
    for ledger in ledgers:
        await ledger.close()
    assert verify(postgres_url).findings == []


async def test_several_processes_write_each_its_own_chain(postgres_url: str, tmp_path: Path) -> None:
    ledgers = [await Ledger.open(postgres_url, folder=tmp_path) for _ in range(3)]
    await asyncio.gather(*(ledger.write(lambda tx: note(tx, "a")) for ledger in ledgers for _ in range(100)))
    for ledger in ledgers:
        await ledger.close()
    report = verify(postgres_url)
    assert (report.findings, report.chains, report.events) == ([], 3, 306)


async def test_opening_an_existing_file_is_a_matter_of_moments(sqlite_url: str, tmp_path: Path) -> None:
    """The best of five: other work on the machine must not decide."""
    took = []
    for _ in range(5):
        before = time.perf_counter()
        ledger = await Ledger.open(sqlite_url, folder=tmp_path)
        took.append(time.perf_counter() - before)
        await ledger.close()
    assert min(took) < 2


def test_a_start_does_not_import_alembic(sqlite_url: str, tmp_path: Path) -> None:
    program = (
        "import asyncio, sys, pathlib\n"
        "from bot.ledger import Ledger\n"
        "async def main():\n"
        "    ledger = await Ledger.open(sys.argv[1], folder=pathlib.Path(sys.argv[2]))\n"
        "    await ledger.close()\n"
        "asyncio.run(main())\n"
        "print(sorted({'alembic', 'psycopg'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", program, sqlite_url, str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


async def test_the_journal_is_synced_at_every_commit(sqlite_ledger: Ledger) -> None:
    found = await sqlite_ledger.write(
        lambda tx: [
            tx.connection.exec_driver_sql(f"PRAGMA {n}").scalar() for n in ("journal_mode", "synchronous")
        ]
    )
    assert found == ["wal", 2]


async def test_closing_leaves_one_file_that_holds_everything(sqlite_url: str, tmp_path: Path) -> None:
    ledger = await Ledger.open(sqlite_url, folder=tmp_path)
    await whole_way(ledger, "a")
    await ledger.close()
    assert not (tmp_path / "genvej.db-wal").exists()
    with closing(sqlite3.connect(tmp_path / "genvej.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("postgresql://u:secret@127.0.0.1:1/x", "refused", id="no_server"),
        pytest.param("sqlite:////proc/genvej.db", "cannot be opened", id="no_place_to_write"),
    ],
)
async def test_what_cannot_be_opened_is_explained_without_the_password(
    url: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(LedgerUnavailable, match="cannot be opened") as refused:
        await Ledger.open(url, folder=tmp_path)
    assert reason in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_a_server_that_was_away_while_nobody_wrote_is_not_noticed(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "IDLE_SECONDS", 0.0)
    ledger = await Ledger.open(postgres_url, folder=tmp_path)
    await ledger.write(lambda tx: note(tx, "before"))
    await ledger.read(lambda conn: None)
    with psycopg.connect(postgres_url, autocommit=True) as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await ledger.write(lambda tx: note(tx, "after"))
    assert sorted(await noted(ledger)) == ["after", "before"]
    await ledger.close()
    assert verify(postgres_url).findings == []
