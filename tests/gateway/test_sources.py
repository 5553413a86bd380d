"""Each form engine's receipt, as docs/receipts.md shows it, with its own way of showing that it is itself."""

import base64
import functools
import hmac
import json
import re
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from multidict import CIMultiDict

from bot.catalogue import Catalogue
from bot.catalogue.reading import Sheet
from bot.catalogue.receipts import sources
from bot.gateway.sources import signed
from bot.ledger import browsing, receipts
from bot.ledger.filters import LogFilter
from tests.gateway.town import Town, now, town

DOCS = (Path(__file__).parents[2] / "docs" / "receipts.md").read_text(encoding="utf-8")
BODIES = {name: json.loads(body) for name, body in re.findall(r"```json ([\w-]+)\n(.*?)```", DOCS, re.DOTALL)}
DOCUMENTED = ["generic", "drupal", "os2forms", "openforms", "openforms-objects"]
WITH_CODE = [name for name in DOCUMENTED if name != "os2forms"]
SECRETS = {name: f"the secret of {name}" for name in (*DOCUMENTED, "signing")}
CODE = "k7Qp2m_a"


def documented(folder: Path) -> Any:
    """The sources of the documentation, read with the real schema."""
    example = re.search(r"```yaml\n# municipality/receipts.yml\n(.*?)```", DOCS, re.DOTALL)
    assert example is not None
    path = folder / "receipts.yml"
    path.write_text(example[1].replace("address_change", "bulky_waste"), encoding="utf-8")
    sheet = Sheet(str(path))
    root = sheet.root(path)
    assert root is not None
    found = sources(root)
    assert sheet.findings == []
    return found


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    found = documented(tmp_path)

    def with_sources(catalogue: Catalogue) -> Catalogue:
        return replace(catalogue, sources=found)

    async with town(tmp_path, change=with_sources, secrets=SECRETS) as opened:
        yield opened


def headers(source: str, secret: str | None = None) -> dict[str, str]:
    given = secret if secret is not None else SECRETS[source]
    if source == "openforms":
        return {"X-API-Key": given}
    return {"Authorization": f"{'Bearer' if source in ('generic', 'drupal') else 'Token'} {given}"}


async def post(place: Town, source: str, body: object, *, path: str = "", **given: Any) -> tuple[int, Any]:
    address = f"{place.url}/api/receipts/{source}{path}"
    sent = {"headers": headers(source), "json": body, **given}
    async with place.session.post(address, **sent) as response:
        return response.status, await response.json()


async def code(place: Town) -> str:
    """The code in the address of a form that was just offered."""
    _, turn = await place.say(await place.open(), "min sofa skal hentes")
    href = turn["replies"][0]["link"]["href"]
    return (await place.follow(href)).headers["Location"].partition("ref=")[2]


def with_code(source: str, given: str) -> Any:
    """The documented body with a code of ours, and a time that is now."""
    text = json.dumps(BODIES[source]).replace(CODE, given)
    text = re.sub(r"2026-11-25T[\d:+Z]+", now().isoformat(), text)
    return json.loads(text)


async def states(place: Town) -> list[str]:
    page = await place.ledger.read(lambda conn: browsing.log(conn, LogFilter()))
    return [row.state.value for row in page.rows]


