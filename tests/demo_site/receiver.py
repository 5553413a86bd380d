"""What the demo site's tests share: a receiver of receipts that does as it is told, and a citizen."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.catalogue.model import FormField, Service
from bot.demo_site.steps import steps
from tests.reader import Reader

SECRETS = {name: f"a-secret-of-{name}" for name in ("generic", "demo-webform", "demo-openforms")}
Site = TestClient[web.Request, web.Application]
EXAMPLES = {"date": "2027-12-24", "email": "prøve@example.dk", "tel": "00000000", "checkbox": "yes"}


@dataclass
class Arrived:
    source: str
    authorization: str | None
    kind: str
    body: bytes


@dataclass
class Receiver:
    """Answers with `statuses` in turn, then 200; what arrived stands in `arrived`."""

    statuses: list[int] = field(default_factory=list)
    arrived: "asyncio.Queue[Arrived]" = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization")
        self.arrived.put_nowait(
            Arrived(request.match_info["source"], given, request.content_type, await request.read())
        )
        return web.json_response({}, status=self.statuses.pop(0) if self.statuses else 200)

    async def next(self) -> Arrived:
        """The next receipt; fails when none comes."""
        async with asyncio.timeout(5):
            return await self.arrived.get()


def example(field: FormField) -> str:
    return field.options[0].value if field.options else EXAMPLES.get(field.type, "Prøvevej 1")


@dataclass
class Citizen:
    """Somebody with a browser without scripts, at one form; `path` is where the last answer came from."""

    site: Site
    service: Service
    status: int = 0
    path: str = ""
    page: Reader = field(default_factory=lambda: Reader(""))

    @property
    def draft(self) -> str:
        """The address of the form being filled in."""
        found = re.match(r"/\w+/[\w-]+(?=/)", self.path)
        assert found, self.path
        return found[0]

    async def get(self, path: str) -> Reader:
        async with self.site.get(path) as response:
            self.status, self.path = response.status, response.url.path_qs
            self.page = Reader(await response.text())
        return self.page

    async def post(self, path: str, fields: dict[str, str]) -> Reader:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        async with self.site.post(path, data=urlencode(fields), headers=kind) as response:
            self.status, self.path = response.status, response.url.path_qs
            self.page = Reader(await response.text())
        return self.page

    async def begin(self, ref: str = "", language: str = "en") -> Reader:
        return await self.post(f"/{self.service.id}/begin", {"_language": language, "_ref": ref})

    async def fill(self, at: int, action: str = "next", **changes: str) -> Reader:
        fields = {field.name: example(field) for field in steps(self.service)[at - 1].fields}
        fields |= {"_language": "en", "_action": action} | changes
        return await self.post(f"{self.draft}/{at}", fields)

    async def fill_all(self) -> Reader:
        for at in range(1, len(steps(self.service)) + 1):
            await self.fill(at)
        assert "/check" in self.path, self.path
        return self.page

    async def send(self) -> Reader:
        return await self.post(f"{self.draft}/check", {"_language": "en"})
