"""Done, gave up, went to a person, silent: each its own count, asked once, and nothing taken from silence."""

from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from bot.deflection.counts import Left
from bot.ledger import Ledger, conversations, counts, deflections, endings, leaving, links
from bot.ledger.leaving import Questions, Word
from bot.ledger.migrations.versions import v0005_leaving
from bot.ledger.tables import conversation, feedback, rollup
from tests.ledger.follow_up import ago
from tests.ledger.helpers import bind
from tests.ledger.test_endings import ALWAYS, CARD, Turn, said, sums, talk

HUMAN: Turn = ("human", "pas", False)
HELP: Turn = ("assisted", "pas", False)
DANGER: Turn = ("emergency", None, False)
PERSON, GAVE_UP = Word(left=Left.PERSON), Word(left=Left.GAVE_UP)


async def says(ledger: Ledger, *words: Word, id: str = "c1") -> None:
    for word in words:
        await ledger.write(bind(conversations.feedback, id, word, ago(1.9)))


async def stands(ledger: Ledger) -> dict[tuple[str, str], int]:
    """By ending and what was said, once everybody who is silent has ended."""
    while await ledger.write(endings.close_silent):
        pass
    cells = await ledger.read(bind(counts.conversation_cells, ALWAYS))
    return {(one.ending.value, one.left.value): one.count for one in cells}


@pytest.mark.parametrize(
    ("turns", "words", "expected"),
    [
        pytest.param([CARD], [], ("assumed", "silent"), id="silence"),
        pytest.param([CARD], [Word(asked=True)], ("assumed", "silent"), id="asked_and_silent"),
        pytest.param([CARD], [Word(otherwise="letter")], ("assumed", "silent"), id="only_how_otherwise"),
        pytest.param([CARD], [Word(helped=True)], ("assumed", "done"), id="it_helped"),
        pytest.param([CARD], [Word(done=True)], ("assumed", "done"), id="sent_what_was_not_opened"),
        pytest.param([CARD], [Word(helped=False)], ("abandoned", "gave_up"), id="it_did_not_help"),
        pytest.param([CARD], [GAVE_UP], ("abandoned", "gave_up"), id="gave_up"),
        pytest.param([HUMAN], [GAVE_UP], ("abandoned", "gave_up"), id="gave_up_on_a_person"),
        pytest.param([HELP], [GAVE_UP], ("abandoned", "gave_up"), id="gave_up_in_spite_of_help"),
        pytest.param([DANGER], [GAVE_UP], ("emergency", "gave_up"), id="danger_stays_danger"),
        pytest.param([CARD], [PERSON], ("human", "person"), id="went_to_a_person"),
        pytest.param([HELP], [PERSON], ("assisted", "person"), id="help_weighs_more"),
        pytest.param([CARD], [PERSON, Word(helped=True)], ("human", "done"), id="the_last_word_counts"),
        pytest.param([CARD], [PERSON, Word(otherwise="email")], ("human", "person"), id="silence_is_none"),
        pytest.param([], [PERSON], ("human", "person"), id="rang_before_writing"),
    ],
)  # fmt: skip
async def test_what_is_said_moves_the_conversation_to_its_own_count(
    ledger: Ledger, turns: list[Turn], words: list[Word], expected: tuple[str, str]
) -> None:
    await ledger.write(bind(talk, "c1", turns))
    await says(ledger, *words)
    assert await stands(ledger) == {expected: 1}
    before = await ledger.read(sums)
    await ledger.write(deflections.rebuild)
    assert await ledger.read(sums) == before


async def test_whoever_sent_the_form_and_says_they_gave_up_sent_it_all_the_same(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD]))
    await ledger.write(bind(links.opened, "link-d-c1", ago(1.95)))
    await says(ledger, Word(done=True), GAVE_UP)
    assert await stands(ledger) == {("form_evidenced", "gave_up"): 1}


async def asks(ledger: Ledger, id: str = "c1") -> tuple[bool, bool]:
    found = await ledger.read(bind(leaving.questions, id))
    return found.outcome, found.otherwise


