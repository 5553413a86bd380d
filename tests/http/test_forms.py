"""Form posts over real HTTP: what is read of them, and what is refused."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.http import guards, server
from bot.http.forms import FORM_TYPE, read_form


async def _echo(request: web.Request) -> web.Response:
    return web.json_response(await read_form(request, ("text", "id")))


@pytest.fixture
async def address() -> AsyncIterator[str]:
    app = server.application()
    server.secure(app, "default-src 'none'")
    guards.add(app, "POST", "/", _echo, guards.PUBLIC)
    runner, port = await server.serve(app, "127.0.0.1", 0, setting="TEST")
    yield f"http://127.0.0.1:{port}/"
    await runner.cleanup()


async def post(address: str, body: bytes, content_type: str = FORM_TYPE) -> tuple[int, Any]:
    headers = {"Content-Type": content_type}
    async with ClientSession() as session, session.post(address, data=body, headers=headers) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        pytest.param(b"text=%C3%86r%C3%B8+%2B&id=", {"text": "Ærø +", "id": ""}, id="as_browsers_send"),
        pytest.param("text=Ærø".encode(), {"text": "Ærø"}, id="not_escaped"),
        pytest.param(b"text=a&cpr=1&cpr=2", {"text": "a"}, id="unwanted_fields_are_not_read"),
        pytest.param(b"text=%ff%ed%a0%80", {"text": "\ufffd" * 4}, id="not_utf8"),
        pytest.param(b"text=\xff", {"text": "\ufffd"}, id="not_utf8_and_not_escaped"),
        pytest.param(b"", {}, id="nothing"),
    ],
)
async def test_only_what_is_wanted_is_read(address: str, body: bytes, fields: dict[str, str]) -> None:
    assert await post(address, body) == (200, fields)


@pytest.mark.parametrize("charset", ["utf-99", "hex", "utf-16", "idna"])
async def test_a_claimed_charset_changes_nothing(address: str, charset: str) -> None:
    assert await post(address, b"text=a", f"{FORM_TYPE}; charset={charset}") == (200, {"text": "a"})


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b"text=a&text=b", FORM_TYPE, 400, id="a_field_twice"),
        pytest.param(b"&".join(b"x=1" for _ in range(1_001)), FORM_TYPE, 400, id="too_many_fields"),
        pytest.param(b"text=a", "text/plain", 415, id="plain_text"),
        pytest.param(b"--b\r\n", "multipart/form-data; boundary=b", 415, id="multipart"),
        pytest.param(b"--b\r\n", "multipart/form-data", 415, id="multipart_without_boundary"),
    ],
)
async def test_what_could_be_understood_differently_is_refused(
    address: str, body: bytes, content_type: str, status: int
) -> None:
    got, problem = await post(address, body, content_type)
    assert (got, problem["status"]) == (status, status)
