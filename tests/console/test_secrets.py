"""No answer holds a token or a hash that opens anything."""

from aiohttp import web

from bot.console import tokens
from bot.ledger import Ledger, operators
from tests.console import seeding
from tests.console.conftest import KEY, Browser, Clock, operator


async def test_no_page_and_no_export_shows_a_token_or_a_hash(
    admin: Browser, ledger: Ledger, clock: Clock, app: web.Application
) -> None:
    id = await seeding.one_completed(ledger)
    await operator(ledger, "Bo", "reviewer", clock)
    known = await ledger.read(operators.all)
    session, device = admin.cookie("genvej"), admin.cookie("genvej-device")
    secrets = {
        *(session, tokens.digest(session), device, KEY.hex()),
        *(one.password_hash for one in known),
        *(
            "$argon2",
            "once:",
            f"hash-of-{id}",
            f"link-{id}",
            f"reference-{id}",
            "secret-link-token",
            "client-",
        ),
    }
    paths = ["/", "/log", "/log.csv", f"/conversations/{id}", "/operators", "/account", "/account/password"]
    for path in (*paths, "/sign-in", "/nothing", "/log?state=x"):
        answer = await admin.get(path)
        text = await answer.text() + str(answer.headers)
        assert [secret for secret in secrets if secret in text] == [], path


async def test_nothing_secret_stands_in_an_address(admin: Browser) -> None:
    answer = await admin.get("/account")
    page = await answer.text()
    assert "?form_token" not in page
    assert "&form_token" not in page
