"""Other systems send contacts as they happen: each counts once, for the source whose secret was shown."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.ledger import imports, tables
from tests.gateway.town import TELEPHONE_SECRET, Town

GOOD = {"at": "2026-01-05T10:00:00+01:00", "channel": "letter", "service": "gp_change"}


def batch(*ids: object, **more: object) -> dict[str, Any]:
    return {"contacts": [{"contact_id": id, **GOOD, **more} for id in ids]}


async def kept(place: Town) -> list[tuple[Any, ...]]:
    query = select(tables.contact.c.source, tables.contact.c.contact_id).order_by(tables.contact.c.source)
    return await place.ledger.read(lambda conn: [tuple(row) for row in conn.execute(query)])


async def test_a_batch_is_booked_once(place: Town) -> None:
    status, body = await place.contacts(batch(1, "2", citizen="010150-1234", handling_minutes=2.5))
    assert (status, body["accepted"], body["repeated"], body["rejected"]) == (200, 2, 0, [])
    _, again = await place.contacts(batch("2", "3"))
    assert (again["accepted"], again["repeated"]) == (1, 1)
    found = await place.ledger.read(lambda conn: imports.find(conn, body["import"]))
    assert found is not None
    assert (found.source, found.accepted, found.finished_at is not None) == ("journal", 2, True)


async def test_the_secret_says_which_source_it_is(place: Town) -> None:
    await place.contacts(batch("1"))
    await place.contacts(batch("1"), TELEPHONE_SECRET)
    assert await kept(place) == [("journal", "1"), ("tel", "1")]


async def test_a_bad_row_is_named_and_the_others_go_in(place: Town) -> None:
    body = batch("1", "2", "3")
    body["contacts"][1]["at"] = "2026-01-05T10:00:00"
    body["contacts"][2]["service"] = "gp_chance"
    status, answer = await place.contacts(body)
    assert (status, answer["accepted"]) == (200, 1)
    assert answer["rejected"] == [
        {
            "index": 1,
            "reason": "at: has no zone; write it with +01:00 or Z at its end, or let a mapping name the zone",
        },
        {"index": 2, "reason": "service: is not known; the closest is gp_change"},
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"contacts": []}, 422, id="nothing"),
        pytest.param(batch(*range(201)), 422, id="too_many"),
        pytest.param(batch("x" * 70_000), 413, id="too_large"),
        pytest.param(batch("1", citizn="010150-1234"), 422, id="unknown_member"),
        pytest.param(batch("1", group={"$ne": 1}), 422, id="object_for_text"),
        pytest.param([1], 422, id="list"),
    ],
)
async def test_a_body_of_another_shape_is_refused_whole(place: Town, body: object, status: int) -> None:
    given, answer = await place.contacts(body)
    assert given == status
    assert "010150" not in str(answer)
    assert "citizn" not in str(answer)
    assert await kept(place) == []


@pytest.mark.parametrize("secret", ["", "wrong", "form engines know thi"])
async def test_without_its_secret_nobody_books(place: Town, secret: str) -> None:
    status, _ = await place.contacts(batch("1"), secret)
    assert (status, await kept(place)) == (401, [])
