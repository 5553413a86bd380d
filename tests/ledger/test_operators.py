"""Operators, their sessions, their tries to sign in, and the log of what they did."""

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from bot.ledger import Ledger, Transaction, attempts, audit, operators, sessions
from bot.ledger.audit import Search
from bot.ledger.cursors import BadCursor
from bot.ledger.operators import NameTaken, Operator
from bot.ledger.tables import sign_in_attempt
from tests.ledger.helpers import NOON, bind, later


def added(tx: Transaction, name: str = "Anna", role: str = "reviewer") -> Operator:
    return operators.create(tx, name=name, role=role, password_hash="argon", at=NOON)


def signed_in(tx: Transaction, operator: Operator, token_hash: str = "t1") -> None:
    sessions.start(tx, token_hash=token_hash, operator=operator.id, at=NOON, expires_at=later(days=1))


async def test_an_operator_is_found_by_name_however_it_is_typed(ledger: Ledger) -> None:
    anna = await ledger.write(added)
    for name in ("Anna", " anna ", "ANNA", "\uff21nna"):
        assert await ledger.read(bind(operators.by_name, name)) == anna
    assert await ledger.read(lambda conn: operators.by_name(conn, "Bo")) is None
    assert await ledger.read(lambda conn: operators.find(conn, anna.id)) == anna


@pytest.mark.parametrize("role", operators.ROLES)
async def test_each_role_can_be_given(ledger: Ledger, role: str) -> None:
    assert (await ledger.write(lambda tx: added(tx, role=role))).role == role


async def test_a_name_can_be_had_once_and_roles_are_known_ones(ledger: Ledger) -> None:
    await ledger.write(added)
    with pytest.raises(NameTaken):
        await ledger.write(lambda tx: added(tx, "anna"))
    with pytest.raises(ValueError, match="No such role"):
        await ledger.write(lambda tx: added(tx, "Bo", "king"))
    with pytest.raises(ValueError, match="needs a name"):
        await ledger.write(lambda tx: added(tx, " "))
    assert [one.name for one in await ledger.read(operators.all)] == ["Anna"]


async def test_a_password_hash_does_not_show_in_a_log_line(ledger: Ledger) -> None:
    anna = await ledger.write(added)
    assert "argon" not in repr(anna)


async def test_a_session_knows_its_operator_until_it_is_over(ledger: Ledger) -> None:
    anna = await ledger.write(added)
    await ledger.write(lambda tx: signed_in(tx, anna))
    await ledger.write(lambda tx: sessions.touch(tx, "t1", later(60)))
    found = await ledger.read(lambda conn: sessions.find(conn, "t1", later(60)))
    assert found is not None
    assert (found.operator, found.name, found.role, found.seen_at) == (anna.id, "Anna", "reviewer", later(60))
    assert await ledger.read(lambda conn: sessions.find(conn, "t1", later(days=1))) is None
    await ledger.write(lambda tx: sessions.end(tx, "t1"))
    assert await ledger.read(lambda conn: sessions.find(conn, "t1", NOON)) is None


async def test_a_new_password_ends_every_session_and_a_disabled_operator_has_none(ledger: Ledger) -> None:
    anna = await ledger.write(added)
    bo = await ledger.write(lambda tx: added(tx, "Bo"))
    for operator, token in ((anna, "t1"), (anna, "t2"), (bo, "t3")):
        await ledger.write(bind(signed_in, operator, token))
    assert await ledger.write(lambda tx: operators.set_password(tx, anna.id, "new"))
    for token, there in (("t1", False), ("t2", False), ("t3", True)):
        found = await ledger.read(bind(sessions.find, token, NOON))
        assert (found is not None) is there
    assert await ledger.write(lambda tx: operators.disable(tx, bo.id, later()))
    assert not await ledger.write(lambda tx: operators.disable(tx, bo.id, later(2)))
    assert await ledger.read(lambda conn: sessions.find(conn, "t3", NOON)) is None
    disabled = await ledger.read(lambda conn: operators.by_name(conn, "Bo"))
    assert disabled is not None
    assert disabled.disabled_at == later()


async def test_nobody_can_be_changed_who_is_not_there(ledger: Ledger) -> None:
    assert not await ledger.write(lambda tx: operators.set_password(tx, "nobody", "new"))
    assert not await ledger.write(lambda tx: operators.disable(tx, "nobody", NOON))


async def test_all_sessions_of_one_operator_end_at_once(ledger: Ledger) -> None:
    anna = await ledger.write(added)
    for token in ("t1", "t2"):
        await ledger.write(bind(signed_in, anna, token))
    assert await ledger.write(lambda tx: sessions.end_all(tx, anna.id)) == 2


