"""Who a citizen is leaves the gateway as a keyed pseudonym: of what they typed, or of a portal's word."""

import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.utils import base64url_encode
from sqlalchemy import select

from bot.gateway.portal import Portal
from bot.gateway.visitor import device_of, origin
from bot.ledger.pseudonyms import Pseudonyms
from bot.ledger.tables import conversation, identity, identity_use
from tests.gateway.test_opening_and_receipts import _offer, receipt
from tests.gateway.town import Town, now, town

OURS = Pseudonyms(b"p" * 32)
ED, RSA = Ed25519PrivateKey.generate(), generate_private_key(65537, 2048)
SHARED = "a secret that only the portal and we know"


def pem(key: Any) -> str:
    made: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return made.decode()


PORTAL = Portal("EdDSA", pem(ED), "genvej", "portal")


def claims(**changed: Any) -> dict[str, Any]:
    at = int(time.time())
    given = {"iss": "portal", "aud": "genvej", "iat": at, "exp": at + 300, "citizen": "010150-5111"}
    return {name: value for name, value in {**given, **changed}.items() if value is not None}


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, portal=PORTAL) as opened:
        yield opened


async def start(place: Town, identity: str) -> tuple[int, Any]:
    body = {"language": "da", "identity": identity}
    headers = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148"}
    async with place.session.post(f"{place.url}/api/conversations", json=body, headers=headers) as response:
        return response.status, await response.json()


async def known(place: Town) -> set[str]:
    return await place.ledger.read(lambda conn: set(conn.execute(select(identity.c.pseudonym)).scalars()))


async def count(place: Town) -> int:
    return len(await place.ledger.read(lambda conn: conn.execute(select(conversation.c.id)).all()))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mit cpr er 010150-5111, jeg skal flytte", ["0101505111"]),
        ("skriv til Anna.And@example.dk", ["anna.and@example.dk"]),
        ("ring 22 34 56 78 eller 010150 5111", ["22345678", "0101505111"]),
        ("mit kort er 4571 1234 5678 9010", []),
        ("jeg skal flytte", []),
        ("a@example.dk b@example.dk c@example.dk d@example.dk", []),
    ],
)
async def test_what_a_citizen_types_is_a_pseudonym_in_the_moment_it_is_masked(
    place: Town, text: str, names: list[str]
) -> None:
    talk = await place.open()
    for _ in range(2):
        assert (await place.say(talk, text))[0] == 200
    assert await known(place) == {OURS.of(name) for name in names}
    used = await place.ledger.read(lambda conn: conn.execute(select(identity_use)).all())
    assert len(used) == len(names)


async def test_a_number_that_is_split_over_two_messages_is_one_name(place: Town) -> None:
    talk = await place.open()
    await place.say(talk, "mit cpr er 010150")
    await place.say(talk, "5111")
    assert OURS.of("010150-5111") in await known(place)


async def test_the_citizen_of_a_receipt_is_the_citizen_of_its_deflection(place: Town) -> None:
    _, ref = await _offer(place)
    await place.receipt(receipt(ref, citizen="010150-5111"))
    assert await known(place) == {OURS.of("010150-5111")}
    for file in place.ledger.folder.rglob("*"):
        if file.is_file():
            assert b"010150-5111" not in file.read_bytes()


@pytest.mark.parametrize("named", ["not a number", "x" * 200, "gvp1_00000000_" + "0" * 64])
async def test_what_names_nobody_is_passed_over_and_the_receipt_counts(place: Town, named: str) -> None:
    _, ref = await _offer(place)
    assert (await place.receipt(receipt(ref, citizen=named)))[1]["status"] == "accepted"
    assert await known(place) == set()


async def test_a_portals_word_makes_the_citizen_known_from_the_first_moment(place: Town) -> None:
    token = jwt.encode(
        claims(citizen=["010150-5111", "anna@example.dk"], age_band="65-74"), ED, algorithm="EdDSA"
    )
    status, _ = await start(place, token)
    assert status == 201
    assert await known(place) == {OURS.of("0101505111"), OURS.of("anna@example.dk")}
    row = await place.ledger.read(lambda conn: conn.execute(select(conversation)).one())
    assert (row.age_band, row.device, row.subject is not None) == ("65-74", "phone", True)


async def test_a_portals_word_begins_one_conversation_and_no_second(place: Town) -> None:
    token = jwt.encode(claims(), ED, algorithm="EdDSA")
    assert [(await start(place, token))[0] for _ in range(3)] == [201, 401, 401]
    assert await count(place) == 1


