"""What the engine is told by its environment, and the wiping of it."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping

PREFIX = "GENVEJ_"


class SettingsError(Exception):
    """One sentence for the person who started the engine."""


@dataclass(frozen=True)
class Settings:
    model: Path
    secret: str = field(repr=False)
    actions_url: str
    host: str
    port: int


def read(environment: Mapping[str, str]) -> Settings:
    """Raises SettingsError."""
    model = Path(_needed(environment, "GENVEJ_ENGINE_MODEL"))
    if not model.is_file():
        raise SettingsError(f"GENVEJ_ENGINE_MODEL: there is no file {model}.")
    url = _needed(environment, "GENVEJ_ENGINE_ACTIONS_URL")
    if not url.startswith(("http://", "https://")):
        raise SettingsError("GENVEJ_ENGINE_ACTIONS_URL must begin with http:// or https://.")
    port = environment.get("GENVEJ_ENGINE_PORT") or "0"
    if not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise SettingsError(f"GENVEJ_ENGINE_PORT must be a number from 0 to 65535, not {port!r}.")
    secret = _needed(environment, "GENVEJ_ENGINE_SECRET")
    return Settings(model, secret, url, environment.get("GENVEJ_ENGINE_HOST") or "127.0.0.1", int(port))


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise SettingsError(f"{name} is not set.")
    return value


def wipe() -> None:
    """Takes every setting of ours out of this process's environment.

    Deleting from os.environ alone leaves the bytes in /proc/<pid>/environ, so they are overwritten first.
    """
    library = ctypes.CDLL(None)
    library.getenv.restype = ctypes.c_void_p
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        address = library.getenv(os.fsencode(name))
        if address:
            ctypes.memset(address, 0, len(os.fsencode(os.environ[name])))
        del os.environ[name]
