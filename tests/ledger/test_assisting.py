"""An operator books that a person helped: it counts to take-up, saves nothing, and the sums hold."""

from datetime import date

import pytest

from bot.deflection.lifecycle import State
from bot.ledger import Ledger, Transaction, assisting, deflections, rollup
from bot.ledger.assisting import HelpedAlready
from bot.ledger.errors import UnknownConversation
from bot.ledger.tallies import CONVERSATION, DEFLECTION, OFFER, OPENING
from tests.ledger.helpers import begun, bind, later, offered, whole_way

PERIOD = (date(2026, 11, 1), date(2026, 12, 1))


def helped(tx: Transaction, id: str, service: str = "passport_renew", reason: str = "At the counter") -> str:
    return assisting.assist(tx, id, service, by="operator", reason=reason, at=later(days=1))


async def test_an_open_offer_is_helped_through(ledger: Ledger) -> None:
    await ledger.write(bind(offered, "c", "d"))
    assert await ledger.write(lambda tx: helped(tx, "c")) == "d"
    row = await ledger.read(lambda conn: deflections.find(conn, "d"))
    assert row is not None
    assert (row.state, row.evidence) == (State.ASSISTED, "operator")
    event = (await ledger.read(lambda conn: deflections.events(conn, "d")))[-1]
    assert (event.data["by"], event.data["reason"]) == ("operator", "At the counter")


async def test_without_an_offer_a_new_one_begins_as_helped_and_every_sum_holds(ledger: Ledger) -> None:
    await ledger.write(bind(begun, "c"))
    id = await ledger.write(lambda tx: helped(tx, "c", "gp_change"))
    row = await ledger.read(lambda conn: deflections.find(conn, id))
    assert row is not None
    assert (row.service, row.state, row.conversation) == ("gp_change", State.ASSISTED, "c")
    for begin, standing, by_service in ((OFFER, DEFLECTION, True), (OPENING, CONVERSATION, False)):
        differing = await ledger.read(bind(rollup.differing, begin, standing, *PERIOD, by_service=by_service))
        assert differing == {}
    (talk,) = await ledger.read(lambda conn: rollup.sums(conn, CONVERSATION, *PERIOD))
    assert "success" in talk.cell
    before = await ledger.read(lambda conn: rollup.sums(conn, DEFLECTION, *PERIOD))
    await ledger.write(deflections.rebuild)
    assert await ledger.read(lambda conn: rollup.sums(conn, DEFLECTION, *PERIOD)) == before


async def test_what_was_settled_is_not_helped_again(ledger: Ledger) -> None:
    await ledger.write(bind(offered, "c", "d"))
    await ledger.write(lambda tx: helped(tx, "c"))
    with pytest.raises(HelpedAlready, match="assisted in this conversation already"):
        await ledger.write(lambda tx: helped(tx, "c"))
    await whole_way(ledger, "a")
    with pytest.raises(HelpedAlready, match="completed"):
        await ledger.write(lambda tx: helped(tx, "c-a"))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
async def test_help_is_booked_with_a_reason_for_a_conversation_that_there_is(
    ledger: Ledger, reason: str
) -> None:
    with pytest.raises(UnknownConversation):
        await ledger.write(lambda tx: helped(tx, "nothing"))
    await ledger.write(bind(begun, "c"))
    with pytest.raises(ValueError, match="1 to 300"):
        await ledger.write(lambda tx: helped(tx, "c", reason=reason))
