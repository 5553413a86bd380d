"""A form was sent: by its engine's word or the citizen's, alone or with help."""

from typing import Any

import pytest

from bot.deflection.lifecycle import State
from bot.ledger import Ledger, conversations, deflections, links
from bot.ledger.conversations import Answer
from bot.ledger.leaving import Word
from bot.ledger.projection import Deflection
from tests.ledger.helpers import answered, asked, bind, later, offered, received


async def row(ledger: Ledger, id: str) -> Deflection:
    found = await ledger.read(bind(deflections.find, id))
    assert found is not None
    return found


def says(tx: Any, state: dict[str, Any]) -> None:
    """One more turn after the offer, which leaves the conversation in that state."""
    turn = asked(tx, "c-a", "m2", "jeg kan ikke finde ud af det")
    plain = answered()
    answer = Answer(
        kind="assisted", services=[], replies=plain.replies, state=state, understanding=None, source="engine"
    )
    assert conversations.answer(tx, "c-a", turn.turn, turn.fence, answer, [], later(20))


async def done(ledger: Ledger) -> None:
    await ledger.write(bind(conversations.feedback, "c-a", Word(done=True), later(minutes=9)))


async def test_the_citizens_word_is_evidence_of_a_form_that_they_followed(ledger: Ledger) -> None:
    await ledger.write(bind(offered, "c-a", "d-a"))
    await ledger.write(bind(links.opened, "link-d-a", later(30)))
    await done(ledger)
    found = await row(ledger, "d-a")
    assert (found.state, found.evidence, found.completed_at) == (State.COMPLETED, "stated", later(minutes=9))
    assert found.doubtful is None


async def test_it_is_none_of_a_form_that_nobody_opened(ledger: Ledger) -> None:
    await ledger.write(bind(offered, "c-a", "d-a"))
    await done(ledger)
    assert (await row(ledger, "d-a")).state is State.OFFERED


async def test_a_receipt_after_the_citizens_word_changes_nothing(ledger: Ledger) -> None:
    await ledger.write(bind(offered, "c-a", "d-a"))
    await ledger.write(bind(links.opened, "link-d-a", later(30)))
    await done(ledger)
    await ledger.write(bind(received, "d-a"))
    assert (await row(ledger, "d-a")).evidence == "stated"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param({"no_digital": True}, State.ASSISTED, id="said_that_they_cannot"),
        pytest.param({}, State.COMPLETED, id="did_not"),
    ],
)
async def test_who_cannot_and_sent_the_form_was_helped(
    ledger: Ledger, state: dict[str, Any], expected: State
) -> None:
    """Assisted digital counts to take-up and saves nothing, so it never becomes verified."""
    await ledger.write(bind(offered, "c-a", "d-a"))
    await ledger.write(bind(links.opened, "link-d-a", later(30)))
    await ledger.write(bind(says, state))
    await ledger.write(bind(received, "d-a"))
    assert (await row(ledger, "d-a")).state is expected
