"""Letters against a mail server that fails in every way: each arrives once, or is seen to be stuck."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from bot.ledger import outbox
from bot.mail.office import Office
from bot.mail.sealing import Words
from tests.gateway.town import Town, office_of, town
from tests.mail.certificates import authority
from tests.mail.post import Failing, Hook, at_once, mail_server, postman, reached, standing, take

LETTER = Words(text="Kære kommune\n.\n.prik først\nMin sofa står her — æøå 🛋\n" + "lang " * 400, name="Åse")
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as opened:
        yield opened


@pytest.fixture
def office(place: Town) -> Office:
    return office_of(place.catalogue)


async def written(place: Town, office: Office, words: Words = LETTER) -> str:
    address, _ = await place.open()
    taken = await take(place, office, words, address.rpartition("/")[2], at=NOW)
    return taken.number


def says(reply: str) -> Hook:
    async def hook(_: Failing, __: Any) -> str:
        return reply

    return hook


async def drops(_: Failing, server: Any) -> str:
    server.transport.abort()
    return "451 gone"


async def hangs(_: Failing, server: Any) -> str:
    await asyncio.sleep(1)
    server.transport.abort()
    return "451 gone"


# Where it fails, how, and what must become of the letter: waiting (surely not there), refused or unsure.
FAULTS = [
    *((f"{stage}_{code}", stage, says(f"{code} no"), state) for stage, codes in {
        "MAIL": ("421", "451", "452"), "RCPT": ("421", "450"), "DATA": ("421", "451", "452"),
    }.items() for code in codes for state in ["waiting"]),
    *((f"{stage}_{code}", stage, says(f"{code} no"), "refused") for stage, codes in {
        "MAIL": ("550", "552"), "RCPT": ("550", "553"), "DATA": ("552", "554"),
    }.items() for code in codes),
    ("EHLO_421", "EHLO", says("421 no"), "waiting"),
    *((f"{stage}_drops", stage, drops, "waiting") for stage in ("EHLO", "MAIL", "RCPT")),
    *((f"{stage}_hangs", stage, hangs, "waiting") for stage in ("EHLO", "MAIL", "RCPT")),
    ("DATA_drops", "DATA", drops, "unsure"), ("DATA_hangs", "DATA", hangs, "unsure"),
    ("DOT_drops", "DOT", drops, "unsure"), ("DOT_hangs", "DOT", hangs, "unsure"),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "fault", "state"), [pytest.param(*f[1:], id=f[0]) for f in FAULTS])
async def test_a_letter_arrives_once_or_is_seen_to_be_stuck(
    place: Town, office: Office, stage: str, fault: Hook, state: str
) -> None:
    failing = Failing({stage: fault})
    number = await written(place, office)
    async with mail_server(failing) as port:
        sender = postman(place, office, reached(port))
        assert await sender.send_one()
        kept = await standing(place.ledger, number)
        assert (kept.state, kept.attempts, kept.sealed is not None) == (state, 1, True)
        assert kept.error
        assert "no" not in kept.error.split()
        failing.faults.clear()
        assert not await sender.send_one()  # not before its time, and never by itself where it may be there
        await at_once(place.ledger)
        again = await sender.send_one()
    assert again is (state == "waiting")
    kept = await standing(place.ledger, number)
    assert kept.state == ("sent" if again else state)
    assert len(failing.arrived) == (1 if again or stage == "DOT" else 0)
    stuck = await place.ledger.read(lambda conn: outbox.troubled(conn, datetime.now(UTC)))
    assert [one.number for one in stuck] == ([] if again else [number])


async def test_what_was_sent_is_right_and_gone_from_here(place: Town, office: Office) -> None:
    failing = Failing()
    words = Words(text=LETTER.text, name="Åse\r\nBcc: b@example.dk", reply_to="aase@example.dk")
    number = await written(place, office, words)
    async with mail_server(failing) as port:
        assert await postman(place, office, reached(port)).send_one()
    (mail,) = failing.arrived
    assert failing.recipients == [["post@example.dk"]]
    assert mail["Subject"] == f"[{number}] Brev fra en borger"
    assert (mail["To"], mail["Bcc"]) == ("post@example.dk", None)
    assert mail["Reply-To"].addresses[0].addr_spec == "aase@example.dk"
    assert mail["Message-ID"] == f"<{number.lower()}@example.dk>"
    assert mail.get_content_type() == "text/plain"
    assert words.text in mail.get_content().replace("\r\n", "\n")
    assert failing.bodies[0].isascii()
    kept = await standing(place.ledger, number)
    assert (kept.state, kept.sealed) == ("sent", None)


async def swallows(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def test_nobody_listening_and_a_black_hole_are_waited_for(place: Town, office: Office) -> None:
    number = await written(place, office)
    silent = await asyncio.start_server(swallows, "127.0.0.1", 0)
    hole = silent.sockets[0].getsockname()[1]
    for port in (1, hole):
        await postman(place, office, reached(port)).send_one()
        assert (await standing(place.ledger, number)).state == "waiting"
        await at_once(place.ledger)
    silent.close()
    failing = Failing()
    async with mail_server(failing) as port:
        assert await postman(place, office, reached(port)).send_one()
    assert len(failing.arrived) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    return authority(tmp_path_factory.mktemp("tls"))


async def test_a_letter_goes_by_tls_with_a_certificate_that_is_known_or_not_at_all(
    place: Town, office: Office, certificate: tuple[ssl.SSLContext, str]
) -> None:
    context, authorities = certificate
    number = await written(place, office)
    failing = Failing()
    async with mail_server(failing) as port:  # no STARTTLS
        await postman(place, office, reached(port, tls=True, authorities=authorities)).send_one()
        assert (await standing(place.ledger, number)).state == "waiting"
    await at_once(place.ledger)
    async with mail_server(failing, tls_context=context) as port:
        await postman(place, office, reached(port, tls=True)).send_one()  # signed by nobody we know
        assert (await standing(place.ledger, number)).state == "waiting"
        assert failing.arrived == []
        await at_once(place.ledger)
        await postman(place, office, reached(port, tls=True, authorities=authorities)).send_one()
    assert (await standing(place.ledger, number)).state == "sent"
    assert len(failing.arrived) == 1


async def test_a_server_that_does_not_know_us_is_waited_for(
    place: Town, office: Office, certificate: tuple[ssl.SSLContext, str]
) -> None:
    context, authorities = certificate
    number = await written(place, office)
    known = {"tls_context": context, "auth_required": True, "authenticator": nobody}
    async with mail_server(Failing(), **known) as port:
        account = {"user": "genvej", "password": "wrong", "command_seconds": 10.0}
        server = reached(port, tls=True, authorities=authorities, **account)
        await postman(place, office, server).send_one()
    kept = await standing(place.ledger, number)
    assert (kept.state, kept.error) == ("waiting", "SMTPAuthenticationError 535")


def nobody(*_: Any) -> AuthResult:
    return AuthResult(success=False, handled=False)


async def test_a_letter_larger_than_the_server_takes_is_seen(place: Town, office: Office) -> None:
    number = await written(place, office)
    async with mail_server(Failing(), data_size_limit=100) as port:
        await postman(place, office, reached(port)).send_one()
    assert (await standing(place.ledger, number)).state == "refused"


async def test_a_sender_that_died_while_handing_over_leaves_it_unsure(place: Town, office: Office) -> None:
    """A lease whose owner is gone: before the letter went out it is sent, after that a person decides."""
    before, after = [await written(place, office) for _ in range(2)]
    failing = Failing()
    leased = [await place.ledger.write(outbox.lease) for _ in range(2)]
    late = next(one for one in leased if one and one.number == after)
    assert await place.ledger.write(lambda tx: outbox.hand_over(tx, late))
    await _forget_owners(place)
    async with mail_server(failing) as port:
        sender = postman(place, office, reached(port))
        while await sender.send_one():
            pass
    assert (await standing(place.ledger, before)).state == "sent"
    assert (await standing(place.ledger, after)).state == "unsure"
    assert len(failing.arrived) == 1
    assert not await place.ledger.write(lambda tx: outbox.hand_over(tx, late))


async def _forget_owners(place: Town) -> None:
    from sqlalchemy import update

    from bot.ledger.tables import letter

    await place.ledger.write(lambda tx: tx.execute(update(letter).values(owner="gone")))


async def test_a_person_sends_it_again_or_says_that_it_arrived(place: Town, office: Office) -> None:
    failing = Failing({"DOT": drops})
    numbers = [await written(place, office) for _ in range(2)]
    async with mail_server(failing) as port:
        sender = postman(place, office, reached(port))
        for _ in numbers:
            await sender.send_one()
        failing.faults.clear()
        assert await place.ledger.write(lambda tx: outbox.arrived(tx, numbers[0]))
        assert await place.ledger.write(lambda tx: outbox.again(tx, numbers[1]))
        assert await sender.send_one()
        assert not await sender.send_one()
    assert [(await standing(place.ledger, number)).sealed for number in numbers] == [None, None]
    assert len({mail["Message-ID"] for mail in failing.arrived}) == 2
    assert not await place.ledger.write(lambda tx: outbox.again(tx, numbers[0]))
