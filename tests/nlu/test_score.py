"""Scoring on small sets made by hand: each figure can be counted on the screen."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.nlu import BenchError, main, read, understand
from tests.nlu import masks
from tests.nlu.markdown import markdown
from tests.nlu.score import AnswerError, Understood, parse, score
from tests.nlu.sets import (
    EVERY,
    InScope,
    LookAlike,
    Masking,
    NoForm,
    OutOfScope,
    SetError,
    Sets,
    TwoServices,
    as_line,
    fold,
    load,
)
from tests.nlu.shares import Share, share

SETS = Sets(
    in_scope=(
        InScope("nyt pas", "da", "terse", ("passport_renew",)),
        InScope("pas til min søn", "da", "plain", ("passport_child",)),
        InScope("more time", "en", "plain", ("ehic", "health_card_reorder")),
        InScope("help me online", "en", "plain", ("digital_selfservice_help",)),
        InScope("skift læge", "da", "terse", ("gp_change",)),
    ),
    out_of_scope=(OutOfScope("vejret", "da", False), OutOfScope("my parcel", "en", True)),
    no_form=(
        NoForm("han slår mig", "da", ("emergency",), "violence"),
        NoForm("I have no computer", "en", ("assisted", "human"), "cannot"),
    ),
    lookalikes=(
        LookAlike("slå græsset", "da", ("out_of_scope",)),
        LookAlike("dying to get my passport", "en", ("passport_renew",)),
    ),
    two_services=(
        TwoServices("flytning og læge", "da", ("address_change", "gp_change")),
        TwoServices("kort", "da", ("ehic", "health_card_reorder", "id_card")),
    ),
    masking=(
        Masking("cpr 010150-5111", "cpr [CPR]"),
        Masking("sag 24/12345", "sag 24/12345"),
    ),
    dialogues=(),
)


def said(kind: str, *services: str, confidence: float = 0.9, language: str = "da") -> Understood:
    return Understood("", "", language, kind, services, confidence, ())


def hidden(masked: str) -> Understood:
    return replace(said("card"), masked=masked)


ANSWERS = (
    said("card", "passport_renew"),
    said("card", "passport_renew", confidence=0.4),
    said("clarify", "health_card_reorder", "library_card"),
    said("assisted", language="en"),
    said("out_of_scope", confidence=0.1),
    said("out_of_scope", confidence=0.2),
    said("card", "digital_post", confidence=0.3, language="en"),
    said("emergency"),
    said("card", "appointment_book", language="en"),
    said("emergency"),
    said("card", "passport_renew", language="en"),
    said("clarify", "gp_change", "address_change"),
    said("card", "ehic"),
    hidden("cpr [CPR]"),
    hidden("sag [phone]"),
)


def test_the_right_service_first_is_counted_per_language_style_and_service() -> None:
    """Danish: renew yes, child no, doctor turned away. English: either card right, help by its kind."""
    report = score(SETS, ANSWERS)
    assert report.first == {"da": Share(1, 3), "en": Share(2, 2)}
    assert report.styles[("terse", "da")] == Share(1, 2)
    assert report.services["gp_change"] == Share(0, 1)
    assert report.clarified == Share(1, 5)


def test_offered_means_the_services_of_the_answer_and_alternatives_are_counted_apart() -> None:
    unsure = replace(ANSWERS[1], alternatives=("passport_child",))
    report = score(SETS, (ANSWERS[0], unsure, *ANSWERS[2:]))
    assert report.offered == {"da": Share(1, 3), "en": Share(2, 2)}
    assert report.listed == Share(4, 5)


def test_turned_away_and_out_of_scope_are_counted() -> None:
    report = score(SETS, ANSWERS)
    assert report.turned_away == Share(1, 5)
    assert report.out_of_scope == {"far": Share(1, 1), "near": Share(0, 1)}


def test_a_form_where_a_form_is_wrong_is_found() -> None:
    report = score(SETS, ANSWERS)
    assert report.no_form == Share(1, 2)
    assert report.no_form_kind == Share(1, 2)
    assert report.no_form_notes == {"violence": Share(1, 1), "cannot": Share(0, 1)}


def test_a_person_is_right_without_being_the_right_kind() -> None:
    answers = (*ANSWERS[:7], said("human"), *ANSWERS[8:])
    report = score(SETS, answers)
    assert (report.no_form, report.no_form_kind) == (Share(1, 2), Share(0, 2))


def test_a_digital_matter_that_is_sent_to_a_person_is_counted() -> None:
    """Four of the five can be a form; the one to a person is new."""
    assert score(SETS, ANSWERS).no_form_needed == Share(0, 4)
    assert score(SETS, (said("assisted", "passport_renew"), *ANSWERS[1:])).no_form_needed == Share(1, 4)


def test_look_alikes_taken_for_danger_are_found() -> None:
    report = score(SETS, ANSWERS)
    assert (report.lookalikes, report.lookalikes_right) == (Share(1, 2), Share(1, 2))


def test_two_services_want_both_and_three_want_two() -> None:
    assert score(SETS, ANSWERS).both_offered == Share(1, 2)
    enough = (*ANSWERS[:12], said("clarify", "id_card", "ehic"), *ANSWERS[13:])
    assert score(SETS, enough).both_offered == Share(2, 2)


def test_masking_counts_personal_data_and_innocent_numbers_apart() -> None:
    report = score(SETS, ANSWERS)
    assert (report.masked, report.innocent) == (Share(1, 1), Share(0, 1))


def test_the_confusions_come_most_frequent_first_with_their_first_example() -> None:
    sets = replace(SETS, in_scope=(*SETS.in_scope, InScope("pas barn", "da", "terse", ("passport_child",))))
    report = score(sets, (*ANSWERS[:5], said("card", "passport_renew"), *ANSWERS[5:]))
    pairs = [(pair.expected, pair.got, pair.count, pair.example) for pair in report.confusions]
    assert pairs == [
        ("passport_child", "passport_renew", 2, "pas til min søn"),
        ("gp_change", "out_of_scope", 1, "skift læge"),
    ]


def test_the_curve_turns_away_what_is_below_the_threshold() -> None:
    """At 0: the doctor and the weather. At 0.35 the parcel (0.3) too; at 0.45 also the child (0.4)."""
    points = {point.threshold: point for point in score(SETS, ANSWERS).curve}
    assert (points[0.0].turned_away, points[0.0].recall) == (Share(1, 5), Share(1, 2))
    assert (points[0.35].turned_away, points[0.35].recall) == (Share(1, 5), Share(2, 2))
    assert points[0.45].turned_away == Share(2, 5)


def test_every_miss_is_named() -> None:
    sets = [miss.set for miss in score(SETS, ANSWERS).misses]
    assert sets == [
        "in scope",
        "in scope",
        "out of scope",
        "no form",
        "look-alike",
        "two services",
        "masking",
    ]


def test_languages_are_compared_over_all_messages() -> None:
    """Wrong are `more time` (en) alone: every other answer has its message's language."""
    assert score(SETS, ANSWERS).languages == Share(12, 13)


