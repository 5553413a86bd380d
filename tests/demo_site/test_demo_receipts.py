"""What each engine sends, and the sender when the other end is away, refuses, or the site stops."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from aiohttp import ClientSession

from bot.catalogue import Catalogue
from bot.demo_site import receipts
from bot.demo_site.engines import ENGINES, Engine, Receipt, engines
from bot.demo_site.receipts import Sender
from bot.gateway.adapters import ADAPTERS
from tests.demo_site.receiver import SECRETS, Receiver

RECEIPT = Receipt("bulky_waste", "4f9e", "abcdef", datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC))


def trying(*pauses_seconds: float) -> Engine:
    return Engine("generic", "generic", pauses_seconds=pauses_seconds)


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def settled(sender: Sender) -> None:
    """Waits until nothing is left to send."""
    async with asyncio.timeout(5):
        await asyncio.gather(*sender._tasks)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_the_gateways_adapter_reads_what_the_engine_sends(engine: Engine, catalogue: Catalogue) -> None:
    source = catalogue.sources[engine.source]
    kind, body = engine.body(RECEIPT)
    encoded = "json" not in kind
    sent = (
        {name: values[0] for name, values in parse_qs(body.decode()).items()} if encoded else json.loads(body)
    )
    told = ADAPTERS[source.adapter](sent, source.field)
    assert (told.reference, told.state, told.code) == ("4f9e", "completed", "abcdef")
    assert told.submitted_at == RECEIPT.submitted_at
    assert source.forms.get(told.form, told.form) == "bulky_waste"
    assert set(source.forms) or engine.source == "generic"


def test_every_engine_has_forms_and_a_form_stays_with_its_engine(catalogue: Catalogue) -> None:
    ids = [service.id for service in catalogue if service.demo_form]
    assert {engine.name for engine in engines(ids).values()} == {engine.name for engine in ENGINES}
    assert engines(ids) == engines(list(reversed(ids)))


def test_engines_try_again_as_they_do() -> None:
    """Drupal's remote post goes out once; Open Forms tries five times, five minutes apart."""
    pauses = {engine.name: tuple(engine.pauses_seconds) for engine in ENGINES}
    assert pauses["webform"] == pauses["webform-encoded"] == ()
    assert pauses["openforms"] == (300.0, 300.0, 300.0, 300.0)


async def test_a_refusal_for_good_is_not_repeated(
    client: ClientSession, receipts_url: str, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [401]
    sender = Sender(client, receipts_url, SECRETS)
    sender.send(trying(0.01, 0.01), RECEIPT)
    await settled(sender)
    assert receiver.arrived.qsize() == 1
    assert "refused with status 401" in caplog.text
    assert SECRETS["generic"] not in caplog.text


async def test_a_redirect_is_a_refusal_and_is_not_followed(
    client: ClientSession, receipts_url: str, receiver: Receiver
) -> None:
    receiver.statuses = [307]
    sender = Sender(client, receipts_url, SECRETS)
    sender.send(trying(0.01), RECEIPT)
    await settled(sender)
    assert receiver.arrived.qsize() == 1


async def test_after_the_last_pause_it_is_given_up_and_the_log_says_so(
    client: ClientSession, receipts_url: str, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [503, 503, 503]
    sender = Sender(client, receipts_url, SECRETS)
    sender.send(trying(0.01, 0.01), RECEIPT)
    await settled(sender)
    assert receiver.arrived.qsize() == 3
    assert "given up after 3 attempts" in caplog.text


async def test_nobody_at_the_other_end_is_not_an_error_to_anyone(
    client: ClientSession, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sender = Sender(client, f"http://127.0.0.1:{unused_tcp_port}/receipts", SECRETS)
    sender.send(trying(0.01), RECEIPT)
    await settled(sender)
    assert "not delivered yet: ClientConnectorError" in caplog.text
    assert "given up after 2 attempts" in caplog.text


async def test_stopping_does_not_wait_for_a_receiver_that_is_away(
    client: ClientSession, receipts_url: str, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [503]
    sender = Sender(client, receipts_url, SECRETS)
    sender.send(trying(3600.0), RECEIPT)
    await receiver.next()
    async with asyncio.timeout(5):
        await sender.close()
    assert "1 receipts had not been taken" in caplog.text


async def test_a_receiver_that_stays_away_cannot_fill_the_memory(
    client: ClientSession,
    receipts_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(receipts, "WAITING_MOST", 2)
    sender = Sender(client, receipts_url, SECRETS)
    for _ in range(3):
        sender.send(trying(3600.0), RECEIPT)
    assert len(sender._tasks) == 2
    assert "receipt dropped: 2 others" in caplog.text
    await sender.close()