@pytest.mark.parametrize("source", WITH_CODE)
async def test_the_documented_receipt_completes_what_it_names_once(place: Town, source: str) -> None:
    body = with_code(source, await code(place))
    path = "/objects" if source == "openforms-objects" else ""
    answers = [await post(place, source, body, path=path) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert await states(place) == ["completed"]


async def test_without_a_code_a_submission_is_counted_but_is_no_evidence(place: Town) -> None:
    await code(place)
    for _ in range(3):  # OS2Forms sends at every save
        status, answer = await post(place, "os2forms", BODIES["os2forms"])
        assert (status, answer["status"]) == (200, "unmatched")
    assert await states(place) == ["opened"]
    assert await submitted(place) == [("os2forms", "flytning", 1, 0)]


async def submitted(place: Town) -> list[tuple[str, str, int, int]]:
    start, end = (now().replace(year=year) for year in (2020, 2099))
    found = await place.ledger.read(lambda conn: receipts.submissions(conn, start, end))
    return [(one.source, one.form, one.count, one.matched) for one in found]


async def test_drupal_may_send_its_own_names_form_encoded_and_its_state_in_the_address(place: Town) -> None:
    given = await code(place)
    base = {"webform_id": "flytning", "uuid": str(uuid.uuid4()), "completed": str(int(time.time()))}
    fields = {**base, "in_draft": "0", "ref": given, "remote_addr": "192.0.2.1", "name": "Anna And"}
    sent = {"headers": headers("drupal"), "data": fields, "json": None}
    assert (await post(place, "drupal", None, **sent))[1]["status"] == "accepted"
    assert await states(place) == ["completed"]
    assert await submitted(place) == [("drupal", "flytning", 1, 1)]
    assert (await post(place, "drupal", None, path="?state=deleted", **sent))[0] == 200
    assert await submitted(place) == []


async def test_a_draft_is_no_submission(place: Town) -> None:
    body = {**with_code("drupal", await code(place)), "in_draft": True}
    assert (await post(place, "drupal", body))[1]["status"] == "accepted"
    assert (await states(place), await submitted(place)) == (["opened"], [])


async def test_a_receipt_of_another_services_form_completes_nothing(place: Town) -> None:
    place.told.answering = place.carding("passport_renew")
    body = with_code("drupal", await code(place))
    assert (await post(place, "drupal", body))[1]["status"] == "unmatched"
    assert await states(place) == ["opened"]


async def test_open_forms_gets_the_answer_of_an_objects_api(place: Town) -> None:
    status, answer = await post(
        place, "openforms-objects", with_code("openforms-objects", "unknown-code"), path="/objects"
    )
    assert status == 201
    assert answer["url"].endswith(f"/api/receipts/openforms-objects/objects/{answer['uuid']}")
    changed = {"record": {"data": {"payment": {"completed": True}}}}
    async with place.session.patch(
        answer["url"], json=changed, headers=headers("openforms-objects")
    ) as response:
        assert (response.status, await response.json()) == (200, answer)


@pytest.mark.parametrize("source", DOCUMENTED)
async def test_only_the_secret_of_the_source_itself_will_do(place: Town, source: str) -> None:
    others = [SECRETS[other] for other in DOCUMENTED if other != source]
    for given in ({}, *(headers(source, secret) for secret in ("", "wrong", *others))):
        assert (await post(place, source, BODIES[source], headers=given))[0] == 401
    assert await submitted(place) == []


async def test_a_signature_covers_body_and_time(place: Town) -> None:
    raw = json.dumps(with_code("generic", await code(place))).encode()
    at = str(int(time.time()))
    good = hmac.new(SECRETS["signing"].encode(), f"{at}.".encode() + raw, "sha256").hexdigest()

    async def sent(data: bytes, signature: str, made_at: str) -> int:
        given = {"X-Signature": signature, "X-Timestamp": made_at, "Content-Type": "application/json"}
        return (await post(place, "signing", None, json=None, data=data, headers=given))[0]

    refused = [
        await sent(raw.replace(b"flytning", b"flytninG"), good, at),
        await sent(raw, good, str(int(at) - 1)),
        await sent(raw, "", at),
        await sent(raw, good, "²"),
        await sent(raw, good[:-1], at),
    ]
    assert refused == [401] * 5
    old = str(int(at) - 301)
    stale = hmac.new(SECRETS["signing"].encode(), f"{old}.".encode() + raw, "sha256").hexdigest()
    assert await sent(raw, stale, old) == 401
    assert await sent(raw, f"sha256={good}", at) == 200
    assert await states(place) == ["completed"]


def test_a_signature_may_come_in_base64() -> None:
    made = hmac.digest(b"key", b"1.{}", "sha256")
    text = f"v1,{base64.b64encode(made).decode()}"
    assert signed("key", "1", b"{}", text)
    assert not signed("key", "2", b"{}", text)


NO_RECEIPTS: list[Any] = [
    {}, [], "x", {"data": []}, {"data": {"webform": 1}}, {"record": None}, {"metadata": {}},
    {"values": 1, "metadata": {"public_reference": "a b"}}, {"form": "x", "webform_id": {}, "uuid": []},
]  # fmt: skip


@pytest.mark.parametrize("source", DOCUMENTED)
async def test_what_is_no_receipt_is_refused_and_never_an_error_of_ours(place: Town, source: str) -> None:
    assert [(await post(place, source, body))[0] for body in NO_RECEIPTS] == [422] * len(NO_RECEIPTS)
    assert await submitted(place) == []


async def test_what_a_citizen_wrote_is_not_kept(place: Town) -> None:
    given = await code(place)
    for source in WITH_CODE:
        text = json.dumps(with_code(source, given)).replace("…", "010150-5111")
        await post(place, source, json.loads(text))
    for file in place.ledger.folder.rglob("*"):
        if file.is_file():
            assert b"010150-5111" not in file.read_bytes()


FINGERPRINT = "672F01D945AA903C5E1108B76DF2CE3984207BF1"


async def certified(place: Town, *given: tuple[str, str]) -> int:
    body = {"form": "flytning", "reference": str(uuid.uuid4())}
    address = f"{place.url}/api/receipts/certified"
    async with place.session.post(address, json=body, headers=CIMultiDict(given)) as response:
        return response.status


@pytest.mark.parametrize(
    ("given", "proxies", "status"),
    [
        pytest.param([FINGERPRINT], ("127.0.0.1",), 200, id="the_certificate"),
        pytest.param([FINGERPRINT], (), 401, id="from_somebody_who_is_no_proxy"),
        pytest.param(["0" * 40], ("127.0.0.1",), 401, id="another_certificate"),
        pytest.param([""], ("127.0.0.1",), 401, id="no_certificate_shown"),
        pytest.param([], ("127.0.0.1",), 401, id="no_header"),
        pytest.param([FINGERPRINT, FINGERPRINT], ("127.0.0.1",), 401, id="the_header_twice"),
    ],
)
async def test_a_certificate_is_believed_of_a_trusted_proxy_alone(
    tmp_path: Path, given: list[str], proxies: tuple[str, ...], status: int
) -> None:
    found = documented(tmp_path)
    change = functools.partial(replace, sources=found)
    async with town(tmp_path, change=change, secrets=SECRETS, trusted_proxies=proxies) as place:
        assert await certified(place, *(("X-SSL-Client-Fingerprint", one) for one in given)) == status


async def test_a_certificate_is_asked_for_beside_the_secret(tmp_path: Path) -> None:
    found = documented(tmp_path)
    both = replace(found["certified"], header="Authorization")
    change = functools.partial(replace, sources={**found, "certified": both})
    secrets = {**SECRETS, "certified": "the secret of certified"}
    shown, secret = (
        ("X-SSL-Client-Fingerprint", FINGERPRINT),
        ("Authorization", "Bearer the secret of certified"),
    )
    async with town(tmp_path, change=change, secrets=secrets, trusted_proxies=("127.0.0.1",)) as place:
        assert await certified(place, shown) == 401
        assert await certified(place, secret) == 401
        assert await certified(place, shown, secret) == 200


@pytest.mark.parametrize(
    ("kilobytes", "status"),
    [pytest.param(250, 200, id="a_whole_form"), pytest.param(257, 413, id="too_large")],
)
@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "in_chunks"])
async def test_a_receipt_may_bring_a_whole_form_along(
    place: Town, kilobytes: int, status: int, chunked: bool
) -> None:
    body = {**BODIES["drupal"], "reference": str(uuid.uuid4()), "essay": "x" * kilobytes * 1024}
    raw = json.dumps(body).encode()

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, len(raw), 10_000):
            yield raw[start : start + 10_000]

    sent = {"headers": {**headers("drupal"), "Content-Type": "application/json"}, "json": None}
    found, answer = await post(place, "drupal", None, **sent, data=parts() if chunked else raw)
    assert found == status
    assert status == 200 or answer["detail"] == "The body is larger than 256 KB."
