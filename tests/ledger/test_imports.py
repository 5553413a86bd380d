"""Contacts count once, in sums that an event vouches for, and an import that broke goes on where it was."""

import json
import secrets
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.deflection.lifecycle import State
from bot.ledger import Ledger, contacts, deflections, identities, imports, rollup, tables, tallies
from bot.ledger.contacts import DIGESTED, Contact
from bot.ledger.imports import Moved, NewImport, Part, Undone, UnknownImport
from tests.ledger.helpers import bind, later, offered, received

NEW = NewImport(source="tel", at=later(0), name="calls.csv", file_digest="d" * 64)
CITIZEN = "gvp1_00000000_" + "a" * 64


def call(id: str, **given: Any) -> Contact:
    fields: dict[str, Any] = {"at": later(0), "channel": "telephone", "service": "passport_renew"}
    return Contact(contact_id=id, **{**fields, **given})


async def booked(ledger: Ledger, *rows: Contact, new: NewImport = NEW) -> imports.Import:
    """An import of one part, finished."""
    made = await ledger.write(lambda tx: imports.begin(tx, new))
    await ledger.write(lambda tx: imports.advance(tx, made.id, Part(position=made.position, rows=rows)))
    return await ledger.write(lambda tx: imports.finish(tx, made.id, later(5)))


def sums(conn: Connection) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    rows = conn.execute(select(tables.rollup).where(tables.rollup.c.topic == tallies.CONTACT))
    found = {(row.grain, row.start, row.service, row.cell): tuple(row[-3:]) for row in rows}
    return {place: measures for place, measures in found.items() if any(measures)}


def told(conn: Connection, kind: str) -> list[dict[str, Any]]:
    event = tables.event
    rows = conn.execute(
        select(event.c.body).where(event.c.kind == kind).order_by(event.c.writer, event.c.seq)
    )
    return [json.loads(row.body)["data"] for row in rows]


async def test_contacts_are_counted_a_day_service_channel_and_kind(ledger: Ledger) -> None:
    rows = [
        call("1", handling_seconds=90, kind="advice"),
        call("2", handling_seconds=30, kind="advice"),
        call("3", kind="advice"),
        call("4", channel="letter", at=datetime.fromisoformat("2026-11-30T23:30:00+00:00")),
    ]
    done = await booked(ledger, *rows)
    assert (done.accepted, done.repeated, done.position, done.batches) == (4, 0, 4, 1)
    advice, letter = tallies.cell("telephone", "advice"), tallies.cell("letter", None)
    assert await ledger.read(sums) == {
        ("day", "2026-11-23", "passport_renew", advice): (3, 120, 2),
        ("month", "2026-11-01", "passport_renew", advice): (3, 120, 2),
        ("day", "2026-12-01", "passport_renew", letter): (1, 0, 0),
        ("month", "2026-12-01", "passport_renew", letter): (1, 0, 0),
    }


async def test_a_contact_counts_once_and_the_first_one_stays(ledger: Ledger) -> None:
    await booked(ledger, call("1"), call("2"), call("1", service="gp_change"))
    again = await booked(ledger, call("1", service="other"), call("3"))
    assert (again.accepted, again.repeated) == (1, 1)
    services = await ledger.read(_services)
    assert services == {"1": "passport_renew", "2": "passport_renew", "3": "passport_renew"}


async def test_the_same_id_of_another_source_is_another_contact(ledger: Ledger) -> None:
    await booked(ledger, call("1"))
    other = await booked(ledger, call("1"), new=NewImport(source="mail", at=later(0)))
    assert (other.accepted, other.repeated) == (1, 0)


async def test_each_batch_is_vouched_for_by_an_event(ledger: Ledger) -> None:
    done = await booked(ledger, call("b", group="65+", pseudonym=CITIZEN), call("a"), call("Å"))
    assert await ledger.read(lambda conn: told(conn, "imported")) == [
        {
            "import": done.id,
            "source": "tel",
            "batch": 1,
            "count": 3,
            "digest": contacts.digest(
                [
                    [
                        "tel",
                        id,
                        "2026-11-23T12:00:00.000000Z",
                        "telephone",
                        "passport_renew",
                        None,
                        None,
                        group,
                        None,
                    ]
                    for id, group in (("a", None), ("b", "65+"), ("Å", None))
                ]
            ),
        }
    ]
    assert (
        await ledger.read(bind(_digest, done.id)) == (await ledger.read(bind(told, "imported")))[0]["digest"]
    )


async def test_a_batch_with_nothing_new_books_no_event(ledger: Ledger) -> None:
    await booked(ledger, call("1"))
    again = await booked(ledger, call("1"))
    assert (again.batches, again.position) == (0, 1)
    assert len(await ledger.read(bind(told, "imported"))) == 1


