"""The real catalogue, read once, and a small one to break."""

from pathlib import Path

import pytest

from bot.catalogue import Catalogue, load
from tests.catalogue import town


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(town.REAL)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return town.build(tmp_path / "municipality")
