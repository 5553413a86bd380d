"""Our headers are on every answer, and errors are pages that tell nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.console.pages import CSP
from bot.http import guards, server
from bot.ledger import Ledger
from tests.console.conftest import Browser

EXPECTED = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}


async def boom(_: web.Request) -> web.Response:
    raise RuntimeError("SELECT secret FROM /etc/passwd")


@pytest.fixture
def app(app: web.Application) -> web.Application:
    guards.add(app, "GET", "/boom", boom, guards.PUBLIC)
    return app


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("GET", "/", 401), ("GET", "/sign-in", 200), ("GET", "/static/console.css", 200)),
        *(("GET", "/nothing", 404), ("GET", "/log/", 404), ("GET", "/sign-in/x", 404)),
        *(("PUT", "/log", 405), ("DELETE", "/", 405), ("TRACE", "/", 405), ("GET", "/sign-out", 405)),
        *(("GET", "/boom", 500), ("POST", "/sign-in", 403)),
    ],
)
async def test_every_answer_carries_our_headers(
    method: str, path: str, status: int, browser: Browser
) -> None:
    answer = await browser.client.request(method, path, allow_redirects=False)
    assert answer.status == status
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "Server" not in answer.headers
    kept = path.startswith("/static/console")
    assert answer.headers["Cache-Control"] == ("public, max-age=86400" if kept else "no-store")


async def test_every_page_of_an_operator_carries_them_too(admin: Browser) -> None:
    for path in ("/", "/log", "/log.csv", "/operators", "/account", "/account/password", "/conversations/x"):
        answer = await admin.get(path)
        assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED


async def test_an_unexpected_error_tells_a_number_and_nothing_else(browser: Browser) -> None:
    page = await browser.text("/boom", status=500)
    assert "It is not your fault." in page
    assert "finds the line" in page
    for word in ("SELECT", "passwd", "RuntimeError", "Traceback", "/work"):
        assert word not in page


async def test_a_body_that_is_too_large_is_a_page(browser: Browser) -> None:
    answer = await browser.client.post("/sign-in", data=b"x" * 70_000, headers={"Origin": browser.origin})
    assert answer.status == 413
    assert "larger than 64 KB" in await answer.text()


async def test_without_the_ledger_a_page_says_when_to_come_back(admin: Browser, ledger: Ledger) -> None:
    await ledger.close()
    answer = await admin.get("/log")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Try again in a minute" in await answer.text()


@pytest.fixture
async def port(app: web.Application) -> AsyncIterator[int]:
    runner, port = await server.serve(app, "127.0.0.1", 0, setting="GENVEJ_CONSOLE_PORT")
    yield port
    await runner.cleanup()


@pytest.mark.parametrize(
    ("line", "status"),
    [
        pytest.param(b"GET / HTTP/1.1\r\nX: \x00<script>", 400, id="nul_in_a_header"),
        pytest.param(b"GET //log HTTP/1.1", 404, id="two_slashes"),
        pytest.param(b"GET /static/../app.py HTTP/1.1", 404, id="up_and_out"),
        pytest.param(b"GET /static/%2e%2e/app.py HTTP/1.1", 404, id="up_and_out_encoded"),
        pytest.param(b"get / HTTP/1.1", 400, id="lower_case_method"),
    ],
)
async def test_odd_requests_are_answered_blandly(line: bytes, status: int, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(line + b"\r\nHost: a\r\nConnection: close\r\n\r\n")
    head = (await reader.read(65536)).decode().partition("\r\n\r\n")[0]
    writer.close()
    await writer.wait_closed()
    assert head.split()[1] == str(status)
    assert "Content-Security-Policy" in head
    assert "<script" not in head