async def test_an_id_that_looks_like_a_cpr_number_is_kept_hashed(ledger: Ledger) -> None:
    await booked(ledger, call("010150-1234"))
    again = await booked(ledger, call("010150-1234"))
    assert again.repeated == 1
    (kept,) = await ledger.read(_services)
    assert "010150" not in kept
    assert len(kept) == 64


async def test_an_unfinished_import_of_the_same_file_goes_on(ledger: Ledger) -> None:
    first = await ledger.write(bind(imports.begin, NEW))
    part = Part(position=0, rows=[call("1")], rejected=2)
    await ledger.write(bind(imports.advance, first.id, part))
    again = await ledger.write(bind(imports.begin, NEW))
    assert (again.id, again.position, again.accepted, again.rejected) == (first.id, 3, 1, 2)
    await ledger.write(bind(imports.finish, first.id, later(9)))
    fresh = await ledger.write(bind(imports.begin, NEW))
    assert (fresh.id != first.id, fresh.position) == (True, 0)


async def test_two_processes_cannot_take_the_same_rows(ledger: Ledger) -> None:
    made = await ledger.write(bind(imports.begin, NEW))
    part = Part(position=0, rows=[call("1")])
    await ledger.write(bind(imports.advance, made.id, part))
    with pytest.raises(Moved):
        await ledger.write(bind(imports.advance, made.id, part))
    assert sum(count for count, *_ in (await ledger.read(sums)).values()) == 2  # a day and its month


async def test_an_undone_import_counts_no_more_until_its_contacts_come_again(ledger: Ledger) -> None:
    done = await booked(ledger, call("1", handling_seconds=60), call("2"))
    before = await ledger.read(sums)
    assert await ledger.write(bind(imports.undo, done.id, at=later(9))) == Undone(contacts=2, restored=0)
    assert await ledger.read(sums) == {}
    assert await ledger.read(_services) == {"1": "passport_renew", "2": "passport_renew"}
    assert (await ledger.read(bind(told, "undone")))[0]["import"] == done.id
    with pytest.raises(UnknownImport):
        await ledger.write(bind(imports.undo, done.id, at=later(9)))
    again = await booked(ledger, call("1", handling_seconds=60), call("2"))
    assert (again.accepted, await ledger.read(sums)) == (2, before)
    assert (
        await ledger.read(bind(_digest, again.id)) == (await ledger.read(bind(told, "imported")))[1]["digest"]
    )


async def test_rebuilding_gives_the_same_sums(ledger: Ledger) -> None:
    await booked(ledger, call("1", handling_seconds=60), call("2", kind="advice"))
    gone = await booked(ledger, call("3"))
    await ledger.write(bind(imports.undo, gone.id, at=later(9)))
    before = await ledger.read(sums)
    await ledger.write(rollup.rebuild)
    assert await ledger.read(sums) == before


async def test_a_letter_takes_the_saving_back(ledger: Ledger) -> None:
    await ledger.write(bind(offered, "c-a", "d-a"))
    await ledger.write(bind(identities.note, "c-a", CITIZEN, later(20)))
    await ledger.write(bind(received, "d-a"))
    letter = call("1", channel="letter", at=later(days=3), pseudonym=CITIZEN)
    await booked(ledger, letter)
    row = await ledger.read(lambda conn: deflections.find(conn, "d-a"))
    assert row is not None
    assert row.state is State.REVERSED


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
async def test_no_order_and_no_repeat_changes_a_sum(sqlite_ledger: Ledger, data: st.DataObject) -> None:
    source = NewImport(source=secrets.token_hex(8), at=later(0))  # another one in each example
    rows = [
        call(f"{source.source}-{n}", at=later(days=n % 3), handling_seconds=n % 2 and n, service=service)
        for n, service in enumerate(data.draw(st.lists(st.sampled_from(["a", "b"]), max_size=6)))
    ]
    before = await sqlite_ledger.read(sums)
    doubled = data.draw(st.permutations(rows + rows))
    cut = data.draw(st.integers(0, len(doubled)))
    await booked(sqlite_ledger, *doubled[:cut], new=source)
    await booked(sqlite_ledger, *doubled[cut:], new=source)
    after = await sqlite_ledger.read(sums)
    assert sum(after[place][0] for place in after) - sum(before[place][0] for place in before) == 2 * len(
        rows
    )
    await sqlite_ledger.write(rollup.rebuild)
    assert await sqlite_ledger.read(sums) == after


def _services(conn: Connection) -> dict[str, str]:
    rows = conn.execute(select(tables.contact.c.contact_id, tables.contact.c.service))
    return {row.contact_id: row.service for row in rows}


def _digest(conn: Connection, import_id: str) -> str:
    """As a verifier would compute it, from the table alone."""
    names = ", ".join(f'"{name}"' for name in DIGESTED)
    query = f"SELECT {names} FROM contact WHERE import = '{import_id}' ORDER BY contact_id"
    return contacts.digest(conn.exec_driver_sql(query))
