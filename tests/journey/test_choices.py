"""A question back is answered in every way that people answer one, through the whole running house."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.journey.house import RunningHouse
from tests.journey.talk import Talk, words

pytestmark = pytest.mark.asyncio(loop_scope="session")
ASKED = {"da": "noget om pension", "en": "something about pension"}
STATE, DISABILITY = "state_pension_apply", "disability_pension"


@pytest_asyncio.fixture(loop_scope="session")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def asked_back(
    session: aiohttp.ClientSession, house: RunningHouse, language: str
) -> tuple[Talk, list[str]]:
    talk = await Talk.begin(session, house, language)
    answer = await talk.say(ASKED[language])
    assert answer["kind"] == "clarify"
    assert 2 <= len(answer["services"]) <= 4
    assert {STATE, DISABILITY} <= set(answer["services"])
    return talk, answer["services"]


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [
        pytest.param("da", "1", 0, id="number"),
        pytest.param("da", "nummer 2 tak", 1, id="number in words around it"),
        pytest.param("da", "den første", 0, id="ordinal"),
        pytest.param("da", "DEN FOERSTE!!", 0, id="ordinal spelt out, loud"),
        pytest.param("da", "den sidste", -1, id="the last"),
        pytest.param("da", "2'eren", 1, id="the two"),
        pytest.param("en", "2", 1, id="number in English"),
        pytest.param("en", "the second one please", 1, id="ordinal in English"),
        pytest.param("en", "number one", 0, id="number word"),
        pytest.param("en", "the last one", -1, id="the last in English"),
    ],
)
async def test_a_place_picks_the_service_that_stands_there(
    session: aiohttp.ClientSession, house: RunningHouse, language: str, said: str, place: int
) -> None:
    talk, offered = await asked_back(session, house, language)
    answer = await talk.say(said)
    assert (answer["kind"], answer["services"]) == ("card", [offered[place]])


@pytest.mark.parametrize(
    ("language", "said", "service"),
    [
        ("da", "folkepension", STATE),
        ("da", "førtidspension tak", DISABILITY),
        ("da", "foertidspension", DISABILITY),
        ("en", "the state pension", STATE),
        ("en", "disability pension please", DISABILITY),
    ],
)
async def test_a_name_picks_the_service(
    session: aiohttp.ClientSession, house: RunningHouse, language: str, said: str, service: str
) -> None:
    talk, _ = await asked_back(session, house, language)
    answer = await talk.say(said)
    assert (answer["kind"], answer["services"]) == ("card", [service])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "alle"),
        ("da", "dem alle sammen"),
        ("en", "all of them"),
        ("en", "all please"),
    ],
)
async def test_all_of_them_are_all_answered(
    session: aiohttp.ClientSession, house: RunningHouse, language: str, said: str
) -> None:
    talk, offered = await asked_back(session, house, language)
    answer = await talk.say(said)
    assert (answer["kind"], set(answer["services"])) == ("card", set(offered))
    assert [reply["type"] for reply in answer["replies"]].count("card") == len(offered)


@pytest.mark.parametrize(
    ("language", "first", "said"),
    [
        ("da", "jeg skal have nyt pas og nyt kørekort", "begge dele"),
        ("da", "jeg skal have nyt pas og nyt kørekort", "begge to tak"),
        ("en", "I need a new passport and a new driving licence", "both"),
        ("en", "I need a new passport and a new driving licence", "both of them please"),
    ],
)
async def test_both_are_both_answered(
    session: aiohttp.ClientSession, house: RunningHouse, language: str, first: str, said: str
) -> None:
    talk = await Talk.begin(session, house, language)
    offered = await talk.say(first)
    assert (offered["kind"], set(offered["services"])) == (
        "clarify",
        {"passport_renew", "driving_licence_renew"},
    )
    answer = await talk.say(said)
    assert (answer["kind"], answer["services"]) == ("card", offered["services"])
    assert [reply["type"] for reply in answer["replies"]].count("card") == 2


@pytest.mark.parametrize(
    ("language", "said"),
    [("da", "ingen af dem"), ("da", "hverken eller"), ("en", "neither"), ("en", "none of these")],
)
async def test_none_of_them_means_a_person(
    session: aiohttp.ClientSession, house: RunningHouse, language: str, said: str
) -> None:
    talk, _ = await asked_back(session, house, language)
    answer = await talk.say(said)
    assert answer["kind"] == "human"
    assert "contact" in {reply["type"] for reply in answer["replies"]}


async def test_buttons_mean_the_same_as_words(session: aiohttp.ClientSession, house: RunningHouse) -> None:
    talk, offered = await asked_back(session, house, "da")
    assert (await talk.press(offered[1]))["services"] == [offered[1]]
    talk, _ = await asked_back(session, house, "en")
    assert (await talk.press("none"))["kind"] == "human"


@pytest.mark.parametrize(("language", "said"), [("da", "ved ikke"), ("en", "pension"), ("da", "pension")])
async def test_nobody_is_asked_the_same_twice(
    session: aiohttp.ClientSession, house: RunningHouse, language: str, said: str
) -> None:
    talk, _ = await asked_back(session, house, language)
    assert (await talk.say(said))["kind"] != "clarify"


@pytest.mark.parametrize(
    ("language", "misses"),
    [
        ("da", ["hvem malede Mona Lisa", "og hvad spiser en pingvin"]),
        ("en", ["who painted the Mona Lisa", "what do penguins eat"]),
    ],
)
async def test_after_two_misses_there_is_a_person(
    session: aiohttp.ClientSession, house: RunningHouse, language: str, misses: list[str]
) -> None:
    talk = await Talk.begin(session, house, language)
    answers = [await talk.say(miss) for miss in misses]
    assert [answer["kind"] for answer in answers] == ["out_of_scope", "human"]
    assert "contact" in {reply["type"] for reply in answers[-1]["replies"]}


async def test_a_switch_of_language_in_the_middle_is_followed_and_keeps_the_service(
    session: aiohttp.ClientSession, house: RunningHouse
) -> None:
    talk = await Talk.begin(session, house, "da")
    danish = await talk.say("Jeg vil gerne melde flytning")
    english = await talk.say("How much does it cost?")
    back = await talk.say("og hvor lang tid tager det så?")
    assert [(a["language"], a["kind"], a["services"]) for a in (danish, english, back)] == [
        ("da", "card", ["address_change"]),
        ("en", "aspect", ["address_change"]),
        ("da", "aspect", ["address_change"]),
    ]


async def test_a_question_asked_in_danish_may_be_answered_in_english(
    session: aiohttp.ClientSession, house: RunningHouse
) -> None:
    talk, offered = await asked_back(session, house, "da")
    answer = await talk.say("the second one please")
    assert answer["services"] == [offered[1]]
    assert words(answer)
