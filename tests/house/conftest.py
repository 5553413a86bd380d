"""The real servers that docker's scripts are tried on, and a record of which tests ran and passed."""

from typing import Any

import pytest

from tests.house.proved import Proved
from tests.services.fixtures import postgres_server

__all__ = ["postgres_server"]

PROVED = pytest.StashKey[Proved]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What looks back on all other tests is run after them."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
    record = config.stash.setdefault(PROVED, Proved())
    record.collected.update(item.nodeid for item in items)
    config.pluginmanager.register(_Listening(record))


class _Listening:
    def __init__(self, record: Proved) -> None:
        self._record = record

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call" and report.passed:
            self._record.passed.add(report.nodeid)


@pytest.fixture
def proved(request: pytest.FixtureRequest) -> Proved:
    return request.config.stash[PROVED]
