"""What the forms take and what they say when they do not."""

from datetime import date

import pytest

from bot.catalogue import Language, Localised
from bot.catalogue.model import FormField, FormOption
from bot.demo_site.forms import check


def field(kind: str, *, required: bool = True) -> FormField:
    options = (FormOption("one", Localised("En", "One")),) if kind == "select" else ()
    return FormField("it", kind, Localised("Felt", "Field"), required, None, options)


def sentence(kind: str, value: str, language: Language = "da", *, required: bool = True) -> str | None:
    return check((field(kind, required=required),), {"it": value}, language).errors.get("it")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("text", "Rådhuspladsen 1, 2. tv.", id="danish_letters"),
        pytest.param("text", "<script>alert(1)</script>", id="markup_is_text"),
        pytest.param("text", "x" * 200, id="as_long_as_allowed"),
        pytest.param("textarea", "linje 1\r\nlinje 2", id="lines"),
        pytest.param("date", "2027-12-24", id="date_of_a_browser"),
        pytest.param("date", "24-12-2027", id="date_as_written"),
        pytest.param("date", "4.2.2028", id="date_with_dots"),
        pytest.param("date", "29/2 2028", id="leap_day"),
        pytest.param("email", "navn@example.dk", id="email"),
        pytest.param("tel", "+45 00 00 00 00", id="telephone"),
        pytest.param("select", "one", id="option"),
        pytest.param("checkbox", "yes", id="ticked"),
    ],
)
def test_what_fits_is_taken(kind: str, value: str) -> None:
    assert sentence(kind, value) is None


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        pytest.param("text", "", "Felt – skal udfyldes.", id="empty"),
        pytest.param("text", "  \n ", "Felt – skal udfyldes.", id="blank"),
        pytest.param("text", "x" * 201, "Felt – skriv højst 200 tegn.", id="too_long"),
        pytest.param("textarea", "x" * 2001, "Felt – skriv højst 2000 tegn.", id="too_long_area"),
        pytest.param(
            "text", "a\x00b", "Felt – der er tegn, som ikke kan bruges. Skriv det igen.", id="null_byte"
        ),
        pytest.param("date", "30-02-2027", "Felt – skriv en dato, for eksempel 24-12-2027.", id="no_day"),
        pytest.param(
            "date", "i morgen", "Felt – skriv en dato, for eksempel 24-12-2027.", id="words_for_a_date"
        ),
        pytest.param(
            "email",
            "navn@",
            "Felt – skriv en e-mailadresse, for eksempel navn@example.dk.",
            id="half_an_email",
        ),
        pytest.param("tel", "ring til mig", "Felt – skriv et telefonnummer med tal.", id="words"),
        pytest.param("select", "", "Felt – vælg en mulighed.", id="nothing_chosen"),
        pytest.param("select", "two", "Felt – vælg en af mulighederne.", id="unknown_option"),
        pytest.param("checkbox", "", "Felt – sæt kryds for at fortsætte.", id="not_ticked"),
        pytest.param("checkbox", "on", "Felt – sæt kryds for at fortsætte.", id="unknown_tick"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence_that_names_the_field(
    kind: str, value: str, expected: str
) -> None:
    assert sentence(kind, value) == expected


def test_the_sentence_is_in_the_citizens_language() -> None:
    assert sentence("select", "", "en") == "Field – please choose one."


@pytest.mark.parametrize("kind", ["text", "date", "email", "tel", "select", "textarea", "checkbox"])
def test_an_optional_field_may_stay_empty(kind: str) -> None:
    assert sentence(kind, "", required=False) is None


def test_an_optional_field_that_is_filled_in_must_fit() -> None:
    assert sentence("tel", "ring", required=False) is not None


def test_today_as_a_browser_sends_it_is_a_date() -> None:
    assert sentence("date", date.today().isoformat()) is None
