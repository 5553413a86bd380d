"""Letters that are stuck: seen with their reason, sent again or seen to, and never read."""

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.house import health
from bot.house.others import mailboxes
from bot.ledger import Ledger, letters, outbox
from bot.ledger.letters import NewLetter
from bot.ledger.operators import audit
from bot.ledger.outbox import REFUSED, UNSURE, WAITING
from bot.ledger.tables import letter
from tests.console.conftest import Browser
from tests.console.seeding import NOON, begin
from tests.gateway.town import office_of

SEALED = "what nobody may read"


async def written(ledger: Ledger, *states: str, error: str = "SMTPRecipientRefused 550") -> list[str]:
    """A letter in each state; one that waits has been tried once."""
    numbers = []
    for place, state in enumerate(states):
        talk = f"talk-{place}"
        new = NewLetter(
            conversation=talk,
            client_id=talk,
            department="environment",
            service="bulky_waste",
            language="da",
            at=NOON,
            sealed=SEALED,
            digest="d",
        )
        await ledger.write(lambda tx, talk=talk: begin(tx, talk, NOON))
        numbers.append((await ledger.write(lambda tx, new=new: letters.accept(tx, new))).number)
        given = {"state": state, "error": error, "attempts": 1, "tried_at": NOON}
        which = update(letter).where(letter.c.number == numbers[-1]).values(**given)
        await ledger.write(lambda tx, which=which: tx.execute(which))
    return numbers


async def standing(ledger: Ledger, number: str) -> Any:
    query = select(letter).where(letter.c.number == number)
    return await ledger.read(lambda conn: conn.execute(query).one())


async def trail(ledger: Ledger, number: str) -> Sequence[tuple[str, Any]]:
    found = await ledger.read(lambda conn: audit.newest(conn, object=number))
    return [(entry.action, entry.detail) for entry in found]


async def test_a_letter_that_failed_is_shown_with_its_reason_and_without_its_words(
    admin: Browser, ledger: Ledger
) -> None:
    [refused, unsure, waiting] = await written(ledger, REFUSED, UNSURE, WAITING)
    page = await admin.text("/letters")
    for words in (refused, unsure, waiting, "takes no mail for this mailbox", "550", "Affald og miljø"):
        assert words in page
    assert SEALED not in page
    assert page.index(waiting) > max(page.index(refused), page.index(unsure))
    assert "waited for more than an hour" not in page
    long_ago = update(letter).values(received_at=NOON - timedelta(hours=2))
    await ledger.write(lambda tx: tx.execute(long_ago))
    page = await admin.text("/letters")
    assert "waited for more than an hour" in page


async def test_without_trouble_it_says_so(admin: Browser) -> None:
    assert "No letter is stuck." in await admin.text("/letters")


@pytest.mark.parametrize("state", [REFUSED, UNSURE, WAITING])
async def test_to_try_again_sends_it_now_and_is_on_the_trail(
    admin: Browser, ledger: Ledger, state: str
) -> None:
    [number] = await written(ledger, state)
    response = await admin.post(f"/letters/{number}/again")
    assert (response.status, response.headers["Location"]) == (303, "/letters")
    kept = await standing(ledger, number)
    assert (kept.state, kept.sealed) == (WAITING, SEALED)
    leased = await ledger.write(outbox.lease)
    assert leased is not None
    assert leased.number == number
    assert await trail(ledger, number) == [("send_letter_again", None)]


async def test_a_letter_that_is_being_sent_is_left_alone(admin: Browser, ledger: Ledger) -> None:
    [number] = await written(ledger, WAITING)
    assert await ledger.write(outbox.lease)
    for path, fields in (("again", {}), ("settle", {"reason": "ringet op", "how": "by_hand"})):
        response = await admin.post(f"/letters/{number}/{path}", **fields)
        assert response.status == 409
        assert "being sent at this moment" in await response.text()
    assert (await standing(ledger, number)).sealed == SEALED
    assert await trail(ledger, number) == []


@pytest.mark.parametrize(
    ("state", "how", "becomes"),
    [
        pytest.param(UNSURE, "arrived", "sent", id="found_in_the_mailbox"),
        pytest.param(UNSURE, "by_hand", "by_hand", id="unsure_seen_to"),
        pytest.param(REFUSED, "by_hand", "by_hand", id="refused_seen_to"),
        pytest.param(WAITING, "by_hand", "by_hand", id="waiting_seen_to"),
    ],
)
async def test_a_letter_that_was_seen_to_is_gone_from_here_with_a_reason_that_names_nobody(
    admin: Browser, ledger: Ledger, state: str, how: str, becomes: str
) -> None:
    [number] = await written(ledger, state)
    response = await admin.post(f"/letters/{number}/settle", reason="Skrevet til anna@example.dk", how=how)
    assert response.status == 303
    kept = await standing(ledger, number)
    assert (kept.state, kept.sealed) == (becomes, None)
    [(action, detail)] = await trail(ledger, number)
    assert (action, detail["how"]) == ("settle_letter", how)
    assert "anna" not in detail["reason"]
    assert number not in await admin.text("/letters")
    assert await ledger.write(outbox.lease) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "   ", "how": "by_hand"}, "A reason has 1 to"),
        ({"reason": "x" * 301, "how": "by_hand"}, "A reason has 1 to"),
        ({"reason": "fordi", "how": "away"}, "Choose whether it arrived"),
        ({"reason": "fordi", "how": "arrived"}, "being sent at this moment"),
    ],
    ids=["no_reason", "long", "no_such_way", "a_refused_one_did_not_arrive"],
)
async def test_what_does_not_fit_changes_nothing(
    admin: Browser, ledger: Ledger, fields: dict[str, str], words: str
) -> None:
    [number] = await written(ledger, REFUSED)
    response = await admin.post(f"/letters/{number}/settle", **fields)
    assert response.status == 409
    assert words in await response.text()
    assert (await standing(ledger, number)).sealed == SEALED


async def test_an_auditor_sees_them_and_cannot_touch_them(auditor: Browser, ledger: Ledger) -> None:
    [number] = await written(ledger, REFUSED)
    page = await auditor.text("/letters")
    assert number in page
    assert "/again" not in page
    assert (await auditor.post(f"/letters/{number}/again")).status == 403


async def test_a_stuck_letter_is_seen_in_the_health_of_the_house(ledger: Ledger, catalogue: Any) -> None:
    house: Any = SimpleNamespace(ledger=ledger, office=None, catalogue=catalogue)
    assert "GENVEJ_SMTP_URL" in (await health.letters(house)).sentence
    house.office = office_of(catalogue)
    assert mailboxes(house)["environment"] == "post@example.dk"
    assert (await health.letters(house)).state == "ok"
    [number] = await written(ledger, REFUSED)
    part = await health.letters(house)
    assert (part.state, "1 of 1" in part.sentence) == ("down", True)
    assert await ledger.write(lambda tx: outbox.by_hand(tx, number))
    assert (await health.letters(house)).state == "ok"


async def test_what_fails_and_is_tried_again_is_limited_health_and_down_after_an_hour(
    ledger: Ledger,
) -> None:
    await written(ledger, WAITING)
    for later, counts in ((timedelta(minutes=1), (1, 1, 0)), (timedelta(hours=2), (1, 0, 1))):
        found = await ledger.read(lambda conn, at=NOON + later: outbox.standing(conn, at))
        assert (found.waiting, found.failing, found.stuck) == counts
