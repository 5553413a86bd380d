"""Every table that is shown can be taken away as CSV, JSON Lines and Parquet, with the same in each."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from aiohttp import ClientPayloadError

from bot.console import rows
from bot.console.views import bank, channels, export, inclusion, trail
from bot.ledger import Ledger
from bot.report import encode, sheet
from tests.console import seeding
from tests.console.conftest import Browser
from tests.console.seeding import NOON
from tests.console.test_overview import a_year

TABLES = (
    *("/log", "/audit", "/bank", "/inclusion", "/channels/imports", "/channels/sums"),
    *("/overview.csv?section=savings", "/overview.csv?section=take-up"),
    "/figure.csv?section=take-up&name=take_up&of=passport",
)


@pytest.mark.parametrize("table", TABLES)
async def test_a_table_holds_the_same_in_each_format(auditor: Browser, ledger: Ledger, table: str) -> None:
    await a_year(ledger)
    path = table if ".csv" in table else f"{table}.csv"
    text = (await (await auditor.get(path)).read()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    lines = (await (await auditor.get(path.replace(".csv", ".jsonl", 1))).text()).splitlines()
    answer = await auditor.get(path.replace(".csv", ".parquet", 1))
    assert answer.headers["Content-Disposition"].endswith('.parquet"')
    kept = pq.read_table(io.BytesIO(await answer.read())).to_pylist()
    if table == "/audit":  # each reading is a line of its own
        rows, lines, kept = rows[-1:], lines[-1:], kept[-1:]
    assert len(rows) == len(lines) == len(kept)
    for row, line, one in zip(rows, map(json.loads, lines), kept, strict=True):
        assert list(row) == list(line) == list(one)
        for name, cell in row.items():
            assert _text(line[name]) == _text(sheet.original(cell) or None, name)
            assert _moment(one[name]) == _moment(line[name], name)


def _text(value: object, name: str = "") -> str | None:
    if value is None:
        return None
    return str(float(str(value))) if name in encode.SHARES or isinstance(value, float) else str(value)


def _moment(value: object, name: str = "") -> object:
    return datetime.fromisoformat(str(value)) if value and name in encode.INSTANTS else value


async def test_a_broken_off_export_is_recognised(
    auditor: Browser, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transfer breaks, and a Parquet file has no end."""
    monkeypatch.setattr(export, "BLOCK_ROWS", 5)
    await seeding.offers(ledger, 20, service="passport_renew", at=NOON)

    def broken(self: object) -> bytes:
        raise OSError("the disk")

    monkeypatch.setattr(encode.Parquet, "tail", broken)
    answer = await auditor.get("/log.parquet")
    with pytest.raises(ClientPayloadError):
        await answer.read()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        *((sign + "cmd()", f"'{sign}cmd()") for sign in ("=", "+", "-", "@", "\t", "\r")),
        *((number, number) for number in ("-5", "+4512345678", "-0.25", "1e-7", "-1.5E+3")),
        *((near, f"'{near}") for near in ("-5+cmd()", "-", "+1-1", "=1")),
    ],
)
def test_formulas_are_neutralised_and_numbers_are_not_spoilt(value: str, cell: str) -> None:
    assert sheet.neutral(value) == cell
    assert sheet.original(cell) == value


def test_blocks_of_any_size_make_one_parquet_file() -> None:
    """What waits for a row group is bounded, and nothing is lost between two groups."""
    made = encode.encoder("parquet", ("at", "contacts", "service"))
    parts = [made.head()]
    for block in _blocks(50_000, 777):
        parts.append(made.block(block))
    parts.append(made.tail())
    file = pq.ParquetFile(io.BytesIO(b"".join(parts)))
    assert file.metadata.num_rows == 50_000
    assert file.metadata.num_row_groups == 3
    table = file.read()
    assert table["contacts"].to_pylist() == list(range(50_000))
    assert table["at"][0].as_py() == datetime(2026, 11, 23, 12, tzinfo=UTC)


def _blocks(count: int, size: int) -> Iterator[list[tuple[str | None, ...]]]:
    rows = [("2026-11-23T13:00:00+01:00", str(number), None) for number in range(count)]
    return (list(rows[start : start + size]) for start in range(0, count, size))


def test_every_column_of_an_export_is_documented() -> None:
    text = Path("docs/exports.md").read_text(encoding="utf-8")
    columns = (export.COLUMNS, channels.COLUMNS, trail.COLUMNS, bank.CASE_COLUMNS, inclusion.SPENT_COLUMNS)
    assert [name for some in (*columns, rows.COUNT_COLUMNS) for name in some if f"`{name}`" not in text] == []


async def test_the_report_prints_by_itself(auditor: Browser, ledger: Ledger) -> None:
    await a_year(ledger)
    answer = await auditor.get("/report?from=2026-01-01&to=2027-01-01")
    assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert "Saved written interactions" in await answer.text()
    assert (await auditor.get("/report?from=2026-13-01")).status == 400
    danish = await auditor.text("/report?language=da")
    assert "Sparede skriftlige henvendelser" in danish
