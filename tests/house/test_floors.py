"""No package with a known hole is locked, and nothing is installed that the locks do not name by hash."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import http_parser

from tests.house import locks
from tests.house.locks import FLOORS, Floor

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("uv.lock", "bot/engine/uv.lock")
PROJECTS = ("pyproject.toml", "bot/engine/pyproject.toml")


@pytest.fixture(scope="module", params=LOCKS)
def lock(request: pytest.FixtureRequest) -> Any:
    return locks.load(ROOT / request.param)


@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: f"{floor.lock}:{floor.package}")
def test_no_package_is_locked_below_its_floor(floor: Floor) -> None:
    assert locks.below(locks.load(ROOT / floor.lock), floor) == []


@pytest.mark.parametrize("version", ["3.14.2", "3.9.5", "2.99"])
def test_a_version_below_its_floor_is_named(version: str) -> None:
    lock = {"package": [{"name": "aiohttp", "version": version}]}
    (found,) = locks.below(lock, FLOORS[0])
    assert found.startswith(f"aiohttp {version} is below 3.14.3: ")


def test_a_floor_for_nothing_is_named() -> None:
    assert len(locks.below({"package": []}, FLOORS[0])) == 1


def test_the_project_itself_asks_for_the_floors() -> None:
    asked = locks.load(ROOT / "pyproject.toml")["project"]["dependencies"]
    lowest = [re.split(r"\[.*\]>=|>=|,", line)[:2] for line in asked]
    assert {name: version for name, version in lowest if name in locks.ASKED} == locks.ASKED


def test_everything_locked_has_its_hash_and_comes_from_the_one_registry(lock: Any) -> None:
    assert len(lock["package"]) > 50
    assert locks.unhashed(lock) == []
    assert locks.foreign(lock) == []


def test_a_package_without_a_hash_is_named(lock: Any) -> None:
    planted = copy.deepcopy(lock)
    entry = next(entry for entry in planted["package"] if entry.get("wheels"))
    del entry["wheels"][0]["hash"]
    assert locks.unhashed(planted) == [entry["name"]]
    entry["wheels"], entry["sdist"] = [], {"url": f"{locks.FILES}x"}
    assert locks.unhashed(planted) == [entry["name"]]


@pytest.mark.parametrize(
    "source",
    [{"registry": "https://example.org/simple"}, {"git": "https://example.org/x"}, {"url": "https://example.org/x"}],
    ids=lambda source: next(iter(source)),
)  # fmt: skip
def test_a_package_from_elsewhere_is_named(lock: Any, source: dict[str, str]) -> None:
    planted = copy.deepcopy(lock)
    planted["package"][0]["source"] = source
    assert locks.foreign(planted) == [planted["package"][0]["name"]]


@pytest.mark.parametrize("project", PROJECTS)
def test_projects_name_no_other_place_to_install_from(project: str) -> None:
    assert locks.elsewhere(locks.load(ROOT / project)) == []
    assert not (ROOT / project).with_name("uv.toml").exists()


def test_another_place_to_install_from_is_named() -> None:
    assert locks.elsewhere({"tool": {"uv": {"index": [{"url": "https://example.org"}]}}}) == ["index"]


def test_aiohttps_parser_is_the_one_written_in_c() -> None:
    """The one in Python has had most of the smuggling holes."""
    assert http_parser.HttpRequestParser is not http_parser.HttpRequestParserPy
