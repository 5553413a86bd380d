"""One spelling for what people spell in several ways."""

import pytest

from bot.engine.understanding.fold import MAX_TEXT, MAX_TOKEN, clean, fold, fold_all, spell


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Sygesikringskort", "sygesikringskort"),
        ("BØRN", "boern"),
        ("boern", "boern"),
        ("blå", "blaa"),
        ("vaeg", "vaeg"),
        ("væg", "vaeg"),
        ("idé", "ide"),
        ("Müller", "muller"),
        ("østre", "oestre"),
        ("2026", "0000"),
        ("٣", "0"),
        ("don’t", "don't"),
        ("", ""),
    ],
)
def test_spellings_that_mean_the_same_fold_to_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_patterns_keep_their_digits() -> None:
    assert spell("112") == "112"


def test_decomposed_letters_fold_like_composed_ones() -> None:
    assert fold(clean("bla\u030a")) == fold("blå")


def test_an_endless_token_is_cut() -> None:
    assert len(fold("a" * 10_000)) == MAX_TOKEN


def test_invisible_characters_are_taken_out_and_blanks_made_one() -> None:
    assert clean("a\u200bb\u00ad  c\u00a0d\ufeff\x00") == "ab c d"


def test_line_ends_stay_since_they_end_sentences() -> None:
    assert clean("Hej\r\n\r\n  jeg skal flytte\u2028hilsen") == "Hej\njeg skal flytte\nhilsen"


def test_a_text_is_read_to_its_two_thousandth_character() -> None:
    assert len(clean("ab " * 5000)) <= MAX_TEXT


def test_folding_many_drops_what_nothing_is_left_of_but_keeps_line_ends() -> None:
    assert fold_all(["Å", " ", "\u0301", "\n", "b"]) == ["aa", "\n", "b"]
