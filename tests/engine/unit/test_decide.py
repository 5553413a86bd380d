"""The routing: from what the model and the signals say to one intent."""

from dataclasses import replace
from typing import Any

import pytest

from bot.engine.understanding.decide import Evidence, Talk, Thresholds, decide, matters

AT = Thresholds(inside=0.0, follow_up=-0.5, far=-0.7, of_nothing=0.2, sure=0.7, mass=0.9, both=0.6)


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


def claimed(*names: str, parts: Any = ()) -> Evidence:
    return replace(evidence(PASS, ("service/licence", 0.06), parts=parts), claimed=names)


def test_a_sure_service_is_asked_back_when_another_ones_machine_says_yes_too() -> None:
    decision = decide(claimed("passport", "licence"), (), AT)
    assert (decision.intent, decision.candidates) == ("clarify", ["passport", "licence"])
    assert not decision.several
    assert decide(claimed("passport"), (), AT).intent == "service/passport"


def test_what_two_machines_claim_of_two_parts_is_two_matters() -> None:
    parts = (("service/passport", 0.9), ("service/licence", 0.3))
    assert decide(claimed("passport", "licence", parts=parts), (), AT).several


def test_never_more_than_four_are_claimed() -> None:
    assert decide(claimed(*"abcdef"), (), AT).candidates == ["a", "b", "c", "d"]


def test_who_may_be_in_danger_gets_a_person_and_no_form() -> None:
    at = replace(AT, alarm=0.6)
    near = evidence(("emergency", 0.5), PASS)
    assert decide(near, (), at).intent == "human"
    assert decide(evidence(("emergency", 0.6), PASS), (), at).intent == "emergency"


def test_what_only_looks_like_danger_is_no_doubt_either() -> None:
    near = evidence(("emergency", 0.5), PASS)
    assert decide(near, ("harmless",), replace(AT, alarm=0.6)).intent == "service/passport"


def test_danger_less_likely_than_nothing_at_all_is_out_of_scope() -> None:
    far = evidence(("emergency", 0.2), ("service/passport", 0.1), inside=-0.2)
    assert decide(far, (), replace(AT, alarm=0.6)).intent == "out_of_scope"


def test_a_signal_that_yields_to_a_service_decides_when_that_service_is_too_far() -> None:
    far = evidence(("service/help", 0.4), inside=-0.2)
    yields = {"no_digital": ["help"]}
    assert decide(far, ("no_digital",), AT, yields=yields).intent == "no_digital"
    near = evidence(("service/help", 0.9))
    assert decide(near, ("no_digital",), AT, yields=yields).intent == "service/help"


def test_a_greeting_with_a_matter_in_it_is_about_the_matter() -> None:
    seen = replace(evidence(("greet", 0.6), ("service/passport", 0.3)), nearest=-0.3)
    assert decide(seen, (), AT).intent == "service/passport"
    assert decide(replace(seen, nearest=-0.8), (), AT).intent == "greet"
    assert decide(evidence(("greet", 0.9), ("service/passport", 0.05)), (), AT).intent == "greet"


def test_what_is_not_near_anything_is_out_of_scope() -> None:
    assert decide(evidence(PASS, inside=-0.1), (), AT).intent == "out_of_scope"


def test_out_of_scope_at_the_top_does_not_decide_by_itself() -> None:
    """Only the learned margin does, since it is what holds how many are turned away."""
    assert decide(evidence(("out_of_scope", 0.5), ("service/a", 0.45)), (), AT).intent == "service/a"


def test_a_follow_up_is_believed_sooner_when_a_service_is_in_hand() -> None:
    seen = evidence(("aspect/price", 0.6), inside=-0.3)
    assert decide(seen, (), AT).intent == "out_of_scope"
    assert decide(seen, (), AT, talk=Talk(in_hand="other")).intent == "aspect/price"
    assert decide(evidence(PASS, inside=-0.3), (), AT, talk=Talk(in_hand="other")).intent == "out_of_scope"


def test_an_everyday_intent_is_the_answer_when_it_is_best() -> None:
    decision = decide(evidence(("insult", 0.6), PASS), (), AT)
    assert (decision.intent, decision.candidates) == ("insult", [])


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
    assert decide(evidence(("emergency", 0.4), ("service/a", 0.3)), (), at).intent != "emergency"
    assert decide(evidence(("emergency", 0.4), ("service/a", 0.3)), ["danger"], at).intent == "emergency"


def test_two_matters_are_both_offered_likeliest_first() -> None:
    parts = [("service/b", 0.8), ("service/a", 0.9), ("service/b", 0.7)]
    decision = decide(evidence(("service/a", 0.9), ("service/b", 0.05), parts=parts), (), AT)
    assert (decision.intent, decision.candidates, decision.several) == ("clarify", ["a", "b"], True)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([("service/a", 0.9), ("service/b", 0.5)], id="the second is not sure"),
        pytest.param([("service/a", 0.9), ("service/far", 0.9)], id="the whole is far from the second"),
        pytest.param([("service/a", 0.9), ("service/a", 0.9)], id="the same twice"),
    ],
)
def test_one_matter_is_not_taken_for_two(parts: list[tuple[str, float]]) -> None:
    decision = decide(evidence(("service/a", 0.9), ("service/b", 0.05), parts=parts), (), AT)
    assert decision.intent == "service/a"


