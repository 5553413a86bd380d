"""A day of each role in a real browser, one after the other on the same ledger."""

from aiohttp.test_utils import TestServer
from playwright.async_api import Browser

from bot.ledger import Ledger, bank
from bot.ledger.operators import audit
from tests.console import journeys, seeding
from tests.console.conftest import Clock, operator
from tests.console.seeding import NOON
from tests.console.test_accessibility import chromium

__all__ = ["chromium"]


async def test_a_day_of_the_manager_of_finance_of_the_auditor_and_of_a_reviewer(
    chromium: Browser, server: TestServer, ledger: Ledger, clock: Clock
) -> None:
    for number in range(3):
        begun = NOON.replace(minute=number)
        await seeding.offers(ledger, 1, service="passport_renew", at=begun, language="en")
    for role, journey in journeys.JOURNEYS.items():
        await operator(ledger, role, role, clock)
        page = await journeys.signed_in(chromium, str(server.make_url("/")), role)
        complaints: list[str] = []
        page.on("pageerror", lambda error, complaints=complaints: complaints.append(str(error)))
        await journey(page)
        assert complaints == []
    entries = await ledger.read(bank.entries)
    assert [entry.by for entry in entries[4:]] == ["manager", *["finance"] * 5]
    actions = {entry.action for entry in await ledger.read(lambda conn: audit.newest(conn, limit=500))}
    assert {"book_entry", "read_transcript", "make_copy", "book_assisted", "search_trail"} <= actions
