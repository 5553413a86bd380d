"""Citizens' words, drawn so that nothing hides in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.console.signs import MARKS_KEPT, visible


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        pytest.param("Rød grød med fløde, 2 stk. – tak!", "Rød grød med fløde, 2 stk. – tak!", id="plain"),
        pytest.param("to\nlinjer", "to\nlinjer", id="lines_stay"),
        pytest.param("a\x00b\tc\x7f", "a\u2400b\u2409c\u2421", id="control_signs_have_pictures"),
        pytest.param("\x1b[31mred", "\u241b[31mred", id="terminal_escape"),
        pytest.param("gnp\u202eexe", "gnp⟦U+202E⟧exe", id="right_to_left_override"),
        pytest.param("\u2066a\u2069", "⟦U+2066⟧a⟦U+2069⟧", id="isolates"),
        pytest.param("pass\u200bword\u00ad", "pass⟦U+200B⟧word⟦U+00AD⟧", id="zero_width"),
        pytest.param("a\u2028b", "a⟦U+2028⟧b", id="line_separator"),
        pytest.param("\u3164x\u2800", "⟦U+3164⟧x⟦U+2800⟧", id="letters_without_ink"),
        pytest.param("\ud800", "⟦U+D800⟧", id="half_a_pair"),
        pytest.param("مرحبا بالعالم", "مرحبا بالعالم", id="arabic_stays"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="persian_joiner_is_spelling"),
        pytest.param("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧", id="emoji_joiner_is_spelling"),
        pytest.param("a\u200db", "a⟦U+200D⟧b", id="joiner_between_latin_letters_is_not"),
        pytest.param("Tie\u0302\u0301ng", "Tie\u0302\u0301ng", id="vietnamese_marks_stay"),
    ],
)
def test_what_hides_is_drawn(text: str, drawn: str) -> None:
    assert visible(text) == drawn


def test_a_heap_of_marks_is_capped_and_says_so() -> None:
    assert visible("x" + "\u0301" * 2000 + "y") == "x" + "\u0301" * MARKS_KEPT + "⟦1992 more marks⟧y"


@given(some.text())
def test_nothing_drawn_needs_drawing_again(text: str) -> None:
    once = visible(text)
    assert not set(once) & {chr(code) for code in (*range(10), *range(11, 32), 127, *range(0x202A, 0x202F))}
    assert visible("a" + once) == "a" + once
