"""A fresh database for each test, on SQLite and on PostgreSQL, copied from one that was migrated once."""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ledger import Ledger, schema
from bot.ledger.databases import database
from tests.services.fixtures import postgres_server
from tests.services.postgres import Postgres

__all__ = ["postgres_server"]

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def migrated(url: str) -> None:
    """Bring a database to the tables of this version, without beginning a chain in it."""
    kind = database(url)
    engine = kind.writer()
    with engine.connect() as connection:
        schema.migrate(connection, kind)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "genvej.db"
    migrated(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Postgres) -> str:
    """The name of a migrated database that nobody is connected to."""
    url = postgres_server.create()
    migrated(url)
    return url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = tmp_path / "genvej.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: Postgres, postgres_template: str) -> Iterator[str]:
    url = postgres_server.create(template=postgres_template)
    yield url
    postgres_server.drop(url)


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url"))


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
async def ledger(database_url: str, tmp_path: Path) -> AsyncIterator[Ledger]:
    opened = await Ledger.open(database_url, folder=tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_ledger(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Ledger]:
    opened = await Ledger.open(sqlite_url, folder=tmp_path)
    yield opened
    await opened.close()
