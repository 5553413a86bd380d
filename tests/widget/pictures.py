"""Makes a picture of every state of the chat, large and small: `python -m tests.widget.pictures FOLDER`."""

import asyncio
import shutil
import sys
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.widget.conftest import ARGUMENTS, serve
from tests.widget.states import FOUR_TIMES, LARGE, SMALL, STATES, State
from tests.widget.town import Town, Visit, host_app


async def picture(chromium: Browser, state: State, path: Path, **viewport: dict[str, int]) -> None:
    town = Town()
    ours, town.origin = await serve(town.app())
    theirs, host = await serve(host_app(town))
    context = await chromium.new_context(**{**viewport, **state.options})  # type: ignore[arg-type]
    visit = Visit(town, await context.new_page(), host)
    await state.reach(visit)
    await (visit.launcher if state.name == "closed" else visit.panel).screenshot(path=path)
    await context.close()
    town.end()
    for runner in (ours, theirs):
        await runner.cleanup()


async def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        path = shutil.which("chromium")
        chromium = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for state in STATES:
            if state.options.get("viewport") != FOUR_TIMES:
                await picture(chromium, state, folder / f"{state.name}-large.png", viewport=LARGE)
            await picture(chromium, state, folder / f"{state.name}-small.png", viewport=SMALL)
        await chromium.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
