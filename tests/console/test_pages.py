"""The pages: what an operator finds on them."""

from bot.ledger import Ledger
from tests.console import seeding
from tests.console.conftest import Browser, Health


async def test_the_overview_tells_the_health(
    admin: Browser,
) -> None:
    assert "Model 1f2e answers." in await admin.text("/")


async def test_the_log_shows_a_completed_deflection(admin: Browser, ledger: Ledger) -> None:
    id = await seeding.one_completed(ledger)
    page = await admin.text("/log?state=completed&service=health_card_reorder&language=da&from=2026-11-23")
    assert "receipt from the form engine" in page
    assert f"/conversations/{id}" in page


async def test_a_conversation_stands_beside_what_was_booked(admin: Browser, ledger: Ledger) -> None:
    id = await seeding.one_completed(ledger)
    page = await admin.text(f"/conversations/{id}")
    places = [
        page.index(label) for label in ("Conversation begun", "Citizen wrote", "Offered", "Receipt arrived")
    ]
    assert places == sorted(places)
    assert "Jeg har tabt mit gule kort" in page
    assert "93%" in page


async def test_the_overview_opens_when_health_cannot_be_told(admin: Browser, health: Health) -> None:
    health.broken = True
    assert "could not be told" in await admin.text("/")


async def test_every_page_of_an_administrator_opens(admin: Browser) -> None:
    for path in ("/", "/log", "/operators", "/account", "/account/password"):
        assert "<h1>" in await admin.text(path)
