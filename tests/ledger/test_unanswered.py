"""What was not understood is found again, and nothing of a conversation that was erased."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from bot.catalogue.grouping import MOST_MESSAGES, Group, group
from bot.deflection.periods import Period
from bot.ledger import Ledger, Transaction, conversations
from bot.ledger.conversations import Answer
from bot.ledger.unanswered import _query, unanswered
from tests.ledger.helpers import NOON, begun, bind

DAY = Period(date(2026, 11, 23), date(2026, 11, 24))


def turned(
    tx: Transaction,
    /,
    id: str,
    text: str | None,
    kind: str,
    *,
    at: datetime = NOON,
    language: str = "da",
    **more: Any,
) -> None:
    """One more turn of the conversation, answered at once."""
    if conversations.find(tx, id) is None:
        begun(tx, id, at=at)
    number = len(conversations.transcript(tx, id))
    choice = "passport_renew" if text is None else None
    taken = conversations.accept(tx, id, f"m{number}", text, choice, language, at)
    fields = {"services": [], "replies": [], "state": {}, "understanding": {}, "source": "engine", **more}
    assert conversations.answer(tx, id, taken.turn, taken.fence, Answer(kind=kind, **fields), [], at)


async def turn(ledger: Ledger, *given: Any, **more: Any) -> None:
    await ledger.write(bind(turned, *given, **more))


async def texts(ledger: Ledger, period: Period = DAY, most: int = 100) -> list[str]:
    return [text for _, text in await ledger.read(bind(unanswered, period, most))]


def meant(intent: str) -> dict[str, Any]:
    return {"understanding": {"intent": intent}}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        pytest.param("out_of_scope", meant("out_of_scope"), id="out_of_scope"),
        pytest.param("human", meant("out_of_scope"), id="the_second_miss_in_a_row"),
        pytest.param("human", meant("clarify"), id="the_second_question_back"),
        pytest.param("clarify", {"services": ["a", "b"]}, id="a_question_back_without_an_end"),
        pytest.param("human", {"source": "fallback"}, id="the_search_found_nothing"),
        pytest.param("human", {"source": "door"}, id="another_alphabet"),
    ],
)
async def test_these_were_not_understood(ledger: Ledger, kind: str, more: dict[str, Any]) -> None:
    await turn(ledger, "c1", "fiskekort", kind, **more)
    assert await texts(ledger) == ["fiskekort"]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        pytest.param("card", {"services": ["a"]}, id="a_card"),
        pytest.param("smalltalk", meant("greet"), id="small_talk"),
        pytest.param("human", meant("human"), id="who_asked_for_a_person"),
        pytest.param("emergency", {"source": "fallback"}, id="danger"),
    ],
)
async def test_these_were_understood(ledger: Ledger, kind: str, more: dict[str, Any]) -> None:
    await turn(ledger, "c1", "fiskekort", kind, **more)
    assert await texts(ledger) == []


@pytest.mark.parametrize("kind", ["card", "assisted"])
async def test_a_question_back_that_led_to_a_card_was_understood(ledger: Ledger, kind: str) -> None:
    await turn(ledger, "c1", "pas", "clarify", services=["a", "b"])
    await turn(ledger, "c2", "kort", "clarify", services=["a", "b"])
    await turn(ledger, "c1", None, kind, services=["a"], at=NOON + timedelta(days=3))
    assert await texts(ledger) == ["kort"]


async def test_the_period_is_half_open_in_danish_days(ledger: Ledger) -> None:
    begin, end = DAY.instants()
    for number, at in enumerate(
        [begin - timedelta(microseconds=1), begin, end - timedelta(microseconds=1), end]
    ):
        await turn(ledger, f"c{number}", f"nr. {number}", "out_of_scope", at=at)
    assert await texts(ledger) == ["nr. 2", "nr. 1"]


async def test_at_most_so_many_are_read_and_the_newest(ledger: Ledger) -> None:
    for number in range(4):
        await turn(ledger, f"c{number}", f"nr. {number}", "out_of_scope", at=NOON + timedelta(hours=number))
    assert await texts(ledger, most=2) == ["nr. 3", "nr. 2"]


async def test_an_erased_conversation_leaves_nothing(ledger: Ledger) -> None:
    await turn(ledger, "c1", "fiskekort", "out_of_scope")
    await turn(ledger, "c2", "jagttegn", "out_of_scope")
    await ledger.write(bind(conversations.erase, "c1", NOON))
    assert await texts(ledger) == ["jagttegn"]


async def test_operators_get_groups(ledger: Ledger) -> None:
    for number, text in enumerate(["fiskekort", "hvor får jeg et fiskekort", "taxa"]):
        await turn(ledger, f"c{number}", text, "out_of_scope")
    await turn(ledger, "c9", "taxi", "out_of_scope", language="en")
    found = group(await ledger.read(bind(unanswered, DAY, MOST_MESSAGES)))
    assert [(one.language, one.count) for one in found] == [("da", 2), ("da", 1), ("en", 1)]
    assert found[1] == Group(language="da", count=1, text="taxa")


async def test_a_period_is_found_without_reading_all_turns(sqlite_ledger: Ledger) -> None:
    """The statement itself, with its values written out."""
    written = _query(DAY).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    plan = await sqlite_ledger.read(
        lambda conn: [row[-1] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}")]
    )
    assert "SEARCH turn USING INDEX turn_received (received_at>? AND received_at<?)" in plan
