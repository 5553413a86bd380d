"""The design system is the one that was looked at, has its licences, and asks for nothing elsewhere."""

import hashlib
import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.http import dkfds, server

TABLE = dict(line.split()[::-1] for line in (dkfds.FILES / "SHA256SUMS").read_text().splitlines())
SHEET = (dkfds.FILES / "dkfds.css").read_text(encoding="utf-8")


@pytest.fixture
async def site() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = server.application()
    server.secure(app, "default-src 'none'")
    dkfds.add(app)
    async with TestClient(TestServer(app)) as client:
        yield client


def test_every_file_is_in_the_table_with_its_hash() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in dkfds.FILES.iterdir()
        if path.name != "SHA256SUMS"
    }
    assert found == TABLE


@pytest.mark.parametrize(
    ("file", "words"),
    [("LICENSE.md", "MIT license"), ("OFL.txt", "SIL OPEN FONT LICENSE"), ("APACHE-2.0.txt", "Version 2.0")],
)
def test_each_licence_lies_beside_the_files(file: str, words: str) -> None:
    assert words in (dkfds.FILES / file).read_text(encoding="utf-8")


def test_the_sheet_asks_only_for_files_beside_it() -> None:
    asked = set(re.findall(r"url\(([^)]*)\)", SHEET))
    assert asked
    assert {name.strip('"') for name in asked} <= set(TABLE)
    assert not re.search(r"@import|https?:", SHEET)


def test_sizes_count_from_the_readers_own_font() -> None:
    assert "62.5%" not in SHEET
    assert "font-size:100%" in SHEET


@pytest.mark.parametrize("name", ["dkfds.css", "icons.svg", "IBMPlexSans-Regular-Latin1.woff2"])
async def test_a_file_comes_whole_and_is_kept_for_a_year(
    site: TestClient[web.Request, web.Application], name: str
) -> None:
    async with site.get(f"{dkfds.base()}/{name}", headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert hashlib.sha256(await response.read()).hexdigest() == TABLE[name]
        assert ("gzip" in response.headers.get("Content-Encoding", "")) is (not name.endswith(".woff2"))


@pytest.mark.parametrize("name", ["LICENSE", "..%2f__init__.py", "SHA256SUMS", "nothing.css"])
async def test_nothing_else_is_served(site: TestClient[web.Request, web.Application], name: str) -> None:
    async with site.get(f"{dkfds.base()}/{name}") as response:
        assert response.status == 404
