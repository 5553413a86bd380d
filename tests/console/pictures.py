"""Makes the pictures of docs/operators.md: `python -m tests.console.pictures FOLDER`, on an invented year."""

import asyncio
import io
import shutil
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

from aiohttp import web
from playwright.async_api import async_playwright

from bot import demonstrating, settings
from bot.banking import drafts, terms
from bot.banking.terms import Terms
from bot.clock import now
from bot.console.app import init_app
from bot.console.shared import Part
from bot.deflection.bank.entries import Phase
from bot.deflection.money import Money
from bot.deflection.periods import ONE_DAY, Month, day_of
from bot.ledger import Ledger
from bot.ledger.transaction import Transaction
from tests.console import journeys
from tests.console.conftest import a_workshop, console_settings, operator, the_catalogue
from tests.console.test_improve import misunderstood
from tests.console.test_improve_keys import SENTENCE
from tests.console.test_scripts import ARGUMENTS

SCALE = "0.02"


def a_case(tx: Transaction) -> None:
    """Invested ten months ago, and reorganising since four."""
    given = Terms(catalogue=the_catalogue(), minimum=Fraction(16, 100))
    month = Month.of(day_of(now()))
    begun, changed, then = (month.plus(-ago).first() for ago in (10, 9, 4))
    promise = terms.promise("1000", ["120", "240"], 10, "USD")
    services = ["address_change", "gp_change", "ehic"]
    for draft in (
        drafts.deposit(begun, Money.parse("2000", "USD"), "Budget"),
        drafts.propose(given, begun, "tablets", "Tablets at the counter", services=services, promise=promise),
        drafts.decide(given, begun, "tablets"),
        drafts.invest(begun + ONE_DAY, "tablets"),
        drafts.move(changed, "tablets", Phase.CHANGING),
        drafts.move(then, "tablets", Phase.REORGANISING),
    ):
        drafts.book(tx, draft, now(), by="finance")


async def parts() -> list[Part]:
    return [Part(name="Engine", state="ok", sentence="In use.")]


async def take(folder: Path, var: Path) -> None:
    await demonstrating.book(settings.load({"GENVEJ_VAR": str(var)}), SCALE, io.StringIO())
    ledger = await Ledger.open(f"sqlite:///{var / 'genvej.sqlite'}", folder=var)
    await ledger.write(a_case)
    await misunderstood(ledger, now())
    app = init_app(
        ledger, the_catalogue(), console_settings(demo=True), now, parts, a_workshop(var, the_catalogue())
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for role, journey in journeys.JOURNEYS.items():
            await operator(ledger, role, role, now)  # type: ignore[arg-type]
            page = await journeys.signed_in(chromium, origin, role)
            await journey(page, journeys.into(folder))
            if role == "reviewer":
                await page.goto("/")
                await journeys.teach(page, SENTENCE, journeys.into(folder))
            if role == "manager":
                await page.goto("/")
                await journeys.channels(page, var, journeys.into(folder))
        await operator(ledger, "editor", "editor", now)  # type: ignore[arg-type]
        page = await journeys.signed_in(chromium, origin, "editor")
        await journeys.accept(page, SENTENCE, journeys.into(folder))
        await chromium.close()
    await runner.cleanup()
    await ledger.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        asyncio.run(take(Path(sys.argv[1]), Path(temporary)))
