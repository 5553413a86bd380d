"""The fixtures: a conftest imports those that its tests use."""

from collections.abc import Iterator

import pytest

from tests.services import postgres, redis


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """One cluster for all tests of a session; each test makes its own database in it."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[redis.Redis]:
    """One server for all tests of a session; a test that stops it starts it again."""
    with redis.running() as server:
        yield server
