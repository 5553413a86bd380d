"""One citizen has one pseudonym, however the number is written, and it tells nobody who that is."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import pseudonyms
from bot.ledger.pseudonyms import NoIdentifier, OtherKey, Pseudonyms, normalised

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("0101501234", "cpr:0101501234", id="cpr_in_a_row"),
        pytest.param("010150-1234", "cpr:0101501234", id="cpr_with_dash"),
        pytest.param(" 010150 1234 ", "cpr:0101501234", id="cpr_with_space"),
        pytest.param("010150\u20131234", "cpr:0101501234", id="cpr_with_en_dash"),
        pytest.param("010150,1234", "cpr:0101501234", id="cpr_with_comma"),
        pytest.param("01.01.50-1234", "cpr:0101501234", id="cpr_with_dots"),
        pytest.param("CPR-nr. 010150/1234", "cpr:0101501234", id="cpr_with_label"),
        pytest.param("\uff10\uff11\uff10\uff11\uff15\uff10-1234", "cpr:0101501234", id="wide_digits"),
        pytest.param("010150\u200b1234", "cpr:0101501234", id="cpr_around_an_unseen_sign"),
        pytest.param("990150-1234", "cpr:9901501234", id="cpr_of_no_date_in_its_own_shape"),
        pytest.param("6101501234", "cpr:6101501234", id="replacement_cpr"),
        pytest.param("101501234", "cpr:0101501234", id="cpr_whose_zero_a_spreadsheet_took"),
        pytest.param("22334455", "tel:+4522334455", id="danish_number"),
        pytest.param("22 33 44 55", "tel:+4522334455", id="danish_number_in_pairs"),
        pytest.param("+45 2233-4455", "tel:+4522334455", id="danish_number_with_plus"),
        pytest.param("004522334455", "tel:+4522334455", id="danish_number_with_zeros"),
        pytest.param("4522334455", "tel:+4522334455", id="danish_number_with_bare_country_code"),
        pytest.param("tel:+45.22.33.44.55", "tel:+4522334455", id="danish_number_as_address"),
        pytest.param("+46 (0)70 123 45 67", "tel:+46701234567", id="swedish_number"),
        pytest.param("Anna.Ø@Example.DK", "email:anna.ø@example.dk", id="email_in_capitals"),
        pytest.param('"Holm, A." <a.holm@example.dk>', "email:a.holm@example.dk", id="email_with_name"),
        pytest.param("mailto:a@rødgrød.dk.", "email:a@xn--rdgrd-vuad.dk", id="email_with_danish_domain"),
        pytest.param("tel@example.dk", "email:tel@example.dk", id="email_that_begins_like_a_label"),
    ],
)
def test_every_usual_writing_is_one_identifier(written: str, kept: str) -> None:
    assert normalised(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "anonym",
        "4711",
        "12345678",
        "0701",
        "1234567890123456",
        "a@b@c.dk",
        "a@b.dk, c@d.dk",
        "@",
        "<>",
        "+",
    ],
)
def test_what_names_nobody_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(NoIdentifier) as refused:
        normalised(written)
    assert str(refused.value) == "is no CPR number, e-mail address or telephone number"


def test_a_pseudonym_is_one_of_a_key_and_tells_nothing() -> None:
    ours = Pseudonyms(KEY)
    made = ours.of("010150-1234")
    assert made == ours.of("0101501234") == ours.of(made)
    assert made.startswith(f"gvp1_{ours.key_id}_")
    assert "0101501234" not in made
    assert made != Pseudonyms(KEY[::-1]).of("010150-1234")


def test_a_pseudonym_of_another_key_is_refused() -> None:
    theirs = Pseudonyms(KEY[::-1])
    with pytest.raises(OtherKey, match=f"was made with the key {theirs.key_id}"):
        Pseudonyms(KEY).of(theirs.of("22334455"))


@given(st.text())
def test_whatever_is_written_is_an_identifier_or_refused(written: str) -> None:
    try:
        kept = normalised(written)
    except NoIdentifier:
        return
    assert kept.partition(":")[0] in {"cpr", "tel", "email"}


@given(st.from_regex(r"(0[1-9]|[12][0-9])(0[1-9]|1[0-2])[0-9]{6}", fullmatch=True), st.sampled_from("-/ .\t"))
def test_a_cpr_number_is_the_same_with_any_separator(number: str, separator: str) -> None:
    assert normalised(f"{number[:6]}{separator}{number[6:]}") == normalised(number) == f"cpr:{number}"


def test_the_examples_are_true() -> None:
    assert doctest.testmod(pseudonyms).failed == 0
