"""Requests that no browser sends, byte by byte: refused in our words, with our headers, and never twice."""

import asyncio
from contextlib import suppress

import pytest
from yarl import URL

from bot.http import server
from tests.faults.counting import stored
from tests.faults.wire import exchange, request
from tests.gateway.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOST = b"Host: genvej.example\r\n"
SMUGGLED = b"GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n"


def get(*lines: bytes) -> bytes:
    return b"GET / HTTP/1.1\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def post(*lines: bytes, body: bytes = b"") -> bytes:
    return b"POST /chat HTTP/1.1\r\n" + HOST + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(
            post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SMUGGLED),
            id="length_and_chunked",
        ),
        pytest.param(
            post(b"Transfer-Encoding: chunked", b"Content-Length: 60", body=b"0\r\n\r\n" + SMUGGLED),
            id="chunked_and_length",
        ),
        pytest.param(
            post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n" + SMUGGLED), id="unknown_encoding"
        ),
        pytest.param(
            post(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n" + SMUGGLED), id="two_encodings"
        ),
        pytest.param(post(b"Transfer-Encoding: chunked", body=b"zz\r\n" + SMUGGLED), id="chunk_size"),
        pytest.param(post(b"Content-Length: 0", b"Content-Length: 5", body=SMUGGLED), id="two_lengths"),
        pytest.param(post(b"Content-Length: +5", body=SMUGGLED), id="length_with_a_sign"),
        pytest.param(post(b"Content-Length: -5", body=SMUGGLED), id="negative_length"),
        pytest.param(post(b"Content-Length: 5_0", body=SMUGGLED), id="length_as_python_reads_it"),
        pytest.param(post(b"Content-Length: 0x5", body=SMUGGLED), id="length_in_hex"),
        pytest.param(get(b"Host: a", b"X-A: b", b" evil.example"), id="folded_header"),
        pytest.param(get(b"Host: a", b"Host: evil.example"), id="two_hosts"),
        pytest.param(get(b"X-A: b"), id="no_host"),
        pytest.param(get(b"Host: a", b"X-A: \x00evil.example"), id="nul_in_a_header"),
        pytest.param(get(b"Host: a", b"X-A: b\revil.example"), id="carriage_return_in_a_header"),
        pytest.param(get(b"Host : evil.example"), id="blank_in_a_name"),
        pytest.param(get(b"Host: a", b": evil.example"), id="header_without_name"),
        pytest.param(get(b"Host: a", *(b"X-%d: evil.example" % n for n in range(200))), id="200_headers"),
        pytest.param(get(b"Host: a", b"X-A: " + b"evil.example" * 800), id="9_kb_header"),
        pytest.param(b"GET /" + b"evil.example" * 800 + b" HTTP/1.1\r\nHost: a\r\n\r\n", id="9_kb_address"),
        pytest.param(b"GET / HTTP/1.1\nHost: evil.example\n\n", id="bare_line_feeds"),
        pytest.param(b"get /evil.example HTTP/1.1\r\nHost: a\r\n\r\n", id="method_in_lower_case"),
        pytest.param(b"EVIL.EXAMPLE / HTTP/1.1\r\nHost: a\r\n\r\n", id="unknown_method"),
        pytest.param(b"GET /evil.example HTTP/9.9\r\nHost: a\r\n\r\n", id="unknown_version"),
        pytest.param(b"GET /\xff\xfeevil.example HTTP/1.1\r\nHost: a\r\n\r\n", id="address_not_ascii"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00evil.example\r\n\r\n", id="tls"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="http2"),
    ],
)
async def test_what_two_readers_could_understand_differently_is_refused_once(
    standing: Town, sent: bytes
) -> None:
    answer = await exchange(standing.url, sent)
    assert (answer.status, answer.count) == (400, 1)
    answer.is_a_bland_problem()
    assert b"evil" not in answer.raw.lower()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("TRACE", "/", 405),
        ("PUT", "/", 405),
        ("PATCH", "/chat", 405),
        ("HEAD", "/go/x", 405),
        ("OPTIONS", "/", 405),
        ("OPTIONS", "*", 404),
        ("CONNECT", "evil.example:443", 404),
        ("GET", "/api/conversations", 405),
        ("GET", "/nothing", 404),
        ("GET", "//api/contact", 404),
        ("GET", "//evil.example/services", 404),
        ("GET", "/api/../services", 404),
        ("GET", "/api/%2e%2e/services", 404),
        ("GET", "/api/contact/", 404),
        ("GET", "/API/contact", 404),
        ("GET", "/api/contact;x", 404),
        ("GET", "/\\evil.example", 404),
    ],
)
async def test_other_methods_and_addresses_get_nothing(
    standing: Town, method: str, path: str, status: int
) -> None:
    answer = await exchange(standing.url, request(method, path, b"X-Secret-Word: told\r\n"))
    assert answer.status == status
    answer.has_our_headers()
    assert b"evil" not in answer.raw
    assert b"told" not in answer.raw
    if method != "HEAD":
        answer.is_a_bland_problem()


