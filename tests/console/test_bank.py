"""The internal bank on the console: booked as the command line books, by name, one after the other."""

import asyncio
import csv
import io
import re
from collections.abc import Awaitable, Callable
from html import unescape

import pytest

from bot.deflection.bank.rules import CHANGE_FIRST
from bot.ledger import Ledger, bank, tallies
from bot.ledger.operators import audit
from bot.ledger.tallies import DEFLECTION, OFFER, Place
from bot.ledger.transaction import Transaction
from tests.console.conftest import Browser, Clock, operator, signed_in

NewBrowser = Callable[[], Awaitable[Browser]]
PRICE = "written/2013-11-18/USD21.20"
CASE = {
    "case": "tablets",
    "title": "Tablets at the counter",
    "investment": "1,000.00",
    "currency": "USD",
    "savings": "80 160",
    "years": "10",
    "area-passport": "on",
}


def saved(tx: Transaction, count: int, day: str = "2026-11-02") -> None:
    """So many verified savings of 21.20 dollars each, as the sums hold them."""
    known = ("verified", True, True, True, False, False, "written", "revealed", PRICE, None)
    tx.tallies.add(Place(DEFLECTION, day, "passport_renew", tallies.cell(*known)), count)
    tx.tallies.add(Place(OFFER, day, "passport_renew", tallies.cell()), count)


@pytest.fixture
async def finance(ledger: Ledger, clock: Clock, new_browser: NewBrowser) -> Browser:
    return await signed_in(ledger, clock, await new_browser(), "finance")


async def done(browser: Browser, path: str, **fields: str) -> str:
    """The page that follows."""
    answer = await browser.post(path, **fields)
    assert answer.status == 303, unescape(await answer.text())
    return unescape(await browser.text(answer.headers["Location"]))


async def refused(browser: Browser, path: str, **fields: str) -> str:
    """The sentence that stands on the page."""
    answer = await browser.post(path, **fields)
    assert answer.status == 409
    said = re.search(r"<strong>Not done.</strong> ([^<]*)", unescape(await answer.text()))
    assert said is not None
    return said[1]


async def file(browser: Browser, path: str) -> str:
    return (await (await browser.get(path)).read()).decode("utf-8-sig")


async def proposed(browser: Browser) -> None:
    await done(browser, "/bank/deposits", amount="5000", currency="USD", source="Budget 2026")
    await done(browser, "/bank/propose", **CASE)


async def invested(browser: Browser, on: str = "2026-11-01") -> None:
    await done(browser, "/bank/deposits", amount="5000", currency="USD", source="Budget 2026", on=on)
    await done(browser, "/bank/propose", **CASE, on=on)
    for step in ("decide", "invest"):
        await done(browser, f"/bank/cases/tablets/{step}", on=on)


async def test_a_case_from_proposal_to_a_cut_and_a_reinvestment(finance: Browser, ledger: Ledger) -> None:
    """60 × 21.20 = 1,272 realised; 1,000 go back, 200 to a group, 72 are left."""
    await ledger.write(lambda tx: saved(tx, 60))
    reckoned = await (await finance.post("/bank/propose", **CASE, do="reckon")).text()
    assert "16.00 %" in reckoned
    assert "6.75 years" in reckoned
    assert 'value="Tablets at the counter"' in reckoned
    assert await ledger.read(bank.entries) == []
    await invested(finance)
    page = await done(finance, "/bank/cases/tablets/phase", phase="changing")
    assert "US$ 1,272.00" in page
    assert "booked: tablets is changing" in page
    early = await refused(finance, "/bank/cases/tablets/cut", amount="100")
    assert early == f"{CHANGE_FIRST} tablets is changing."
    await done(finance, "/bank/cases/tablets/phase", phase="reorganising")
    above = await refused(finance, "/bank/cases/tablets/cut", amount="1273")
    assert "realised US$ 1,272.00 in the year" in above
    await done(finance, "/bank/cases/tablets/cut", amount="1,272.00")
    await done(finance, "/bank/cases/tablets/repay", amount="1000")
    given = {"amount": "200", "group": "language:en", "purpose": "Helpers, ask 010150-1234"}
    page = await done(finance, "/bank/cases/tablets/reinvest", **given)
    assert "Helpers, ask [CPR]" in page
    assert "US$ 72.00 realised and free" in page
    entries = await ledger.read(bank.entries)
    assert {entry.by for entry in entries} == {"finance"}
    page = await done(finance, "/bank/cases/tablets/phase", phase="closed")
    assert "closed" in page
    trail = await ledger.read(lambda conn: audit.newest(conn, object="tablets"))
    assert trail[0].action == "book_entry"
    assert trail[0].detail == {"entry": 10, "kind": "move"}


async def test_two_operators_decide_the_same_case_at_once(
    finance: Browser, ledger: Ledger, clock: Clock, new_browser: NewBrowser
) -> None:
    await operator(ledger, "Bodil", "finance", clock)
    other = await new_browser()
    await other.sign_in("Bodil")
    await proposed(finance)
    answers = await asyncio.gather(
        *(one.post("/bank/cases/tablets/decide", seen="2") for one in (finance, other))
    )
    assert sorted(answer.status for answer in answers) == [303, 409]
    late = next(answer for answer in answers if answer.status == 409)
    assert "Meanwhile entry 3 was booked by" in unescape(await late.text())
    assert len(await ledger.read(bank.entries)) == 3


