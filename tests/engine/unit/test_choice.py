"""Which of the offered services an answer picks."""

import pytest

from bot.engine.choice import match

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
    assert match(text, PASSES) == chosen


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
    assert match(text, CARDS) == chosen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "0",
        "3",
        "2026",
        "1 eller 2",
        "den første og den anden",
        "begge",
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
    assert match(text, PASSES) is None


def test_a_word_that_several_options_share_picks_nothing() -> None:
    assert match("the health card", CARDS) is None


def test_without_options_nothing_is_picked() -> None:
    assert match("1", []) is None


def test_a_label_that_asks_can_be_repeated_word_for_word() -> None:
    options = [{"id": "a", "label": "Hvor må jeg parkere?"}, {"id": "b", "label": "Klage over p-afgift"}]
    assert match("Hvor må jeg parkere?", options) == "a"


def test_the_button_for_none_of_them_is_not_the_last_one() -> None:
    """ "the last one" is the last service; the button is picked by its words alone."""
    options = [*CARDS, {"id": "none", "label": "None of these"}]
    assert match("the last one", options) == "special"
    assert match("4", options) is None
    assert match("none of these", options) == "none"
