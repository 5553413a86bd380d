"""Saved views: an operator's own and shared ones, their limits, and who may change which."""

import re
from collections.abc import Awaitable, Callable

import pytest

from bot.ledger import Ledger, views
from bot.ledger.operators import audit
from tests.console.conftest import Browser, Clock, signed_in

NewBrowser = Callable[[], Awaitable[Browser]]


@pytest.fixture
async def manager(ledger: Ledger, clock: Clock, new_browser: NewBrowser) -> Browser:
    return await signed_in(ledger, clock, await new_browser(), "manager")


@pytest.fixture
async def reviewer(ledger: Ledger, clock: Clock, new_browser: NewBrowser) -> Browser:
    return await signed_in(ledger, clock, await new_browser(), "reviewer")


async def ids(browser: Browser) -> list[str]:
    return re.findall(r'action="/log/views/([0-9a-f]+)/delete"', await browser.text("/log/views"))


async def test_a_view_keeps_filter_and_order_and_leads_back_to_them(reviewer: Browser) -> None:
    answer = await reviewer.post("/log/views", name="Tvivl", query="state=reversed&order=oldest&after=abc")
    assert answer.headers["Location"] == "/log?state=reversed&order=oldest"
    page = await reviewer.text("/log")
    assert '<a href="/log?state=reversed&amp;order=oldest"><bdi>Tvivl</bdi></a>' in page


async def test_a_view_is_renamed_saved_anew_and_deleted(reviewer: Browser, ledger: Ledger) -> None:
    await reviewer.post("/log/views", name="One", query="state=opened")
    [id] = await ids(reviewer)
    await reviewer.post("/log/views", name=" ONE ", query="language=en")
    assert await ids(reviewer) == [id]
    assert "language: English" in await reviewer.text("/log/views")
    assert (await reviewer.post(f"/log/views/{id}/rename", name="Two")).status == 303
    assert "<bdi>Two</bdi>" in await reviewer.text("/log/views")
    assert (await reviewer.post(f"/log/views/{id}/delete")).status == 303
    assert await ids(reviewer) == []
    entries = await ledger.read(lambda conn: audit.newest(conn, object=id))
    assert [entry.action for entry in entries] == ["delete_view", "rename_view", "save_view", "save_view"]


async def test_others_see_shared_views_alone_and_change_none(reviewer: Browser, manager: Browser) -> None:
    await manager.post("/log/views", name="Mine", query="state=opened")
    await manager.post("/log/views", name="Ours", query="state=verified", shared="yes")
    page = await reviewer.text("/log")
    assert "Ours" in page
    assert "Mine" not in page
    assert await ids(reviewer) == []
    for id in await ids(manager):
        assert (await reviewer.post(f"/log/views/{id}/delete")).status == 409
        assert (await reviewer.post(f"/log/views/{id}/rename", name="Theirs")).status == 409
    assert len(await ids(manager)) == 2


async def test_an_administrator_deletes_what_is_shared_and_nothing_else(
    admin: Browser, manager: Browser
) -> None:
    await manager.post("/log/views", name="Mine", query="")
    mine = await ids(manager)
    await manager.post("/log/views", name="Ours", query="", shared="yes")
    assert (await admin.post(f"/log/views/{mine[0]}/delete")).status == 409
    [ours] = await ids(admin)
    assert (await admin.post(f"/log/views/{ours}/delete")).status == 303
    assert await ids(manager) == mine


async def test_sharing_is_not_for_every_role(reviewer: Browser) -> None:
    assert (await reviewer.post("/log/views", name="Ours", query="", shared="yes")).status == 403


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("", ""), (" ", ""), ("x" * 61, ""), ("x", "state=nonsense"), ("x", "&&&"),
        ("x", "from=2026-11-02&to=2026-11-01"),
    ],
    ids=ascii,
)  # fmt: skip
async def test_what_cannot_be_saved_is_said(name: str, query: str, reviewer: Browser) -> None:
    assert (await reviewer.post("/log/views", name=name, query=query)).status == 409
    assert await ids(reviewer) == []


async def test_personal_data_in_a_name_is_masked(reviewer: Browser) -> None:
    await reviewer.post("/log/views", name="Sag 010150-5111", query="")
    assert "010150" not in await reviewer.text("/log/views")


async def test_a_name_that_another_view_has_is_refused(reviewer: Browser) -> None:
    for name in ("One", "Two"):
        await reviewer.post("/log/views", name=name, query="")
    first, _ = await ids(reviewer)
    assert (await reviewer.post(f"/log/views/{first}/rename", name="two")).status == 409


async def test_there_are_only_so_many(reviewer: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    for number in range(3):
        answer = await reviewer.post("/log/views", name=f"View {number}", query="")
        assert answer.status == (303 if number < 2 else 409)
    assert (await reviewer.post("/log/views", name="View 1", query="state=opened")).status == 303


async def test_a_view_that_is_gone_is_said(reviewer: Browser) -> None:
    assert (await reviewer.post(f"/log/views/{'0' * 16}/delete")).status == 409
