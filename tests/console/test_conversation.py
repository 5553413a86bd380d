"""One conversation's page."""

from datetime import timedelta

import pytest

from bot.ledger import Ledger, conversations, deflections
from bot.ledger.leaving import Word
from bot.ledger.operators import audit
from bot.ledger.transaction import Transaction
from tests.console import seeding
from tests.console.conftest import Browser, Clock, operator, signed_in
from tests.console.seeding import NOON


async def reads(ledger: Ledger, id: str) -> int:
    entries = await ledger.read(lambda conn: audit.newest(conn, object=id))
    return sum(entry.action == "read_transcript" for entry in entries)


async def test_each_reading_is_noted_exactly_once(admin: Browser, ledger: Ledger) -> None:
    id = await seeding.one_completed(ledger)
    for count in (1, 2, 3):
        await admin.text(f"/conversations/{id}")
        assert await reads(ledger, id) == count


async def test_a_reading_that_is_refused_is_not_noted(browser: Browser, ledger: Ledger, clock: Clock) -> None:
    id = await seeding.one_completed(ledger)
    await operator(ledger, "Fie", "finance", clock)
    await browser.sign_in("Fie")
    page = await browser.text(f"/conversations/{id}", status=403)
    assert "gule kort" not in page
    assert await reads(ledger, id) == 0


@pytest.mark.parametrize("id", ["nothing", "c" * 81, "..%2f..%2fetc", "%00", "a'--", "%F0%9F"])
async def test_an_unknown_conversation_is_not_found(id: str, admin: Browser) -> None:
    await admin.text(f"/conversations/{id}", status=404)


async def test_the_runners_up_stand_below_the_service_that_was_chosen(admin: Browser, ledger: Ledger) -> None:
    page = await admin.text(f"/conversations/{await seeding.one_completed(ledger)}")
    assert (
        page.index("health_card_reorder")
        < page.index("93%")
        < page.index("health_card_eu")
        < page.index("4%")
    )
    assert "Understood by the engine" in page


async def test_an_answer_of_the_fallback_says_so(admin: Browser, ledger: Ledger) -> None:
    def work(tx: Transaction) -> None:
        seeding.begin(tx, "fallback", NOON)
        seeding.say(tx, "fallback", "hej", NOON, source="fallback")

    await ledger.write(work)
    page = await admin.text("/conversations/fallback")
    assert "the engine did not answer" in page
    assert "No ranking of services was made." in page


async def test_a_message_without_an_answer_is_shown_as_such(admin: Browser, ledger: Ledger) -> None:
    def work(tx: Transaction) -> None:
        seeding.begin(tx, "waiting", NOON)
        conversations.accept(tx, "waiting", "client", None, "passport_renew", "da", NOON)

    await ledger.write(work)
    page = await admin.text("/conversations/waiting")
    assert "Citizen chose" in page
    assert "Pas til voksne" in page
    assert "No answer was given." in page


async def test_an_erased_conversation_keeps_its_bookings_and_loses_its_words(
    admin: Browser, ledger: Ledger
) -> None:
    id = await seeding.one_completed(ledger)
    await ledger.write(lambda tx: conversations.erase(tx, id, NOON + timedelta(hours=1)))
    page = await admin.text(f"/conversations/{id}")
    assert "were erased" in page
    assert "gule kort" not in page
    assert "Words and identity erased" in page
    assert "Completed" in page


async def test_what_hides_in_a_message_is_drawn(admin: Browser, ledger: Ledger) -> None:
    def work(tx: Transaction) -> None:
        seeding.begin(tx, "hidden", NOON)
        seeding.say(tx, "hidden", "fil\u202egnp.exe x" + "\u0301" * 500, NOON)

    await ledger.write(work)
    page = await admin.text("/conversations/hidden")
    assert "fil⟦U+202E⟧gnp.exe" in page
    assert "⟦492 more marks⟧" in page
    assert "\u202e" not in page


async def test_feedback_and_receipts_are_told_in_words(admin: Browser, ledger: Ledger) -> None:
    id = await seeding.one_completed(ledger)
    await ledger.write(
        lambda tx: conversations.feedback(tx, id, Word(helped=False), NOON + timedelta(hours=1))
    )
    page = await admin.text(f"/conversations/{id}")
    assert "it did not help" in page
    assert "from generic, form health-card" in page


async def test_an_operator_books_that_a_person_helped(browser: Browser, ledger: Ledger, clock: Clock) -> None:
    """The reason is masked before it is kept; what was settled is not booked again."""
    id = await seeding.one_completed(ledger)
    await signed_in(ledger, clock, browser, "reviewer")
    path = f"/conversations/{id}/assisted"
    done = await browser.post(path, service="passport_renew", reason="Filled in together, 010150-1234")
    assert (done.status, done.headers["Location"]) == (303, f"/conversations/{id}")
    page = await browser.text(f"/conversations/{id}")
    assert "Assisted" in page
    assert "010150-1234" not in page
    offered = await ledger.read(lambda conn: deflections.by_conversation(conn, id))
    assert sorted(one.state for one in offered) == ["assisted", "completed"]
    again = await browser.post(path, service="health_card_reorder", reason="Once more")
    assert again.status == 409
    assert "completed in this conversation already" in await again.text()
    assert (await browser.post(path, service="nothing", reason="x")).status == 409
    assert (await browser.post("/conversations/x/assisted", service="ehic", reason="x")).status == 404
    entries = await ledger.read(lambda conn: audit.newest(conn, object=id))
    assert [entry.action for entry in entries if entry.action.startswith("book")] == ["book_assisted"]
