"""One visitor of the public pages, and everything that the browser complained about meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import Page, expect

from tests.gateway.town import Town


@dataclass
class Visit:
    town: Town
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def go(self, path: str) -> None:
        await self.page.goto(f"{self.town.url}{path}")

    async def say(self, text: str) -> None:
        """On `/chat`, by its form; waits for the page that answers."""
        await self.page.locator("#text").fill(text)
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name="Send", exact=True).click()

    async def press(self, name: str) -> None:
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name=name).click()

    async def sees(self, words: str) -> None:
        await expect(self.page.locator("main")).to_contain_text(words)


Opening = Callable[..., Awaitable[Visit]]
