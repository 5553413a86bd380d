"""From a misunderstood message to the training data by keys, in real browsers under our own policy."""

from aiohttp.test_utils import TestServer
from playwright.async_api import Browser

from bot.ledger import Ledger, proposals
from bot.ledger.proposals import State
from bot.teaching.workshop import Workshop
from tests.console import journeys
from tests.console.conftest import Clock, operator
from tests.console.test_accessibility import chromium, fits

__all__ = ["chromium"]

SENTENCE = "min søns pas er ødelagt og duer ikke mere"


async def test_three_keys_propose_and_an_editor_accepts(
    chromium: Browser, server: TestServer, ledger: Ledger, clock: Clock, workshop: Workshop
) -> None:
    """Each stage by axe and at each width; the file has the sentence only once the editor has accepted."""
    complaints: list[str] = []
    pages = {}
    for role in ("reviewer", "editor"):
        await operator(ledger, role, role, clock)
        pages[role] = await journeys.signed_in(chromium, str(server.make_url("/")), role)
        pages[role].on("pageerror", lambda error: complaints.append(str(error)))
    await journeys.teach(pages["reviewer"], SENTENCE, fits)
    _, mine = await ledger.read(lambda conn: proposals.listed(conn, State.PROPOSED))
    assert (mine.text, mine.intent) == (SENTENCE, "service/passport_child")
    assert not workshop.library.holds("service/passport_child", SENTENCE)
    await journeys.accept(pages["editor"], SENTENCE, fits)
    assert workshop.library.holds("service/passport_child", SENTENCE)
    assert complaints == []
