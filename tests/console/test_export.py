"""The log as CSV."""

import csv
import gc
import io
import tracemalloc
from typing import Any

import pytest
from aiohttp import ClientPayloadError

from bot.console.views import export
from bot.ledger import Ledger, browsing
from bot.ledger.operators import audit
from bot.report import sheet
from tests.console import seeding
from tests.console.conftest import Browser, Clock, Health
from tests.console.seeding import NOON


async def test_the_export_holds_every_row_of_the_filter(
    auditor: Browser, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BLOCK_ROWS", 7)
    await seeding.offers(ledger, 30, service="passport_renew", at=NOON)
    await seeding.offers(ledger, 5, service="bulky_waste", at=NOON)
    answer = await auditor.get("/log.csv?service=passport_renew")
    assert answer.status == 200
    assert answer.content_type == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="genvej-log-2026-11-23.csv"'
    text = (await answer.read()).decode("utf-8-sig")
    assert text.count("\r\n") == 31
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert tuple(rows[0]) == export.COLUMNS
    assert len({row["deflection"] for row in rows}) == 30
    assert {row["service"] for row in rows} == {"passport_renew"}
    assert rows[0]["title_da"] == "Pas til voksne"
    assert rows[0]["offered_at"] == "2026-11-23T13:00:01.000000+01:00"


async def test_no_cell_starts_a_formula_and_nothing_is_lost(auditor: Browser, ledger: Ledger) -> None:
    hostile = "=cmd|' /C calc'!A0"

    def work(tx: Any) -> None:
        seeding.begin(tx, hostile, NOON)
        seeding.say(tx, hostile, "hej", NOON, offer='"+1",\t@x')

    await ledger.write(work)
    text = (await (await auditor.get("/log.csv")).read()).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert not any(cell[:1] in set("=+-@\t\r") for cell in row.values())
    assert sheet.original(row["conversation"]) == hostile
    assert sheet.original(row["deflection"]) == f"{hostile}-1"
    assert sheet.original(row["service"]) == '"+1",\t@x'


async def test_memory_does_not_grow_with_the_export(
    auditor: Browser, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BLOCK_ROWS", 10)
    asked: list[int] = []
    real = browsing.log

    def spy(conn: Any, filter: Any, after: Any = None, limit: int = 50, **more: Any) -> Any:
        asked.append(limit)
        return real(conn, filter, after, limit, **more)

    monkeypatch.setattr(browsing, "log", spy)

    async def peak(path: str) -> int:
        answer = await auditor.get(path)
        assert answer.headers["Transfer-Encoding"] == "chunked"
        tracemalloc.start()
        async for _ in answer.content.iter_any():
            gc.collect()  # what waits to be collected is not held
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    await seeding.offers(ledger, 20, service="bulky_waste", at=NOON)
    await seeding.offers(ledger, 1000, service="passport_renew", at=NOON)
    await peak("/log.csv?service=bulky_waste")
    small = await peak("/log.csv?service=bulky_waste")
    large = await peak("/log.csv?service=passport_renew")
    assert set(asked) == {10}
    assert len(asked) == 2 + 2 + 100
    assert large < 4 * small


async def test_an_export_stops_when_its_session_ends(
    auditor: Browser, ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BLOCK_ROWS", 5)
    await seeding.offers(ledger, 50, service="passport_renew", at=NOON)
    real = sheet.rows

    def late(lines: Any) -> str:
        clock.forward(hours=11)
        return real(lines)

    monkeypatch.setattr(sheet, "rows", late)
    answer = await auditor.get("/log.csv")
    with pytest.raises(ClientPayloadError):
        await answer.read()


async def test_an_export_is_on_record_before_it_begins(auditor: Browser, ledger: Ledger) -> None:
    await (await auditor.get("/log.csv?state=opened")).read()
    entries = await ledger.read(lambda conn: audit.newest(conn))
    assert [entry.detail for entry in entries if entry.action == "export_log"] == [{"state": "opened"}]


async def test_a_bad_filter_exports_nothing(auditor: Browser, health: Health) -> None:
    answer = await auditor.get("/log.csv?state=done")
    assert answer.status == 400
    assert answer.content_type == "text/html"
    assert "choose one from the list" in await answer.text()
