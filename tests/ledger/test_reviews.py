"""The sample that operators judge: what is drawn, who gets it, and what their answers add up to."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from bot.deflection.counts import PairCell, ReviewCell
from bot.deflection.periods import Period
from bot.deflection.review import Reason, Verdict, agreement
from bot.ledger import Ledger, Transaction, jobs, reviews
from bot.ledger.errors import UnknownDeflection
from bot.ledger.reviews import Judgement, Taken
from tests.console.seeding import begin, say, understanding
from tests.ledger.follow_up import deflected, wrote
from tests.ledger.helpers import NOON

LONG_AGO = NOON - timedelta(days=40)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def offers(tx: Transaction, count: int, *, sure: float = 0.9) -> list[str]:
    made = []
    for number in range(count):
        begin(tx, f"c{number}", LONG_AGO)
        understood = understanding(("passport_renew", sure))
        at = LONG_AGO + timedelta(seconds=number)
        made.append(say(tx, f"c{number}", "hej", at, offer="passport_renew", understood=understood))
    return made


def drawn(tx: Transaction) -> None:
    while reviews.draw(tx):
        pass


def chosen(tx: Transaction, ids: Sequence[str]) -> None:
    """As an operator's choice would bring them in, but still to be judged."""
    for id in ids:
        tx.insert_new(reviews.review, deflection=id, reason="random", drawn_at=LONG_AGO, wanted=1, judged=0)


def said(deflection: str, operator: str, verdict: Verdict = Verdict.RIGHT, **more: str) -> Judgement:
    return Judgement(
        deflection=deflection, operator=operator, verdict=verdict, note=more.get("note"), at=NOON
    )


async def test_about_two_in_a_hundred_are_drawn_at_random_and_the_same_ones_again(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offers(tx, 1000))
    await ledger.write(drawn)
    first = await ledger.read(reviews.waiting)
    assert 5 <= first.all <= 45
    await ledger.write(drawn)
    assert await ledger.read(reviews.waiting) == first


async def test_what_the_bot_was_not_sure_of_is_drawn(ledger: Ledger) -> None:
    ids = await ledger.write(lambda tx: offers(tx, 3, sure=0.31))
    await ledger.write(drawn)
    found = await ledger.read(lambda conn: [reviews.reason(conn, id) for id in ids])
    assert set(found) <= {Reason.LOW_CONFIDENCE, Reason.RANDOM}
    assert Reason.LOW_CONFIDENCE in found


async def test_a_fresh_offer_waits_until_every_process_has_booked_its_own(ledger: Ledger) -> None:
    def work(tx: Transaction) -> str:
        begin(tx, "c", tx.now())
        return say(tx, "c", "hej", tx.now(), offer="passport_renew", understood=understanding(("x", 0.1)))

    id = await ledger.write(work)
    await ledger.write(drawn)
    assert await ledger.read(lambda conn: reviews.reason(conn, id)) is None
    assert await ledger.read(lambda conn: jobs.last(conn, reviews.JOB)) is None


async def test_two_operators_never_get_the_same_item(ledger: Ledger) -> None:
    ids = await ledger.write(lambda tx: offers(tx, 2))
    await ledger.write(lambda tx: chosen(tx, ids))
    ada = await ledger.write(lambda tx: reviews.claim(tx, "ada"))
    bo = await ledger.write(lambda tx: reviews.claim(tx, "bo"))
    assert {ada, bo} == set(ids)
    assert await ledger.write(lambda tx: reviews.claim(tx, "cai")) is None
    assert await ledger.write(lambda tx: reviews.claim(tx, "ada")) == ada


async def test_an_item_that_was_left_lying_goes_to_the_next(ledger: Ledger) -> None:
    ids = await ledger.write(lambda tx: offers(tx, 1))
    await ledger.write(lambda tx: chosen(tx, ids))
    await ledger.write(lambda tx: reviews.claim(tx, "ada"))
    past = {"held_until": NOON - timedelta(days=400)}
    await ledger.write(lambda tx: tx.execute(reviews.update(reviews.review).values(past)))
    assert await ledger.write(lambda tx: reviews.claim(tx, "bo")) == ids[0]
    with pytest.raises(Taken):
        await ledger.write(lambda tx: reviews.judge(tx, said(ids[0], "ada")))


