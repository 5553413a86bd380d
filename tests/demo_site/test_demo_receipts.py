"""The sender of receipts, when the other end is away, refuses, or the site stops."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession

from bot.demo_site import receipts
from bot.demo_site.receipts import Receipt, Sender
from bot.demo_site.references import References
from tests.demo_site.receiver import SECRET, Receiver

RECEIPT = Receipt("bulky_waste", "4f9e", "abcdef", datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC))


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def settled(sender: Sender) -> None:
    """Waits until nothing is left to send."""
    async with asyncio.timeout(5):
        await asyncio.gather(*sender._tasks)


def test_the_body_is_the_generic_receipt() -> None:
    assert RECEIPT.body() == {
        "form": "bulky_waste",
        "reference": "4f9e",
        "state": "completed",
        "ref": "abcdef",
        "submitted_at": "2027-01-02T03:04:05+00:00",
    }


async def test_a_refusal_for_good_is_not_repeated(
    client: ClientSession, receipt_url: str, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [401]
    sender = Sender(client, receipt_url, SECRET, (0.01, 0.01))
    sender.send(RECEIPT)
    await settled(sender)
    assert receiver.arrived.qsize() == 1
    assert "refused with status 401" in caplog.text
    assert SECRET not in caplog.text


async def test_a_redirect_is_a_refusal_and_is_not_followed(
    client: ClientSession, receipt_url: str, receiver: Receiver
) -> None:
    receiver.statuses = [307]
    sender = Sender(client, receipt_url, SECRET, (0.01,))
    sender.send(RECEIPT)
    await settled(sender)
    assert receiver.arrived.qsize() == 1


async def test_after_the_last_pause_it_is_given_up_and_the_log_says_so(
    client: ClientSession, receipt_url: str, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [503, 503, 503]
    sender = Sender(client, receipt_url, SECRET, (0.01, 0.01))
    sender.send(RECEIPT)
    await settled(sender)
    assert receiver.arrived.qsize() == 3
    assert "given up after 3 attempts" in caplog.text


async def test_nobody_at_the_other_end_is_not_an_error_to_anyone(
    client: ClientSession, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sender = Sender(client, f"http://127.0.0.1:{unused_tcp_port}/receipts", SECRET, (0.01,))
    sender.send(RECEIPT)
    await settled(sender)
    assert "not delivered yet: ClientConnectorError" in caplog.text
    assert "given up after 2 attempts" in caplog.text


async def test_stopping_does_not_wait_for_a_receiver_that_is_away(
    client: ClientSession, receipt_url: str, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [503]
    sender = Sender(client, receipt_url, SECRET, (3600.0,))
    sender.send(RECEIPT)
    await receiver.next()
    async with asyncio.timeout(5):
        await sender.close()
    assert "1 receipts had not been taken" in caplog.text


async def test_a_receiver_that_stays_away_cannot_fill_the_memory(
    client: ClientSession,
    receipt_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(receipts, "WAITING_MOST", 2)
    sender = Sender(client, receipt_url, SECRET, (3600.0,))
    for _ in range(3):
        sender.send(RECEIPT)
    assert len(sender._tasks) == 2
    assert "receipt dropped: 2 others" in caplog.text
    await sender.close()


def test_a_reference_is_known_again_only_for_its_own_form_and_unchanged() -> None:
    references = References("secret")
    sealed = references.new("bulky_waste")
    reference = references.read("bulky_waste", sealed)
    assert reference is not None
    assert sealed.startswith(reference)
    assert references.read("address_change", sealed) is None
    assert references.read("bulky_waste", sealed[:-1] + ("0" if sealed[-1] != "0" else "1")) is None
    assert references.read("bulky_waste", "") is None
    assert references.read("bulky_waste", "æ.ø") is None
    assert References("another").read("bulky_waste", sealed) is None
