"""Which of the offered services an answer picks."""

import pytest

from bot.engine.choice import picks

PASSES = [{"id": "adult", "label": "Pas, voksne"}, {"id": "child", "label": "Pas, børn"}]
CARDS = [
    {"id": "yellow", "label": "New health card (yellow card)"},
    {"id": "blue", "label": "European Health Insurance Card"},
    {"id": "special", "label": "Special health card (cross-border workers)"},
]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("1", "adult"),
        ("2", "child"),
        (" 2. ", "child"),
        ("nr. 2", "child"),
        ("nummer 2 tak", "child"),
        ("jeg tager nummer to", "child"),
        ("to", "child"),
        ("mulighed 1", "adult"),
        ("den første", "adult"),
        ("den foerste", "adult"),
        ("Den anden, tak!", "child"),
        ("det må være den sidste", "child"),
        ("den nederste", "child"),
        ("børn", "child"),
        ("boern", "child"),
        ("den til børnene", "child"),
        ("voksen", "adult"),
        ("pas, børn", "child"),
        ("PAS BØRN", "child"),
        ("ja, pas til børn", "child"),
    ],
)
def test_danish_answers_pick(text: str, chosen: str) -> None:
    assert picks(text, PASSES) == [chosen]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("2", "blue"),
        ("#3", "special"),
        ("option two please", "blue"),
        ("number 3", "special"),
        ("the second one", "blue"),
        ("I want the third", "special"),
        ("the last one", "special"),
        ("3rd", "special"),
        ("one", "yellow"),
        ("yellow", "yellow"),
        ("the yellow one please", "yellow"),
        ("European", "blue"),
        ("insurance card", "blue"),
        ("cross-border workers", "special"),
        ("European Health Insurance Card", "blue"),
    ],
)
def test_english_answers_pick(text: str, chosen: str) -> None:
    assert picks(text, CARDS) == [chosen]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "0",
        "3",
        "2026",
        "1 eller 2",
        "den første og den tredje",
        "den første og den første",
        "begge eller ingen ved jeg ikke",
        "begge vores børn skal i skole",
        "alle i familien er syge",
        "jeg har ingen computer",
        "ja",
        "nej",
        "pas",
        "jeg vil gerne have den",
        "hvad koster den anden?",
        "hvad koster pas til børn",
        "kan jeg få den anden",
        "børnehave",
        "jeg vil skrive børn op til børnehave",
        "vi er flyttet til en ny adresse",
        "et nyt gult kort",
        "tal med et menneske",
        "jeg har to børn og skal bruge boligstøtte til en lejlighed",
        "x" * 5000,
        "2 " * 50,
    ],
)
def test_anything_else_picks_nothing(text: str) -> None:
    assert picks(text, PASSES) == []


def test_a_word_that_several_options_share_picks_nothing() -> None:
    assert picks("the health card", CARDS) == []


def test_without_options_nothing_is_picked() -> None:
    assert picks("1", []) == []


def test_a_label_that_asks_can_be_repeated_word_for_word() -> None:
    options = [{"id": "a", "label": "Hvor må jeg parkere?"}, {"id": "b", "label": "Klage over p-afgift"}]
    assert picks("Hvor må jeg parkere?", options) == ["a"]


def test_the_button_for_none_of_them_is_not_the_last_one() -> None:
    """ "the last one" is the last service; the button is picked by its words alone."""
    options = [*CARDS, {"id": "none", "label": "None of these"}]
    assert picks("the last one", options) == ["special"]
    assert picks("4", options) == []
    assert picks("none of these", options) == ["none"]


@pytest.mark.parametrize(
    "text",
    [
        "begge",
        "begge to",
        "Begge dele, tak!",
        "jeg skal have begge dele",
        "dem begge",
        "both",
        "both of them",
        "I'd like both please",
        "alle",
        "all of them",
        "den første og den anden",
        "1 og 2",
        "nr. 1 og nr. 2",
        "number one and number two",
        "voksne og børn",
    ],
)
def test_both_of_two_are_picked(text: str) -> None:
    assert picks(text, PASSES) == ["adult", "child"]


def test_some_or_all_of_three_are_picked() -> None:
    assert picks("alle tre", CARDS) == ["yellow", "blue", "special"]
    assert picks("the first and the last", CARDS) == ["yellow", "special"]
    assert picks("both", CARDS) == []


@pytest.mark.parametrize(
    "text", ["2'eren", "2’eren", "2eren", "toeren", "the latter", "den sidste", "det sidste"]
)
def test_the_second_of_two_has_many_names(text: str) -> None:
    assert picks(text, PASSES) == ["child"]


@pytest.mark.parametrize(
    "text",
    [
        "ingen",
        "ingen af dem",
        "nej, ingen af delene",
        "hverken eller",
        "neither",
        "none of them",
        "neither of those",
    ],
)
def test_neither_of_them_is_the_button_for_it(text: str) -> None:
    assert picks(text, [*PASSES, {"id": "none", "label": "Noget andet"}]) == ["none"]
    assert picks(text, PASSES) == []
