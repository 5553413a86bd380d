"""What docker/ holds, parsed once, as the rules look at it; a rule returns what is wrong, in words."""

import copy
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.house.dockerfile import Dockerfile, parse

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
OURS = ("web", "engine")
SERVICES = (*OURS, "postgres", "redis")
_VARIABLE = re.compile(r"\$\{([A-Z_]+):-([^}]*)\}")


@dataclass
class Deployment:
    """`scripts` are docker/*.sh by name, `ignores` the .dockerignore of each image."""

    compose: dict[str, Any]
    images: dict[str, Dockerfile]
    ignores: dict[str, list[str]]
    scripts: dict[str, str]
    runnable: set[str]

    @property
    def services(self) -> dict[str, Any]:
        found: dict[str, Any] = self.compose["services"]
        return found

    def environment(self, service: str) -> dict[str, str]:
        """What the container's process is given: the image's ENV, then compose, defaults filled in."""
        given = self.images[service].final.environment() if service in self.images else {}
        written = self.services[service].get("environment", {})
        return {**given, **{name: defaults(str(value)) for name, value in written.items()}}


Rule = Callable[[Deployment], list[str]]


def defaults(text: str) -> str:
    """`${NAME:-value}` as compose fills it in when nobody sets NAME."""
    return _VARIABLE.sub(r"\2", text).replace("$$", "$")


def interpolated(compose: object) -> set[str]:
    """Names that compose reads from the administrator's environment."""
    return {name for name, _ in _VARIABLE.findall(str(compose))}


def load() -> Deployment:
    scripts = {path.name: path for path in DOCKER.glob("*.sh")}
    return Deployment(
        compose=yaml.safe_load((DOCKER / "compose.yml").read_text(encoding="utf-8")),
        images={name: parse((DOCKER / f"{name}.Dockerfile").read_text(encoding="utf-8")) for name in OURS},
        ignores={
            name: (DOCKER / f"{name}.Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
            for name in OURS
        },
        scripts={name: path.read_text(encoding="utf-8") for name, path in scripts.items()},
        runnable={name for name, path in scripts.items() if path.stat().st_mode & stat.S_IXUSR},
    )


def copied(deployment: Deployment) -> Deployment:
    """One to plant strays in."""
    return copy.deepcopy(deployment)