at = int(time.time())
REFUSED = {
    "another_key": jwt.encode(claims(), Ed25519PrivateKey.generate(), algorithm="EdDSA"),
    "none": jwt.encode(claims(), None, algorithm="none"),
    "another_algorithm": jwt.encode(claims(), RSA, algorithm="RS256"),
    "wrong_audience": jwt.encode(claims(aud="other"), ED, algorithm="EdDSA"),
    "no_audience": jwt.encode(claims(aud=None), ED, algorithm="EdDSA"),
    "wrong_issuer": jwt.encode(claims(iss="other"), ED, algorithm="EdDSA"),
    "expired": jwt.encode(claims(iat=at - 400, exp=at - 1), ED, algorithm="EdDSA"),
    "too_old": jwt.encode(claims(iat=at - 700, exp=at + 300), ED, algorithm="EdDSA"),
    "lives_too_long": jwt.encode(claims(exp=at + 86_400), ED, algorithm="EdDSA"),
    "of_tomorrow": jwt.encode(claims(iat=at + 86_400, exp=at + 86_500), ED, algorithm="EdDSA"),
    "no_end": jwt.encode(claims(exp=None), ED, algorithm="EdDSA"),
    "end_in_words": jwt.encode(claims(exp="tomorrow"), ED, algorithm="EdDSA"),
    "jku": jwt.encode(claims(), ED, algorithm="EdDSA", headers={"jku": "https://evil.example/keys"}),
    "jwk": jwt.encode(claims(), ED, algorithm="EdDSA", headers={"jwk": {"kty": "OKP"}}),
    "x5u": jwt.encode(claims(), ED, algorithm="EdDSA", headers={"x5u": "https://evil.example/c"}),
    "nobody": jwt.encode(claims(citizen=None), ED, algorithm="EdDSA"),
    "no_identifier": jwt.encode(claims(citizen="Anna And"), ED, algorithm="EdDSA"),
    "no_list_of_texts": jwt.encode(claims(citizen=[1, 2]), ED, algorithm="EdDSA"),
    "no_token": "x",
    "empty": "",
    "odd": "é.é.é",
}


async def test_whoever_cannot_be_believed_gets_no_conversation(place: Town) -> None:
    answers = {name: (await start(place, token))[0] for name, token in REFUSED.items()}
    assert answers == dict.fromkeys(REFUSED, 401)
    assert (await count(place), await known(place)) == (0, set())


async def test_a_public_key_is_no_shared_secret(tmp_path: Path) -> None:
    """RS256 → HS256: the public key, which everybody has, as the secret of an HMAC."""
    head = base64url_encode(b'{"alg":"HS256","typ":"JWT"}')
    body = base64url_encode(json.dumps(claims()).encode())
    made = hmac.digest(pem(RSA).encode(), head + b"." + body, "sha256")
    forged = b".".join((head, body, base64url_encode(made))).decode()
    portal = replace(PORTAL, algorithm="RS256", key=pem(RSA))
    async with town(tmp_path, portal=portal) as place:
        assert (await start(place, forged))[0] == 401
        assert (await start(place, jwt.encode(claims(), RSA, algorithm="RS256")))[0] == 201


async def test_a_shared_secret_will_do_too(tmp_path: Path) -> None:
    async with town(tmp_path, portal=replace(PORTAL, algorithm="HS256", key=SHARED)) as place:
        assert (await start(place, jwt.encode(claims(), SHARED, algorithm="HS256")))[0] == 201


async def test_without_a_portal_an_identity_is_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        assert (await start(place, jwt.encode(claims(), ED, algorithm="EdDSA")))[0] == 422
        assert await count(place) == 0


@pytest.mark.parametrize(
    ("header", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "computer",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "computer"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "computer"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148", "phone"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/140.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148", "tablet"),
        ("curl/8.14", "none"),
        ("", "none"),
    ],
)
def test_a_browser_tells_its_kind_and_no_more_is_kept(header: str, device: str) -> None:
    assert device_of(header) == device


def test_an_address_is_another_on_another_day() -> None:
    moment, one, other = now(), "192.0.2.1", "192.0.2.2"
    names = {origin(b"k", one, moment), origin(b"k", other, moment), origin(b"q", one, moment)}
    assert len(names | {origin(b"k", one, moment.replace(year=2020))}) == 4
