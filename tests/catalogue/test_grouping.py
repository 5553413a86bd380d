"""Similar messages come together, whatever their order, spelling and number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import grouping
from bot.catalogue.grouping import EXAMPLES, MOST_SIGNS, Group, group
from bot.catalogue.model import Language

FISHING = ["Hvor køber jeg fiskekort?", "fiskekort pris", "jeg skal bruge et fisketegn og fiskekort"]
HUNTING = ["hvordan får jeg jagttegn", "jagttegn prøve", "Jagttegnet er udløbet"]


def danish(*texts: str) -> list[tuple[Language, str]]:
    return [("da", text) for text in texts]


def members(found: list[Group]) -> list[set[str]]:
    return [{one.text, *one.examples} for one in found]


def test_messages_about_one_thing_come_together_and_the_largest_group_first() -> None:
    found = group(danish(*HUNTING, *FISHING, "fiskekort", "hvad er klokken"))
    assert members(found) == [{*FISHING, "fiskekort"}, set(HUNTING), {"hvad er klokken"}]
    assert [one.count for one in found] == [4, 3, 1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("FISKEKORT?", "fiskekort", id="case_and_signs"),
        pytest.param("jæger søger råd", "jaeger soeger raad", id="danish_letters_spelt_out"),
        pytest.param("mit fiskekort", "mine fiskekortet", id="inflection"),
        pytest.param("lejebåd og fiskekort", "lejebåd og fiskekrot", id="a_slip"),
        pytest.param("sølystfiskekort Vejle", "fiskekort Vejle", id="a_compound"),
        pytest.param("regning 4711 er forkert", "regning 0815 er forkert", id="another_number"),
        pytest.param("ring til [phone] om hunden", "[e-mail] om hunden", id="what_was_masked"),
    ],
)
def test_one_matter_in_two_wordings_is_one_group(first: str, second: str) -> None:
    other = danish("hvad er klokken", "vejret i morgen", "bus til banegården")
    assert [one.count for one in group([*danish(first, second), *other])] == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("Hvordan får jeg et jagttegn?", "Hvordan får jeg et fiskekort?", id="the_same_question"),
        pytest.param("[phone] [CPR] hunden", "[phone] [CPR] båden", id="the_same_masks"),
        pytest.param("hej med dig, venlig hilsen Ib", "hej du, venlig hilsen Bo", id="one_greeting"),
    ],
)
def test_what_all_people_write_brings_nothing_together(first: str, second: str) -> None:
    assert len(group(danish(first, second))) == 2


def test_languages_stay_apart() -> None:
    found = group([("da", "taxi"), ("en", "taxi"), ("en", "taxi")])
    assert [(one.language, one.count) for one in found] == [("en", 2), ("da", 1)]


def test_one_wording_is_shown_once_in_its_usual_spelling_and_every_repeat_counts() -> None:
    assert group(danish("Taxi!", "taxi", "taxi", "TAXI")) == [Group(language="da", count=4, text="taxi")]


def test_messages_without_a_word_are_one_group() -> None:
    assert [one.count for one in group(danish("???", "[CPR]", "…", ""))] == [4]


def test_another_alphabet_is_grouped_too() -> None:
    assert members(group(danish("потрібна допомога", "потрібна допомога з житлом", "مساعدة"))) == [
        {"потрібна допомога", "потрібна допомога з житлом"},
        {"مساعدة"},
    ]


def test_examples_are_few_and_the_most_frequent_and_texts_are_cut_between_words() -> None:
    texts = [f"fiskekort {count}. {'gang ' * (count % 3)}{'!' * count}" for count in range(8)]
    often = "fiskekort søen"
    [found] = group(danish(*texts, *[often] * 6))
    assert found.count == 14
    assert often in {found.text, found.examples[0]}
    many = [f"fiskekort {word}" for word in ["a", "b", "c", "d", "e", "f", "g"]]
    [found] = group(danish(*many))
    assert (found.count, len(found.examples)) == (7, EXAMPLES)
    [long] = group(danish("fiskekort " + "blåt " * 200))
    assert long.text.endswith(" blåt …")
    assert len(long.text) <= MOST_SIGNS + 2


def test_of_more_than_the_bound_the_first_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "MOST_MESSAGES", 2)
    assert sum(one.count for one in group(danish("et", "to", "tre"))) == 2


WORDS = st.sampled_from(
    [
        "fiskekort",
        "fiskekortet",
        "jagttegn",
        "taxa",
        "taxaen",
        "hund",
        "[CPR]",
        "jeg",
        "vil",
        "have",
        "1234",
        "æble",
        "?",
    ]
)
MESSAGES = st.lists(
    st.tuples(st.sampled_from(["da", "en"]), st.lists(WORDS, max_size=6).map(" ".join)), max_size=30
)


@given(MESSAGES, st.randoms(use_true_random=False))
def test_order_changes_nothing_and_no_message_is_lost(messages: list, random) -> None:  # type: ignore[no-untyped-def,type-arg]
    found = group(messages)
    shuffled = list(messages)
    random.shuffle(shuffled)
    assert group(shuffled) == found
    assert sum(one.count for one in found) == len(messages)
    assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)


@given(st.lists(st.text(max_size=40), max_size=20))
def test_any_text_is_grouped_and_only_what_was_said_is_shown(texts: list[str]) -> None:
    found = group(danish(*texts))
    assert sum(one.count for one in found) == len(texts)
    assert {text for one in found for text in (one.text, *one.examples)} <= set(texts)
