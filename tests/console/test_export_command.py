"""`genvej export` writes what the console sends."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bot import cli
from bot.ledger import Ledger
from tests.console.conftest import Browser
from tests.console.test_overview import a_year

DAYS = ("--from", "2026-01-01", "--to", "2027-01-01")


@pytest.fixture(autouse=True)
def the_same_ledger(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENVEJ_DATABASE_URL", str(ledger.database.url))
    monkeypatch.setenv("GENVEJ_VAR", str(ledger.folder))


def exported(table: str, path: Path, *more: str) -> int:
    return cli.main(["export", table, *DAYS, "--output", str(path), *more])


@pytest.mark.parametrize("table", ["log", "contacts", "imports", "trail", "figures"])
async def test_each_table_in_each_format(ledger: Ledger, tmp_path: Path, table: str) -> None:
    await a_year(ledger)
    counts = []
    for format in ("csv", "jsonl", "parquet"):
        path = tmp_path / f"out.{format}"
        assert exported(table, path, "--format", format) == 0
        counts.append(_rows(path))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] or table in ("imports", "trail")
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]


def _rows(path: Path) -> list[list[str]]:
    """The names of the columns, as often as there are rows."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return [list(row) for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)]
    if path.suffix == ".jsonl":
        return [list(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return [list(row) for row in pq.read_table(path).to_pylist()]


async def test_the_command_writes_what_the_console_sends(
    auditor: Browser, ledger: Ledger, tmp_path: Path
) -> None:
    await a_year(ledger)
    assert exported("log", tmp_path / "log.csv") == 0
    sent = await (await auditor.get("/log.csv?from=2026-01-01&to=2027-01-01")).read()
    assert sent == (tmp_path / "log.csv").read_bytes()


def test_a_period_that_is_none_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main(["export", "log", "--from", "2026-13-01", "--to", "2027-01-01"])
    assert code == cli.WRONG_USE
    assert "is no date" in capsys.readouterr().err
