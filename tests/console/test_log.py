"""The deflection log's page."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.console.views import log
from bot.ledger import Ledger
from bot.ledger.operators import audit
from tests.console import seeding
from tests.console.conftest import Browser, Clock, operator
from tests.console.seeding import NOON


def rows(page: str) -> list[str]:
    """The conversation links of a page, which are one for each row."""
    return re.findall(r'href="(/conversations/[^"#]+)', page)


def link(page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else None


async def test_pages_walk_all_rows_once_also_where_times_are_equal(
    admin: Browser, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "ROWS", 7)
    await seeding.offers(ledger, 20, service="passport_renew", at=NOON)
    await seeding.offers(ledger, 20, service="bulky_waste", at=NOON - timedelta(days=1))
    forth: list[list[str]] = []
    place: str | None = "/log"
    while place:
        page = await admin.text(place)
        forth.append(rows(page))
        last, place = page, link(page, "next")
    assert [len(one) for one in forth] == [7, 7, 7, 7, 7, 5]
    assert len({row for one in forth for row in one}) == 40
    back = [rows(last)]
    while place := link(last, "prev"):
        last = await admin.text(place)
        back.append(rows(last))
    assert back == forth[::-1]


async def test_rows_that_arrive_meanwhile_shift_no_page(
    admin: Browser, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "ROWS", 5)
    await seeding.offers(ledger, 10, service="passport_renew", at=NOON)
    first = await admin.text("/log")
    await seeding.offers(ledger, 3, service="bulky_waste", at=NOON + timedelta(minutes=1))
    second = await admin.text(link(first, "next") or "")
    assert not set(rows(first)) & set(rows(second))
    assert len(rows(second)) == 5


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 8),
        ({"service": "passport_renew"}, 5),
        ({"language": "en"}, 3),
        ({"state": "completed"}, 1),
        ({"state": "offered"}, 7),
        ({"from": "2026-11-23"}, 5),
        ({"to": "2026-11-23"}, 3),
        ({"from": "2026-11-22", "to": "2026-11-23"}, 3),
        ({"service": "passport_renew", "state": "offered", "language": "da", "from": "2026-11-23"}, 4),
    ],
    ids=lambda value: urlencode(value) or "all" if isinstance(value, dict) else None,
)
async def test_a_filter_finds_and_counts(
    query: dict[str, str], count: int, admin: Browser, ledger: Ledger
) -> None:
    await seeding.offers(ledger, 5, service="passport_renew", at=NOON)
    # 23:59 in Denmark, so still the day before
    await seeding.offers(
        ledger, 3, service="bulky_waste", at=NOON.replace(day=22, hour=22, minute=59), language="en"
    )
    await ledger.write(lambda tx: seeding.complete(tx, "passport_renew-da-23T1200-0-1", NOON))
    page = await admin.text(f"/log?{urlencode(query)}")
    assert len(rows(page)) == count
    assert f"<dt>All</dt><dd>{count}</dd>" in page


async def test_an_empty_log_says_what_to_do(admin: Browser) -> None:
    assert "The log fills as soon as" in await admin.text("/log")
    assert "Show all of them" in await admin.text("/log?state=completed")


@pytest.mark.parametrize(
    "query",
    [
        *(
            "state=done",
            "language=xx",
            "service=nothing",
            "from=2026-13-01",
            "to=x",
            "after=AAAA",
            "before=%F0",
        ),
        *("from=2026-11-02&to=2026-11-01", "sort=name", "state=offered&state=opened", "after=a&before=b"),
        *("service=%00", "state=%27%3B--", "after=MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OXx4"),
    ],
)
async def test_a_bad_filter_is_a_page_with_a_sentence(query: str, admin: Browser) -> None:
    page = await admin.text(f"/log?{query}", status=400)
    assert "<h1>" in page
    assert "Traceback" not in page


async def test_searching_is_noted_and_so_is_looking(admin: Browser, ledger: Ledger) -> None:
    await admin.text("/log")
    await admin.text("/log?state=opened&service=passport_renew")
    entries = await ledger.read(lambda conn: audit.newest(conn))
    searches = [entry.detail for entry in entries if entry.action == "search_log"]
    assert searches == [{"state": "opened", "service": "passport_renew"}]
    assert [entry.object for entry in entries if entry.action == "open_page"] == ["/log"]


async def test_a_role_without_transcripts_gets_no_links_to_them(
    browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    await seeding.one_completed(ledger)
    await operator(ledger, "Mo", "manager", clock)
    await browser.sign_in("Mo")
    page = await browser.text("/log")
    assert rows(page) == []
    assert "Nyt sundhedskort" in page
