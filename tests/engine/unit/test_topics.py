"""Which bare subjects are asked back, learned from a town whose services share some words."""

import pytest

from bot.engine.understanding import topics
from bot.engine.understanding.learning import Example

SAID = {
    "service/passport_child": ["pas til min søn", "barnets pas", "pas til baby", "noget om kort"],
    "service/passport_adult": ["forny pas", "mit pas er væk", "udløbet pas", "noget om kort"],
    "service/daycare": ["vuggestueplads", "vuggestue til tvillinger", "plads i vuggestue", "opskrivning"],
    "service/school": ["skoleskift", "ny skole", "skole til min søn", "anden skole"],
}
TOPICS = topics.learn([Example(text.split(), label, "da") for label, said in SAID.items() for text in said])


@pytest.mark.parametrize(
    ("text", "services"),
    [
        pytest.param("pas", ["passport_adult", "passport_child"], id="a word that two share"),
        pytest.param("noget med pas ?", ["passport_adult", "passport_child"], id="vague words around it"),
        pytest.param(
            "kort", ["passport_adult", "passport_child"], id="written under both by the municipality"
        ),
        pytest.param("forny pas", [], id="what is wanted is said"),
        pytest.param("vuggestue", [], id="one service alone"),
        pytest.param("hej", [], id="no subject"),
        pytest.param("fisk", [], id="an unknown word"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_bare_subject_of_several_services_is_asked_back(text: str, services: list[str]) -> None:
    assert sorted(topics.meant(text.split(), TOPICS)) == services


def test_a_compound_counts_for_the_word_in_it_by_half() -> None:
    weighed = topics.weighed(["vuggestueplads"], {"vuggestueplads", "vuggestue", "plads", "vugge"})
    assert weighed == {"vuggestueplads": 1.0, "vuggestue": 0.5, "plads": 0.5, "vugge": 0.5}


def test_a_word_that_nearly_every_service_has_says_nothing() -> None:
    """ "husk" is in each of them, "sko0" … in one each."""
    said = [Example(["husk", f"sko{n}"], f"service/{n}", "da") for n in range(topics.MOST_SERVICES + 1)]
    assert topics.meant(["husk"], topics.learn(said)) == []
    assert len(topics.meant(["husk"], topics.learn(said[:-1]))) == 4


def test_what_is_not_spoken_teaches_no_subject() -> None:
    written = [Example(["pas"], f"service/{n}", "da", spoken=False) for n in range(2)]
    assert topics.learn(written) == {}


def test_what_stands_under_several_services_is_kept_from_the_classifier() -> None:
    said = [Example(text.split(), label, "da") for label, texts in SAID.items() for text in texts]
    kept = topics.of_one_service(said)
    assert len(said) - len(kept) == 2
    assert all("kort" not in example.tokens for example in kept)
