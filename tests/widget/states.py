"""Every state of the chat that a citizen may meet, and the way to it: for axe and for the pictures."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.widget.town import Visit, problem

LARGE = {"width": 1000, "height": 800}
SMALL = {"width": 320, "height": 640}
FOUR_TIMES = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %
BOTH = {"outcome": True, "otherwise": True}


async def _closed(visit: Visit) -> None:
    await visit.go()


async def _open(visit: Visit) -> None:
    await visit.open()
    await visit.panel.get_by_role("link", name="00 00 00 00").wait_for()


async def _card(visit: Visit) -> None:
    await _open(visit)
    await visit.say("mit gule kort er væk")


async def _choices(visit: Visit) -> None:
    await _open(visit)
    await visit.say("kort")


async def _chosen(visit: Visit) -> None:
    await _choices(visit)
    await visit.panel.get_by_role("button", name="Det blå EU-kort").click()
    await visit.panel.get_by_role("heading", name="Det blå EU-kort").wait_for()


async def _danger(visit: Visit) -> None:
    await _open(visit)
    await visit.say("nogen slår mig")


async def _error(visit: Visit) -> None:
    await _open(visit)
    visit.town.fault("/messages", problem(422, "Beskeden er for lang. Skriv højst 2000 tegn."))
    await visit.input.fill("en lang historie")
    await visit.input.press("Enter")
    await visit.panel.locator(".error").wait_for()


async def _offline(visit: Visit) -> None:
    await _card(visit)
    await visit.page.context.set_offline(True)
    await visit.input.fill("og hvad koster det?")
    await visit.input.press("Enter")
    await visit.panel.get_by_role("button", name="Prøv igen").wait_for()


async def _erasing(visit: Visit) -> None:
    await _choices(visit)
    await visit.panel.get_by_role("button", name="Slet", exact=True).click()


async def _asked(visit: Visit) -> None:
    visit.town.ask = BOTH
    await _card(visit)
    async with visit.page.context.expect_page() as opened:
        await visit.panel.locator(".go").click()
    await (await opened.value).close()
    await visit.panel.get_by_role("button", name="Jeg gav op").scroll_into_view_if_needed()


async def _composer(visit: Visit) -> None:
    await _open(visit)
    await visit.panel.get_by_role("button", name="Skriv til os").click()
    await visit.input.fill("Hej\nMit gule kort er væk, og jeg skal rejse på mandag.\nVenlig hilsen")
    await visit.panel.get_by_role("button", name="Bestil nyt sundhedskort").wait_for()


async def _sent(visit: Visit) -> None:
    await _composer(visit)
    await visit.panel.get_by_role("button", name="Send").click()
    await visit.panel.get_by_text("BREV-1").wait_for()


async def _from_the_right(visit: Visit) -> None:
    await visit.open("/ar")
    await visit.panel.get_by_role("button", name="العربية").click()
    await visit.say("مرحبا")
    await visit.say("mit gule kort er væk")


@dataclass(frozen=True)
class State:
    """`options` are Playwright's for a browser context."""

    name: str
    reach: Callable[[Visit], Awaitable[None]]
    options: dict[str, Any] = field(default_factory=dict)


STATES = (
    State("closed", _closed),
    State("open", _open),
    State("card", _card),
    State("choices", _choices),
    State("chosen", _chosen),
    State("danger", _danger),
    State("error", _error),
    State("offline", _offline),
    State("erasing", _erasing),
    State("asked", _asked),
    State("composer", _composer),
    State("sent", _sent),
    State("right-to-left", _from_the_right),
    State("forced-colours", _card, {"forced_colors": "active"}),
    State("dark", _card, {"color_scheme": "dark"}),
    State("400-percent", _card, {"viewport": FOUR_TIMES}),
)