async def test_a_stale_form_books_nothing_and_keeps_what_was_typed(finance: Browser, ledger: Ledger) -> None:
    await ledger.write(lambda tx: saved(tx, 60))
    await invested(finance)
    seen = {"seen": "4", "amount": "300"}
    await done(finance, "/bank/cases/tablets/repay", **seen)
    answer = await finance.post("/bank/cases/tablets/repay", **seen)
    assert answer.status == 409
    page = unescape(await answer.text())
    assert "Meanwhile entry 5 was booked by finance: tablets paid back US$ 300.00." in page
    assert 'value="300"' in page
    assert len(await ledger.read(bank.entries)) == 5


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        pytest.param("/bank/deposits", {"amount": "x", "source": "y"}, "is no amount", id="no_amount"),
        pytest.param("/bank/deposits", {"amount": "-1", "source": "y"}, "more than 0", id="negative"),
        pytest.param("/bank/deposits", {"amount": "1", "source": " "}, "Write a text", id="no_source"),
        pytest.param(
            "/bank/deposits", {"amount": "1", "source": "y", "currency": "X"}, "no currency", id="currency"
        ),
        pytest.param(
            "/bank/deposits", {"amount": "1", "source": "y", "on": "2026-11-24"}, "not come yet", id="future"
        ),
        pytest.param("/bank/deposits", {"amount": "1", "source": "y", "on": "x"}, "calendar", id="no_day"),
        pytest.param("/bank/propose", {**CASE, "case": "Two Words"}, "small letters", id="case_name"),
        pytest.param("/bank/propose", {**CASE, "savings": " "}, "each year", id="no_savings"),
        pytest.param("/bank/propose", {**CASE, "years": "many"}, "whole number", id="years"),
        pytest.param("/bank/propose", {**CASE, "area-nothing": "on"}, "no service or area", id="area"),
        pytest.param("/bank/propose", {**CASE, "investment": "0"}, "more than 0", id="nothing_invested"),
        pytest.param("/bank/cases/tablets/phase", {"phase": "approved"}, "comes next", id="phase"),
        pytest.param("/bank/cases/tablets/cut", {"amount": "1"}, "Change first", id="cut_before_anything"),
        pytest.param(
            "/bank/cases/tablets/reinvest",
            {"amount": "1", "group": "nobody", "purpose": "x"},
            "A group is written",
            id="group",
        ),
        pytest.param("/bank/entries/99/correct", {"reason": "x"}, "not there to be corrected", id="entry"),
    ],
)
async def test_what_cannot_be_booked_is_refused_with_a_sentence(
    finance: Browser, ledger: Ledger, path: str, fields: dict[str, str], said: str
) -> None:
    await proposed(finance)
    assert said in await refused(finance, path, **fields)
    assert len(await ledger.read(bank.entries)) == 2


async def test_a_clock_that_was_set_back_books_nothing_before_its_time(
    finance: Browser, clock: Clock, ledger: Ledger
) -> None:
    await proposed(finance)
    clock.forward(days=-2)
    await finance.sign_in("finance")
    assert "lies before that" in await refused(finance, "/bank/cases/tablets/decide")


async def test_an_entry_is_taken_back_with_a_reason(finance: Browser, ledger: Ledger) -> None:
    await proposed(finance)
    await done(finance, "/bank/cases/tablets/decide")
    page = await done(finance, "/bank/entries/3/correct", case="tablets", reason="Too early")
    assert "(taken back)" in page
    assert "is <strong>proposed</strong>" in page


async def test_a_rate_that_is_missing_is_said_and_hides_nothing(finance: Browser, ledger: Ledger) -> None:
    await ledger.write(lambda tx: saved(tx, 60))
    await done(finance, "/bank/deposits", amount="5000", source="Budget", on="2026-11-01")
    await done(finance, "/bank/propose", **{**CASE, "currency": "DKK"}, on="2026-11-01")
    for step in ("decide", "invest"):
        await done(finance, f"/bank/cases/tablets/{step}", on="2026-11-01")
    assert "Two currencies without a rate" in unescape(await finance.text("/bank/cases/tablets"))
    page = unescape(await finance.text("/bank/books"))
    assert "The savings of tablets are not in the books" in page
    assert "Assets:Loans:Tablets" in page
    assert (await finance.text("/bank/journal")).startswith("; The savings of tablets")


async def test_the_files_hold_what_the_pages_show(finance: Browser, ledger: Ledger) -> None:
    await ledger.write(lambda tx: saved(tx, 60))
    await invested(finance)
    (row,) = csv.DictReader(io.StringIO(await file(finance, "/bank.csv"), newline=""))
    assert (row["case"], row["realised"], row["owed"]) == ("tablets", "1272.00", "1000.00")
    text = await file(finance, "/bank/cases/tablets/quarters.csv")
    assert "1,2026-11-01,2027-02-01,no,20.00,1272.00,USD" in text
    answer = await finance.get("/bank/cases/tablets/quarters.svg?width=narrow")
    assert (await answer.text()).startswith("<svg")
    assert "bean" not in (await finance.text("/bank/journal"))[:20]
    assert (await finance.get("/bank/cases/nothing")).status == 404


async def test_a_reinvestment_is_made_where_the_gaps_are_shown(finance: Browser, ledger: Ledger) -> None:
    await ledger.write(lambda tx: saved(tx, 60))
    assert "none was invested in yet" in await finance.text("/inclusion")
    await invested(finance)
    given = {"case": "tablets", "group": "language:en", "purpose": "Courses at the library"}
    page = await done(finance, "/inclusion", **given, amount="272.00")
    assert "booked: tablets: US$ 272.00 reinvested in language:en: Courses at the library" in page
    assert "Gap before" in page
    assert "booked by" in page
    said = await refused(finance, "/inclusion", **given, amount="1001")
    assert "has US$ 1,000.00 to reinvest" in said
    text = await file(finance, "/inclusion.csv")
    assert "language:en,272.00,USD,Courses at the library,finance" in text
