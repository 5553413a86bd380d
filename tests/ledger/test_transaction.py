"""What waits to be sent: found by whoever looks, gone with the work that failed, refused for one alone."""

import asyncio
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.deflection.lifecycle import Illegal
from bot.ledger import Event, Ledger, Transaction, deflections
from bot.ledger.tables import conversation, deflection, event, rollup
from bot.ledger.verify import verify
from tests.ledger.helpers import NOON, begun, bind, later

Work = Callable[[Transaction], Any]


def note(tx: Transaction, name: str) -> None:
    tx.append(Event(kind="asked", at=NOON, data={"name": name}))


def step(tx: Transaction, id: str, kind: str, **data: Any) -> None:
    evidence = {"offered": "offer", "opened": "opening", "completed": "receipt"}[kind]
    more = {"service": "passport_renew", "language": "da"} if kind == "offered" else {}
    tx.append(Event(kind=kind, at=later(), deflection=id, data={"evidence": evidence, **more, **data}))


def statement(tx: Transaction) -> None:
    tx.execute(select(conversation)).all()


def count(tx: Transaction) -> int:
    return int(tx.execute(select(func.count()).select_from(event)).scalar_one())


async def together(ledger: Ledger, *works: Work) -> list[Any]:
    """In one transaction: the first holds the writer until all have come."""
    ready = asyncio.Event()
    loop = asyncio.get_running_loop()

    def first(tx: Transaction) -> None:
        asyncio.run_coroutine_threadsafe(ready.wait(), loop).result(10)

    tasks = [asyncio.ensure_future(ledger.write(work)) for work in (first, *works)]
    await asyncio.sleep(0)  # lets the tasks put their work into the queue
    ready.set()
    return (await asyncio.gather(*tasks, return_exceptions=True))[1:]


async def found(ledger: Ledger) -> list[str]:
    """The names that were noted, and each step with its deflection, in the chain's order."""
    query = select(event.c.kind, event.c.deflection, event.c.body).where(event.c.seq > 1)
    rows = await ledger.read(lambda conn: conn.execute(query.order_by(event.c.seq)).all())
    return [row.body.split('"name":"')[1][0] if row.kind == "asked" else row.kind for row in rows]


async def test_a_statement_finds_what_its_own_and_earlier_works_booked(ledger: Ledger) -> None:
    def both(tx: Transaction) -> tuple[int, int]:
        note(tx, "b")
        before = count(tx)
        note(tx, "c")
        return before, count(tx)

    done = await together(ledger, lambda tx: note(tx, "a"), both, count)
    assert done == [None, (3, 4), 4]


def fails(*works: Work) -> Work:
    def work(tx: Transaction) -> None:
        for one in works:
            one(tx)
        raise RuntimeError("a bug")

    return work


HALVES: dict[str, tuple[Work, ...]] = {
    "before_any_statement": (lambda tx: note(tx, "x"),),
    "before_a_statement": (lambda tx: note(tx, "x"), statement),
    "after_a_statement": (statement, lambda tx: note(tx, "x")),
    "between_statements": (statement, lambda tx: note(tx, "x"), statement, lambda tx: note(tx, "y")),
    "with_a_step": (lambda tx: step(tx, "d", "opened"), statement, lambda tx: step(tx, "d", "completed")),
    "with_a_new_deflection": (lambda tx: step(tx, "e", "offered"), lambda tx: note(tx, "x")),
}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("around", ["waiting", "sent"])
async def test_a_failing_work_takes_back_its_own_and_nothing_else(
    ledger: Ledger, half: str, around: str, database_url: str
) -> None:
    """The others' events wait in memory, or were sent with a statement of theirs."""

    def other(tx: Transaction, name: str) -> None:
        note(tx, name)
        if around == "sent":
            statement(tx)

    works: list[Work] = [lambda tx: step(tx, "d", "offered"), lambda tx: other(tx, "a")]
    done = await together(ledger, *works, fails(*HALVES[half]), lambda tx: other(tx, "b"))
    assert [type(one) for one in done] == [type(None), type(None), RuntimeError, type(None)]
    assert await found(ledger) == ["offered", "a", "b"]
    states = await ledger.read(lambda conn: conn.execute(select(deflection.c.id, deflection.c.state)).all())
    assert [tuple(row) for row in states] == [("d", "offered")]
    await ledger.close()
    assert verify(database_url).findings == []


