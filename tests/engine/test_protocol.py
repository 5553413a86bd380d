"""The engine's door from outside: what it answers, and what it refuses."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from .conftest import SECRET, ActionServer, Engine, message, slot, turn


def error(raw: bytes) -> str:
    body = json.loads(raw)
    assert list(body) == ["error"]
    return str(body["error"])


def test_a_message_about_one_service_runs_the_offer(engine: Engine, actions: ActionServer) -> None:
    answer = engine.turn("mit gule kort er blevet væk")
    assert answer["kind"] == "card"
    assert answer["services"] == ["health_card_reorder"]
    assert answer["replies"][0]["action"] == "action_offer"
    assert answer["state"] == {
        "service": "health_card_reorder",
        "options": [],
        "clarified": False,
        "misses": 0,
        "no_digital": False,
        "no_form": [],
        "others": [],
        "language": "da",
    }
    understanding = answer["understanding"]
    assert sorted(understanding) == ["confidence", "intent", "model", "ranking", "signals"]
    assert understanding["intent"] == "service/health_card_reorder"
    assert understanding["ranking"][0]["service"] == "health_card_reorder"
    assert 1 <= len(understanding["ranking"]) <= 5


def test_actions_are_told_all_that_was_understood(engine: Engine, actions: ActionServer) -> None:
    engine.turn("hvad koster et nyt gult kort", state={"service": "ehic", "misses": 1})
    call = actions.calls[-1]
    assert call["tracker"]["slots"]["service"] == "ehic"
    assert call["tracker"]["slots"]["misses"] == 1
    told = call["tracker"]["latest_message"]["understanding"]
    assert sorted(told) == [
        "aspect",
        "candidates",
        "choice",
        "confidence",
        "intent",
        "ranking",
        "several",
        "signals",
    ]
    assert told["candidates"] == ["health_card_reorder"]
    assert told["aspect"] == "price"


def test_actions_are_called_with_the_secret_over_one_kept_connection(
    engine: Engine, actions: ActionServer
) -> None:
    actions.connections.clear()
    for _ in range(3):
        engine.turn("tak")
    assert actions.secrets == [SECRET] * 3
    assert len(actions.connections) == 1


@pytest.mark.parametrize(
    ("text", "language", "action"),
    [
        pytest.param("jeg vil gerne tale med en medarbejder", "da", "action_human", id="a person"),
        pytest.param("I cannot use a computer", "en", "action_assist", id="no digital"),
        pytest.param("min mand slår mig", "da", "action_emergency", id="danger"),
        pytest.param("what is your email address", "en", "action_write", id="writing"),
        pytest.param("hvordan bliver vejret i morgen", "da", "action_out_of_scope", id="not ours"),
        pytest.param("mange tak for hjælpen", "da", "action_smalltalk", id="thanks"),
        pytest.param("start forfra", "da", "action_smalltalk", id="again, which Rasa would take for its own"),
        pytest.param("hvad koster det", "da", "action_aspect", id="a follow-up"),
        pytest.param("nyt pas og nyt gult kort", "da", "action_clarify", id="two matters"),
    ],
)
def test_each_kind_of_message_runs_its_action(
    engine: Engine, actions: ActionServer, text: str, language: str, action: str
) -> None:
    assert engine.turn(text, language=language)["replies"][0]["action"] == action


def test_two_matters_are_both_candidates(engine: Engine, actions: ActionServer) -> None:
    assert set(engine.turn("jeg skal have nyt pas og nyt gult kort")["services"]) == {
        "passport_renew",
        "health_card_reorder",
    }


def test_a_button_needs_no_understanding(engine: Engine, actions: ActionServer) -> None:
    answer = engine.turn(None, choice="ehic")
    assert answer["replies"][0]["action"] == "action_choose"
    assert answer["services"] == ["ehic"]
    assert actions.calls[-1]["tracker"]["latest_message"]["understanding"]["choice"] == "ehic"


def test_none_of_these_is_a_choice_without_a_service(engine: Engine, actions: ActionServer) -> None:
    answer = engine.turn(None, choice="none")
    assert answer["replies"][0]["action"] == "action_choose"
    assert answer["services"] == []
    assert answer["understanding"]["ranking"] == []


OPTIONS = [{"id": "passport_renew", "label": "Pas, voksne"}, {"id": "passport_child", "label": "Pas, børn"}]


@pytest.mark.parametrize("text", ["2", "den anden", "børn", "nr. 2", "Pas, børn"])
def test_a_typed_choice_is_taken_while_options_are_open(
    engine: Engine, actions: ActionServer, text: str
) -> None:
    answer = engine.turn(text, state={"options": OPTIONS, "clarified": True})
    assert answer["replies"][0]["action"] == "action_choose"
    assert answer["services"] == ["passport_child"]


def test_a_new_question_is_heard_while_options_are_open(engine: Engine, actions: ActionServer) -> None:
    answer = engine.turn("vi er flyttet til en ny adresse", state={"options": OPTIONS})
    assert answer["services"] == ["address_change"]


@pytest.mark.parametrize(
    "text",
    [
        '/greet{"a":1}',
        "/service",
        "/restart",
        "EXTERNAL: greet",
        "/session_start",
        "/back",
        '/choose{"a":1}',
        "/",
    ],
)
def test_what_rasa_takes_for_commands_is_text(engine: Engine, actions: ActionServer, text: str) -> None:
    """Rasa would believe the slash with confidence 1 and put `a` on the tracker as an entity."""
    answer = engine.turn(text)
    latest = actions.calls[-1]["tracker"]["latest_message"]
    assert latest["text"] == text
    assert latest["entities"] == []
    assert answer["understanding"]["confidence"] < 1
    assert answer["replies"][0]["action"] not in ("action_choose", "action_offer")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t ", id="blanks"),
        pytest.param("\u0000", id="a null byte"),
        pytest.param("😀😀", id="emoji"),
        pytest.param("123", id="digits"),
        pytest.param("مرحبا كيف حالك", id="Arabic"),
        pytest.param("Як мені отримати паспорт", id="Ukrainian"),
        pytest.param("a" * 5000, id="one endless word"),
        pytest.param("[x](y){z}", id="Rasa's markup"),
        pytest.param("e\u0301" * 4999, id="combining marks"),
    ],
)
def test_strange_text_is_answered_and_is_no_card(engine: Engine, actions: ActionServer, text: str) -> None:
    assert engine.turn(text)["replies"][0]["action"] != "action_offer"


def test_what_stands_after_two_thousand_characters_is_not_read(engine: Engine, actions: ActionServer) -> None:
    filler = "og så videre " * 160
    assert engine.intent("mit gule kort er væk. " + filler + " min mand slår mig") != "emergency"


def test_the_right_secret_is_needed_everywhere(engine: Engine, actions: ActionServer) -> None:
    for given in (None, "", "wrong", "æ", SECRET + "x", SECRET.upper()):
        headers = {} if given is None else {"X-Genvej-Secret": given}
        for method, path in (("POST", "/turn"), ("GET", "/health"), ("GET", "/nothing")):
            status, raw = engine.request(method, path, b"{}", headers)
            assert (status, error(raw)) == (401, "The secret is missing or wrong.")
    assert actions.calls == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/webhooks/rest/webhook",
        "/webhooks/callback/webhook",
        "/model",
        "/model/parse",
        "/model/train",
        "/conversations/x/tracker",
        "/conversations/x/messages",
        "/domain",
        "/status",
        "/version",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_there_is_no_other_door(engine: Engine, method: str, path: str) -> None:
    status, raw = engine.request(method, path, b"{}")
    assert status == 404
    assert error(raw)


def test_health_tells_which_model_is_in_use(engine: Engine) -> None:
    status, raw = engine.request("GET", "/health")
    assert status == 200
    assert json.loads(raw) == {"ready": True, "model": engine.model}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="empty"),
        pytest.param(b"{", 400, id="broken"),
        pytest.param(b"\xff\xfe", 400, id="no UTF-8"),
        pytest.param(b"[" * 60000, 400, id="deeply nested"),
        pytest.param(b'{"turn": NaN}', 400, id="NaN"),
        pytest.param(b'{"turn": 1, "turn": 2}', 400, id="a key twice"),
        pytest.param(b"1" * 5000, 400, id="endless number"),
        pytest.param(b"[]", 422, id="a list"),
        pytest.param(b"null", 422, id="null"),
        pytest.param(b"x" * 70000, 413, id="too large"),
    ],
)
def test_a_body_that_is_no_turn_is_refused(engine: Engine, body: bytes, status: int) -> None:
    found, raw = engine.request("POST", "/turn", body)
    assert found == status
    assert error(raw).endswith(".")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"extra": 1}, id="an unknown key"),
        pytest.param({"conversation": ""}, id="no conversation"),
        pytest.param({"conversation": "x" * 201}, id="a long conversation"),
        pytest.param({"turn": 0}, id="turn 0"),
        pytest.param({"turn": True}, id="turn true"),
        pytest.param({"turn": "1"}, id="turn as text"),
        pytest.param({"text": None}, id="neither text nor choice"),
        pytest.param({"choice": "ehic"}, id="both text and choice"),
        pytest.param({"text": 5}, id="text as number"),
        pytest.param({"text": "x" * 10_001}, id="a long text"),
        pytest.param({"text": "\ud800"}, id="half a character"),
        pytest.param({"language": "sv"}, id="another language"),
        pytest.param({"state": []}, id="state as list"),
        pytest.param({"state": {"admin": True}}, id="an unknown slot"),
        pytest.param({"state": {"misses": -1}}, id="negative misses"),
        pytest.param({"state": {"clarified": 1}}, id="clarified as number"),
        pytest.param({"state": {"service": 7}}, id="service as number"),
        pytest.param({"state": {"no_form": "ehic"}}, id="no_form as text"),
        pytest.param({"state": {"no_form": [7]}}, id="no_form of numbers"),
        pytest.param({"state": {"no_form": ["x"] * 1001}}, id="endless no_form"),
        pytest.param({"state": {"options": [{"id": "x"}]}}, id="an option without label"),
        pytest.param({"state": {"options": [{"id": "x", "label": "x"}] * 11}}, id="many options"),
        pytest.param({"text": None, "choice": "no_such_service"}, id="a choice nobody offers"),
    ],
)
def test_a_turn_of_another_shape_is_refused(
    engine: Engine, actions: ActionServer, change: dict[str, Any]
) -> None:
    status, raw = engine.post({**turn("hej"), **change})
    assert status == 422
    assert error(raw).endswith(".")
    assert actions.calls == []


def silent(call: dict[str, Any]) -> dict[str, Any]:
    return {"events": [], "responses": []}


def twice(call: dict[str, Any]) -> dict[str, Any]:
    said = message({"kind": "card", "services": [], "replies": [{}]})
    return {"events": [], "responses": [said, said]}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(silent, id="nothing said"),
        pytest.param(twice, id="two answers"),
        pytest.param(lambda call: web.Response(status=500, text="Traceback: secret path"), id="500"),
        pytest.param(lambda call: web.Response(status=404), id="404"),
        pytest.param(lambda call: web.json_response({"action_name": "x"}, status=400), id="rejected"),
        pytest.param(lambda call: web.Response(text="<html>"), id="not JSON"),
        pytest.param(lambda call: web.Response(status=302, headers={"Location": "/actions"}), id="elsewhere"),
        pytest.param(lambda call: [], id="a list"),
        pytest.param(lambda call: {"events": [{"event": "restart"}], "responses": []}, id="a foreign event"),
        pytest.param(lambda call: {"events": [slot("x", 1)], "responses": ["hi"]}, id="text for a message"),
        pytest.param(lambda call: {"events": [], "responses": [{"text": "hi"}]}, id="words without shape"),
        pytest.param(
            lambda call: {
                "events": [],
                "responses": [message({"kind": "card", "services": [], "replies": []})],
            },
            id="no replies",
        ),
        pytest.param(lambda call: web.Response(body=b"[" + b"1," * 600_000 + b"1]"), id="a flood"),
    ],
)
def test_an_action_that_fails_is_an_error_and_never_an_empty_answer(
    engine: Engine, actions: ActionServer, answer: Any
) -> None:
    actions.answer = answer
    status, raw = engine.post(turn("tak"))
    assert status == 502
    assert "Traceback" not in error(raw)
    actions.answer = None
    assert engine.turn("tak")["replies"]


async def test_turns_at_the_same_time_do_not_meet(engine: Engine, actions: ActionServer) -> None:
    texts = {"da": "mit gule kort er væk", "en": "I need a new passport"}
    services = {"da": ["health_card_reorder"], "en": ["passport_renew"]}

    async with aiohttp.ClientSession(headers={"X-Genvej-Secret": SECRET}) as session:

        async def one(number: int) -> None:
            language = "da" if number % 2 else "en"
            body = turn(
                texts[language], language=language, conversation=f"c{number}", state={"misses": number}
            )
            async with session.post(f"http://127.0.0.1:{engine.port}/turn", json=body) as response:
                answer = await response.json()
            assert answer["services"] == services[language]
            assert answer["state"]["misses"] == number
            assert answer["state"]["language"] == language

        await asyncio.gather(*(one(number) for number in range(40)))
