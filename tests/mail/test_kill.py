"""A house that is killed while it sends, and two senders at one database: no letter lost, none twice."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.ledger import Ledger
from bot.mail.office import Office
from tests.faults.citizen import arrive
from tests.faults.house import NO_ENGINE, House, bare
from tests.faults.watching import rows
from tests.gateway.town import office_of, town
from tests.mail.post import Failing, mail_server, postman, reached
from tests.mail.test_faults import LETTER, written
from tests.services.fixtures import postgres_server
from tests.services.postgres import Postgres

__all__ = ["postgres_server"]
TEXT = "Kære kommune 🛋\nשלום עולם \u202eseirf\u202c <script>alert(1)</script>"


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)


def house_with_mail(var: Path, port: int) -> House:
    given = {"GENVEJ_SMTP_URL": f"smtp://127.0.0.1:{port}", "GENVEJ_SMTP_TLS": "off"}
    addresses = {"GENVEJ_MAIL_SENDER": "genvej@example.dk", "GENVEJ_MAIL_TO": "post@example.dk"}
    return bare(var, **NO_ENGINE, GENVEJ_SECRET_ENGINE="secret", **given, **addresses)


async def send(house: House) -> str:
    async with ClientSession() as session:
        citizen = await arrive(session, house.citizens)
        body = {"id": str(uuid.uuid4()), "text": TEXT, "reply_to": "aase@example.dk"}
        async with session.post(f"{citizen.url}/letters", json=body, headers=citizen.headers) as response:
            told = await response.json()
            assert response.status == 201, told
    number: str = told["number"]
    return number


def state(house: House, number: str) -> str:
    [(found,)] = rows(house.var, "SELECT state FROM letter WHERE number = ?", number)
    return str(found)


async def until(house: House, number: str, *states: str) -> str:
    async with asyncio.timeout(30):
        while (found := state(house, number)) not in states:
            await asyncio.sleep(0.05)
    return found


@pytest.mark.parametrize(
    ("stage", "becomes", "copies"),
    [
        pytest.param("RCPT", "sent", 1, id="before_the_letter_goes_out"),
        pytest.param("DATA", "unsure", 0, id="while_it_goes_out"),
        pytest.param("DOT", "unsure", 1, id="when_it_arrived_and_the_answer_did_not"),
    ],
)
async def test_who_is_killed_while_sending_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, stage: str, becomes: str, copies: int
) -> None:
    at_the_stage, killed = asyncio.Event(), asyncio.Event()

    async def stands_still(_: Failing, server: Any) -> str | None:
        at_the_stage.set()
        await killed.wait()
        server.transport.abort()
        return "451 gone"

    failing = Failing({stage: stands_still})
    async with mail_server(failing) as port:
        house = house_with_mail(tmp_path / "var", port)
        await house.start()
        try:
            number = await send(house)
            async with asyncio.timeout(30):
                await at_the_stage.wait()
            await house.kill()
            killed.set()
            failing.faults.clear()
            await house.start()
            assert await until(house, number, "sent", "unsure") == becomes
            assert len(failing.arrived) == copies
        finally:
            await house.stop()
    for mail in failing.arrived:
        assert mail["Message-ID"] == f"<{number.lower()}@example.dk>"
        assert mail["Reply-To"].addresses[0].addr_spec == "aase@example.dk"
        assert mail.get_content().replace("\r\n", "\n").count(TEXT) == 1


async def test_two_senders_at_one_postgresql_send_each_letter_once(tmp_path: Path, postgres_url: str) -> None:
    failing = Failing()
    async with town(tmp_path, postgres_url) as place, mail_server(failing) as port:
        office: Office = office_of(place.catalogue)
        numbers = [await written(place, office, LETTER) for _ in range(20)]
        second = await Ledger.open(postgres_url, folder=tmp_path / "second")
        senders = [postman(place, office, reached(port)) for _ in range(2)]
        senders[1].ledger = second

        async def all_of_them(sender: Any) -> int:
            count = 0
            while await sender.send_one():
                count += 1
            return count

        counts = await asyncio.gather(*(all_of_them(sender) for sender in senders))
        await second.close()
    assert min(counts) > 0
    assert sum(counts) == len(numbers)
    subjects = sorted(str(mail["Subject"]).split("]")[0].strip("[") for mail in failing.arrived)
    assert subjects == sorted(numbers)
