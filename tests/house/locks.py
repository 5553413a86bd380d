"""What the two lock files promise: versions without known holes, hashes for everything, one registry."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

REGISTRY = {"registry": "https://pypi.org/simple"}
OURS = ({"editable": "."}, {"virtual": "."})
FILES = "https://files.pythonhosted.org/"
ELSEWHERE = ("index", "index-url", "extra-index-url", "find-links", "sources")


@dataclass(frozen=True)
class Floor:
    """The lowest version that may be locked, and why."""

    lock: str
    package: str
    version: str
    why: str


FLOORS = (
    Floor(
        "uv.lock", "aiohttp", "3.14.3", "request smuggling, size limits, endless loops; the last in 3.14.3"
    ),
    Floor("uv.lock", "jinja2", "3.1.6", "CVE-2025-27516: a way out of the sandbox"),
    Floor("uv.lock", "redis", "4.5.4", "CVE-2023-28859: answers to the wrong caller after a cancellation"),
    Floor("bot/engine/uv.lock", "rasa", "3.6.21", "CVE-2024-49375: code from a model file"),
    Floor("bot/engine/uv.lock", "sanic", "21.12.2", "CVE-2022-35920: paths out of a static folder"),
    Floor("bot/engine/uv.lock", "redis", "4.5.4", "CVE-2023-28859: answers to the wrong caller"),
)
# What the projects ask for themselves must not allow less than the floor when somebody locks anew.
ASKED = {"aiohttp": "3.14.3", "jinja2": "3.1.6"}


@cache
def load(file: Path) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def below(lock: Mapping[str, Any], floor: Floor) -> list[str]:
    """A package that is not in the lock at all is no hole, but no longer needs its floor."""
    versions = [entry["version"] for entry in lock["package"] if entry["name"] == floor.package]
    if not versions:
        return [f"{floor.package} is not locked; its floor is for nothing"]
    return [
        f"{floor.package} {version} is below {floor.version}: {floor.why}"
        for version in versions
        if numbers(version) < numbers(floor.version)
    ]


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def unhashed(lock: Mapping[str, Any]) -> list[str]:
    """A package without any file, for another platform, can be installed by nobody."""
    return [
        entry["name"]
        for entry in lock["package"]
        if any(not str(artefact.get("hash", "")).startswith("sha256:") for artefact in _artefacts(entry))
    ]


def foreign(lock: Mapping[str, Any]) -> list[str]:
    """Packages from anywhere but the one registry."""
    return [
        entry["name"]
        for entry in lock["package"]
        if entry["source"] not in OURS
        and (
            entry["source"] != REGISTRY
            or any(not str(artefact["url"]).startswith(FILES) for artefact in _artefacts(entry))
        )
    ]


def elsewhere(project: Mapping[str, Any]) -> list[str]:
    """Settings of a pyproject.toml that would let uv look in another place."""
    return [key for key in ELSEWHERE if key in project.get("tool", {}).get("uv", {})]


def _artefacts(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*entry.get("wheels", []), *([entry["sdist"]] if "sdist" in entry else [])]
