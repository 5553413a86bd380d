"""The operators' console and the demo self-service site; imported late, since citizens come first."""

from aiohttp import ClientSession

from bot.bank_terms import rule
from bot.catalogue import GENERIC
from bot.clock import now
from bot.house.house import House
from bot.ledger import demo
from bot.pseudonymise import pseudonyms_of


async def open_operators(house: House) -> None:
    from bot.console import accounts
    from bot.console.app import init_app as init_console
    from bot.console.shared import ConsoleSettings
    from bot.house.health import health
    from bot.house.workshop import workshop

    settings = house.settings
    console = ConsoleSettings(
        secure_cookies=settings.operators_url.startswith("https:"),
        key=house.key("console"),
        pseudonyms=pseudonyms_of(settings),
        bank_minimum=rule(settings),
        origin=settings.console_url.rstrip("/"),
        trusted_proxies=settings.trusted_proxies,
        mailboxes=mailboxes(house),
        upload_bytes=settings.upload_mb * 1_000_000,
        demo=await house.ledger.read(demo.marked),
    )
    app = init_console(house.ledger, house.catalogue, console, now, lambda: health(house), workshop(house))
    port = await house.listen(app, settings.console_host, settings.console_port, "GENVEJ_CONSOLE_PORT")
    house.console_url = settings.console_url.rstrip("/") or f"http://localhost:{port}"
    print(f"Operators:  {house.console_url}", flush=True)
    first = await accounts.first_sign_in(house.ledger, now)
    if first is not None:
        print(f"            first sign-in: {first.name}, password {first.password}", flush=True)


def mailboxes(house: House) -> dict[str, str]:
    """Where letters go, by department; none without a mail server."""
    if house.office is None:
        return {}
    known = {id: house.office.mailbox(id) for id in house.catalogue.departments}
    return {id: box for id, box in known.items() if box}


async def open_demo(house: House) -> None:
    if not house.demo_url:
        return
    from bot.demo_site import init_app as init_demo

    client = await house.stack.enter_async_context(ClientSession())
    app = init_demo(
        house.catalogue,
        receipts_url=f"{house.public_url}/api/receipts",
        secrets={GENERIC.id: house.receipt_secret, **house.demo_secrets},
        client=client,
    )
    await house.listen(app, "127.0.0.1", house.settings.demo_port, "GENVEJ_DEMO_PORT")
    print(f"Demo forms: {house.demo_url}", flush=True)
