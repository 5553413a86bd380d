"""The servers that tests use are real, and a missing one is named."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis as Client

from tests.services import postgres, redis
from tests.services.fixtures import postgres_server

__all__ = ["postgres_server"]


@pytest.fixture
def own_redis() -> Iterator[redis.Redis]:
    with redis.running() as server:
        yield server


def test_a_fresh_database_is_real_and_empty(postgres_server: postgres.Postgres) -> None:
    url = postgres_server.create()
    with psycopg.connect(url) as connection:
        version = connection.execute("SHOW server_version_num").fetchone()
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    postgres_server.drop(url)
    assert version is not None
    assert int(version[0]) >= 130000
    assert tables == (0,)


def test_the_database_syncs_what_it_commits(postgres_server: postgres.Postgres) -> None:
    with psycopg.connect(postgres_server.url("postgres")) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_redis_answers_and_comes_back_empty_after_a_kill(own_redis: redis.Redis) -> None:
    with Client.from_url(own_redis.url) as client:
        client.set("a", "b")
        assert client.get("a") == b"b"
    own_redis.stop()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", own_redis.port)) != 0
    own_redis.start()
    with Client.from_url(own_redis.url) as client:
        assert client.get("a") is None


def test_a_missing_redis_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(AssertionError, match="install the package redis-server"), redis.running():
        pytest.fail("it runs without its program")


def test_a_missing_postgresql_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(Path, "glob", lambda path, pattern: iter(()))
    with pytest.raises(AssertionError, match="install the package postgresql"):
        postgres.binaries()
