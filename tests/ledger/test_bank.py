"""The internal bank's entries come back as they were booked, and nothing that the rules refuse is booked."""

import asyncio
import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.deflection.bank import rules
from bot.deflection.bank.entries import Entry, Phase
from bot.deflection.bank.rules import Refused
from bot.ledger import Ledger, bank
from bot.ledger.verify import verify
from tests.deflection.bank.entries import (
    NEW_YEAR,
    correction,
    cut,
    decision,
    deposit,
    loan,
    move,
    proposal,
    reinvestment,
    repayment,
)
from tests.ledger.helpers import NOON, bind

EVERY_KIND = [
    deposit(),
    proposal(services=["passport_renew", "address_change"]),
    decision(minimum=Fraction("0.1599")),
    loan(),
    move(Phase.CHANGING),
    move(Phase.REORGANISING),
    cut(10, realised=40),
    repayment(30),
    reinvestment(5, realised=40),
    repayment(1),
    correction(10),
]


async def booked(ledger: Ledger, *entries: Entry) -> list[Entry]:
    return [await ledger.write(bind(bank.book, entry, NOON)) for entry in entries]


async def test_every_kind_of_entry_comes_back_as_it_was_booked(ledger: Ledger) -> None:
    made = await booked(ledger, *EVERY_KIND)
    assert {type(entry) for entry in made} == set(bank.NAMES.values())
    assert [entry.number for entry in made] == list(range(1, 12))
    assert await ledger.read(bank.entries) == made
    assert rules.fold(made).case("tablets").repaid.minor == 30_00


async def test_an_entry_is_an_event_that_a_person_can_read(ledger: Ledger) -> None:
    await booked(ledger, deposit())
    body = await ledger.read(
        lambda conn: conn.execute(text("SELECT body FROM event WHERE kind = 'bank'")).scalar_one()
    )
    assert json.loads(body)["data"] == {
        "entry": "deposit",
        "number": 1,
        "on": "2026-01-01",
        "amount": {"minor": 10000, "currency": "DKK"},
        "source": "budget 2026",
        "by": None,
    }


async def test_what_the_rules_refuse_is_not_booked(ledger: Ledger) -> None:
    await booked(ledger, deposit(), proposal())
    with pytest.raises(Refused, match="tablets is proposed and cannot become invested"):
        await booked(ledger, loan())
    assert len(await ledger.read(bank.entries)) == 2


@pytest.mark.parametrize(
    ("at", "refused"),
    [
        pytest.param(datetime(2025, 12, 31, 22, 59, tzinfo=UTC), True, id="23_59_in_denmark"),
        pytest.param(datetime(2025, 12, 31, 23, 0, tzinfo=UTC), False, id="midnight_in_denmark"),
    ],
)
async def test_no_day_is_booked_before_it_has_come(ledger: Ledger, at: datetime, refused: bool) -> None:
    work = bind(bank.book, deposit(on=NEW_YEAR), at)
    if refused:
        with pytest.raises(Refused, match="2026-01-01 has not come yet"):
            await ledger.write(work)
    else:
        await ledger.write(work)


async def test_a_database_that_was_used_as_a_bank_is_found_in_order(
    ledger: Ledger, database_url: str
) -> None:
    await booked(ledger, *EVERY_KIND)
    report = await asyncio.to_thread(verify, database_url)
    assert report.findings == []


async def test_two_processes_book_one_after_the_other(postgres_url: str, tmp_path: Path) -> None:
    """Each of 40 entries has its own number, and 100 kroner are not lent twice."""
    ledgers = [await Ledger.open(postgres_url, folder=tmp_path) for _ in range(2)]
    await booked(ledgers[0], deposit(), *_approved("tablets"), *_approved("letters"))
    loans = [booked(ledger, loan(case)) for ledger, case in zip(ledgers, ("tablets", "letters"), strict=True)]
    outcomes = await asyncio.gather(*loans, return_exceptions=True)
    await asyncio.gather(*(booked(ledger, deposit(1)) for ledger in ledgers * 20))
    found = await ledgers[0].read(bank.entries)
    for ledger in ledgers:
        await ledger.close()
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [Refused]
    assert [entry.number for entry in found] == list(range(1, 47))


def _approved(case: str) -> list[Entry]:
    return [proposal(case, services=[case]), decision(case)]


async def test_the_few_entries_are_found_without_reading_all_events(ledger: Ledger, kind: str) -> None:
    def plan(conn: Connection) -> str:
        if kind == "postgresql":
            conn.execute(text("SET LOCAL enable_seqscan = off"))
        told = "EXPLAIN QUERY PLAN" if kind == "sqlite" else "EXPLAIN"
        query = bank.OURS.compile(conn.engine)
        return str(conn.execute(text(f"{told} {query}")).all())

    assert "event_bank" in await ledger.read(plan)