def test_a_missing_answer_is_refused() -> None:
    with pytest.raises(AnswerError, match="15 answers are wanted, 14 came"):
        score(SETS, ANSWERS[:-1])


def test_an_alternative_is_an_id_or_an_object() -> None:
    line = {
        "text": "kort",
        "masked": "kort",
        "language": "da",
        "kind": "clarify",
        "services": ["ehic"],
        "confidence": 0.5,
        "alternatives": ["id_card", {"service": "library_card", "confidence": 0.1}],
    }
    assert parse(json.dumps(line)).alternatives == ("id_card", "library_card")


@pytest.mark.parametrize("line", ["Traceback", "[]", '{"text": "x"}', '{"text": 1, "masked": 2}'])
def test_a_line_that_is_no_answer_is_refused(line: str) -> None:
    with pytest.raises(AnswerError, match="not an answer"):
        parse(line)


def test_wilson_gives_the_textbook_interval() -> None:
    """9 of 10: 0.596 to 0.982; none of 10: 0 to 0.278."""
    assert [round(bound, 3) for bound in Share(9, 10).interval()] == [0.596, 0.982]
    assert [round(bound, 3) for bound in Share(0, 10).interval()] == [0.0, 0.278]


def test_nothing_asked_is_nothing_known() -> None:
    assert share([]).value == 1.0
    assert share([]).interval() == (0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "expected", "got", "verdict"),
    [
        pytest.param("cpr 010150-5111", "cpr [CPR]", "cpr [CPR]", True, id="masked"),
        pytest.param("cpr 010150-5111", "cpr [CPR]", "cpr [phone]", False, id="wrong_kind"),
        pytest.param("cpr 010150-5111", "cpr [CPR]", "cpr [CPR]-5111", False, id="half_left"),
        pytest.param("ring 12 34 56 78", "ring [phone]", "ring [phone]", True, id="spaced"),
        pytest.param("ring 12 34 56 78", "ring [phone]", "ring 12 34 56 78", False, id="untouched"),
        pytest.param("(+45) 12 34 56 78", "[phone]", "(+45) [phone]", True, id="country_code_left"),
        pytest.param("sag 24/12", "sag 24/12", "sag 24/12", True, id="innocent_kept"),
        pytest.param("sag 24/12", "sag 24/12", "sag [CPR]", False, id="innocent_masked"),
        pytest.param("koden er kat", "koden er [password]", "koden er [password]", True, id="short_word"),
    ],
)
def test_masking_is_judged_by_what_is_left(text: str, expected: str, got: str, verdict: bool) -> None:
    assert masks.right(text, expected, got) is verdict


