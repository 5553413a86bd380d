"""What keeps the house from starting is said in one line with the remedy, and the exit code is 2."""

import asyncio
import re
import shutil
import socket
from collections.abc import Iterator

import pytest
import pytest_asyncio

from tests.faults.house import NO_ENGINE, bare
from tests.journey.house import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

Printed = dict[str, tuple[int, str]]


@pytest.fixture(scope="module")
def busy_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory, busy_port: int) -> dict[str, dict[str, str]]:
    """What is set wrongly, by case."""
    folder = tmp_path_factory.mktemp("wrong")
    shutil.copytree(ROOT / "municipality", folder / "town")
    service = folder / "town" / "services" / "bulky_waste.yml"
    service.write_text(service.read_text().replace("life_event:", "live_event:"))
    (folder / "garbage").mkdir()
    (folder / "garbage" / "genvej.sqlite").write_bytes(b"no database " * 1000)
    (folder / "file").touch()
    return {
        "busy_public_port": {"GENVEJ_PUBLIC_PORT": str(busy_port)},
        "busy_console_port": {"GENVEJ_CONSOLE_PORT": str(busy_port)},
        "broken_catalogue": {"GENVEJ_MUNICIPALITY": str(folder / "town")},
        "no_engine_environment": {"GENVEJ_ENGINE_URL": "", "GENVEJ_ENGINE_PYTHON": "/nowhere/python"},
        "engine_address": {"GENVEJ_ENGINE_URL": "rubbish"},
        "folder_that_cannot_be": {"GENVEJ_VAR": str(folder / "file" / "var")},
        "database_file": {"GENVEJ_VAR": str(folder / "garbage")},
        "database_server": {"GENVEJ_DATABASE_URL": "postgresql://genvej:hidden-word@127.0.0.1:9/genvej"},
        "unknown_setting": {"GENVEJ_PUBLIC_PROT": "8080"},
        "port_number": {"GENVEJ_PUBLIC_PORT": "80800"},
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def printed(tmp_path_factory: pytest.TempPathFactory, wrong: dict[str, dict[str, str]]) -> Printed:
    """Exit code and output of each start, all at once, since each takes its second."""
    folder = tmp_path_factory.mktemp("starts")
    houses = {case: bare(folder / case, **NO_ENGINE) for case in wrong}
    results = await asyncio.gather(*(houses[case].command("run", **wrong[case]) for case in wrong))
    return dict(zip(wrong, results, strict=True))


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("busy_public_port", r"Port \d+ on 127.0.0.1 is in use. .*GENVEJ_PUBLIC_PORT=<number>"),
        ("busy_console_port", r"Port \d+ on 127.0.0.1 is in use. .*GENVEJ_CONSOLE_PORT=<number>"),
        ("broken_catalogue", r"mend the catalogue[\s\S]*bulky_waste.yml:\d+: live_event: is not"),
        ("no_engine_environment", r"/nowhere/python is missing: run make, or set GENVEJ_ENGINE_PYTHON"),
        ("engine_address", r"GENVEJ_ENGINE_URL must begin with"),
        ("folder_that_cannot_be", r"file/var: Not a directory"),
        ("database_file", r"cannot be opened: file is not a database"),
        ("database_server", r"cannot be opened: .*Connection refused"),
        ("unknown_setting", r"GENVEJ_PUBLIC_PROT is not a setting"),
        ("port_number", r"GENVEJ_PUBLIC_PORT='80800' cannot be used"),
    ],
)
async def test_it_is_said_what_to_mend(printed: Printed, case: str, said: str) -> None:
    code, output = printed[case]
    assert code == 2, output
    error = output[output.index("genvej: ") :]
    assert re.match(rf"genvej: .*{said}", error), output
    assert "Traceback" not in output
    assert "hidden-word" not in output


async def test_each_wrong_start_is_looked_at(wrong: dict[str, dict[str, str]]) -> None:
    (mark,) = test_it_is_said_what_to_mend.pytestmark  # type: ignore[attr-defined]
    assert [case for case, _ in mark.args[1]] == list(wrong)
