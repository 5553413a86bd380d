"""A message is taken once, answered once and in order, and can be erased."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.ledger import Ledger, Transaction, UnknownConversation, conversations, deflections, identities, links
from bot.ledger.leaving import Word
from bot.ledger.tables import feedback, turn
from tests.ledger.helpers import NOON, answered, asked, begun, bind, later, offer, offered, received


async def test_a_new_message_is_stored_before_anything_else(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    accepted = await ledger.write(lambda tx: asked(tx, "c1", text="hvor søger jeg pas?"))
    stored = await ledger.read(lambda conn: conversations.transcript(conn, "c1"))
    assert (accepted.status, accepted.turn, accepted.state) == ("new", 1, {})
    assert [(one.number, one.text, one.answered_at) for one in stored] == [(1, "hvor søger jeg pas?", None)]


async def test_a_conversation_is_found_with_its_state(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    found = await ledger.read(lambda conn: conversations.find(conn, "c1"))
    assert found is not None
    assert (found.token_hash, found.language, found.erased) == ("hash-c1", "da", False)
    assert found.state == {"service": "passport_renew"}
    assert await ledger.read(lambda conn: conversations.find(conn, "c2")) is None


async def test_the_same_message_again_gets_the_stored_answer(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    again = await ledger.write(lambda tx: asked(tx, "c1"))
    assert again.status == "answered"
    assert again.answer == {
        "turn": 1,
        "kind": "card",
        "language": "da",
        "services": ["passport_renew"],
        "replies": [{"type": "text", "text": "svar"}],
    }
    assert len(await ledger.read(lambda conn: conversations.transcript(conn, "c1"))) == 1


async def test_the_same_id_with_another_text_is_a_conflict(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    other = await ledger.write(lambda tx: asked(tx, "c1", text="noget andet"))
    assert (other.status, other.answer) == ("conflict", None)
    assert [one.text for one in await ledger.read(lambda conn: conversations.transcript(conn, "c1"))] == [
        "hej"
    ]


async def test_the_same_id_with_a_choice_instead_is_a_conflict(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    await ledger.write(lambda tx: asked(tx, "c1"))
    chosen = await ledger.write(lambda tx: conversations.accept(tx, "c1", "m1", None, "hej", "da", NOON))
    assert chosen.status == "conflict"


async def test_nothing_is_taken_while_a_turn_is_in_flight(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    await ledger.write(lambda tx: asked(tx, "c1"))
    same = await ledger.write(lambda tx: asked(tx, "c1"))
    other = await ledger.write(lambda tx: asked(tx, "c1", "m2"))
    assert (same.status, other.status) == ("waiting", "waiting")
    assert len(await ledger.read(lambda conn: conversations.transcript(conn, "c1"))) == 1


async def test_an_unanswered_turn_is_taken_up_again_when_its_lease_is_over(
    ledger: Ledger,
) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    first = await ledger.write(lambda tx: asked(tx, "c1", lease_seconds=0))
    again = await ledger.write(lambda tx: asked(tx, "c1"))
    assert (again.status, again.turn) == ("new", first.turn)
    assert again.fence > first.fence


async def test_a_turn_that_was_given_up_is_taken_up_at_once(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    first = await ledger.write(lambda tx: asked(tx, "c1"))
    await ledger.write(lambda tx: conversations.release(tx, "c1", first.fence))
    assert (await ledger.write(lambda tx: asked(tx, "c1"))).status == "new"


async def test_a_new_message_may_follow_one_that_was_never_answered(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    await ledger.write(lambda tx: asked(tx, "c1", lease_seconds=0))
    second = await ledger.write(lambda tx: asked(tx, "c1", "m2"))
    assert (second.status, second.turn) == ("new", 2)


async def test_a_late_answer_is_dropped_by_its_fence(ledger: Ledger) -> None:
    """A process slept through its lease; another answered meanwhile."""
    await ledger.write(lambda tx: begun(tx, "c1"))
    slept = await ledger.write(lambda tx: asked(tx, "c1", lease_seconds=0))
    awake = await ledger.write(lambda tx: asked(tx, "c1"))

    def answer(tx: Transaction, fence: int, text: str) -> bool:
        return conversations.answer(tx, "c1", 1, fence, answered(text), [offer(f"d-{text}")], later())

    assert not await ledger.write(lambda tx: answer(tx, slept.fence, "for sent"))
    assert await ledger.write(lambda tx: answer(tx, awake.fence, "i tide"))
    assert not await ledger.write(lambda tx: answer(tx, slept.fence, "for sent"))
    stored = await ledger.read(lambda conn: conversations.transcript(conn, "c1"))
    assert [one.replies for one in stored] == [[{"type": "text", "text": "i tide"}]]
    assert [one.id for one in await ledger.read(lambda conn: deflections.by_conversation(conn, "c1"))] == [
        "d-i tide"
    ]


async def test_a_second_answer_changes_nothing(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    turn = await ledger.write(lambda tx: asked(tx, "c1"))

    def answer(tx: Transaction, text: str) -> bool:
        return conversations.answer(tx, "c1", 1, turn.fence, answered(text), [], later())

    assert await ledger.write(lambda tx: answer(tx, "første"))
    events = await ledger.read(lambda conn: deflections.conversation_events(conn, "c1"))
    assert not await ledger.write(lambda tx: answer(tx, "anden"))
    assert await ledger.read(lambda conn: deflections.conversation_events(conn, "c1")) == events
    stored = await ledger.read(lambda conn: conversations.transcript(conn, "c1"))
    assert stored[0].replies == [{"type": "text", "text": "første"}]


async def test_a_service_offered_twice_is_one_deflection(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    turn = await ledger.write(lambda tx: asked(tx, "c1", "m2", "igen"))
    again = answered(service="passport_renew")
    assert await ledger.write(
        lambda tx: conversations.answer(tx, "c1", turn.turn, turn.fence, again, [offer("d1")], later())
    )
    kinds = [event.kind for event in await ledger.read(lambda conn: deflections.events(conn, "d1"))]
    assert kinds == ["offered"]


async def test_turns_come_back_in_order_and_from_where_a_reader_left_off(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    for number in range(12):
        turn = await ledger.write(bind(asked, "c1", f"m{number}", f"nr. {number}"))
        await ledger.write(bind(conversations.answer, "c1", turn.turn, turn.fence, answered(), [], later()))
    numbers = [one.number for one in await ledger.read(lambda conn: conversations.transcript(conn, "c1"))]
    rest = await ledger.read(lambda conn: conversations.transcript(conn, "c1", after=9))
    assert numbers == list(range(1, 13))
    assert [one.number for one in rest] == [10, 11, 12]


async def test_only_what_an_answer_offered_counts_as_offered(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    turn = await ledger.write(lambda tx: asked(tx, "c1"))
    replies = [
        {"type": "choices", "choices": [{"id": "e_ic", "label": "ehic"}, {"id": "none", "label": "x"}]}
    ]
    answer = replace(answered('a text that names "gp"'), replies=replies)
    await ledger.write(lambda tx: conversations.answer(tx, "c1", turn.turn, turn.fence, answer, [], later()))
    ids = ["e_ic", "none", "ehic", "choices", "gp"]
    found = [await ledger.read(bind(conversations.offered, "c1", id)) for id in ids]
    assert found == [True, True, False, False, False]
    assert not await ledger.read(bind(conversations.offered, "c2", "e_ic"))


async def test_what_was_said_before_a_message_is_the_same_for_its_repeat(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    before = bind(conversations.said_before, "c1", "m3")
    assert await ledger.read(before) is None
    for number in range(1, 5):
        turn = await ledger.write(bind(asked, "c1", f"m{number}", f"nr. {number}"))
        if number == 2:
            assert await ledger.read(before) == "nr. 2"
        await ledger.write(bind(conversations.answer, "c1", turn.turn, turn.fence, answered(), [], later()))
    assert await ledger.read(before) == "nr. 2"
    assert await ledger.read(bind(conversations.said_before, "c1", "m1")) is None


async def test_an_event_never_holds_what_a_citizen_wrote(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    await ledger.write(lambda tx: asked(tx, "c1", text="hemmelighed"))
    events = await ledger.read(lambda conn: deflections.conversation_events(conn, "c1"))
    assert [event.kind for event in events] == ["begun", "asked"]
    assert "hemmelighed" not in str(events)


@pytest.mark.parametrize("text", ["null\0tegn", "halvt \ud800 par"])
async def test_text_that_only_one_database_could_keep_is_refused_by_both(ledger: Ledger, text: str) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    with pytest.raises(Exception, match="cannot be stored"):
        await ledger.write(lambda tx: asked(tx, "c1", text=text))
    assert await ledger.read(lambda conn: conversations.transcript(conn, "c1")) == []


async def test_a_message_to_nobody_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UnknownConversation):
        await ledger.write(lambda tx: asked(tx, "c1"))


async def test_pairs_of_messages_sent_at_once_never_overlap(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    taken = await asyncio.gather(
        *(ledger.write(bind(asked, "c1", name)) for name in ("m1", "m2", "m1", "m2"))
    )
    assert sorted(one.status for one in taken) == ["new", "waiting", "waiting", "waiting"]


async def test_after_a_restart_on_one_machine_a_turn_need_not_wait_for_its_lease(
    sqlite_url: str, tmp_path: Path
) -> None:
    """On SQLite nobody else can be at work on it: the other owner is dead."""
    dead = await Ledger.open(sqlite_url, folder=tmp_path)
    await dead.write(lambda tx: begun(tx, "c1"))
    await dead.write(lambda tx: asked(tx, "c1"))
    await dead.close()
    alive = await Ledger.open(sqlite_url, folder=tmp_path)
    assert (await alive.write(lambda tx: asked(tx, "c1"))).status == "new"
    await alive.close()


async def test_another_process_waits_for_the_lease(postgres_url: str, tmp_path: Path) -> None:
    one = await Ledger.open(postgres_url, folder=tmp_path)
    other = await Ledger.open(postgres_url, folder=tmp_path)
    await one.write(lambda tx: begun(tx, "c1"))
    first = await one.write(lambda tx: asked(tx, "c1"))
    assert (await other.write(lambda tx: asked(tx, "c1"))).status == "waiting"
    await one.write(lambda tx: conversations.answer(tx, "c1", 1, first.fence, answered(), [], later()))
    assert (await other.write(lambda tx: asked(tx, "c1"))).status == "answered"
    await one.close()
    await other.close()


async def test_one_id_sent_to_two_processes_at_once_is_one_message(postgres_url: str, tmp_path: Path) -> None:
    ledgers = [await Ledger.open(postgres_url, folder=tmp_path) for _ in range(2)]
    for number in range(20):
        name = f"c{number}"
        await ledgers[0].write(bind(begun, name))
        taken = await asyncio.gather(*(ledger.write(bind(asked, name)) for ledger in ledgers))
        assert sorted(one.status for one in taken) == ["new", "waiting"]
        stored = await ledgers[0].read(bind(conversations.transcript, name))
        assert len(stored) == 1
    for ledger in ledgers:
        await ledger.close()


async def test_the_last_feedback_counts(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    for helped in (False, True):
        await ledger.write(bind(conversations.feedback, "c1", Word(helped=helped, otherwise="email"), NOON))
    rows = await ledger.read(lambda conn: conn.execute(select(feedback.c.helped, feedback.c.otherwise)).all())
    events = await ledger.read(lambda conn: deflections.conversation_events(conn, "c1"))
    assert [tuple(row) for row in rows] == [(True, "email")]
    assert [event.data["helped"] for event in events if event.kind == "feedback"] == [False, True]


async def test_erasing_takes_words_links_and_identity_and_leaves_the_figures(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    await ledger.write(lambda tx: identities.note(tx, "c1", "pseudonym", NOON))
    await ledger.write(lambda tx: conversations.feedback(tx, "c1", Word(helped=True), NOON))
    before = await ledger.read(lambda conn: deflections.find(conn, "d1"))
    assert await ledger.write(lambda tx: conversations.erase(tx, "c1", later()))
    found = await ledger.read(lambda conn: conversations.find(conn, "c1"))
    assert found is not None
    assert (found.erased, found.state, found.token_hash) == (True, {}, "")
    assert await ledger.read(lambda conn: conversations.transcript(conn, "c1")) == []
    assert await ledger.read(lambda conn: conn.execute(select(feedback)).all()) == []
    assert await ledger.read(lambda conn: links.find(conn, "link-d1")) is None
    assert await ledger.read(lambda conn: identities.subject_of(conn, "pseudonym")) is None
    assert await ledger.read(lambda conn: deflections.find(conn, "d1")) == before
    events = await ledger.read(lambda conn: deflections.conversation_events(conn, "c1"))
    assert events[-1].kind == "erased"


async def test_an_erased_conversation_takes_nothing_any_more(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    running = await ledger.write(lambda tx: asked(tx, "c1", "m2"))
    assert await ledger.write(lambda tx: conversations.erase(tx, "c1", later()))
    assert not await ledger.write(lambda tx: conversations.erase(tx, "c1", later()))
    assert not await ledger.write(
        lambda tx: conversations.answer(tx, "c1", 2, running.fence, answered(), [offer("d2")], later())
    )
    with pytest.raises(UnknownConversation):
        await ledger.write(lambda tx: asked(tx, "c1", "m3"))
    assert (await ledger.write(lambda tx: received(tx, "d1"))).status == "unmatched"
    assert await ledger.read(lambda conn: conn.execute(select(turn)).all()) == []


async def test_a_pseudonym_that_another_conversation_uses_stays(ledger: Ledger) -> None:
    for conversation in ("c1", "c2"):
        await ledger.write(bind(begun, conversation))
    subjects = [
        await ledger.write(bind(identities.note, id, name, NOON))
        for id, name in (("c1", "shared"), ("c1", "own"), ("c2", "shared"))
    ]
    assert len(set(subjects)) == 1
    await ledger.write(lambda tx: conversations.erase(tx, "c1", later()))
    assert await ledger.read(lambda conn: identities.subject_of(conn, "shared")) == subjects[0]
    assert await ledger.read(lambda conn: identities.subject_of(conn, "own")) is None


async def test_what_is_booked_after_a_pseudonym_names_its_subject(ledger: Ledger) -> None:
    await ledger.write(lambda tx: begun(tx, "c1"))
    subject = await ledger.write(lambda tx: identities.note(tx, "c1", "pseudonym", NOON))
    turn = await ledger.write(lambda tx: asked(tx, "c1"))
    await ledger.write(
        lambda tx: conversations.answer(tx, "c1", 1, turn.fence, answered(), [offer("d1")], later())
    )
    row = await ledger.read(lambda conn: deflections.find(conn, "d1"))
    assert row is not None
    assert row.subject == subject
    events = await ledger.read(lambda conn: deflections.conversation_events(conn, "c1"))
    assert [event.subject for event in events] == [None, subject, subject, subject]
    assert "pseudonym" not in str(events)
