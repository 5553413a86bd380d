"""Proposals of training examples: one for a message, decided once, and gone with the citizen's words."""

import pytest
from sqlalchemy import Connection, select

from bot.ledger import Ledger, conversations, events, proposals, retention
from bot.ledger.errors import UnknownConversation
from bot.ledger.proposals import Decided, State
from bot.ledger.tables import event
from bot.ledger.unanswered import missed, still_there
from tests.ledger.helpers import NOON, bind
from tests.ledger.test_unanswered import DAY, meant, turn

SENTENCE = {"language": "da", "intent": "service/ehic", "text": "det blå kort", "by": "rita"}


async def a_proposal(ledger: Ledger, talk: str = "a", number: int = 1) -> str:
    await turn(ledger, talk, "det blå ting", "out_of_scope", **meant("out_of_scope"))
    return await ledger.write(bind(proposals.propose, (talk, number), **SENTENCE))


async def test_what_was_missed_has_a_place(ledger: Ledger) -> None:
    await turn(ledger, "a", "det blå ting", "out_of_scope", **meant("out_of_scope"))
    [found] = await ledger.read(bind(missed, DAY, 10))
    assert (found.place, found.text) == (("a", 1), "det blå ting")
    assert await ledger.read(bind(still_there, [("a", 1), ("a", 2), ("b", 1)])) == {("a", 1)}


async def test_a_message_has_one_proposal(ledger: Ledger) -> None:
    await a_proposal(ledger)
    with pytest.raises(Decided, match="just decided"):
        await ledger.write(bind(proposals.propose, ("a", 1), **SENTENCE))
    assert await ledger.read(proposals.handled) == {("a", 1)}
    assert await ledger.read(proposals.texts) == [("det blå kort", "service/ehic")]


async def test_an_accepted_one_is_as_the_editor_has_it_and_in_the_ledger(ledger: Ledger) -> None:
    id = await a_proposal(ledger)
    await ledger.write(bind(proposals.accept, id, by="ed", intent="service/ehic", text="det blå EU-kort"))
    [one] = await ledger.read(bind(proposals.listed, State.ACCEPTED))
    assert (one.text, one.by, one.decided_by, one.turn) == ("det blå EU-kort", "rita", "ed", 1)
    booked = [one for one in await ledger.read(_events) if one[0] == events.TAUGHT]
    assert len(booked) == 1
    assert "EU-kort" not in booked[0][1]
    with pytest.raises(Decided, match="Somebody was faster: it is accepted"):
        await ledger.write(bind(proposals.refuse, id, by="ed", reason="nej"))


async def test_a_refused_one_needs_a_reason_and_gives_its_group_back(ledger: Ledger) -> None:
    id = await a_proposal(ledger)
    await turn(ledger, "b", "det blå dims", "out_of_scope", **meant("out_of_scope"))
    aside = bind(proposals.put_aside, [("b", 1)], language="da", by="rita", covered_by=id)
    assert await ledger.write(aside) == 1
    with pytest.raises(ValueError, match="Say why"):
        await ledger.write(bind(proposals.refuse, id, by="ed", reason=" "))
    await ledger.write(bind(proposals.refuse, id, by="ed", reason="For utydelig"))
    assert await ledger.read(proposals.handled) == {("a", 1)}
    assert await ledger.read(proposals.waiting) == 0


async def test_the_citizen_takes_back_what_is_not_accepted(ledger: Ledger) -> None:
    first, second = await a_proposal(ledger), await a_proposal(ledger, "b")
    await ledger.write(bind(proposals.accept, second, by="ed", intent="service/ehic", text="det blå kort"))
    for talk in ("a", "b"):
        await ledger.write(bind(conversations.erase, talk, NOON))
    gone, kept = [await ledger.read(bind(proposals.find, id)) for id in (first, second)]
    assert gone is not None
    assert kept is not None
    assert (gone.state, gone.text, gone.conversation) == (State.ERASED, None, None)
    assert (kept.state, kept.text, kept.conversation) == (State.ACCEPTED, None, None)
    with pytest.raises(Decided, match="citizen has erased"):
        await ledger.write(bind(proposals.accept, first, by="ed", intent="service/ehic", text="x"))
    with pytest.raises(UnknownConversation):
        await ledger.write(bind(proposals.propose, ("a", 2), **SENTENCE))


async def test_an_old_proposal_loses_its_text_with_the_words_it_came_from(ledger: Ledger) -> None:
    id = await a_proposal(ledger)
    assert await ledger.write(bind(retention.forget_words, 36_500)) == 0
    assert await ledger.write(bind(retention.forget_words, -36_500)) == 2
    found = await ledger.read(bind(proposals.find, id))
    assert found is not None
    assert (found.text, found.state) == (None, State.ERASED)


def _events(conn: Connection) -> list[tuple[str, str]]:
    return [(row.kind, row.body) for row in conn.execute(select(event.c.kind, event.c.body))]