async def test_steps_of_one_deflection_in_one_transaction_end_in_one_row(
    ledger: Ledger, database_url: str
) -> None:
    def opened(tx: Transaction) -> None:
        step(tx, "d", "opened")
        statement(tx)

    works: list[Work] = [lambda tx: step(tx, "d", "offered"), opened, lambda tx: step(tx, "d", "completed")]
    await together(ledger, *works)
    row = await ledger.read(lambda conn: deflections.find(conn, "d"))
    assert row is not None
    assert (row.state, row.step) == ("completed", 3)
    await ledger.close()
    assert verify(database_url).findings == []


async def test_what_the_database_refuses_at_the_end_fails_only_whose_it_is(
    ledger: Ledger, database_url: str
) -> None:
    """A number that is none shows only when the row is sent, together with all others."""
    works: list[Work] = [
        lambda tx: note(tx, "a"),
        lambda tx: step(tx, "d", "offered", turn={"no": "number"}),
        lambda tx: note(tx, "b"),
        lambda tx: begun(tx, "c1"),
    ]
    done = await together(ledger, *works)
    assert [isinstance(one, Exception) for one in done] == [False, True, False, False]
    assert await found(ledger) == ["a", "b", "begun"]
    await ledger.close()
    assert verify(database_url).findings == []


async def test_a_work_that_books_much_is_sent_on_the_way(ledger: Ledger, database_url: str) -> None:
    def much(tx: Transaction) -> int:
        for number in range(2500):
            note(tx, str(number % 10))
        return len(tx._piece.events)

    assert await ledger.write(much) <= 1000
    await ledger.close()
    assert verify(database_url).events == 2502


async def test_many_steps_at_once_are_what_one_after_the_other_would_be(
    ledger: Ledger, database_url: str
) -> None:
    """New ones, known ones, some twice, and one that may not follow."""
    for id in "ab":
        await ledger.write(bind(step, id, "offered"))

    def steps(*pairs: tuple[str, str]) -> Work:
        booked: list[Event] = []
        for id, kind in pairs:
            step(SimpleNamespace(append=booked.append), id, kind)  # type: ignore[arg-type]
        return lambda tx: tx.append_all([Event(kind="asked", at=NOON), *booked])

    await ledger.write(steps(("a", "opened"), ("c", "offered"), ("a", "completed"), ("b", "opened")))
    with pytest.raises(Illegal):
        await ledger.write(steps(("c", "opened"), ("b", "offered")))
    query = select(deflection.c.id, deflection.c.state, deflection.c.step).order_by(deflection.c.id)
    rows = await ledger.read(lambda conn: conn.execute(query).all())
    assert [tuple(row) for row in rows] == [("a", "completed", 3), ("b", "opened", 2), ("c", "offered", 1)]
    await ledger.close()
    assert verify(database_url).findings == []


async def test_sums_rebuilt_in_the_middle_count_nothing_twice(ledger: Ledger) -> None:
    works: list[Work] = [
        lambda tx: step(tx, "d", "offered"),
        deflections.rebuild,
        lambda tx: step(tx, "d", "opened"),
    ]
    await together(ledger, *works)
    query = select(rollup.c.cell, rollup.c.count).where(
        rollup.c.topic == "deflection", rollup.c.grain == "day"
    )
    rows = await ledger.read(lambda conn: conn.execute(query.where(rollup.c.count != 0)).all())
    assert [(json.loads(row.cell)[0], row.count) for row in rows] == [("opened", 1)]
