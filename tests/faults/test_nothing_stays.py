"""A whole house that is sent personal numbers and secrets at every place: none is in its log or its files."""

import re
import time
import unicodedata
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.faults.citizen import Citizen, arrive
from tests.faults.house import House
from tests.faults.wire import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="session")

CPR = "010150-5111"
SHAPES = (
    CPR, "0101505111", "010150 5111", "010150\u20135111", "010150\u20115111", "010150-\u200b5111",
    "010150\u00ad-5111", "01 01 50 5111", "01.01.50-5111", "010150 - 5111",
    "\uff10\uff11\uff10\uff11\uff15\uff10-\uff15\uff11\uff11\uff11",
)  # fmt: skip
ANY_SHAPE = re.compile(r"01\D{0,2}01\D{0,2}50\D{0,5}5111")
ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})")
ID = str(uuid.uuid4())
WRONG_SECRET = "a-guess-at-the-secret-of-form-engines"
WRONG_PASSWORD = "a-guess-at-a-password-of-nobody"


@dataclass
class Sent:
    """`tokens` are what opens something and must not be readable anywhere."""

    house: House
    session: ClientSession
    citizen: Citizen
    tokens: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Left:
    """What a house left behind when it had been told everything: its log, and its files by name."""

    log: str
    files: dict[str, bytes]
    tokens: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def left(house: House) -> Left:
    await house.with_engine()
    since = len(house.log)
    async with ClientSession() as session:
        sent = Sent(house, session, await arrive(session, house.citizens))
        sent.tokens += [sent.citizen.token, house.secret, WRONG_SECRET, WRONG_PASSWORD]
        for tell in (_messages, _form, _addresses, _headers, _bodies, _receipts, _operators, _raw):
            await tell(sent)
    assert await house.stop() == 0
    # Models are made before any citizen speaks.
    written = [path for path in house.var.rglob("*") if path.is_file() and "models" not in path.parts]
    found = Left("".join(house.log[since:]), {path.name: path.read_bytes() for path in written}, sent.tokens)
    await house.start()
    return found


async def _messages(sent: Sent) -> None:
    for shape in SHAPES:
        await sent.citizen.say(f"mit cpr er {shape}, og min sofa skal hentes")
    await sent.citizen.say("mit nummer er 010150")
    await sent.citizen.say("5111")
    card = await sent.citizen.say("storskrald")
    token = re.findall(r"/go/([\w-]{43})", str(card))[0]
    sent.tokens.append(token)
    async with sent.session.get(f"{sent.house.citizens}/go/{token}", allow_redirects=False) as response:
        assert response.status == 303


async def _form(sent: Sent) -> None:
    door = sent.house.citizens
    for fields in ({"text": f"cpr {CPR} og en sofa"}, {"choice": CPR}, {"text": "a", "id": CPR}, {CPR: CPR}):
        async with sent.session.post(
            f"{door}/chat", data=fields, headers={"Origin": door}, allow_redirects=False
        ) as response:
            assert response.status in {303, 422}
            if cookie := response.cookies.get("genvej-chat"):
                sent.tokens.append(cookie.value.partition(".")[2])


async def _addresses(sent: Sent) -> None:
    """In paths and queries, where a proxy or a log would find them first."""
    token, cpr = sent.citizen.token, quote(CPR)
    for path in (
        f"/go/{cpr}", f"/services/{cpr}", f"/services?q={cpr}", f"/chat?language={cpr}", f"/{cpr}",
        f"/api/conversations/{cpr}", f"/static/{cpr}", f"/?token={token}", f"/go/{token}",
        f"/api/contact?{cpr}={token}",
    ):  # fmt: skip
        async with sent.session.get(sent.house.citizens + path) as response:
            assert response.status in {200, 404}
    async with sent.session.get(f"{sent.citizen.url}?token={token}") as response:
        assert response.status == 404


async def _headers(sent: Sent) -> None:
    headers = {
        "User-Agent": f"Mozilla {CPR}", "Referer": f"https://portal.example/?cpr={CPR}&token={sent.citizen.token}",
        "Accept-Language": CPR, "X-Forwarded-For": CPR, "Cookie": f"cpr={CPR}", "X-Cpr": CPR, "From": CPR,
    }  # fmt: skip
    page = {"language": "da", "page": f"https://portal.example/{CPR}?cpr={CPR}"}
    address = f"{sent.house.citizens}/api/conversations"
    async with sent.session.post(address, json=page, headers=headers) as response:
        assert response.status == 201
        sent.tokens.append((await response.json())["token"])


