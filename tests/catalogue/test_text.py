"""Citizens' text is made fit to store without changing what it says; folding makes it comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import Catalogue
from bot.catalogue.folding import fold, mentions, never_form, words
from bot.catalogue.text import clean, is_empty


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param("pas\x00port", "pasport", id="nul"),
        pytest.param("a\x1b[31mb\x7f\x9f", "a[31mb", id="control_characters"),
        pytest.param("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne", id="line_ends"),
        pytest.param("a\tb", "a\tb", id="tab_stays"),
        pytest.param("a\ud800b", "a\ufffdb", id="lone_surrogate"),
        pytest.param("e" + "\u0301" * 2000, "e" + "\u0301" * 8, id="tower_of_marks"),
        pytest.param(
            "e" + "\u0301\u200d" * 20, "e" + "\u0301\u200d" * 8 + "\u200d" * 12, id="tower_with_joiners"
        ),
        pytest.param("👩‍👩‍👧 på vej", "👩‍👩‍👧 på vej", id="family_emoji_stays"),
        pytest.param("\u202eabc", "\u202eabc", id="bidi_stays_as_sent"),
        pytest.param("blåbærgrød", "blåbærgrød", id="danish"),
    ],
)
def test_text_is_cleaned(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@given(st.text(st.characters()))
def test_cleaning_twice_changes_nothing_and_the_result_can_be_stored(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "empty"), [("", True), (" \n\u200b\u00ad", True), ("\ufe0f", True), ("?", False)]
)
def test_only_blanks_and_invisible_signs_are_empty(text: str, empty: bool) -> None:
    assert is_empty(text) == empty


@pytest.mark.parametrize(
    "spelling",
    ["Færøerne på ål", "FAEROEERNE PAA AAL", "fa\u0065røerne pa\u030a a\u030al", "ｆæｒøerne på ål"],
)
def test_spellings_fold_to_one(spelling: str) -> None:
    assert fold(spelling) == "faeroeerne paa aal"


def test_words_are_capped_so_that_nobody_buys_time_with_one_word() -> None:
    assert words("a" * 1_000_000 + " pas") == ["a" * 64, "pas"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("Der er rotter i køkkenet!", True, id="prefix"),
        pytest.param("rotter i KOEKKENSKABET", True, id="folded_prefix"),
        pytest.param("jeg har ikke noget  pas.", True, id="phrase"),
        pytest.param("jeg har ikke noget passende", False, id="phrase_is_whole_words"),
        pytest.param("vi er inde", True, id="whole_word"),
        pytest.param("vi er indeni", False, id="not_inside_a_word"),
    ],
)
def test_words_for_only_if_match_whole_words_phrases_and_prefixes(text: str, said: bool) -> None:
    assert mentions(text, ("køkken*", "noget pas", "inde")) == said


@pytest.mark.parametrize(
    ("service", "text", "wrong"),
    [
        ("rat_report", "der løber rotter rundt i mit køkken", True),
        ("rat_report", "there is a rat inside the flat", True),
        ("rat_report", "jeg har set en rotte ved åen", False),
        ("noise_complaint", "naboen holder fest hver nat", True),
        ("noise_complaint", "byggepladsen larmer fra klokken 5", False),
        ("mitid_get", "jeg vil have MitID men har ikke noget pas", True),
        ("mitid_get", "how do I get MitID", False),
        ("home_care_apply", "hjemmehjælp til min mor", True),
        ("ehic", "det blå kort", False),
    ],
)
def test_a_form_is_wrong_only_for_the_matters_it_is_wrong_for(
    catalogue: Catalogue, service: str, text: str, wrong: bool
) -> None:
    assert (never_form(catalogue.services[service], text) is not None) == wrong