def test_a_masked_form_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not a masked form"):
        masks.secrets("hej 12345678", "farvel [phone]")


def test_the_page_has_every_measure_its_target_and_whether_it_is_met() -> None:
    page = markdown(score(SETS, ANSWERS))
    assert "| right service first, Danish | 33.3 % | 3 | 6.1–79.2 % | ≥ 90 % | **no** |" in page
    assert "| right service first, English | 100.0 % | 2 | 34.2–100.0 % | ≥ 90 % | yes |" in page
    assert "| in scope turned away | 20.0 % | 5 | 3.6–62.4 % | ≤ 4 % | **no** |" in page
    assert "| terse | 50.0 % of 2 | – | – | – |" in page
    assert "| passport_child | passport_renew | 1 | pas til min søn |" in page
    assert "| masking | sag 24/12345 | sag 24/12345 | sag [phone] |" in page
    assert "| two services | kort | ehic\\|health_card_reorder\\|id_card | card ehic |" in page


def test_the_page_shows_measures_and_no_misses_of_messages_that_nobody_looks_at() -> None:
    page = markdown(score(replace(SETS, in_scope=()), ANSWERS[5:]), score(SETS, ANSWERS))
    seen, unseen = page.split("## Measures on messages that nobody looked at")
    assert "| right service first, Danish | 33.3 % | 3 |" not in seen
    assert "| right service first, Danish | 33.3 % | 3 |" in unseen
    assert "skift læge" not in page


def test_spelling_without_danish_letters_folds_to_the_same() -> None:
    assert fold("Søg på nettet, TAK!") == fold("soeg paa nettet tak")


def test_an_email_becomes_one_line() -> None:
    assert as_line("Hej\nJeg flytter.\nMvh") == "Hej Jeg flytter. Mvh"


@pytest.mark.parametrize("row", ["kun tekst", "tekst\tda\tmaybe", "\tda\tyes"])
def test_a_broken_line_is_named(tmp_path: Path, row: str) -> None:
    for name in ("in_scope", "no_form", "lookalikes", "two_services", "masking"):
        (tmp_path / f"{name}.tsv").write_text("text\n", encoding="utf-8")
    (tmp_path / "dialogues.yml").write_text("[]", encoding="utf-8")
    (tmp_path / "out_of_scope.tsv").write_text(f"text\tlanguage\tnear\n{row}\n", encoding="utf-8")
    with pytest.raises(SetError, match=r"out_of_scope\.tsv, line 2"):
        load(tmp_path)


def test_the_runner_gives_the_command_one_line_a_message() -> None:
    echo = "import json, sys\nfor line in sys.stdin: print(json.dumps(dict(text=line.strip(), masked='', " + (
        "language='da', kind='card', services=[], confidence=1, alternatives=[])))"
    )
    answers = read(understand([SETS], (sys.executable, "-c", echo)))
    assert [answer.text for answer in answers] == SETS.lines()


def test_a_command_that_fails_is_one_line() -> None:
    with pytest.raises(BenchError, match="ended with 3: no model"):
        understand(
            [SETS], (sys.executable, "-c", "import sys; print('no model', file=sys.stderr); sys.exit(3)")
        )


def test_answers_printed_before_are_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = tmp_path / "answers.jsonl"
    answer = {"text": "", "masked": "", "language": "da", "kind": "card", "services": ["ehic"]}
    line = json.dumps({**answer, "confidence": 1, "alternatives": []})
    printed.write_text(
        "\n".join([line] * sum(len(each.lines()) for each in map(load, EVERY))),
        encoding="utf-8",
    )
    assert main(["--answers", str(printed)]) == 0
    assert "| out of scope recognised | 0.0 %" in capsys.readouterr().out
    printed.write_text(line, encoding="utf-8")
    assert main(["--answers", str(printed)]) == 2
    assert "answers are wanted, 1 came" in capsys.readouterr().err
