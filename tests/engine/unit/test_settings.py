"""Settings come from the environment and leave it."""

import ctypes
import os
from pathlib import Path

import pytest

from bot.engine import settings

GOOD = {
    "GENVEJ_ENGINE_MODEL": __file__,
    "GENVEJ_ENGINE_SECRET": "s",
    "GENVEJ_ENGINE_ACTIONS_URL": "http://127.0.0.1:1/actions",
}


def test_host_and_port_have_defaults_on_loopback() -> None:
    read = settings.read(GOOD)
    assert (read.host, read.port, read.model) == ("127.0.0.1", 0, Path(__file__))


def test_a_setting_that_is_empty_counts_as_left_out() -> None:
    assert settings.read({**GOOD, "GENVEJ_ENGINE_HOST": "", "GENVEJ_ENGINE_PORT": ""}).host == "127.0.0.1"


@pytest.mark.parametrize("port", ["x", "-1", "65536", "1.5", "٣"])
def test_a_port_is_a_number(port: str) -> None:
    with pytest.raises(settings.SettingsError):
        settings.read({**GOOD, "GENVEJ_ENGINE_PORT": port})


def test_the_secret_does_not_show_itself() -> None:
    assert "'s'" not in repr(settings.read(GOOD))


def test_wiping_takes_our_settings_and_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENVEJ_ENGINE_SECRET", "very secret")
    monkeypatch.setenv("OTHER", "stays")
    library = ctypes.CDLL(None)
    library.getenv.restype = ctypes.c_void_p
    address = library.getenv(b"GENVEJ_ENGINE_SECRET")
    settings.wipe()
    assert "GENVEJ_ENGINE_SECRET" not in os.environ
    assert os.environ["OTHER"] == "stays"
    assert library.getenv(b"GENVEJ_ENGINE_SECRET") is None
    assert ctypes.string_at(address, 11).strip(b"\0") != b"very secret"