async def _bodies(sent: Sent) -> None:
    """Where a refusal could repeat what it refuses."""
    for body in (
        {"id": CPR, "text": "sofa"}, {"id": ID, "choice": CPR}, {"id": ID, CPR: CPR},
        {"id": ID, "text": [CPR]}, {"helped": CPR}, {"identity": CPR},
    ):  # fmt: skip
        for path in ("messages", "feedback"):
            address = f"{sent.citizen.url}/{path}"
            async with sent.session.post(address, json=body, headers=sent.citizen.headers) as response:
                assert response.status == 422
                assert CPR not in await response.text()


async def _receipts(sent: Sent) -> None:
    address = f"{sent.house.citizens}/api/receipts/generic"
    right, wrong = ({"Authorization": f"Bearer {word}"} for word in (sent.house.secret, WRONG_SECRET))
    body = {"form": "bulky_waste", "reference": CPR, "ref": CPR, "cpr": CPR, "name": f"Anna {CPR}"}
    for headers, status in ((right, 200), (wrong, 401)):
        async with sent.session.post(address, json=body, headers=headers) as response:
            assert response.status == status


async def _operators(sent: Sent) -> None:
    """Sign-in without and with a form's own token."""
    address = f"{sent.house.operators}/sign-in"
    async with sent.session.get(f"{address}?next=/log?service={CPR}") as response:
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', await response.text()))
    for fields in ({}, hidden):
        form = {**fields, "name": CPR, "password": WRONG_PASSWORD}
        async with sent.session.post(
            address, data=form, headers={"Origin": sent.house.operators}
        ) as response:
            assert 400 <= response.status < 500


async def _raw(sent: Sent) -> None:
    """Where the parser itself speaks."""
    for line in (f"X: \x00{CPR}", f"X-{CPR} : a", f"Expect: {CPR}", f"Content-Length: {CPR}", f"Host: {CPR}"):
        answer = await exchange(sent.house.citizens, request("POST", "/chat", f"{line}\r\n".encode()))
        assert CPR.encode() not in answer.raw


def folded(text: str) -> str:
    """Without what makes a number look different."""
    shown = ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    plain = unicodedata.normalize("NFKC", shown)
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")


@pytest.mark.parametrize("shape", SHAPES, ids=range(len(SHAPES)))
async def test_the_search_would_find_a_number_in_any_shape(shape: str) -> None:
    assert ANY_SHAPE.search(folded(f"a {shape} b"))
    assert (
        ANY_SHAPE.search(folded(f"a {shape.encode('ascii', 'backslashreplace').decode()} b"))
        or "\xad" in shape
    )


async def test_no_personal_number_is_in_the_log(left: Left) -> None:
    assert "stopping" in left.log
    assert not ANY_SHAPE.search(folded(left.log))
    assert "Traceback" not in left.log
    assert "sofa" not in left.log


async def test_no_personal_number_is_in_any_file(left: Left) -> None:
    texts = {name: held.decode("utf-8", "ignore") for name, held in left.files.items()}
    assert "[CPR]" in texts["genvej.sqlite"]
    assert [name for name, text in texts.items() if ANY_SHAPE.search(folded(text))] == []


async def test_no_token_is_in_the_log_or_in_any_file(left: Left) -> None:
    assert len(left.tokens) == 7
    assert min(map(len, left.tokens)) > 20
    assert [token for token in left.tokens if token in left.log] == []
    assert [
        name for token in left.tokens for name, held in left.files.items() if token.encode() in held
    ] == []


async def test_a_heap_of_signs_is_answered_as_quickly_as_a_sentence(
    house: House, session: ClientSession
) -> None:
    await house.with_engine()
    for text in ("e" + "\u0301" * 1_999, "a" * 2_000, "😀 " * 1_000, "( " * 1_000, "1" * 2_000, "a b " * 500):
        seconds = []
        for _ in range(3):
            citizen = await arrive(session, house.citizens)
            began = time.perf_counter()
            await citizen.say(text)
            seconds.append(time.perf_counter() - began)
        assert min(seconds) < 3, text[:5]