async def test_an_item_that_is_passed_on_comes_last(ledger: Ledger) -> None:
    ids = await ledger.write(lambda tx: offers(tx, 2))
    await ledger.write(lambda tx: chosen(tx, ids))
    first = await ledger.write(lambda tx: reviews.claim(tx, "ada"))
    assert first is not None
    second = await ledger.write(lambda tx: reviews.claim(tx, "ada", passing=first))
    assert {first, second} == set(ids)
    assert await ledger.write(lambda tx: reviews.claim(tx, "bo")) == first


async def test_a_second_operator_judges_what_the_first_has_judged_and_never_the_same_one(
    ledger: Ledger,
) -> None:
    def work(tx: Transaction) -> None:
        id = offers(tx, 1)[0]
        chosen(tx, [id])
        tx.execute(reviews.update(reviews.review).values(wanted=2))
        assert reviews.claim(tx, "ada") == id
        reviews.judge(tx, said(id, "ada"))
        assert reviews.claim(tx, "ada") is None
        assert reviews.claim(tx, "bo") == id
        reviews.judge(tx, said(id, "bo", Verdict.WRONG_ROUTE))
        assert reviews.claim(tx, "cai") is None

    await ledger.write(work)


async def test_whoever_errs_says_so_again_and_the_last_word_counts(ledger: Ledger) -> None:
    def work(tx: Transaction) -> list[Judgement]:
        id = offers(tx, 1)[0]
        reviews.judge(tx, said(id, "ada", Verdict.WRONG_SERVICE, note="forkert"))
        reviews.judge(tx, said(id, "ada"))
        return reviews.judgements(tx, id)

    (last,) = await ledger.write(work)
    assert (last.verdict, last.note) == (Verdict.RIGHT, None)


async def test_what_nobody_knows_cannot_be_judged(ledger: Ledger) -> None:
    with pytest.raises(UnknownDeflection):
        await ledger.write(lambda tx: reviews.judge(tx, said("none", "ada")))


async def test_a_note_of_a_novel_is_refused(ledger: Ledger) -> None:
    ids = await ledger.write(lambda tx: offers(tx, 1))
    with pytest.raises(ValueError, match="500"):
        await ledger.write(lambda tx: reviews.judge(tx, said(ids[0], "ada", note="a" * 501)))


async def test_shares_are_of_the_random_sample_and_agreement_of_all_that_two_judged(ledger: Ledger) -> None:
    """Random: one right, one of the wrong service. Chosen: two said different things of the route."""

    def work(tx: Transaction) -> None:
        one, two, three = offers(tx, 3)
        chosen(tx, [one, two])
        reviews.judge(tx, said(one, "ada"))
        reviews.judge(tx, said(two, "ada", Verdict.WRONG_SERVICE))
        reviews.judge(tx, said(three, "ada", Verdict.NOT_TO_DEFLECT))
        reviews.judge(tx, said(three, "bo"))

    await ledger.write(work)
    single, pairs = await ledger.read(lambda conn: reviews.cells(conn, YEAR))
    assert single == [
        ReviewCell(question="route", right=True, count=2),
        ReviewCell(question="service", right=False, count=1),
        ReviewCell(question="service", right=True, count=1),
    ]
    assert pairs == [
        PairCell(question="route", first=False, second=True, count=1),
        PairCell(question="service", first=True, second=True, count=1),
    ]
    assert agreement(pairs).of == 2


async def test_what_is_reversed_after_it_was_passed_over_is_drawn(ledger: Ledger) -> None:
    def work(tx: Transaction) -> None:
        deflected(tx, "a", days=10, completed=10)
        while reviews.draw(tx):
            pass
        assert reviews.reason(tx, "d-a") in {None, Reason.RANDOM}
        tx.execute(delete(reviews.review))
        wrote(tx, "letter", days=3)
        reviews.draw(tx)
        assert reviews.reason(tx, "d-a") is Reason.REVERSED

    await ledger.write(work)