@pytest.mark.parametrize(
    "path",
    [
        "/go/..%2f..%2fetc", "/go/%00", "/go/%ed%a0%80", "/services/%00", "/services/..%2fchat",
        "/static/%2e%2e%2fapp.py", "/widget/..%2fconversation.js", "/static/site.css%00.js",
    ],
)  # fmt: skip
async def test_a_name_that_nobody_has_is_a_page_that_says_so(standing: Town, path: str) -> None:
    answer = await exchange(standing.url, request("GET", path))
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
    answer.has_our_headers()


@pytest.mark.parametrize("path", ["/", "/services", "/chat", "/api/openapi.json", "/services/bulky_waste"])
async def test_nothing_is_built_from_the_name_that_a_request_calls_us(standing: Town, path: str) -> None:
    sent = (
        f"GET http://evil.example{path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
    )
    answer = await exchange(standing.url, f"{sent}Connection: close\r\n\r\n".encode())
    assert answer.status == 200
    assert b"evil" not in answer.raw


async def test_a_link_to_a_form_leads_to_us_whatever_a_request_calls_us(standing: Town) -> None:
    conversation, headers = await standing.open()
    foreign = {**headers, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    _, turn = await standing.say((conversation, foreign), "min sofa skal hentes")
    assert turn["replies"][0]["link"]["href"].startswith(f"{standing.url}/go/")


RUBBISH = [
    "xx",
    "../../etc/passwd",
    "da\r\nSet-Cookie: a=b",
    "%00",
    "DA",
    "en-GB,en;q=0.9,da;q=0.1",
    "x" * 5_000,
]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
async def test_a_language_that_we_do_not_have_is_danish(standing: Town, rubbish: str) -> None:
    for path in ("/", "/chat", "/services", "/api/contact"):
        async with standing.session.get(f"{standing.url}{path}", params={"language": rubbish}) as response:
            assert response.status == 200
            assert '"da"' in await response.text()
            assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (b"xx, en;q=0.5", b"en"),
        (b"en", b"en"),
        (b"x" * 5_000, b"da"),
        (b"../../etc/passwd", b"da"),
        (b"\xff\xfe", b"da"),
        (b", ;q=,,-,en_US", b"da"),
    ],
    ids=range(6),
)
async def test_a_strange_accept_language_is_read_without_trouble(
    standing: Town, header: bytes, language: bytes
) -> None:
    answer = await exchange(standing.url, request("GET", "/", b"Accept-Language: " + header + b"\r\n"))
    assert answer.status == 200
    assert b'<html lang="' + language in answer.body


