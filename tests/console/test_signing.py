"""Signing in and out, and how long it lasts."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select

from bot.catalogue import Catalogue
from bot.console import accounts
from bot.console.app import init_app
from bot.console.passwords import Passwords
from bot.ledger import Ledger, operators
from bot.ledger.tables import metadata
from bot.ledger.transaction import Reads
from bot.teaching.workshop import Workshop
from tests.console.conftest import PASSWORD, Browser, Clock, Health, console_settings, operator

NewBrowser = Callable[[], Awaitable[Browser]]


def rows(conn: Reads) -> dict[str, int]:
    return {
        table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


async def test_the_right_password_opens_the_page_that_was_wanted(
    browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    wanted = await browser.get("/log?state=opened")
    assert wanted.status == 401
    assert 'name="next" value="/log?state=opened"' in await wanted.text()
    answer = await browser.sign_in("  ADA ", next="/log?state=opened")
    assert (answer.status, answer.headers["Location"]) == (303, "/log?state=opened")
    assert "Deflection log" in await browser.text("/log?state=opened")


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
async def test_nobody_is_led_away_after_signing_in(
    next: str, browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    assert (await browser.sign_in("Ada", next=next)).headers["Location"] == "/"


async def test_unknown_names_and_wrong_passwords_get_the_very_same_answer(
    browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    disabled = await operator(ledger, "Bo", "reviewer", clock)
    await operator(ledger, "Ada", "reviewer", clock)
    await ledger.write(lambda tx: operators.disable(tx, disabled, clock()))
    answers = [await browser.sign_in(name, "wrong wrong wrong") for name in ("Ada", "Nobody")]
    answers.append(await browser.sign_in("Bo"))
    assert [answer.status for answer in answers] == [401] * 3
    assert len({await answer.read() for answer in answers}) == 1
    assert not any("Set-Cookie" in answer.headers for answer in answers)


async def test_looking_at_the_sign_in_page_stores_nothing(browser: Browser, ledger: Ledger) -> None:
    before = await ledger.read(rows)
    for _ in range(200):
        assert (await browser.get("/sign-in?next=/log")).status == 200
        assert (await browser.get("/log")).status == 401
    assert await ledger.read(rows) == before


async def test_each_sign_in_makes_a_new_session_and_ends_the_one_before(
    browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    await browser.sign_in("Ada")
    first = browser.cookie("genvej")
    await browser.sign_in("Ada")
    assert browser.cookie("genvej") != first
    assert (await ledger.read(rows))["session"] == 1


async def test_a_session_that_was_planted_is_never_taken_over(
    browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    browser.client.session.cookie_jar.update_cookies({"genvej": "planted"}, browser.client.make_url("/"))
    await browser.sign_in("Ada")
    assert browser.cookie("genvej") != "planted"


async def test_only_a_hash_of_the_session_is_stored(admin: Browser, ledger: Ledger, tmp_path: Path) -> None:
    token = admin.cookie("genvej").encode()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"Ada" in path.read_bytes() for path in files)
    assert not any(token in path.read_bytes() for path in files)


async def test_signing_out_ends_the_session_on_the_server(admin: Browser, ledger: Ledger) -> None:
    token = admin.cookie("genvej")
    answer = await admin.post("/sign-out")
    assert answer.headers["Location"] == "/sign-in"
    assert await admin.status_with(token) == 401


async def test_a_session_that_is_not_used_ends_after_half_an_hour(admin: Browser, clock: Clock) -> None:
    clock.forward(minutes=29)
    assert (await admin.get("/")).status == 200
    clock.forward(minutes=29)
    assert (await admin.get("/")).status == 200
    clock.forward(minutes=30)
    answer = await admin.get("/")
    assert answer.status == 401
    assert answer.cookies["genvej"].value == ""
    clock.forward(minutes=-30)
    assert (await admin.get("/")).status == 401


async def test_a_session_ends_after_ten_hours_in_any_case(admin: Browser, clock: Clock) -> None:
    for _ in range(29):
        clock.forward(minutes=20)
        assert (await admin.get("/")).status == 200
    clock.forward(minutes=20)
    assert (await admin.get("/")).status == 401


@pytest.mark.parametrize("change", ["disable", "password"])
async def test_taking_an_account_away_ends_its_sessions_at_once(
    change: str, admin: Browser, ledger: Ledger, clock: Clock, new_browser: NewBrowser
) -> None:
    id = await operator(ledger, "Bo", "reviewer", clock)
    bo = await new_browser()
    await bo.sign_in("Bo")
    assert (await bo.get("/log")).status == 200
    assert (
        await admin.post(f"/operators/{id}/{'disable' if change == 'disable' else 'password'}")
    ).status < 400
    assert (await bo.get("/log")).status == 401


async def test_another_role_counts_from_the_next_request(
    admin: Browser, ledger: Ledger, clock: Clock, new_browser: NewBrowser
) -> None:
    id = await operator(ledger, "Bo", "administrator", clock)
    bo = await new_browser()
    await bo.sign_in("Bo")
    assert (await bo.get("/operators")).status == 200
    assert (await admin.post(f"/operators/{id}/role", role="finance")).status == 303
    assert (await bo.get("/operators")).status == 403


async def test_the_cookies_are_as_strict_as_browsers_know(
    browser: Browser, ledger: Ledger, clock: Clock
) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    cookies = (await browser.sign_in("Ada")).cookies
    assert set(cookies) == {"genvej", "genvej-device"}
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")
    assert cookies["genvej"]["max-age"] == ""
    assert len(cookies["genvej"].value) == 43


async def test_behind_tls_the_cookies_belong_to_this_host_alone(
    ledger: Ledger, catalogue: Catalogue, clock: Clock, health: Health, workshop: Workshop
) -> None:
    await operator(ledger, "Ada", "reviewer", clock)
    secure = console_settings(secure_cookies=True, origin="https://console.example")
    server = TestServer(init_app(ledger, catalogue, secure, clock, health, workshop))
    client: TestClient[web.Request, web.Application] = TestClient(server)
    async with server, client:
        answer = await client.post(
            "/sign-in",
            data={"name": "Ada", "password": PASSWORD},
            headers={"Origin": "https://console.example"},
            allow_redirects=False,
        )
        assert set(answer.cookies) == {"__Host-genvej", "__Host-genvej-device"}
        assert all(cookie["secure"] for cookie in answer.cookies.values())
        token = answer.cookies["__Host-genvej"].value
        assert (await client.get("/", headers={"Cookie": f"__Host-genvej={token}"})).status == 200
        # A cookie without the prefix can be set by a neighbour on the same domain.
        assert (await client.get("/", headers={"Cookie": f"genvej={token}"})).status == 401


async def test_a_one_time_password_only_lets_its_owner_choose_another(
    browser: Browser, ledger: Ledger, clock: Clock, hasher: Passwords
) -> None:
    made = await accounts.first_sign_in(ledger, clock, hasher=hasher)
    assert made is not None
    await browser.sign_in(made.name, made.password)
    for path in ("/", "/log", "/operators", "/account"):
        answer = await browser.get(path)
        assert (answer.status, answer.headers.get("Location")) == (303, "/account/password")
    assert (await browser.post("/operators", name="Eve", role="administrator")).status == 403
    changed = await browser.post("/account/password", current=made.password, new=PASSWORD, again=PASSWORD)
    assert changed.status == 303
    assert (await browser.get("/operators")).status == 200
    assert (await browser.sign_in(made.name, made.password)).status == 401


async def test_a_one_time_password_that_nobody_used_in_time_opens_nothing(
    browser: Browser, ledger: Ledger, clock: Clock, hasher: Passwords
) -> None:
    made = await accounts.add(ledger, "Bo", "reviewer", clock, hasher=hasher)
    clock.forward(days=14)
    assert (await browser.sign_in("Bo", made.password)).status == 401


async def test_who_is_signed_in_is_not_asked_again(admin: Browser) -> None:
    answer = await admin.get("/sign-in?next=/log")
    assert (answer.status, answer.headers["Location"]) == (303, "/log")