@pytest.mark.parametrize(
    ("turns", "words", "expected"),
    [
        pytest.param([], [], (False, False), id="before_anything"),
        pytest.param([("smalltalk", None, False)], [], (False, False), id="a_greeting"),
        pytest.param([CARD], [], (True, True), id="a_form"),
        pytest.param([HUMAN], [], (True, False), id="a_person"),
        pytest.param([CARD, DANGER], [], (False, False), id="never_in_danger"),
        pytest.param([CARD], [Word(helped=True)], (False, True), id="told_how_it_went"),
        pytest.param([CARD], [GAVE_UP], (False, True), id="told_that_they_gave_up"),
        pytest.param([CARD], [Word(otherwise="letter")], (True, False), id="told_how_otherwise"),
        pytest.param([CARD], [Word(asked=True)], (False, False), id="asked_once"),
        pytest.param([("write", "pas", True)], [], (True, False), id="was_writing_anyway"),
    ],
)
async def test_each_question_is_put_once_and_only_where_there_is_something_to_ask(
    ledger: Ledger, turns: list[Turn], words: list[Word], expected: tuple[bool, bool]
) -> None:
    await ledger.write(bind(talk, "c1", turns))
    await says(ledger, *words)
    assert await asks(ledger) == expected


async def test_whoever_was_asked_may_still_say_it(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD]))
    await says(ledger, Word(asked=True))
    assert await ledger.read(bind(leaving.questions, "c1")) == Questions(
        outcome=False, otherwise=False, told=False
    )
    await says(ledger, PERSON)
    assert (await ledger.read(bind(leaving.questions, "c1"))).told


async def test_asked_again_later_it_was_asked_when_it_was_asked(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD]))
    await says(ledger, Word(asked=True), Word(helped=True, otherwise="telephone"), Word(otherwise="email"))
    columns = (feedback.c.helped, feedback.c.otherwise, feedback.c.leaving)
    rows = await ledger.read(lambda conn: conn.execute(select(*columns)).all())
    assert [tuple(row) for row in rows] == [(True, "email", "done")]
    events = await ledger.read(bind(deflections.conversation_events, "c1"))
    words = [event.data for event in events if event.kind == "feedback"]
    assert [word["leaving"] for word in words] == [None, "done", None]
    assert [word["asked"] for word in words] == [True, False, False]


async def test_an_erased_conversation_keeps_its_count_and_no_word(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD]))
    await says(ledger, PERSON)
    await ledger.write(lambda tx: conversations.erase(tx, "c1", ago(1)))
    assert await stands(ledger) == {("human", "person"): 1}
    assert await ledger.read(lambda conn: conn.execute(select(feedback)).all()) == []


async def test_a_talk_that_goes_on_keeps_what_was_said(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD]))
    await says(ledger, PERSON)
    await ledger.write(lambda tx: said(tx, "c1", "m9", CARD, days=1.8))
    assert await stands(ledger) == {("assumed", "person"): 1}


def counted(conn: Connection) -> list[Any]:
    mine = select(rollup.c.cell).where(rollup.c.topic == "conversation", rollup.c.count != 0)
    return [*conn.execute(mine).scalars(), *conn.execute(select(conversation.c.counted)).scalars()]


async def test_the_migration_makes_of_old_sums_what_we_write_today(ledger: Ledger) -> None:
    """Today's sums with the last term taken off are those of the version before."""
    await ledger.write(bind(talk, "c1", [CARD], device="phone"))
    before = await ledger.read(counted)
    old = "UPDATE rollup SET cell = replace(cell, ',null]', ']') WHERE topic = 'conversation'"
    rows = "UPDATE conversation SET counted = replace(counted, ',null]\"]', ']\"]')"

    def there_and_back(tx: Any) -> None:
        for statement in (old, rows, v0005_leaving.SUMS, v0005_leaving.ROWS):
            tx.execute(text(statement))

    assert all("null]" in cell for cell in before)
    await ledger.write(there_and_back)
    assert await ledger.read(counted) == before
