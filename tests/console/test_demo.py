"""Where the ledger is invented, every page and every file says so; where it is not, none does."""

import csv
import io

import pytest

from bot.console.shared import ConsoleSettings
from bot.ledger import Ledger
from tests.console import seeding
from tests.console.conftest import Browser, console_settings
from tests.console.seeding import NOON


@pytest.fixture(params=[True, False], ids=["demo", "in_use"])
def settings(request: pytest.FixtureRequest) -> ConsoleSettings:
    return console_settings(demo=request.param)


@pytest.mark.parametrize("path", ["/", "/log", "/operators", "/account"])
async def test_every_page_says_whether_it_is_invented(
    admin: Browser, settings: ConsoleSettings, path: str
) -> None:
    assert ("DEMO" in await admin.text(path)) is settings.demo


async def test_the_file_says_so_in_its_name_and_in_every_row(
    auditor: Browser, ledger: Ledger, settings: ConsoleSettings
) -> None:
    await seeding.offers(ledger, 3, service="passport_renew", at=NOON)
    answer = await auditor.get("/log.csv")
    assert ("DEMO" in answer.headers["Content-Disposition"]) is settings.demo
    rows = list(csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig"), newline="")))
    assert len(rows) == 3
    assert all((row.get("DEMO") == "DEMO") is settings.demo for row in rows)
