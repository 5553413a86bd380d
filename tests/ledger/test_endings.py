"""Every conversation stands in exactly one ending and one cell, and moves as things become known."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.deflection.counts import Ending
from bot.deflection.periods import Period
from bot.ledger import Ledger, Transaction, conversations, counts, deflections, endings, left_behind, tables
from bot.ledger.conversations import NewConversation
from bot.ledger.tables import conversation
from tests.ledger.follow_up import NOW, ago
from tests.ledger.helpers import answered, bind, offer, received

ALWAYS = Period(ago(1000).date(), ago(-1000).date())
Turn = tuple[str, str | None, bool]  # kind, service, whether its form is offered
CARD: Turn = ("card", "pas", True)
WINDOWS = {"pas": 30, "gp_change": 14}


def talk(tx: Transaction, id: str, turns: list[Turn], *, days: float = 2, **more: Any) -> None:
    """A conversation of so many days ago, with a turn of each kind."""
    at = ago(days)
    conversations.start(tx, NewConversation(id=id, token_hash=id, language="da", at=at, **more))
    for number, turn in enumerate(turns):
        said(tx, id, f"m{number}", turn, days=days)


def said(tx: Transaction, id: str, client_id: str, turn: Turn, *, days: float) -> None:
    kind, service, form = turn
    accepted = conversations.accept(tx, id, client_id, "hej", None, "da", ago(days))
    made = [offer(f"d-{id}", service=service)] if form and service else []
    answer = answered(kind=kind, service=service)
    assert conversations.answer(tx, id, accepted.turn, accepted.fence, answer, made, ago(days))


async def stands(ledger: Ledger) -> dict[str, int]:
    cells = await ledger.read(bind(counts.conversation_cells, ALWAYS))
    found: dict[str, int] = {}
    for one in cells:
        found[one.ending.value] = found.get(one.ending.value, 0) + one.count
    return found


async def outcomes(ledger: Ledger, dimension: str) -> dict[tuple[str, str], int]:
    cells = await ledger.read(bind(counts.outcome_cells, ALWAYS))
    found: dict[tuple[str, str], int] = {}
    for one in cells:
        if one.dimension == dimension:
            key = one.group, one.outcome.value
            found[key] = found.get(key, 0) + one.count
    return found


async def done(ledger: Ledger) -> None:
    for step in (endings.close_silent, bind(left_behind.leave_behind, WINDOWS)):
        while await ledger.write(step):
            pass


ENDINGS: list[Any] = [
    pytest.param([], Ending.ABANDONED, id="nothing_said"),
    pytest.param([("smalltalk", None, False)], Ending.ABANDONED, id="a_greeting"),
    pytest.param([("out_of_scope", None, False)], Ending.ABANDONED, id="nothing_that_we_do"),
    pytest.param([("clarify", "pas", False)], Ending.ABANDONED, id="a_question_left_open"),
    pytest.param([CARD], Ending.ASSUMED, id="a_form"),
    pytest.param([("card", "pas", False)], Ending.ANSWERED, id="a_page_without_a_form"),
    pytest.param([("aspect", "pas", False)], Ending.ANSWERED, id="a_price"),
    pytest.param([CARD, ("aspect", "pas", False)], Ending.ASSUMED, id="a_price_after_the_form"),
    pytest.param([CARD, ("human", "pas", False)], Ending.HUMAN, id="a_person_after_the_form"),
    pytest.param([("human", None, False), CARD], Ending.ASSUMED, id="a_form_after_the_person"),
    pytest.param([("write", "pas", True)], Ending.ASSUMED, id="a_form_beside_the_address"),
    pytest.param([("write", None, False)], Ending.HUMAN, id="an_address"),
    pytest.param([("assisted", "pas", False), CARD], Ending.ASSISTED, id="help"),
    pytest.param([("emergency", None, False), CARD], Ending.EMERGENCY, id="danger"),
]


@pytest.mark.parametrize(("turns", "expected"), ENDINGS)
async def test_a_conversation_is_open_and_then_ends_in_one_way(
    ledger: Ledger, turns: list[Turn], expected: Ending
) -> None:
    await ledger.write(bind(talk, "c1", turns))
    assert await stands(ledger) == {"open": 1}
    await done(ledger)
    assert await stands(ledger) == {expected.value: 1}
    kinds = [event.kind for event in await ledger.read(bind(deflections.conversation_events, "c1"))]
    assert kinds[-1] == "ended"
    await done(ledger)
    assert await stands(ledger) == {expected.value: 1}


async def test_a_receipt_moves_the_conversation_also_after_it_ended(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD, ("human", None, False)]))
    await done(ledger)
    await ledger.write(bind(received, "d-c1", at=NOW))
    assert await stands(ledger) == {"form_evidenced": 1}


async def test_whoever_goes_on_after_a_day_is_open_again(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD]))
    await done(ledger)
    await ledger.write(lambda tx: said(tx, "c1", "m9", ("human", None, False), days=0))
    assert await stands(ledger) == {"open": 1}
    await done(ledger)
    assert await stands(ledger) == {"open": 1}


async def test_an_erased_conversation_has_ended_and_still_counts(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD], days=0.1))
    await ledger.write(lambda tx: conversations.erase(tx, "c1", NOW))
    assert await stands(ledger) == {"assumed": 1}


async def test_rebuilding_gives_the_same_sums(ledger: Ledger) -> None:
    for number, (turns, *_) in enumerate(one.values for one in ENDINGS):
        await ledger.write(bind(talk, f"c{number}", turns, days=40, device="phone", age_band="75+"))
    await ledger.write(bind(received, "d-c4", at=ago(39)))
    await done(ledger)
    await ledger.write(lambda tx: tx.execute(update(conversation).values(ended_at=ago(31))))
    await done(ledger)
    before = await ledger.read(sums)
    await ledger.write(deflections.rebuild)
    assert await ledger.read(sums) == before
    assert sum((await stands(ledger)).values()) == len(ENDINGS)


def sums(conn: Any) -> list[Any]:
    rows = conn.execute(select(tables.rollup).where(tables.rollup.c.count != 0)).all()
    return sorted(tuple(row) for row in rows)


async def test_who_got_nothing_within_the_window_is_left_behind(ledger: Ledger) -> None:
    """Ended 31 and 29 days ago; a greeting asked for nothing, a person was reached, a form was sent."""
    for name, turns in (
        ("form", [CARD]), ("sent", [CARD]), ("person", [("human", "pas", False)]), ("hello", []),
    ):  # fmt: skip
        await ledger.write(bind(talk, f"old-{name}", turns, device="phone"))
        await ledger.write(bind(talk, f"new-{name}", turns, device="tablet"))
    for age in ("old", "new"):
        await ledger.write(bind(received, f"d-{age}-sent", f"r-{age}", at=NOW))
    await done(ledger)
    assert await outcomes(ledger, "device") == {
        ("phone", "success"): 2, ("phone", "waiting"): 1, ("tablet", "success"): 2, ("tablet", "waiting"): 1,
    }  # fmt: skip
    for age, days in (("old", 31), ("new", 29)):
        mine = update(conversation).where(conversation.c.id.startswith(age)).values(ended_at=ago(days))
        await ledger.write(lambda tx, mine=mine: tx.execute(mine))  # type: ignore[misc]
    await done(ledger)
    assert await outcomes(ledger, "device") == {
        ("phone", "success"): 2, ("phone", "left_behind"): 1,
        ("tablet", "success"): 2, ("tablet", "waiting"): 1,
    }  # fmt: skip
    assert await outcomes(ledger, "service") == {
        ("pas", "success"): 4, ("pas", "left_behind"): 1, ("pas", "waiting"): 1,
    }  # fmt: skip
    await ledger.write(bind(received, "d-old-form", "r-late", at=NOW))
    assert await outcomes(ledger, "age") == {("unknown", "success"): 5, ("unknown", "waiting"): 1}


@pytest.mark.parametrize(
    ("service", "days", "expected"),
    [
        pytest.param("gp_change", 14.1, "left_behind", id="a_short_window_has_passed"),
        pytest.param("gp_change", 13.9, "waiting", id="a_short_window_is_open"),
        pytest.param("pas", 14.1, "waiting", id="a_long_window_is_open"),
        pytest.param("pas", 30.1, "left_behind", id="a_long_window_has_passed"),
        pytest.param("not_in_the_catalogue", 14.1, "left_behind", id="a_service_that_is_gone"),
    ],
)
async def test_each_service_waits_as_long_as_its_own_window(
    ledger: Ledger, service: str, days: float, expected: str
) -> None:
    await ledger.write(bind(talk, "c1", [("card", service, True)]))
    await done(ledger)
    await ledger.write(lambda tx: tx.execute(update(conversation).values(ended_at=ago(days))))
    await done(ledger)
    assert await outcomes(ledger, "service") == {(service, expected): 1}


async def test_whoever_goes_on_after_they_were_left_behind_waits_again(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", [CARD]))
    await done(ledger)
    await ledger.write(lambda tx: tx.execute(update(conversation).values(ended_at=ago(31))))
    await done(ledger)
    assert await outcomes(ledger, "age") == {("unknown", "left_behind"): 1}
    await ledger.write(lambda tx: said(tx, "c1", "m9", ("aspect", "pas", False), days=0))
    assert await outcomes(ledger, "age") == {("unknown", "waiting"): 1}


async def test_whoever_said_that_they_cannot_is_a_group_of_their_own(ledger: Ledger) -> None:
    await ledger.write(bind(talk, "c1", []))

    def cannot(tx: Transaction) -> None:
        accepted = conversations.accept(tx, "c1", "m1", "kan ikke", None, "da", ago(2))
        answer = answered(kind="assisted", service="pas")
        state = {"service": "pas", "no_digital": True}
        assert conversations.answer(tx, "c1", 1, accepted.fence, replace(answer, state=state), [], ago(2))

    await ledger.write(cannot)
    await ledger.write(bind(talk, "c2", [CARD]))
    assert await outcomes(ledger, "said_they_cannot") == {("yes", "success"): 1, ("no", "waiting"): 1}


async def test_many_are_settled_a_few_at_a_time(ledger: Ledger) -> None:
    for number in range(7):
        await ledger.write(bind(talk, f"c{number}", [CARD]))
    await done(ledger)
    await ledger.write(lambda tx: tx.execute(update(conversation).values(ended_at=ago(31))))
    three = bind(left_behind.leave_behind, WINDOWS, limit=3)
    assert [await ledger.write(three) for _ in range(4)] == [3, 3, 1, 0]
    assert await outcomes(ledger, "device") == {("unknown", "left_behind"): 7}
