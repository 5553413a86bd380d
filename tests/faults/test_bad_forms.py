"""`/chat`, the conversation without JavaScript: what is posted to it wrongly, twice, or from elsewhere."""

import asyncio
import re
import uuid
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from bot.http.forms import FORM_TYPE
from tests.faults.counting import stored
from tests.gateway.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def post(standing: Town, session: ClientSession, fields: Any, **headers: str) -> tuple[int, str]:
    """As the page's own form does; status and the page, not followed."""
    given = {"Origin": standing.url, **headers}
    async with session.post(
        f"{standing.url}/chat", data=fields, headers=given, allow_redirects=False
    ) as response:
        return response.status, await response.text()


def browser() -> ClientSession:
    return ClientSession(cookie_jar=CookieJar(unsafe=True))


def questions(page: str) -> list[str]:
    """What the page shows of the citizen's own words."""
    return re.findall(r'<p class="words" lang="\w+"><bdi>(.*?)</bdi>', page)


async def shown(standing: Town, session: ClientSession) -> str:
    async with session.get(f"{standing.url}/chat") as response:
        assert response.status == 200
        return await response.text()


async def test_a_form_that_is_sent_twice_is_one_message(standing: Town) -> None:
    async with browser() as session:
        await post(standing, session, {"text": "min sofa skal hentes"})
        asked = len(standing.told.asked)
        fields = {"text": "og et bord", "id": str(uuid.uuid4())}
        sent = await asyncio.gather(*(post(standing, session, fields) for _ in range(3)))
        assert [status for status, _ in sent] == [303, 303, 303]
        assert questions(await shown(standing, session)) == ["min sofa skal hentes", "og et bord"]
    assert len(standing.told.asked) == asked + 1


async def test_an_old_page_with_another_text_is_another_message(standing: Town) -> None:
    """What the back button brings up has the id of what was sent from it."""
    async with browser() as session:
        await post(standing, session, {"text": "min sofa"})
        id = str(uuid.uuid4())
        await post(standing, session, {"text": "et bord", "id": id})
        status, _ = await post(standing, session, {"text": "en stol", "id": id})
        assert status == 303
        assert questions(await shown(standing, session)) == ["min sofa", "et bord", "en stol"]


REFUSED = [
    pytest.param({"text": ""}, 422, "Skriv en besked", id="empty"),
    pytest.param({"text": "\u200b \n"}, 422, "Skriv en besked", id="nothing_to_see"),
    pytest.param({}, 422, "Skriv en besked", id="no_field"),
    pytest.param({"text": "x" * 2_001}, 422, "2000", id="too_long"),
    pytest.param({"text": "sofa", "id": "no-uuid"}, 422, "", id="id_shape"),
    pytest.param({"choice": "bulky_waste"}, 422, "", id="a_choice_never_offered"),
    pytest.param({"choice": "010150-5111"}, 422, "", id="cpr_as_choice"),
    pytest.param([("text", "a"), ("text", "b")], 400, "", id="a_field_twice"),
    pytest.param(b"--b\r\n", 415, "", id="multipart"),
]


@pytest.mark.parametrize(("fields", "status", "said"), REFUSED)
async def test_a_first_form_that_is_refused_leaves_nothing_behind(
    standing: Town, fields: Any, status: int, said: str
) -> None:
    before = await stored(standing)
    async with browser() as session:
        kind = "multipart/form-data; boundary=b" if isinstance(fields, bytes) else FORM_TYPE
        got, page = await post(standing, session, fields, **{"Content-Type": kind})
        assert got == status
        assert said in page
        assert "010150-5111" not in page
        assert not list(session.cookie_jar)
    assert await stored(standing) == before


@pytest.mark.parametrize(("fields", "status", "said"), REFUSED)
async def test_a_later_form_that_is_refused_books_nothing(
    standing: Town, fields: Any, status: int, said: str
) -> None:
    async with browser() as session:
        await post(standing, session, {"text": "min sofa skal hentes"})
        before = await stored(standing)
        kind = "multipart/form-data; boundary=b" if isinstance(fields, bytes) else FORM_TYPE
        got, _ = await post(standing, session, fields, **{"Content-Type": kind})
        assert got == status
        assert questions(await shown(standing, session)) == ["min sofa skal hentes"]
    assert await stored(standing) == before


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="foreign_origin"),
        pytest.param({"Origin": "null"}, id="hidden_origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross_site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a_neighbour_host"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/chat", "/chat/erase", "/chat/restart", "/chat/feedback", "/chat/person", "/chat/continue"]
)
async def test_a_form_on_another_site_speaks_for_nobody(
    standing: Town, headers: dict[str, str], path: str
) -> None:
    async with browser() as session:
        await post(standing, session, {"text": "min sofa skal hentes"})
        given = {"Origin": standing.url, **headers}
        async with session.post(f"{standing.url}{path}", data={"text": "nej"}, headers=given) as response:
            assert response.status == 403
        assert questions(await shown(standing, session)) == ["min sofa skal hentes"]


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param('genvej-chat="\\000\\377.x"', id="nul"),
        pytest.param("genvej-chat=" + "x" * 4000, id="long"),
        pytest.param(f"genvej-chat={uuid.uuid4()}.x", id="unknown"),
        pytest.param("genvej-chat=..%2f.;;=;", id="broken"),
    ],
)
async def test_a_cookie_of_another_kind_is_nobodys(standing: Town, cookie: str) -> None:
    given = {"Cookie": cookie, "Origin": standing.url}
    async with standing.session.get(f"{standing.url}/chat", headers=given) as response:
        assert response.status == 200
    async with standing.session.post(
        f"{standing.url}/chat/erase", headers=given, allow_redirects=False
    ) as response:
        assert response.status == 303


async def test_a_cpr_number_in_two_messages_is_masked_in_the_second(standing: Town) -> None:
    conversation = await standing.open()
    await standing.say(conversation, "mit cpr nummer er 010150")
    id = str(uuid.uuid4())
    first = await standing.say(conversation, "- 5111", id)
    again = await standing.say(conversation, "- 5111", id)
    assert first == again
    assert first[0] == 200
    assert [asked["text"] for asked in standing.told.asked[-2:]] == ["mit cpr nummer er 010150", "- [CPR]"]
