"""What training finds out about itself, on a toy town with three services."""

import numpy as np
import pytest

from bot.engine.understanding.decide import Evidence, Thresholds
from bot.engine.understanding.learning import (
    Aims,
    Example,
    alarm_enough,
    both_enough,
    danger,
    folds,
    learn,
    near_enough,
    second,
    share,
    sure_enough,
)
from bot.engine.understanding.model import Understanding

WORDS = {
    label: words.split()
    for label, words in {
        "service/passport": "nyt pas rejse udland grænse lufthavn ferie billede",
        "service/health_card": "gult kort læge syg hospital recept doktor sygesikring",
        "service/waste": "skrald affald spand tømme sortere container sæk stank",
        "aspect/price": "koster betale gebyr pris penge dyrt kroner gratis",
        "out_of_scope": "vejret fodbold film pizza bitcoin lektier musik sjov",
    }.items()
}


def examples() -> list[Example]:
    found = []
    for label, words in WORDS.items():
        for place, word in enumerate(words):
            others = [words[(place + step) % len(words)] for step in (1, 2, 3)]
            found += [Example(["jeg", word, other], label, "da") for other in others]
    return found


@pytest.fixture(scope="module")
def toy() -> Understanding:
    return learn([*examples(), Example(["pas"], "service/passport", "da", spoken=False)], Aims())


def test_it_understands_what_it_has_not_seen(toy: Understanding) -> None:
    assert toy.evidence(["mit", "pas", "ferie", "grænse"]).ranking[0][0] == "service/passport"
    assert toy.evidence(["min", "spand", "affald"]).ranking[0][0] == "service/waste"


def test_its_chances_add_up(toy: Understanding) -> None:
    assert sum(p for _, p in toy.evidence(["pas"]).ranking) == pytest.approx(1.0, abs=1e-5)


def test_what_it_knows_nothing_of_is_less_inside_than_what_it_knows(toy: Understanding) -> None:
    assert toy.evidence(["pas", "rejse"]).inside > toy.evidence(["fodbold", "film"]).inside


def test_the_report_counts_spoken_examples_only(toy: Understanding) -> None:
    assert toy.report["examples"] == len(examples())
    assert toy.report["right_first_da"] > 0.9
    assert toy.report["right_first_en"] == 0.0


def test_stored_and_loaded_it_says_the_same(toy: Understanding) -> None:
    again = Understanding.load(toy.files())
    for tokens in (["pas"], ["gult", "kort", "og", "skrald", "affald"], []):
        before, after = toy.evidence(tokens), again.evidence(tokens)
        assert [name for name, _ in after.ranking[:2]] == [name for name, _ in before.ranking[:2]]
        assert after.inside == pytest.approx(before.inside, abs=0.01)
    assert again.thresholds == toy.thresholds
    assert again.files() == Understanding.load(again.files()).files()


def test_files_hold_no_pickle(toy: Understanding) -> None:
    assert sorted(toy.files()) == ["model.json", "report.json", "weights.npz"]
    assert b"pickle" not in toy.files()["weights.npz"]


def test_a_pickled_array_in_the_file_is_not_loaded(toy: Understanding) -> None:
    import io

    hostile = io.BytesIO()
    np.savez(hostile, weights=np.array([object()], dtype=object), bias=np.zeros(1), rarity=np.zeros(1))
    with pytest.raises(ValueError, match="allow_pickle"):
        Understanding.load({**toy.files(), "weights.npz": hostile.getvalue()})


def test_long_messages_are_understood_by_the_sentence_that_asks(toy: Understanding) -> None:
    letter = "vi flyttede hertil i fjor . det er en dejlig by . hvordan får jeg et nyt pas ? mvh lone"
    assert toy.evidence(letter.split()).ranking[0][0] == "service/passport"


def test_training_twice_gives_the_same_bytes() -> None:
    assert learn(examples(), Aims()).files() == learn(examples(), Aims()).files()


def test_folds_deal_each_label_out_evenly_and_leave_the_catalogue_in() -> None:
    dealt = folds([Example([], name, "da") for name in "aabab"] + [Example([], "a", "da", spoken=False)], 2)
    assert dealt == [0, 1, 0, 0, 1, -1]


def test_a_label_with_too_few_examples_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two examples"):
        learn([*examples(), Example(["x"], "service/rare", "da")], Aims())


@pytest.mark.parametrize(
    ("aim", "sure"),
    [
        pytest.param(1.0, 0.8, id="all right"),
        pytest.param(0.75, 0.6, id="three of four"),
        pytest.param(0.5, 0.5, id="half"),
    ],
)
def test_sure_is_the_least_chance_from_which_enough_cards_are_right(aim: float, sure: float) -> None:
    """0.9 right, 0.8 right, 0.7 wrong, 0.6 right (3 of 4), 0.5 wrong (3 of 5)."""
    chances = np.array([0.5, 0.9, 0.7, 0.8, 0.6])
    right = np.array([False, True, False, True, True])
    assert sure_enough(chances, right, aim) == sure


def test_when_no_card_is_ever_right_every_message_is_asked_back() -> None:
    assert sure_enough(np.array([0.9]), np.array([False]), 0.9) == 1.0


def test_two_matters_need_what_few_single_matters_reach() -> None:
    ranking = [("service/a", 0.9), ("service/b", 0.1)]
    one = Evidence(ranking, 1.0, [("service/a", 0.9)])
    looks_like_two = Evidence(ranking, 1.0, [("service/a", 0.9), ("service/b", 0.8)])
    assert (second(one), second(looks_like_two)) == (0.0, 0.8)
    shown = [(Example([], "service/a", "da"), seen) for seen in [one] * 99 + [looks_like_two]]
    assert both_enough(shown, 0.01) < 0.8
    assert both_enough(shown, 0.0) == 0.8


def test_danger_without_a_signal_needs_what_few_services_reach() -> None:
    harmless = Evidence([("service/a", 0.9), ("emergency", 0.1)], 1.0)
    alarming = Evidence([("out_of_scope", 0.5), ("emergency", 0.4), ("service/a", 0.1)], 1.0)
    assert (danger(harmless), danger(alarming)) == (0.0, 0.4)
    shown = [(Example([], "service/a", "da"), seen) for seen in [harmless] * 99 + [alarming]]
    assert alarm_enough(shown, 0.01) < 0.4
    assert alarm_enough(shown, 0.0) == 0.4


def test_what_another_threshold_turns_away_counts_towards_the_aim() -> None:
    """Of a hundred, two are far from every service and anyway turned away, though well inside."""
    ranking = [("service/a", 1.0)]
    about = [Evidence(ranking, inside=float(n), nearest=-1.0 if n > 97 else 1.0) for n in range(100)]
    assert near_enough(about, Thresholds(), 0.05) == 4.0
    assert near_enough(about, Thresholds(far=0.0), 0.05) == 2.0
    assert near_enough(about, Thresholds(far=0.0), 0.01) == float("-inf")


def test_a_share_of_nothing_is_nothing() -> None:
    assert share([]) == 0.0
    assert share([True, False, False]) == 0.333
