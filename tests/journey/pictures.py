"""Makes the pictures of the README from the running product: `python -m tests.journey.pictures FOLDER`."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from tests.journey.house import RunningHouse, running, with_model
from tests.journey.people import ask, fill_and_send, form, sign_in
from tests.widget.conftest import ARGUMENTS

PICTURES = ("citizen.png", "operator.png", "conversation.png")


async def take_pictures(house: RunningHouse, chromium: Browser, folder: Path) -> None:
    """A few questions as citizens ask them, one form sent, then what the operator sees."""
    for text in ("jeg skal flytte på mandag", "hvordan søger jeg boligstøtte", "storskrald: en gammel sofa"):
        context = await chromium.new_context(locale="da-DK")
        page = await context.new_page()
        await ask(page, house, text)
        await expect(page.locator("genvej-chat .card")).to_be_visible()
        if "storskrald" in text:
            await fill_and_send(await form(context, page))
        await context.close()
    context = await chromium.new_context(locale="da-DK", viewport={"width": 1200, "height": 820})
    page = await context.new_page()
    await ask(page, house, "mit gule kort er væk, hvad koster et nyt?")
    await expect(page.locator("genvej-chat .card")).to_contain_text("sundhedskort")
    await page.screenshot(path=folder / PICTURES[0])
    await sign_in(page, house)
    await page.screenshot(path=folder / PICTURES[1])
    await page.get_by_role("row").filter(has_text="bulky_waste").first.get_by_role("link").first.click()
    await page.screenshot(path=folder / PICTURES[2])
    await context.close()


async def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        var = Path(temporary) / "var"
        with_model(var)
        path = shutil.which("chromium")
        async with running(var) as house, async_playwright() as playwright:
            chromium = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
            await take_pictures(house, chromium, folder)
            await chromium.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
