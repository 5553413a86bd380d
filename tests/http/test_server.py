"""Our headers are on every response, the parser's own errors included, and errors tell nothing."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.http import guards, problem, server


async def _boom(_: web.Request) -> web.Response:
    raise RuntimeError("SELECT secret FROM /etc/passwd")


async def _echo(request: web.Request) -> web.Response:
    return web.json_response(problem.parse_json(await request.read()))


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = server.application()
    server.secure(app, "default-src 'none'")
    guards.add(app, "GET", "/boom", _boom, guards.PUBLIC)
    guards.add(app, "POST", "/echo", _echo, guards.PUBLIC)
    runner, port = await server.serve(app, "127.0.0.1", 0, setting="GENVEJ_PUBLIC_PORT")
    yield port
    await runner.cleanup()


async def _raw(port: int, data: bytes) -> tuple[int, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    await writer.drain()
    answer = await reader.read(65536)
    writer.close()
    await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(
            b"GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404, id="unknown_path"
        ),
        pytest.param(b"PUT /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405, id="wrong_method"),
        pytest.param(b"GET /boom HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 500, id="unexpected"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00<script>\r\n\r\n", 400, id="nul_in_header"),
        pytest.param(
            b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            400,
            id="two_content_lengths",
        ),
        pytest.param(
            b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\nConnection: close\r\n\r\n",
            413,
            id="too_large_before_it_is_read",
        ),
        pytest.param(
            b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n"
            b"Connection: close\r\n\r\n{}",
            415,
            id="false_gzip",
        ),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nExpect: <script>\r\n\r\n", 417, id="strange_expectation"),
    ],
)
async def test_every_error_is_a_bland_problem_with_our_headers(
    port: int, request_bytes: bytes, status: int
) -> None:
    got, headers, body = await _raw(port, request_bytes)
    assert got == status
    assert headers["Content-Type"].startswith("application/problem+json")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    assert "aiohttp" not in headers.get("Server", "")
    assert json.loads(body)["status"] == status
    for told in (b"SELECT", b"passwd", b"RuntimeError", b"script"):
        assert told not in body


async def test_a_body_that_never_comes_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "BODY_SECONDS", 0.05)
    status, _, _ = await _raw(port, b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{")
    assert status == 408


async def test_a_busy_port_is_one_sentence_with_the_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        with pytest.raises(server.AddressInUse, match=rf"Port {busy} .* GENVEJ_PUBLIC_PORT=<number>"):
            await server.serve(server.application(), "127.0.0.1", busy, setting="GENVEJ_PUBLIC_PORT")


async def test_a_route_without_a_guard_is_found() -> None:
    app = web.Application()
    guards.add(app, "GET", "/guarded", _boom, guards.PUBLIC)
    assert guards.unguarded(app) == []
    app.router.add_route("POST", "/stray", _boom)
    assert guards.unguarded(app) == ["POST /stray"]


async def test_a_guard_refuses_before_the_handler_runs() -> None:
    async def refuse(_: web.Request) -> None:
        raise problem.Problem(401, "Unauthorised", "Sign in first.")

    app = server.application()
    server.secure(app, "default-src 'none'")
    guards.add(app, "GET", "/boom", _boom, guards.Guard("nobody", refuse))
    runner, port = await server.serve(app, "127.0.0.1", 0, setting="GENVEJ_PUBLIC_PORT")
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/boom") as response:
        assert response.status == 401
    await runner.cleanup()


def test_the_c_parser_is_in_use() -> None:
    from aiohttp import http_parser

    assert http_parser.HttpRequestParser is not http_parser.HttpRequestParserPy