def test_a_matter_has_its_best_probability() -> None:
    seen = evidence(("service/a", 0.9), parts=[("service/a", 0.2), ("service/a", 0.6)])
    assert matters(seen) == [("service/a", 0.6)]


def test_a_lone_service_is_offered_however_small() -> None:
    """A municipality with one service has nothing to ask back."""
    assert decide(evidence(("service/a", 0.1), ("greet", 0.05)), (), AT).candidates == ["a"]


def test_a_bare_subject_is_asked_back_likeliest_first() -> None:
    seen = replace(evidence(("service/b", 0.99), ("service/a", 0.01)), topic=["a", "b"])
    decision = decide(seen, (), AT)
    assert (decision.intent, decision.candidates, decision.several) == ("clarify", ["b", "a"], False)


def test_what_has_nothing_in_common_with_any_service_is_out_of_scope() -> None:
    far = replace(evidence(PASS), nearest=-0.8)
    assert decide(far, (), AT).intent == "out_of_scope"
    assert decide(replace(far, nearest=-0.6), (), AT).intent == "service/passport"


def test_a_question_about_nothing_must_be_clearer_than_one_about_the_service_in_hand() -> None:
    seen = evidence(("aspect/price", 0.9), inside=0.1)
    assert decide(seen, (), AT).intent == "out_of_scope"
    assert decide(seen, (), AT, talk=IN_HAND).intent == "aspect/price"


IN_HAND = Talk(in_hand="passport")
CHILD = [("service/passport", 0.6), ("service/child", 0.35), ("service/id", 0.05)]


def test_a_correction_is_read_as_said_about_the_service_in_hand() -> None:
    """Without the service that was taken back, 0.35 of the remaining 0.40 speaks for the child's."""
    seen = replace(evidence(("deny", 0.9), ("service/custody", 0.1)), in_context=CHILD, nearest=-0.2)
    assert decide(seen, ["correction"], AT, talk=IN_HAND).intent == "service/child"
    assert decide(seen, ["correction"], AT).intent == "deny"


@pytest.mark.parametrize(
    ("seen", "signals"),
    [
        pytest.param(
            replace(evidence(("deny", 0.9)), in_context=CHILD, nearest=-0.9), ["correction"], id="only no"
        ),
        pytest.param(
            replace(evidence(("deny", 0.9)), in_context=CHILD, nearest=-0.2), [], id="no correction"
        ),
    ],
)
def test_a_no_that_names_nothing_stays_a_no(seen: Evidence, signals: list[str]) -> None:
    assert decide(seen, signals, AT, talk=IN_HAND).intent == "deny"


def test_a_correction_that_names_another_service_is_that_service() -> None:
    seen = replace(evidence(("service/licence", 0.9)), in_context=CHILD)
    assert decide(seen, ["correction"], AT, talk=IN_HAND).intent == "service/licence"


@pytest.mark.parametrize(
    ("others", "intent", "candidates"),
    [
        pytest.param(["id"], "service/id", ["id"], id="the one that stood beside it"),
        pytest.param(["id", "child"], "clarify", ["id", "child"], id="two stood beside it"),
        pytest.param([], "service/child", ["child"], id="the nearest when none did"),
    ],
)
def test_the_other_one_is_what_stood_beside(others: list[str], intent: str, candidates: list[str]) -> None:
    seen = replace(evidence(("deny", 0.9)), in_context=CHILD)
    decision = decide(seen, ["other"], AT, talk=Talk("passport", others))
    assert (decision.intent, decision.candidates) == (intent, candidates)


def test_an_answer_to_a_question_back_is_looked_for_among_its_services() -> None:
    unclear = replace(evidence(("service/far", 0.3), inside=-0.2), nearest=-0.5)
    narrowed = replace(unclear, narrowed=[("service/lost", 0.8), ("service/get", 0.2)])
    assert decide(unclear, (), AT).intent == "out_of_scope"
    assert decide(narrowed, (), AT).intent == "service/lost"
    assert decide(replace(narrowed, nearest=-0.9), (), AT).intent == "out_of_scope"
    foreign = replace(narrowed, ranking=[("out_of_scope", 0.995), ("service/lost", 0.001)])
    assert decide(foreign, (), AT).intent == "out_of_scope"


def test_what_is_unclear_alone_may_name_a_neighbour_of_the_service_in_hand() -> None:
    unclear = replace(evidence(("service/a", 0.3), ("service/b", 0.2)), nearest=0.0)
    moved = replace(unclear, in_context=[("service/child", 0.9), ("service/passport", 0.1)])
    assert decide(moved, (), AT, talk=IN_HAND).intent == "service/child"
    stayed = replace(unclear, in_context=[("service/passport", 0.9), ("service/child", 0.1)])
    assert decide(stayed, (), AT, talk=IN_HAND).intent == "clarify"