async def test_failed_tries_are_counted_by_name_and_by_address(ledger: Ledger) -> None:
    def fail(tx: Transaction, name: str, address: str, seconds: float, *, ok: bool = False) -> None:
        attempts.record(tx, name=name, address=address, ok=ok, at=later(seconds))

    await ledger.write(lambda tx: fail(tx, "Anna", "10.0.0.1", 1))
    await ledger.write(lambda tx: fail(tx, "anna", "10.0.0.2", 2))
    await ledger.write(lambda tx: fail(tx, "Bo", "10.0.0.1", 3))
    assert await ledger.read(lambda conn: attempts.failures_since(conn, "ANNA", NOON)) == 2
    assert await ledger.read(lambda conn: attempts.failures_since(conn, "Anna", later(2))) == 1
    assert await ledger.read(lambda conn: attempts.failures_from(conn, "10.0.0.1", NOON)) == 2
    await ledger.write(lambda tx: fail(tx, "Anna", "10.0.0.1", 4, ok=True))
    await ledger.write(lambda tx: fail(tx, "Anna", "10.0.0.1", 5))
    assert await ledger.read(lambda conn: attempts.failures_since(conn, "Anna", NOON)) == 1
    assert await ledger.read(lambda conn: attempts.failures_from(conn, "10.0.0.1", NOON)) == 3


async def test_what_somebody_typed_as_a_name_is_not_kept(ledger: Ledger) -> None:
    """People type their password there."""
    await ledger.write(lambda tx: attempts.record(tx, name="hunter2", address="::1", ok=False, at=NOON))
    rows = await ledger.read(lambda conn: conn.execute(select(sign_in_attempt)).all())
    assert len(rows) == 1
    assert "hunter2" not in str(rows)


async def test_the_audit_log_is_read_newest_first_a_page_at_a_time(ledger: Ledger) -> None:
    for number in range(5):
        await ledger.write(
            bind(
                audit.write,
                operator=f"o{number % 2}",
                action="read",
                object=f"c{number}",
                detail={"n": number},
                at=later(number),
            )
        )
    entries, after = await ledger.read(lambda conn: audit.page(conn, Search(), None, 3))
    assert [entry.detail for entry in entries] == [{"n": 4}, {"n": 3}, {"n": 2}]
    rest, end = await ledger.read(lambda conn: audit.page(conn, Search(), after, 3))
    assert [entry.object for entry in rest] == ["c1", "c0"]
    assert end is None
    mine = Search(operator="o1", objects=("c3", "c2"), action="read", from_=later(2), to=later(4))
    found, _ = await ledger.read(lambda conn: audit.page(conn, mine))
    assert [(entry.object, entry.at) for entry in found] == [("c3", later(3))]


async def test_the_trail_keeps_the_role_of_the_time(ledger: Ledger) -> None:
    anna = await ledger.write(added)
    await ledger.write(lambda tx: audit.write(tx, operator=anna.id, action="read", at=NOON))
    await ledger.write(lambda tx: operators.set_role(tx, anna.id, "auditor"))
    await ledger.write(lambda tx: audit.write(tx, operator=anna.id, action="read", at=later()))
    await ledger.write(lambda tx: audit.write(tx, operator=None, action="read", at=later(2)))
    entries = await ledger.read(audit.newest)
    assert [entry.role for entry in entries] == [None, "auditor", "reviewer"]


@pytest.mark.parametrize("cursor", ["x", "", "eHx4", "MjAyNi0xMS0yM1QxMg"])
async def test_a_page_of_the_trail_that_nobody_was_shown_is_refused(ledger: Ledger, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await ledger.read(lambda conn: audit.page(conn, Search(), cursor))


SEARCHES = [
    pytest.param(Search(), id="all"),
    pytest.param(Search(operator="o1"), id="operator"),
    pytest.param(Search(action="read"), id="action"),
    pytest.param(Search(objects=("c1",)), id="object"),
    pytest.param(Search(from_=NOON, to=later(days=1)), id="days"),
    pytest.param(Search(operator="o1", from_=NOON), id="operator_and_days"),
]


@pytest.mark.parametrize("search", SEARCHES)
async def test_every_search_of_the_trail_has_an_index_that_gives_the_order_too(
    sqlite_ledger: Ledger, search: Search
) -> None:
    compiled = audit.query(search, None, 51).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    (step,) = await sqlite_ledger.read(
        lambda conn: [row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()]
    )
    assert "audit USING INDEX audit_" in step
