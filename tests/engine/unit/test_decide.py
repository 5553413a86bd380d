"""The routing: from what the model and the signals say to one intent."""

from typing import Any

import pytest

from bot.engine.understanding.decide import Evidence, Thresholds, decide, matters

AT = Thresholds(inside=0.0, follow_up=-0.5, sure=0.7, mass=0.9, both=0.6)


def evidence(*ranking: tuple[str, float], inside: float = 1.0, parts: Any = ()) -> Evidence:
    return Evidence(list(ranking), inside, parts)


PASS = ("service/passport", 0.9)


def test_a_sure_service_is_the_answer() -> None:
    decision = decide(evidence(PASS, ("service/id", 0.05)), (), AT)
    assert (decision.intent, decision.candidates) == ("service/passport", ["passport"])
    assert decision.ranking == [("passport", 0.9), ("id", 0.05)]


@pytest.mark.parametrize(
    ("chances", "offered"),
    [
        pytest.param([0.5, 0.45, 0.03, 0.02], 2, id="two that hold nearly all"),
        pytest.param([0.4, 0.3, 0.25, 0.05], 3, id="three"),
        pytest.param([0.3, 0.2, 0.2, 0.2, 0.1], 4, id="never more than four"),
        pytest.param([0.69, 0.31], 2, id="just not sure"),
    ],
)
def test_near_services_are_offered_until_they_hold_most(chances: list[float], offered: int) -> None:
    ranking = [(f"service/{place}", p) for place, p in enumerate(chances)]
    decision = decide(evidence(*ranking), (), AT)
    assert decision.intent == "clarify"
    assert decision.candidates == [str(place) for place in range(offered)]


def test_sure_means_among_the_services() -> None:
    """Half of the probability lies with labels that are not services."""
    ranking = (("service/a", 0.45), ("service/b", 0.05), ("greet", 0.4))
    assert decide(evidence(*ranking), (), AT).intent == "service/a"


def test_what_is_not_near_anything_is_out_of_scope() -> None:
    assert decide(evidence(PASS, inside=-0.1), (), AT).intent == "out_of_scope"


def test_out_of_scope_at_the_top_does_not_decide_by_itself() -> None:
    """Only the learned margin does, since it is what holds how many are turned away."""
    assert decide(evidence(("out_of_scope", 0.5), ("service/a", 0.45)), (), AT).intent == "service/a"


def test_a_follow_up_is_believed_sooner_when_a_service_is_in_hand() -> None:
    seen = evidence(("aspect/price", 0.6), inside=-0.3)
    assert decide(seen, (), AT).intent == "out_of_scope"
    assert decide(seen, (), AT, in_hand=True).intent == "aspect/price"
    assert decide(evidence(PASS, inside=-0.3), (), AT, in_hand=True).intent == "out_of_scope"


def test_an_everyday_intent_is_the_answer_when_it_is_best() -> None:
    decision = decide(evidence(("thanks", 0.6), PASS), (), AT)
    assert (decision.intent, decision.candidates) == ("thanks", [])


@pytest.mark.parametrize(
    ("signals", "intent"),
    [
        (["danger"], "emergency"),
        (["danger", "no_digital", "human"], "emergency"),
        (["no_digital", "human"], "no_digital"),
        (["exempt"], "no_digital"),
        (["no_mitid"], "no_digital"),
        (["human", "write"], "human"),
        (["write"], "write"),
    ],
)
def test_a_signal_decides_whatever_the_statistics_say(signals: list[str], intent: str) -> None:
    decision = decide(evidence(PASS, inside=-9.0), signals, AT)
    assert (decision.intent, decision.confidence) == (intent, 1.0)
    assert decision.ranking == [("passport", 0.9)]


def test_a_signal_yields_to_the_services_that_are_about_it() -> None:
    yields = {"no_digital": {"passport"}}
    assert decide(evidence(PASS), ["no_digital"], AT, yields=yields).intent == "service/passport"
    assert decide(evidence(("service/id", 0.9)), ["no_digital"], AT, yields=yields).intent == "no_digital"
    assert decide(evidence(PASS), ["danger"], AT, yields=yields).intent == "emergency"


def test_a_hint_decides_only_where_no_service_is_sure() -> None:
    assert decide(evidence(PASS), ["maybe_human"], AT).intent == "service/passport"
    assert decide(evidence(("service/passport", 0.4)), ["maybe_human"], AT).intent == "human"


def test_harmless_words_take_danger_out_of_the_statistics() -> None:
    ranking = (("emergency", 0.8), ("service/noise", 0.1))
    assert decide(evidence(*ranking), (), AT).intent == "emergency"
    assert decide(evidence(*ranking), ["harmless"], AT).intent == "service/noise"


def test_danger_by_statistics_alone_must_be_sure() -> None:
    at = Thresholds(alarm=0.5, sure=0.5)
    assert decide(evidence(("emergency", 0.6), ("service/a", 0.3)), (), at).intent == "emergency"
    assert decide(evidence(("emergency", 0.4), ("service/a", 0.3)), (), at).intent == "service/a"
    assert decide(evidence(("emergency", 0.4), ("service/a", 0.3)), ["danger"], at).intent == "emergency"


def test_two_matters_are_both_offered_likeliest_first() -> None:
    parts = [("service/b", 0.8), ("service/a", 0.9), ("service/b", 0.7)]
    decision = decide(evidence(("service/a", 0.9), ("service/b", 0.05), parts=parts), (), AT)
    assert (decision.intent, decision.candidates) == ("clarify", ["a", "b"])


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([("service/a", 0.9), ("service/b", 0.5)], id="the second is not sure"),
        pytest.param([("service/a", 0.9), ("service/far", 0.9)], id="the whole is far from the second"),
        pytest.param([("service/a", 0.9), ("thanks", 0.9)], id="the second is no service"),
        pytest.param([("service/a", 0.9), ("service/a", 0.9)], id="the same twice"),
    ],
)
def test_one_matter_is_not_taken_for_two(parts: list[tuple[str, float]]) -> None:
    decision = decide(evidence(("service/a", 0.9), ("service/b", 0.05), parts=parts), (), AT)
    assert decision.intent == "service/a"


def test_a_matter_has_its_best_probability() -> None:
    seen = evidence(("service/a", 0.9), parts=[("service/a", 0.2), ("service/a", 0.6)])
    assert matters(seen) == [("a", 0.6)]


def test_a_lone_service_is_offered_however_small() -> None:
    """A municipality with one service has nothing to ask back."""
    assert decide(evidence(("service/a", 0.1), ("greet", 0.05)), (), AT).candidates == ["a"]
