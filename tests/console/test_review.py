"""Judging the sample: handed out to one at a time, judged with a word, masked, on the trail."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.deflection.lifecycle import State
from bot.deflection.review import Reason, Verdict
from bot.ledger import Ledger, deflections, reviews
from bot.ledger.operators import audit
from bot.ledger.reviews import Judgement
from bot.ledger.transaction import Transaction
from tests.console.conftest import Browser, Clock, operator, signed_in
from tests.console.seeding import NOON, begin, say, understanding

LONG_AGO = NOON - timedelta(days=30)
CPR = "010150-5111"


@pytest.fixture
async def reviewer(ledger: Ledger, clock: Clock, browser: Browser) -> Browser:
    return await signed_in(ledger, clock, browser, "reviewer")


async def sampled(ledger: Ledger, count: int = 1, *, wanted: int = 1) -> list[str]:
    """Deflections that the bot was not sure of, drawn into the sample."""

    def work(tx: Transaction) -> list[str]:
        ids = []
        for number in range(count):
            begin(tx, f"c{number}", LONG_AGO)
            understood = understanding(("health_card_reorder", 0.21))
            at = LONG_AGO + timedelta(seconds=number)
            ids.append(
                say(tx, f"c{number}", "mit kort", at, offer="health_card_reorder", understood=understood)
            )
        while reviews.draw(tx):
            pass
        tx.execute(reviews.update(reviews.review).values(wanted=wanted))
        return ids

    return await ledger.write(work)


async def said(ledger: Ledger, id: str) -> list[Judgement]:
    return await ledger.read(lambda conn: reviews.judgements(conn, id))


async def test_a_reviewer_takes_an_item_judges_it_and_gets_the_next(
    ledger: Ledger, reviewer: Browser
) -> None:
    one, two = await sampled(ledger, 2)
    assert "2 items wait" in await reviewer.text("/review")
    taken = await reviewer.post("/review/next")
    assert (taken.status, taken.headers["Location"]) == (303, f"/review/{one}")
    assert "mit kort" in await reviewer.text(f"/review/{one}")
    judged = await reviewer.post(f"/review/{one}", verdict="wrong_service", note="det var kørekortet")
    assert (judged.status, judged.headers["Location"]) == (303, f"/review/{two}")
    (kept,) = await said(ledger, one)
    assert (kept.verdict, kept.note) == (Verdict.WRONG_SERVICE, "det var kørekortet")
    assert (await reviewer.post(f"/review/{two}", verdict="right", note="")).headers["Location"] == "/review"
    assert "Nothing waits" in await reviewer.text("/review")


async def test_a_personal_number_in_a_note_is_masked(ledger: Ledger, reviewer: Browser) -> None:
    (one,) = await sampled(ledger)
    await reviewer.post(f"/review/{one}", verdict="right", note=f"borgeren er {CPR}")
    (kept,) = await said(ledger, one)
    assert kept.note == "borgeren er [CPR]"


async def test_two_browsers_never_get_the_same_item(
    ledger: Ledger, clock: Clock, reviewer: Browser, new_browser: Callable[[], Awaitable[Browser]]
) -> None:
    await sampled(ledger)
    other = await signed_in(ledger, clock, await new_browser(), "editor")
    assert (await reviewer.post("/review/next")).headers["Location"] != "/review"
    assert (await other.post("/review/next")).headers["Location"] == "/review"


async def test_an_item_that_another_took_meanwhile_is_refused_and_the_note_kept(
    ledger: Ledger, clock: Clock, reviewer: Browser
) -> None:
    (one,) = await sampled(ledger)
    bo = await operator(ledger, "Bo", "editor", clock)
    await ledger.write(lambda tx: reviews.claim(tx, bo))
    answer = await reviewer.post(f"/review/{one}", verdict="right", note="et langt ord")
    page = await answer.text()
    assert answer.status == 409
    assert "Another operator is at work" in page
    assert "et langt ord" in page
    assert await said(ledger, one) == []


async def test_what_the_first_said_is_hidden_until_the_second_has_judged(
    ledger: Ledger, clock: Clock, reviewer: Browser
) -> None:
    (one,) = await sampled(ledger, wanted=2)
    bo = await operator(ledger, "Bo", "editor", clock)
    first = Judgement(deflection=one, operator=bo, verdict=Verdict.NOT_TO_DEFLECT, note="syg", at=NOON)
    await ledger.write(lambda tx: reviews.judge(tx, first))
    assert "syg" not in await reviewer.text(f"/review/{one}")
    await reviewer.post(f"/review/{one}", verdict="right", note="")
    assert "syg" in await reviewer.text(f"/review/{one}")


async def test_a_saving_is_taken_back_with_a_masked_reason(ledger: Ledger, reviewer: Browser) -> None:
    (one,) = await sampled(ledger)
    answer = await reviewer.post(f"/review/{one}/overturn", reason=f"forkert borger {CPR}")
    assert answer.status == 303
    found = await ledger.read(lambda conn: deflections.find(conn, one))
    assert found is not None
    assert found.state is State.OVERTURNED
    booked = await ledger.read(lambda conn: deflections.events(conn, one))
    assert booked[-1].data["reason"] == "forkert borger [CPR]"
    again = await reviewer.post(f"/review/{one}/overturn", reason="igen")
    assert (again.status, "taken back already" in await again.text()) == (409, True)


async def test_any_deflection_of_the_log_can_be_judged_apart_from_the_sample(
    ledger: Ledger, reviewer: Browser
) -> None:
    def work(tx: Transaction) -> str:
        begin(tx, "c", NOON)
        return say(tx, "c", "hej", NOON, offer="health_card_reorder")

    id = await ledger.write(work)
    await reviewer.post(f"/review/{id}", verdict="right", note="")
    assert await ledger.read(lambda conn: reviews.reason(conn, id)) is Reason.CHOSEN


async def test_reading_and_judging_stand_on_the_trail(ledger: Ledger, reviewer: Browser) -> None:
    (one,) = await sampled(ledger)
    await reviewer.text(f"/review/{one}")
    await reviewer.post(f"/review/{one}", verdict="right", note="")
    trail = {(entry.action, entry.object) for entry in await ledger.read(audit.newest)}
    assert {("judge", one), ("read_transcript", "c0")} <= trail


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        pytest.param("/review/none", {"verdict": "right", "note": ""}, 404, id="unknown"),
        pytest.param("/review/none/overturn", {"reason": "x"}, 404, id="overturn_unknown"),
        pytest.param("/review/c0-1", {"verdict": "great", "note": ""}, 400, id="no_such_judgement"),
        pytest.param("/review/c0-1", {"note": ""}, 400, id="no_judgement"),
        pytest.param("/review/c0-1", {"verdict": "right", "note": "a" * 501}, 409, id="a_novel"),
        pytest.param("/review/c0-1/overturn", {"reason": " "}, 409, id="no_reason"),
    ],
)
async def test_what_cannot_be_is_said_to_be_so(
    ledger: Ledger, reviewer: Browser, path: str, fields: dict[str, str], status: int
) -> None:
    await sampled(ledger)
    assert (await reviewer.post(path, **fields)).status == status


async def test_keys_stay_off_from_item_to_item(ledger: Ledger, reviewer: Browser) -> None:
    one, two = await sampled(ledger, 2)
    assert "<script" in await reviewer.text(f"/review/{one}")
    assert "<script" not in await reviewer.text(f"/review/{one}?keys=off")
    answer = await reviewer.post(f"/review/{one}", verdict="right", note="", keys="off")
    assert answer.headers["Location"] == f"/review/{two}?keys=off"
