"""`genvej receipts` counts what form engines say was sent, and subtracts what they deleted."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import cli
from bot.ledger import Ledger
from tests.ledger.helpers import bind, later, offered, received

PERIOD = ("--from", "2026-11-23", "--to", "2026-11-24")


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three forms of 23 November, one of them ours and one deleted on the next day, and one of the 24th."""
    monkeypatch.setenv("GENVEJ_VAR", str(tmp_path))
    midnight = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # in Denmark

    async def sent() -> None:
        ledger = await Ledger.open(f"sqlite:///{tmp_path / 'genvej.sqlite'}", folder=tmp_path)
        await ledger.write(bind(offered, "c1", "d1"))
        await ledger.write(bind(received, "d1", "r1"))
        for reference in ("r2", "r3"):
            await ledger.write(bind(received, "d1", reference, correlation=None, form="gæst"))
        gone = bind(received, "d1", "r3", correlation=None, form="gæst", state="deleted", at=later(days=1))
        await ledger.write(gone)
        await ledger.write(bind(received, "d1", "r4", correlation=None, at=midnight))
        await ledger.close()

    asyncio.run(sent())
    return tmp_path


def test_what_was_sent_is_counted_by_form_less_what_was_deleted(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["receipts", *PERIOD, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "demo": False,
        "forms": [
            {"source": "generic", "form": "gæst", "count": 1, "matched": 0},
            {"source": "generic", "form": "pas", "count": 1, "matched": 1},
        ],
    }


def test_a_person_reads_it_as_a_table(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["receipts", *PERIOD]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert rows == [["generic", "gæst", "1", "0"], ["generic", "pas", "1", "1"]]
