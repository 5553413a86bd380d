"""The systemd unit that docs/deploying.md gives is tight, names real things, and a looser one is seen."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot import settings
from tests.house import documents
from tests.house.documents import ROOT

EXPOSURE = 20  # in tenths: 2.0 of 10
WALLS = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectControlGroups": "yes",
    "ProtectClock": "yes",
    "ProtectHostname": "yes",
    "ProtectProc": "invisible",
    "ProcSubset": "pid",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "SystemCallArchitectures": "native",
    "IPAddressDeny": "any",
    "IPAddressAllow": "localhost",
    "UMask": "0077",
}


def unit() -> str:
    (block,) = documents.blocks((ROOT / "docs" / "deploying.md").read_text(encoding="utf-8"), "ini")
    return block


def service(text: str) -> dict[str, list[str]]:
    """The settings below [Service]; one may be given several times."""
    found: dict[str, list[str]] = {}
    (section,) = re.findall(r"^\[Service\]\n(.*?)(?=^\[|\Z)", text, re.MULTILINE | re.DOTALL)
    for line in section.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def missing(text: str) -> list[str]:
    given = service(text)
    return [name for name, value in WALLS.items() if given.get(name) != [value]]


def test_the_unit_has_every_wall() -> None:
    assert missing(unit()) == []
    assert service(unit())["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]
    assert {"MemoryMax", "TasksMax", "LimitNOFILE", "OOMPolicy"} <= service(unit()).keys()


@pytest.mark.parametrize("name", [name for name, value in WALLS.items() if value])
def test_a_wall_that_is_gone_is_named(name: str) -> None:
    assert missing(re.sub(rf"^{name}=.*\n", "", unit(), flags=re.MULTILINE)) == [name]


def exposure(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    analyze = shutil.which("systemd-analyze")
    assert analyze is not None
    file = folder / "genvej.service"
    file.write_text(text, encoding="utf-8")
    command = [analyze, "security", "--no-pager", "--offline=true", f"--threshold={EXPOSURE}", str(file)]
    return subprocess.run(command, capture_output=True, text=True)


if shutil.which("systemd-analyze"):  # not every machine has systemd; the table above holds on all

    def test_systemd_finds_the_unit_tight(tmp_path: Path) -> None:
        done = exposure(unit(), tmp_path)
        assert done.returncode == 0, done.stdout
        assert "Failed to parse" not in done.stderr
        assert "Unknown" not in done.stderr

    def test_systemd_finds_a_bare_unit_open(tmp_path: Path) -> None:
        bare = "[Service]\nExecStart=/srv/genvej/.venv/bin/python -m bot run\n"
        assert exposure(bare, tmp_path).returncode != 0


def test_the_unit_starts_what_there_is() -> None:
    given = service(unit())
    (start,) = given["ExecStart"]
    program, *arguments = start.split()
    assert program == f"{given['WorkingDirectory'][0]}/.venv/bin/python"
    assert arguments[:2] == ["-m", "bot"]
    assert documents.parses(arguments[2:])


def test_the_units_environment_is_made_of_settings() -> None:
    given = service(unit())
    read = settings.load(dict(line.split("=", 1) for line in given["Environment"]))
    assert str(read.var) == f"/var/lib/{given['StateDirectory'][0]}"
    assert read.citizens_url.startswith("https://")
    assert read.operators_url.startswith("https://")
    assert read.citizens_url != read.operators_url


def test_a_stop_has_the_time_that_containers_have() -> None:
    assert service(unit())["TimeoutStopSec"] == ["40"]
