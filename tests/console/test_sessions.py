"""Sessions are seen and ended: one's own by everybody, anybody's by an administrator."""

import re
from collections.abc import Awaitable, Callable

import pytest

from bot.console.origins import named
from bot.ledger import Ledger
from bot.ledger.operators import audit
from tests.console.conftest import Browser, Clock, operator

NewBrowser = Callable[[], Awaitable[Browser]]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def listed(page: str) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]{32})"', page)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        pytest.param(FIREFOX, "Firefox on Linux", id="firefox"),
        pytest.param(
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0",
            "Edge on Windows",
            id="edge_says_it_is_chrome_and_safari",
        ),
        pytest.param(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604",
            "Safari on iPhone",
            id="an_iphone_says_it_is_like_a_mac",
        ),
        pytest.param("<script>", "another program", id="anything_else"),
    ],
)
def test_a_session_is_told_by_its_browser(agent: str, said: str) -> None:
    assert named(agent) == said


async def test_everybody_sees_and_ends_their_own_sessions(
    ledger: Ledger, clock: Clock, new_browser: NewBrowser
) -> None:
    await operator(ledger, "Rita", "reviewer", clock)
    here, there = await new_browser(), await new_browser()
    there.client.session.headers["User-Agent"] = FIREFOX
    await here.sign_in("Rita")
    clock.forward(seconds=1)
    await there.sign_in("Rita")
    page = await here.text("/account")
    assert "Firefox on Linux" in page
    assert page.count("(this one)") == 1
    other = next(one for one in listed(page) if "(this one)" not in row_of(page, one))
    assert (await here.post("/account/sessions/end", session=other)).status == 303
    assert (await there.get("/")).status == 401
    (mine,) = listed(await here.text("/account"))
    answer = await here.post("/account/sessions/end", session=mine)
    assert answer.headers["Location"] == "/sign-in"
    assert (await here.get("/")).status == 401


def row_of(page: str, session: str) -> str:
    return next(row for row in page.split("<tr") if session in row)


async def test_nobody_ends_another_ones_session_from_their_own_account(
    admin: Browser, ledger: Ledger, clock: Clock, new_browser: NewBrowser
) -> None:
    await operator(ledger, "Rita", "reviewer", clock)
    rita = await new_browser()
    await rita.sign_in("Rita")
    (hers,) = listed(await rita.text("/account"))
    (admins,) = set(listed(await admin.text("/sessions"))) - {hers}
    assert (await rita.post("/account/sessions/end", session=admins)).status == 303
    assert (await admin.get("/")).status == 200


async def test_an_administrator_ends_anybodys_session_and_it_is_on_the_trail(
    admin: Browser, ledger: Ledger, clock: Clock, new_browser: NewBrowser
) -> None:
    id = await operator(ledger, "Rita", "reviewer", clock)
    rita = await new_browser()
    await rita.sign_in("Rita")
    page = await admin.text("/sessions")
    (hers,) = [one for one in listed(page) if "Rita" in row_of(page, one)]
    assert (await admin.post("/sessions/end", session=hers)).status == 303
    assert (await rita.get("/")).status == 401
    entries = await ledger.read(audit.newest)
    assert [entry.object for entry in entries if entry.action == "end_session"] == [id]
    # A page that still shows it: nothing happens twice.
    assert (await admin.post("/sessions/end", session=hers)).status == 303


async def test_a_session_that_rests_too_long_is_not_listed(
    admin: Browser, clock: Clock, ledger: Ledger
) -> None:
    await admin.sign_in("Ada")
    clock.forward(minutes=31)
    await admin.sign_in("Ada")
    assert len(listed(await admin.text("/sessions"))) == 1


async def test_a_clock_that_is_set_back_lets_no_session_live_longer(admin: Browser, clock: Clock) -> None:
    clock.forward(minutes=-4)
    assert (await admin.get("/")).status == 200
    clock.forward(hours=-1)
    assert (await admin.get("/")).status == 401
