"""What the assistant does with what it understood: on the real catalogue, without Rasa."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions.aspect import aspect
from actions.assist import assist
from actions.choose import choose
from actions.clarify import clarify
from actions.emergency import emergency
from actions.human import human
from actions.offer import offer
from actions.out_of_scope import out_of_scope
from actions.smalltalk import smalltalk
from actions.turn import Outcome, Turn
from actions.write import write
from bot.catalogue import Catalogue, load

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(Path(__file__).parents[2] / "municipality")


def turn(catalogue: Catalogue, **given: Any) -> Turn:
    defaults: dict[str, Any] = {"language": "da", "text": "", "state": {}, "intent": "service"}
    return Turn(catalogue=catalogue, now=NOW, **{**defaults, **given})


def types(outcome: Outcome) -> list[str]:
    return [reply["type"] for reply in outcome.replies]


def words_of(outcome: Outcome) -> str:
    return repr(outcome.replies)


def test_a_service_is_offered_by_its_card_and_is_in_hand_after(catalogue: Catalogue) -> None:
    outcome = offer(turn(catalogue, candidates=("health_card_reorder",)))
    assert (outcome.kind, outcome.services, types(outcome)) == ("card", ["health_card_reorder"], ["card"])
    assert outcome.replies[0]["link"]["href"] is None
    assert outcome.after({})["service"] == "health_card_reorder"


def test_who_names_a_price_gets_the_price_before_the_card(catalogue: Catalogue) -> None:
    outcome = offer(turn(catalogue, candidates=("passport_renew",), aspect="price"))
    assert types(outcome) == ["text", "card"]
    assert "891" in repr(outcome.replies[0])


@pytest.mark.parametrize(
    ("service", "text"),
    [
        pytest.param("digital_post_exemption", "jeg vil fritages for digital post", id="in_person"),
        pytest.param("home_care_apply", "min mor har brug for hjemmehjælp", id="by_telephone"),
        pytest.param("rat_report", "der er rotter i mit køkken", id="rats_indoors"),
        pytest.param("freedom_of_information_request", "jeg søger aktindsigt", id="any_channel"),
        pytest.param("hearing_aid", "mit høreapparat er gået i stykker", id="the_region"),
        pytest.param("disabled_parking_card", "handicapparkeringskort", id="an_organisation"),
        pytest.param("noise_complaint", "min nabo holder fest hver nat", id="the_police"),
    ],
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_where_a_form_is_wrong_a_person_is_named(
    catalogue: Catalogue, service: str, text: str, language: str
) -> None:
    outcome = offer(turn(catalogue, candidates=(service,), text=text, language=language))
    assert outcome.kind == "assisted"
    assert types(outcome)[-1] == "contact"
    assert "card" not in types(outcome)


def test_rats_in_the_garden_have_a_form_or_a_card(catalogue: Catalogue) -> None:
    outcome = offer(turn(catalogue, candidates=("rat_report",), text="jeg har set en rotte i haven"))
    assert outcome.kind == "card"


def test_after_i_cannot_no_form_is_offered_unless_asked_for(catalogue: Catalogue) -> None:
    state = assist(turn(catalogue, text="jeg har ikke mitid")).after({})
    assert state["no_digital"] is True
    refused = offer(
        turn(catalogue, candidates=("passport_renew",), text="jeg skal have nyt pas", state=state)
    )
    assert refused.kind == "assisted"
    assert "card" not in types(refused)
    asked = offer(
        turn(catalogue, candidates=("passport_renew",), text="send mig linket til pas", state=state)
    )
    assert asked.kind == "card"


def test_a_clarification_names_what_tells_the_services_apart(catalogue: Catalogue) -> None:
    outcome = clarify(turn(catalogue, candidates=("ehic", "health_card_reorder")))
    choices = outcome.replies[0]["choices"]
    assert [choice["id"] for choice in choices] == ["ehic", "health_card_reorder", "none"]
    assert all(choice["hint"] for choice in choices[:2])
    assert outcome.after({})["options"][0]["id"] == "ehic"


def test_where_a_form_is_wrong_for_the_likeliest_a_person_answers_and_no_question(
    catalogue: Catalogue,
) -> None:
    outcome = clarify(turn(catalogue, candidates=("home_care_apply", "nursing_home"), text="hjælp derhjemme"))
    assert (outcome.kind, outcome.services) == ("assisted", ["home_care_apply"])


def test_where_a_form_is_wrong_for_the_next_likeliest_a_person_is_named_first(catalogue: Catalogue) -> None:
    pair = ("passport_renew", "home_care_apply", "nursing_home")
    outcome = clarify(turn(catalogue, candidates=pair, text="hjælp derhjemme"))
    assert (outcome.kind, outcome.services) == ("assisted", ["home_care_apply", "passport_renew"])
    assert [reply["type"] for reply in outcome.replies] == ["text", "contact", "card"]


def test_what_makes_a_form_wrong_may_be_told_later(catalogue: Catalogue) -> None:
    pair, state = ("pothole_report", "dog_rules"), {"service": "rat_report"}
    outcome = clarify(turn(catalogue, candidates=pair, text="nu er der en i køkkenet", state=state))
    assert (outcome.kind, outcome.services) == ("assisted", ["rat_report"])


def test_there_is_one_clarification_at_most(catalogue: Catalogue) -> None:
    pair = ("ehic", "health_card_reorder")
    state = clarify(turn(catalogue, candidates=pair)).after({})
    assert clarify(turn(catalogue, candidates=pair, state=state)).kind == "human"
    assert (
        clarify(turn(catalogue, candidates=("bulky_waste", "waste_collection"), state=state)).kind
        == "clarify"
    )


def test_things_that_are_all_asked_for_are_asked_back_in_words_of_their_own(catalogue: Catalogue) -> None:
    pair = ("address_change", "gp_change")
    several, one = [clarify(turn(catalogue, candidates=pair, several=each)) for each in (True, False)]
    assert several.services == one.services == list(pair)
    assert several.replies[0]["text"] != one.replies[0]["text"]


def test_of_things_asked_for_a_person_answers_one_and_a_form_the_other(catalogue: Catalogue) -> None:
    """A walker has a form, home help never has: neither wish is lost."""
    pair = ("assistive_device", "home_care_apply")
    outcome = clarify(turn(catalogue, candidates=pair, several=True, text="rollator og rengøring"))
    assert (outcome.kind, outcome.services) == ("assisted", ["home_care_apply", "assistive_device"])
    assert types(outcome) == ["text", "contact", "card"]
    assert outcome.replies[2]["service"] == "assistive_device"


def test_what_stood_beside_a_choice_is_remembered_for_the_other_one(catalogue: Catalogue) -> None:
    state = clarify(turn(catalogue, candidates=("ehic", "health_card_reorder"))).after({})
    chosen = choose(turn(catalogue, intent="choose", choice="ehic", state=state)).after(state)
    assert (chosen["service"], chosen["others"]) == ("ehic", ["health_card_reorder"])
    back = offer(turn(catalogue, candidates=("health_card_reorder",), state=chosen)).after(chosen)
    assert (back["service"], back["others"]) == ("health_card_reorder", ["ehic"])
    elsewhere = offer(turn(catalogue, candidates=("rat_report",), state=back)).after(back)
    assert elsewhere["others"] == []


@pytest.mark.parametrize("act", [aspect, out_of_scope], ids=["aspect", "out_of_scope"])
def test_what_makes_a_form_wrong_counts_however_it_is_said(catalogue: Catalogue, act: Any) -> None:
    later = turn(
        catalogue, intent="aspect/where", text="de er også inde i huset", state={"service": "rat_report"}
    )
    assert (act(later).kind, act(later).services) == ("assisted", ["rat_report"])


@pytest.mark.parametrize("act", [offer, out_of_scope], ids=["offer", "out_of_scope"])
def test_who_asks_for_the_form_after_all_gets_that_of_the_service_in_hand(
    catalogue: Catalogue, act: Any
) -> None:
    state = {"service": "address_change", "no_digital": True}
    asked = turn(catalogue, candidates=("digital_selfservice_help",), text="giv mig linket", state=state)
    assert (act(asked).kind, act(asked).services) == ("card", ["address_change"])


def test_a_choice_is_offered_and_none_of_them_is_a_person(catalogue: Catalogue) -> None:
    assert choose(turn(catalogue, intent="choose", choice="ehic")).services == ["ehic"]
    assert choose(turn(catalogue, intent="choose", choice="none")).kind == "human"
    assert choose(turn(catalogue, intent="choose", choice="no_such")).kind == "human"


def test_both_of_them_are_two_cards(catalogue: Catalogue) -> None:
    pair = ("health_card_reorder", "ehic")
    outcome = choose(turn(catalogue, candidates=pair, several=True, choice=pair[0]))
    assert (outcome.kind, outcome.services, types(outcome)) == ("card", list(pair), ["card", "card"])
    assert outcome.after({})["service"] == "health_card_reorder"
    assert outcome.after({})["others"] == ["ehic"]


def test_of_both_a_person_comes_first_where_a_form_is_wrong(catalogue: Catalogue) -> None:
    pair = ("assistive_device", "home_care_apply")
    outcome = choose(turn(catalogue, candidates=pair, several=True, choice=pair[0]))
    assert (outcome.kind, outcome.services) == ("assisted", ["home_care_apply", "assistive_device"])
    assert "card" in types(outcome)


@pytest.mark.parametrize("asked", ["price", "time", "papers", "eligibility", "where", "hours", "status"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_aspect_of_every_service_is_answered_or_said_not_to_be_known(
    catalogue: Catalogue, asked: str, language: str
) -> None:
    for service in catalogue:
        state = {"service": service.id}
        outcome = aspect(turn(catalogue, intent=f"aspect/{asked}", state=state, language=language))
        assert outcome.kind == "aspect"
        assert outcome.replies[0]["body"]
        assert outcome.services == [service.id]


def test_an_aspect_asked_before_choosing_is_answered_for_each_and_the_choice_stays_open(
    catalogue: Catalogue,
) -> None:
    options = [{"id": id, "label": id} for id in ("housing_benefit", "student_housing_benefit", "none")]
    outcome = aspect(turn(catalogue, intent="aspect/price", state={"options": options, "clarified": True}))
    titles = [catalogue.services[id].title.in_("da") for id in outcome.services]
    assert outcome.services == ["housing_benefit", "student_housing_benefit"]
    assert all(title in str(outcome.replies) for title in titles)
    assert [reply["type"] for reply in outcome.replies].count("contact") <= 1
    assert outcome.state == {"options": options, "clarified": True}


def test_an_aspect_of_nothing_asks_of_what(catalogue: Catalogue) -> None:
    outcome = aspect(turn(catalogue, intent="aspect/price"))
    assert (outcome.kind, outcome.services) == ("aspect", [])


@pytest.mark.parametrize("language", ["da", "en"])
def test_danger_is_answered_with_112_first_and_no_form(catalogue: Catalogue, language: str) -> None:
    outcome = emergency(turn(catalogue, language=language))
    assert outcome.replies[0]["level"] == "danger"
    assert "112" in outcome.replies[0]["text"]
    assert "card" not in types(outcome)


def test_numbers_that_nobody_confirmed_are_not_shown(catalogue: Catalogue) -> None:
    shown = words_of(emergency(turn(catalogue)))
    for line in catalogue.danger:
        assert (line.number in shown) == line.confirmed


def test_who_writes_is_told_where_and_offered_the_form_beside_it(catalogue: Catalogue) -> None:
    outcome = write(turn(catalogue, candidates=("gp_change",)))
    assert outcome.kind == "write"
    assert types(outcome) == ["text", "contact", "text", "card"]


def test_a_matter_open_to_every_channel_gets_no_form_when_writing(catalogue: Catalogue) -> None:
    outcome = write(turn(catalogue, candidates=("freedom_of_information_request",), text="aktindsigt"))
    assert types(outcome) == ["text", "contact"]


def test_after_two_misses_a_person(catalogue: Catalogue) -> None:
    first = out_of_scope(turn(catalogue))
    assert (first.kind, first.after({})["misses"]) == ("out_of_scope", 1)
    second = out_of_scope(turn(catalogue, state=first.after({})))
    assert second.kind == "human"
    assert types(second)[-1] == "contact"


def test_an_understood_turn_forgets_the_misses(catalogue: Catalogue) -> None:
    state = out_of_scope(turn(catalogue)).after({})
    assert offer(turn(catalogue, candidates=("ehic",), state=state)).after(state)["misses"] == 0


def test_an_insult_is_met_calmly_once_then_with_a_person(catalogue: Catalogue) -> None:
    first = smalltalk(turn(catalogue, intent="insult"))
    assert first.kind == "smalltalk"
    assert smalltalk(turn(catalogue, intent="insult", state=first.after({}))).kind == "human"


def test_starting_over_forgets_the_service_in_hand(catalogue: Catalogue) -> None:
    state = {"service": "ehic", "no_digital": True}
    after = smalltalk(turn(catalogue, intent="restart", state=state)).after(state)
    assert after["service"] is None
    assert after["no_digital"] is False


@pytest.mark.parametrize("intent", ["greet", "thanks", "goodbye", "affirm", "deny", "machine", "help"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_small_talk_has_words_in_both_languages(catalogue: Catalogue, intent: str, language: str) -> None:
    outcome = smalltalk(turn(catalogue, intent=intent, language=language))
    assert outcome.replies[0]["lang"] == language
    assert outcome.replies[0]["body"]


def test_a_person_is_of_the_department_of_the_service_in_hand(catalogue: Catalogue) -> None:
    outcome = human(turn(catalogue, state={"service": "rat_report"}))
    assert outcome.replies[-1]["department"] == catalogue.services["rat_report"].department


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_service_can_be_offered(catalogue: Catalogue, language: str) -> None:
    for service in catalogue:
        outcome = offer(turn(catalogue, candidates=(service.id,), language=language))
        assert outcome.services == [service.id]
        assert all(reply["lang"] == language for reply in outcome.replies)