CHUNK = b"11170\r\n" + b"x" * 0x11170 + b"\r\n0\r\n\r\n"
ODD = b"\xff\xfe"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/chat", b"Cookie: genvej-chat=" + ODD + b"." + ODD + b"\r\n"),
        ("GET", "/chat", b'Cookie: genvej-chat="\\000\\377.\\000"\r\n'),
        ("POST", "/chat/erase", b'Origin: http://genvej.example\r\nCookie: genvej-chat="\\000.x"\r\n'),
        ("GET", "/services?q=%00%ff%ed%a0%80", b""),
        ("GET", "/services?q=" + "a" * 5_000, b""),
        ("GET", "/services?q=(a%2b)%2b%24%22%5c%27--", b""),
        ("GET", "/api/conversations/%00", b"Authorization: Bearer x\r\n"),
        ("GET", "/api/conversations/%ff", b"Authorization: Bearer " + ODD + b"\r\n"),
        ("DELETE", "/api/conversations/..%2f..%2fx", b"Authorization: Basic eDp5\r\n"),
        ("POST", "/api/receipts/%00", b"Authorization: Bearer " + ODD + b"\r\n"),
        (
            "GET",
            "/",
            b"User-Agent: " + ODD + b"\r\nReferer: " + ODD + b"\r\nX-Forwarded-For: " + ODD + b"\r\n",
        ),
        ("GET", "/", b"Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n"),
        ("GET", "/", b"Range: bytes=99999-1\r\n"),
        ("GET", "/widget.js", b"Range: bytes=99999999-1\r\nIf-Modified-Since: " + ODD + b"\r\n"),
        ("OPTIONS", "/api/conversations", b"Origin: " + ODD + b"\r\nAccess-Control-Request-Method: X\r\n"),
    ],
)
async def test_odd_bytes_are_nobodys_fault_but_the_senders(
    standing: Town, method: str, path: str, headers: bytes
) -> None:
    before = await stored(standing)
    answer = await exchange(standing.url, request(method, path, headers))
    assert answer.status < 500
    if path != "/widget.js":
        answer.has_our_headers()
    assert await stored(standing) == before


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        pytest.param(b"Content-Encoding: gzip\r\nContent-Length: 2\r\n", b"{}", 415, id="claimed_gzip"),
        pytest.param(b"Content-Length: 70000\r\n", b"", 413, id="announced_too_large"),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n",
            b"11170\r\n" + b"x" * 70_000 + b"\r\n0\r\n\r\n",
            413,
            id="chunks",
        ),
        pytest.param(b"Content-Type: text/plain\r\nContent-Length: 2\r\n", b"{}", 415, id="plain_text"),
        pytest.param(b"Content-Length: 2\r\n", b"{}", 415, id="no_type"),
    ],
)
async def test_a_body_that_cannot_be_taken_is_refused(
    standing: Town, headers: bytes, body: bytes, status: int
) -> None:
    sent = b"POST /api/conversations HTTP/1.1\r\nConnection: close\r\n" + HOST + headers + b"\r\n" + body
    answer = await exchange(standing.url, sent)
    assert answer.status == status
    answer.is_a_bland_problem()


async def test_a_body_that_trickles_in_is_given_up(standing: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "BODY_SECONDS", 0.1)
    at = URL(standing.url)
    reader, writer = await asyncio.open_connection(at.host, at.port)
    writer.write(b"POST /api/conversations HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n")

    async def trickle() -> None:
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    trickling = asyncio.create_task(trickle())
    async with asyncio.timeout(10):
        assert b" 408 " in await reader.readline()
        trickling.cancel()
        with suppress(ConnectionError):
            await reader.read(-1)
    await asyncio.gather(trickling, return_exceptions=True)
    writer.close()


async def test_looking_at_pages_stores_nothing(standing: Town) -> None:
    before = await stored(standing)
    for path in ("/chat", "/", "/services?q=sofa", "/services/bulky_waste", "/widget.js", "/api/contact"):
        looks = [_look(standing, path) for _ in range(300 if path == "/chat" else 20)]
        assert set(await asyncio.gather(*looks)) == {(200, False)}
    assert await stored(standing) == before


async def _look(place: Town, path: str) -> tuple[int, bool]:
    """The status, and whether a cookie was set."""
    async with place.session.get(f"{place.url}{path}") as response:
        await response.read()
        return response.status, "Set-Cookie" in response.headers
