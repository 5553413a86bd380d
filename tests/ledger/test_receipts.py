"""What form engines send is kept once, and completes a deflection only where it is evidence."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.deflection.lifecycle import State
from bot.ledger import Ledger, deflections, links
from bot.ledger.receipts import looks_like_cpr, timing, usable_correlation
from bot.ledger.tables import receipt
from tests.ledger.helpers import NOON, bind, later, offered, received


async def state_of(ledger: Ledger, id: str) -> tuple[State, str]:
    row = await ledger.read(lambda conn: deflections.find(conn, id))
    assert row is not None
    return row.state, row.evidence


async def kinds(ledger: Ledger, id: str) -> list[str]:
    return [event.kind for event in await ledger.read(lambda conn: deflections.events(conn, id))]


async def test_a_receipt_completes_the_deflection_that_it_names(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    await ledger.write(lambda tx: links.opened(tx, "link-d1", later(30)))
    recorded = await ledger.write(lambda tx: received(tx, "d1"))
    assert (recorded.status, recorded.first) == ("accepted", "accepted")
    assert await state_of(ledger, "d1") == (State.COMPLETED, "receipt")
    assert await kinds(ledger, "d1") == ["offered", "opened", "receipt", "completed"]


async def test_a_receipt_before_the_opening_completes_too_but_is_not_believed(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    await ledger.write(lambda tx: received(tx, "d1"))
    await ledger.write(lambda tx: links.opened(tx, "link-d1", later(90)))
    assert await kinds(ledger, "d1") == ["offered", "receipt", "completed", "doubted"]


async def test_an_opening_is_booked_once_and_is_no_completion(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    await asyncio.gather(*(ledger.write(lambda tx: links.opened(tx, "link-d1", later())) for _ in range(20)))
    assert await kinds(ledger, "d1") == ["offered", "opened"]
    assert await state_of(ledger, "d1") == (State.OPENED, "opening")


async def test_an_unknown_link_opens_nothing(ledger: Ledger) -> None:
    await ledger.write(lambda tx: links.opened(tx, "no such link", later()))
    assert await ledger.read(lambda conn: links.find(conn, "no such link")) is None


async def test_a_link_is_found_with_all_that_the_redirect_needs(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    found = await ledger.read(lambda conn: links.find(conn, "link-d1"))
    assert found is not None
    assert (found.url, found.reference, found.conversation) == (
        "https://www.borger.dk/",
        "reference-d1",
        "c1",
    )
    assert (found.service, found.expires_at) == ("passport_renew", later(days=30))


async def test_a_repeat_gives_the_same_number_and_books_nothing(ledger: Ledger) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    await ledger.write(lambda tx: links.opened(tx, "link-d1", later(30)))
    first = await ledger.write(lambda tx: received(tx, "d1"))
    repeats = await asyncio.gather(*(ledger.write(lambda tx: received(tx, "d1")) for _ in range(50)))
    assert {(one.status, one.number, one.first) for one in repeats} == {
        ("repeated", first.number, "accepted")
    }
    assert await kinds(ledger, "d1") == ["offered", "opened", "receipt", "completed"]


async def test_two_processes_that_get_the_same_receipt_book_it_once(
    postgres_url: str, tmp_path: Path
) -> None:
    ledgers = [await Ledger.open(postgres_url, folder=tmp_path) for _ in range(2)]
    await ledgers[0].write(lambda tx: offered(tx, "c1", "d1"))
    for number in range(20):
        reference = f"r{number}"
        got = await asyncio.gather(*(ledger.write(bind(received, "d1", reference)) for ledger in ledgers))
        assert sorted(one.status for one in got) == ["accepted", "repeated"]
    assert (await kinds(ledgers[0], "d1")).count("completed") == 1
    for ledger in ledgers:
        await ledger.close()


async def test_a_second_submission_is_kept_but_completes_nothing_anew(
    ledger: Ledger,
) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    await ledger.write(lambda tx: links.opened(tx, "link-d1", later(30)))
    for reference in ("r1", "r2"):
        assert (await ledger.write(bind(received, "d1", reference))).status == "accepted"
    assert await kinds(ledger, "d1") == ["offered", "opened", "receipt", "completed", "receipt"]


@pytest.mark.parametrize("state", ["updated", "draft", "converted"])
async def test_only_completed_completes(ledger: Ledger, state: str) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    assert (await ledger.write(lambda tx: received(tx, "d1", state=state))).status == "accepted"
    assert await kinds(ledger, "d1") == ["offered", "receipt"]
    await ledger.write(lambda tx: received(tx, "d1"))
    assert await state_of(ledger, "d1") == (State.COMPLETED, "receipt")


@pytest.mark.parametrize("correlation", [None, "", "reference-of-nobody", "short", "med mellemrum", "x" * 65])
async def test_a_receipt_for_nothing_is_kept_as_unmatched(ledger: Ledger, correlation: str | None) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    recorded = await ledger.write(lambda tx: received(tx, "d1", correlation=correlation))
    again = await ledger.write(lambda tx: received(tx, "d1", correlation=correlation))
    assert (recorded.status, again.status, again.first) == ("unmatched", "repeated", "unmatched")
    assert await state_of(ledger, "d1") == (State.OFFERED, "offer")


@pytest.mark.parametrize(
    ("submitted", "mark"),
    [
        pytest.param(timedelta(minutes=5), None, id="five_minutes_ahead_is_a_clock"),
        pytest.param(timedelta(minutes=5, seconds=1), "future", id="more_is_the_future"),
        pytest.param(timedelta(hours=-72), None, id="three_days_is_a_queue"),
        pytest.param(timedelta(hours=-72, seconds=-1), "late", id="more_is_too_late"),
    ],
)
async def test_a_receipt_of_another_time_is_kept_and_marked(
    ledger: Ledger, submitted: timedelta, mark: str | None
) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    at = later(60)
    await ledger.write(lambda tx: received(tx, "d1", at=at, submitted_at=at + submitted))
    assert timing(at, at + submitted) == mark
    assert (await ledger.read(lambda conn: conn.execute(select(receipt.c.mark)).scalar())) == mark
    expected = State.COMPLETED if mark is None else State.OFFERED
    assert (await state_of(ledger, "d1"))[0] is expected


async def test_a_reference_that_looks_like_a_cpr_number_is_kept_only_as_a_keyed_hash(
    ledger: Ledger, tmp_path: Path
) -> None:
    await ledger.write(lambda tx: offered(tx, "c1", "d1"))
    first = await ledger.write(lambda tx: received(tx, "d1", "010150-5111"))
    again = await ledger.write(lambda tx: received(tx, "d1", "010150-5111"))
    other = await ledger.write(lambda tx: received(tx, "d1", "010150-5112"))
    assert (first.status, again.status, other.status) == ("accepted", "repeated", "accepted")
    rows = await ledger.read(lambda conn: conn.execute(select(receipt)).all())
    assert all(len(row.reference) == 64 and row.reference_hashed for row in rows)
    events = await ledger.read(lambda conn: deflections.events(conn, "d1"))
    assert "010150" not in str(events)
    assert (tmp_path / "keys" / "references.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "0101505111", "010150-5111", "010150 5111", "010150\u20135111", "010150\u00a05111",
        "01\u200b0150-5111",
        "x 010150-5111 y", "010150 - 5111", "\uff10\uff11\uff10\uff11\uff15\uff10-\uff15\uff11\uff11\uff11",
    ],
)  # fmt: skip
def test_shapes_of_cpr_numbers_are_seen(text: str) -> None:
    assert looks_like_cpr(text)
    assert usable_correlation(text) is None


@pytest.mark.parametrize(
    "text", ["118", "OF-7K2M9", "6f1c0000-0000-4000-8000-123456789012", "20261123-000118-9", "123456789012"]
)
def test_ordinary_references_are_kept_as_they_are(text: str) -> None:
    assert not looks_like_cpr(text)


def test_a_receipt_without_a_time_of_its_own_has_the_time_it_came() -> None:
    assert timing(NOON, None) is None
