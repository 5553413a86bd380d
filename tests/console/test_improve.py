"""From a misunderstood message to a training example: proposed by a reviewer, written by an editor."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest

from bot.ledger import Ledger, conversations, proposals
from bot.ledger.operators import audit
from bot.ledger.proposals import State
from bot.ledger.transaction import Transaction
from bot.teaching import files
from bot.teaching.workshop import Workshop
from tests.console import seeding
from tests.console.conftest import Browser, Clock, signed_in
from tests.console.seeding import NOON

PASSPORTS = ("mit pas duer ikke mere", "pas duer ikke mere, hvad så", "duer mit pas ikke mere")


async def misunderstood(ledger: Ledger, at: datetime = NOON) -> None:
    """Three of a group, and one by itself."""

    def work(tx: Transaction) -> None:
        for number, text in enumerate((*PASSPORTS, "svømmehallens åbningstider i påsken")):
            seeding.begin(tx, f"missed-{number}", at)
            seeding.say(tx, f"missed-{number}", text, at)

    await ledger.write(work)


@pytest.fixture
async def reviewer(ledger: Ledger, clock: Clock, browser: Browser) -> Browser:
    await misunderstood(ledger)
    return await signed_in(ledger, clock, browser, "reviewer")


@pytest.fixture
async def editor(ledger: Ledger, clock: Clock, new_browser: Callable[[], Awaitable[Browser]]) -> Browser:
    return await signed_in(ledger, clock, await new_browser(), "editor")


async def largest(browser: Browser) -> str:
    page = await browser.text("/improve")
    return page.split('href="/improve/groups/')[1].split('"')[0]


async def proposed(browser: Browser, **more: str) -> str:
    """The address that the answer leads to."""
    fields = {"do": "propose", "intent": "service/passport_renew", "language": "da", "whole": "on"}
    sent = {**fields, "text": "mit pas kan ikke bruges", **more}
    answer = await browser.post(f"/improve/groups/{await largest(browser)}", **sent)
    assert answer.status == 303, await answer.text()
    return answer.headers["Location"]


async def test_the_largest_group_comes_first_and_reading_it_is_noted(
    reviewer: Browser, ledger: Ledger
) -> None:
    page = await reviewer.text("/improve")
    assert page.index("duer") < page.index("svømmehallens")
    group = await reviewer.text(f"/improve/groups/{await largest(reviewer)}")
    assert all(text in group for text in PASSPORTS)
    assert "passport_renew" in group
    read = await ledger.read(lambda conn: audit.newest(conn, object="missed-1"))
    assert {entry.action for entry in read} == {"read_message"}


async def test_a_proposal_speaks_for_its_group_and_the_next_one_comes_up(
    reviewer: Browser, ledger: Ledger
) -> None:
    to = await proposed(reviewer)
    assert "svømmehallens" in await reviewer.text(to)
    [one] = await ledger.read(lambda conn: proposals.listed(conn, State.PROPOSED))
    assert (one.text, one.intent) == ("mit pas kan ikke bruges", "service/passport_renew")
    assert len(await ledger.read(proposals.handled)) == 3


async def test_alone_it_leaves_the_others_of_its_group(reviewer: Browser) -> None:
    to = await proposed(reviewer, whole="")
    assert "Its group: 2 messages" in await reviewer.text(to)


async def test_a_name_from_the_list_counts_without_a_script(reviewer: Browser, ledger: Ledger) -> None:
    await proposed(reviewer, intent="", other="Nyt pas – service/passport_renew")
    [one] = await ledger.read(lambda conn: proposals.listed(conn, State.PROPOSED))
    assert one.intent == "service/passport_renew"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"intent": "", "other": "noget andet"}, "one of the suggestions", id="no_such_service"),
        pytest.param({"text": "mit cpr er 010190-1234"}, "a CPR number in it. It is masked", id="cpr"),
        pytest.param({"text": "hej"}, "learns neither", id="contradiction"),
        pytest.param({"text": "Hvad koster et pas til min datter"}, "bot is measured", id="held_out"),
        pytest.param({"text": "pas " * 200}, "at most 500", id="too_long"),
        pytest.param({"language": "de"}, "Choose the language", id="language"),
    ],
)
async def test_a_bad_example_is_sent_back_with_what_was_typed(
    reviewer: Browser, ledger: Ledger, fields: dict[str, str], said: str
) -> None:
    sent = {"do": "propose", "intent": "service/passport_renew", "language": "da", "text": "pas i uorden"}
    answer = await reviewer.post(f"/improve/groups/{await largest(reviewer)}", **{**sent, **fields})
    page = await answer.text()
    assert answer.status == 409
    assert said.casefold() in page.casefold()
    assert "010190-1234" not in page
    assert await ledger.read(proposals.waiting) == 0


async def test_two_who_decide_about_one_message_find_out(
    reviewer: Browser, editor: Browser, ledger: Ledger
) -> None:
    group = await largest(reviewer)
    await editor.text(f"/improve/groups/{group}")
    await proposed(reviewer)
    sent = {"do": "propose", "intent": "service/ehic", "language": "da", "text": "noget helt andet"}
    answer = await editor.post(f"/improve/groups/{group}", **sent)
    assert answer.status == 303
    assert await ledger.read(proposals.waiting) == 1


async def test_a_group_without_a_lesson_is_set_aside(reviewer: Browser, ledger: Ledger) -> None:
    group = await largest(reviewer)
    to = (await reviewer.post(f"/improve/groups/{group}", do="aside")).headers["Location"]
    assert group not in to
    assert len(await ledger.read(proposals.handled)) == 3
    await reviewer.post(to, do="aside")
    assert "Nothing waits here" in await reviewer.text("/improve")


async def test_an_editor_accepts_and_the_file_has_one_line_more(
    reviewer: Browser, editor: Browser, ledger: Ledger, workshop: Workshop
) -> None:
    await proposed(reviewer)
    [one] = await ledger.read(lambda conn: proposals.listed(conn, State.PROPOSED))
    file = workshop.library.folder / "services" / "passport_renew.yml"
    before = file.read_text(encoding="utf-8")
    assert "Accept" not in (await reviewer.text("/improve/proposals")).split("<main")[1]
    answer = await editor.post(f"/improve/proposals/{one.id}/accept", text="mit pas kan ikke bruges længere")
    assert answer.status == 303
    after = file.read_text(encoding="utf-8")
    assert set(after.splitlines()) - set(before.splitlines()) == {"    - mit pas kan ikke bruges længere"}
    [entry] = await ledger.read(lambda conn: audit.newest(conn, object=one.conversation, limit=1))
    assert entry.action == "accept_example"
    assert "passport_renew.yml" in str(entry.detail)
    again = await editor.post(f"/improve/proposals/{one.id}/accept", text="mit pas kan ikke bruges længere")
    assert "Somebody was faster" in await again.text()
    assert "accepted" in await editor.text("/improve/proposals")


async def test_an_editor_refuses_with_a_reason(reviewer: Browser, editor: Browser, ledger: Ledger) -> None:
    await proposed(reviewer)
    [one] = await ledger.read(lambda conn: proposals.listed(conn, State.PROPOSED))
    nothing = await editor.post(f"/improve/proposals/{one.id}/refuse", reason=" ")
    assert "Say why" in await nothing.text()
    assert (await editor.post(f"/improve/proposals/{one.id}/refuse", reason="For bredt")).status == 303
    assert "For bredt" in await reviewer.text("/improve/proposals")


async def test_what_a_citizen_erased_cannot_be_accepted(
    reviewer: Browser, editor: Browser, ledger: Ledger, workshop: Workshop
) -> None:
    await proposed(reviewer)
    [one] = await ledger.read(lambda conn: proposals.listed(conn, State.PROPOSED))
    assert one.conversation is not None
    await ledger.write(lambda tx: conversations.erase(tx, str(one.conversation), NOON))
    page = await editor.text("/improve/proposals")
    assert "mit pas kan ikke bruges" not in page
    assert "erased by the citizen" in page
    answer = await editor.post(f"/improve/proposals/{one.id}/accept", text="mit pas kan ikke bruges")
    assert "citizen has erased" in await answer.text()
    assert not workshop.library.holds("service/passport_renew", "mit pas kan ikke bruges")


async def test_an_erased_message_is_in_no_group(reviewer: Browser, ledger: Ledger) -> None:
    await reviewer.text("/improve")
    await ledger.write(lambda tx: conversations.erase(tx, "missed-3", NOON))
    assert "svømmehallens" not in await reviewer.text("/improve")


async def test_a_folder_that_cannot_be_written_to_is_said_before_anybody_tries(
    reviewer: Browser, editor: Browser, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    await proposed(reviewer)
    [one] = await ledger.read(lambda conn: proposals.listed(conn, State.PROPOSED))
    monkeypatch.setattr(files.os, "access", lambda path, mode: "nlu_data" not in str(Path(path)))
    assert "Nothing can be accepted here" in await editor.text("/improve/proposals")
    answer = await editor.post(f"/improve/proposals/{one.id}/accept", text="mit pas kan ikke bruges")
    assert "cannot be written to here" in await answer.text()
    assert await ledger.read(proposals.waiting) == 1
