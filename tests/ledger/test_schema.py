"""The migration makes exactly the tables that the code uses, and events cannot be changed in them."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from bot.ledger import Ledger, LedgerOutdated, schema
from bot.ledger.databases import database
from bot.ledger.tables import HEAD, metadata
from tests.ledger.helpers import whole_way


def test_the_newest_migration_is_the_one_that_the_tables_belong_to() -> None:
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_heads() == [HEAD]


def not_of_the_database_alone(_: object, name: str | None, kind: str, *__: object) -> bool:
    """The index of citizens' words is kept by each database in its own way (tests/ledger/test_words.py)."""
    words = {"table": ("turn_words", "turn_passage"), "index": ("turn_words",), "column": ("words",)}
    return not (name or "").startswith(words.get(kind, ("\0",)))


def test_migrating_makes_exactly_the_tables_of_the_code(empty_url: str) -> None:
    kind = database(empty_url)
    engine = kind.writer()
    with engine.connect() as connection:
        assert schema.migrate(connection, kind)
        assert not schema.migrate(connection, kind)
        with connection.begin():
            opts = {"compare_type": True, "include_object": not_of_the_database_alone}
            context = MigrationContext.configure(connection, opts=opts)
            assert compare_metadata(context, metadata) == []
    engine.dispose()


CONVERSATION = (
    "INSERT INTO conversation (id, token_hash, language, state, started_at, next_turn, fence, ended_at)"
    " VALUES ('{id}', '', 'da', '{{}}', '2026', 1, 0, '{at}')"
)


def test_what_was_settled_before_the_column_came_is_not_settled_again(empty_url: str) -> None:
    """The job had come to the conversation `b` of the third; how far was kept beside it."""
    kind = database(empty_url)
    engine = kind.writer()
    with engine.connect() as connection:
        with connection.begin():
            schema._upgrade(connection, None, "0006")
            for id, at in (("a", "2026-03"), ("b", "2026-03"), ("c", "2026-03"), ("d", "2026-02")):
                connection.exec_driver_sql(CONVERSATION.format(id=id, at=at))
            connection.exec_driver_sql(
                "INSERT INTO job (name, succeeded_at, detail) VALUES ('left-behind', '2026-04',"
                """ '{"ended_at":"2026-03","id":"b"}')"""
            )
        schema.migrate(connection, kind)
        with connection.begin():
            rows = connection.exec_driver_sql("SELECT id, settled FROM conversation ORDER BY id").all()
    engine.dispose()
    assert [(id, bool(settled)) for id, settled in rows] == [
        ("a", True), ("b", True), ("c", False), ("d", True),
    ]  # fmt: skip


async def test_a_ledger_opens_on_an_empty_database(empty_url: str, tmp_path: Path) -> None:
    ledger = await Ledger.open(empty_url, folder=tmp_path)
    await whole_way(ledger, "a")
    await ledger.close()


async def test_two_processes_may_start_on_an_empty_database_at_once(
    kind: str, empty_url: str, tmp_path: Path
) -> None:
    if kind == "sqlite":
        with closing(sqlite3.connect(tmp_path / "empty.db")):
            pass
    program = (
        "import asyncio, sys, pathlib\n"
        "from bot.ledger import Ledger, LedgerLocked\n"
        "async def main():\n"
        "    try:\n"
        "        ledger = await Ledger.open(sys.argv[1], folder=pathlib.Path(sys.argv[2]))\n"
        "    except LedgerLocked:\n"
        "        print('locked'); return\n"
        "    print('open', flush=True); sys.stdin.read(); await ledger.close()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", program, empty_url, str(tmp_path)]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [one.stdout.readline().strip() for one in both if one.stdout]
    for one in both:
        one.communicate()
    assert sorted(said) == (["locked", "open"] if kind == "sqlite" else ["open", "open"])
    assert [one.returncode for one in both] == [0, 0]


async def test_a_database_of_a_newer_version_is_refused(database_url: str, tmp_path: Path) -> None:
    engine = database(database_url).writer()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(LedgerOutdated, match="version 9999"):
        await Ledger.open(database_url, folder=tmp_path)


CHANGES = [
    "UPDATE event SET kind = 'x'",
    "UPDATE event SET hash = hash",
    "DELETE FROM event",
    "DELETE FROM event WHERE seq = 1",
]


@pytest.mark.parametrize("statement", CHANGES)
async def test_an_event_cannot_be_changed_or_deleted(ledger: Ledger, statement: str) -> None:
    await whole_way(ledger, "a")
    with pytest.raises(DBAPIError, match="events are never"):
        await ledger.write(lambda tx: tx.connection.exec_driver_sql(statement))


async def test_an_event_cannot_be_replaced_on_sqlite(sqlite_ledger: Ledger) -> None:
    """REPLACE deletes without asking the triggers, unless triggers may be recursive."""
    replace = "REPLACE INTO event SELECT writer, seq, prev, hash, '{}', kind, at, NULL, NULL FROM event"
    with pytest.raises(DBAPIError, match="events are never"):
        await sqlite_ledger.write(lambda tx: tx.connection.exec_driver_sql(replace))


def test_events_cannot_be_truncated_on_postgresql(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as raw, pytest.raises(psycopg.Error, match="events are never"):
        raw.execute("TRUNCATE event")


async def test_readers_cannot_write(ledger: Ledger) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        await ledger.read(lambda conn: conn.exec_driver_sql("DELETE FROM conversation"))
