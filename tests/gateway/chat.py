"""A browser without JavaScript on `/chat`: its cookie, the pages it is shown, and the forms on them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import ClientSession, CookieJar

from tests.gateway.town import Town

INLINE = frozenset({"a", "bdi", "span", "strong"})


class Page(HTMLParser):
    """`hidden` are the fields of the form with the box; `buttons` are (name, value) of all buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.text = ""
        self.hidden: dict[str, str] = {}
        self.buttons: list[tuple[str, str]] = []
        self.draft = ""
        self.ids: set[str] = set()
        self._in: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in.append(tag)
        self.text += "" if tag in INLINE else " "
        self.ids |= {given["id"]} if "id" in given else set()
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"]] = given["value"]
        if tag == "button" and "name" in given:
            self.buttons.append((given["name"], given["value"]))

    def handle_endtag(self, tag: str) -> None:
        while self._in and self._in.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "textarea" in self._in:
            self.draft += data
        elif not {"script", "style"} & set(self._in):
            self.text += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    def taps(self, question: str) -> list[str]:
        return [value for name, value in self.buttons if name == question]


@dataclass
class Browser:
    """`page` is the last one shown, `status` how it was answered, `path` where it stood in the end."""

    town: Town
    session: ClientSession
    page: Page = field(default_factory=lambda: Page(""))
    status: int = 0
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def open(self, path: str = "/chat") -> "Browser":
        async with self.session.get(f"{self.town.url}{path}", headers={"Accept": "text/html"}) as response:
            return await self._shown(response)

    async def post(self, path: str, fields: Any, **headers: str) -> "Browser":
        given = {"Origin": self.town.url, "Accept": "text/html", **headers}
        async with self.session.post(f"{self.town.url}{path}", data=fields, headers=given) as response:
            return await self._shown(response)

    async def say(self, text: str, **more: str) -> "Browser":
        """By the form of the page that is shown."""
        return await self.post("/chat", {**self.page.hidden, "text": text, **more})

    async def choose(self, id: str) -> "Browser":
        return await self.post("/chat", {**self.page.hidden, "choice": id})

    async def tap(self, question: str, answer: str) -> "Browser":
        assert answer in self.page.taps(question), self.page.buttons
        return await self.post("/chat/feedback", {question: answer})

    async def _shown(self, response: Any) -> "Browser":
        self.page, self.status = Page(await response.text()), response.status
        self.path, self.headers = response.url.path_qs, dict(response.headers)
        return self


@asynccontextmanager
async def browser(town: Town) -> AsyncIterator[Browser]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield await Browser(town, session).open()
