"""A municipality's computer on which nothing runs yet."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import cli

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "municipality" / "imports"
HEADER = "contact_id,at,channel,service,kind,handling_minutes,citizen,group,language\n"


@dataclass(frozen=True)
class Office:
    """`run` gives the exit code, what was printed, and the one line of a failure."""

    folder: Path
    run: Callable[..., tuple[int, str, str]]

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def rejects(self, path: Path) -> list[list[str]]:
        """Line and reason of each."""
        text = path.with_name(f"{path.name}.rejects.csv").read_text(encoding="utf-8")
        return [row[:2] for row in list(csv.reader(io.StringIO(text)))[1:]]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    monkeypatch.setenv("GENVEJ_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("GENVEJ_MUNICIPALITY", str(ROOT / "municipality"))

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(one) for one in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return Office(tmp_path, run)
