"""The held-out sets' own shape: what they must hold, and that none of it was trained on."""

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from tests.nlu import masks
from tests.nlu.score import FORMS
from tests.nlu.sets import FOURTH, FRESH, KINDS, LANGUAGES, STYLES, UNSEEN, Sets, fold, load

ROOT = Path(__file__).parents[2]
SERVICES = frozenset(path.stem for path in (ROOT / "municipality" / "services").glob("*.yml"))


@pytest.fixture(scope="module")
def sets() -> Sets:
    return load()


@pytest.fixture(scope="module")
def unseen() -> Sets:
    return load(UNSEEN)


@pytest.fixture(scope="module")
def fresh() -> Sets:
    return load(FRESH)


@pytest.fixture(scope="module")
def fourth() -> Sets:
    return load(FOURTH)


@pytest.fixture(scope="module")
def every(sets: Sets, unseen: Sets, fresh: Sets, fourth: Sets) -> Sets:
    four = (sets, unseen, fresh, fourth)
    return Sets(**{each.name: sum((getattr(one, each.name) for one in four), ()) for each in fields(Sets)})


def test_every_service_is_named_as_in_the_catalogue(every: Sets) -> None:
    named = {id for case in every.in_scope for id in case.services}
    named |= {id for case in every.two_services for id in case.services}
    named |= {
        id for dialogue in every.dialogues for turn in dialogue.turns for id in turn.services + turn.offers
    }
    named |= {turn.choose for dialogue in every.dialogues for turn in dialogue.turns if turn.choose}
    assert named <= SERVICES
    assert {id for case in every.lookalikes for id in case.expected} <= SERVICES | KINDS


def test_every_service_has_five_danish_and_four_english_messages(sets: Sets) -> None:
    counts = Counter((case.services[0], case.language) for case in sets.in_scope)
    short = [
        (id, language, counts[id, language])
        for id in sorted(SERVICES)
        for language, least in (("da", 5), ("en", 4))
        if counts[id, language] < least
    ]
    assert short == []


def test_every_style_is_there_often_enough_to_be_measured(sets: Sets) -> None:
    counts = Counter(case.style for case in sets.in_scope)
    assert set(counts) == set(STYLES)
    assert min(counts.values()) >= 20


def test_an_email_asks_after_three_other_sentences(sets: Sets) -> None:
    for case in sets.in_scope:
        if case.style == "email":
            assert "\n" in case.text
            assert len(re.findall(r"[.!?](?:\s|$)", case.text)) >= 4, case.text


def test_half_of_what_is_out_of_scope_is_near(sets: Sets) -> None:
    near = sum(case.near for case in sets.out_of_scope)
    assert len(sets.out_of_scope) >= 130
    assert 0.45 < near / len(sets.out_of_scope) < 0.55


def test_the_sets_are_large_enough(sets: Sets) -> None:
    assert len(sets.no_form) >= 90
    assert len(sets.lookalikes) >= 60
    assert len(sets.two_services) >= 55
    assert len(sets.dialogues) >= 26
    assert Counter(case.personal for case in sets.masking)[True] >= 60
    assert Counter(case.personal for case in sets.masking)[False] >= 60


def test_languages_and_kinds_are_known(every: Sets) -> None:
    turns = [turn for dialogue in every.dialogues for turn in dialogue.turns]
    assert {case.language for case in every.messages()} | {turn.language for turn in turns} == LANGUAGES
    assert {kind for turn in turns for kind in turn.kinds} <= KINDS
    assert {kind for case in every.no_form for kind in case.kinds} <= KINDS - FORMS


def test_two_services_name_two_to_five(every: Sets) -> None:
    assert {len(set(case.services)) for case in every.two_services} <= {2, 3, 4, 5}


def test_dialogues_have_two_to_six_turns_and_names_of_their_own(every: Sets) -> None:
    assert {len(dialogue.turns) for dialogue in every.dialogues} <= {2, 3, 4, 5, 6}
    assert len({dialogue.name for dialogue in every.dialogues}) == len(every.dialogues)
    turns = [turn for dialogue in every.dialogues for turn in dialogue.turns]
    assert all((turn.say is None) != (turn.choose is None) for turn in turns)
    assert all(dialogue.turns[0].position is None for dialogue in every.dialogues)


def test_nothing_is_asked_twice(every: Sets) -> None:
    seen = Counter(fold(case.text) for case in every.messages())
    assert [text for text, count in seen.items() if count > 1] == []
    masked = Counter(case.text for case in every.masking)
    assert max(masked.values()) == 1


def test_every_masked_text_has_each_placeholder_where_a_secret_stands(sets: Sets) -> None:
    personal = [case for case in sets.masking if case.personal]
    named = {mark for case in personal for mark in masks.placeholders(case.masked)}
    assert named == set(masks.PLACEHOLDERS)
    for case in personal:
        assert len(masks.secrets(case.text, case.masked)) == len(masks.placeholders(case.masked))


def test_the_unseen_sets_are_large_enough(unseen: Sets) -> None:
    assert len(unseen.in_scope) >= 180
    assert len(unseen.two_services) >= 40
    assert len(unseen.out_of_scope) >= 40
    assert len(unseen.no_form) >= 30
    assert len(unseen.dialogues) >= 20


def test_the_fresh_sets_are_large_enough(fresh: Sets) -> None:
    assert len(fresh.in_scope) >= 100
    assert len(fresh.messages()) >= 150
    assert {case.language for case in fresh.messages()} == LANGUAGES


def test_the_fourth_sets_are_large_enough(fourth: Sets) -> None:
    assert len(fourth.in_scope) >= 180
    assert len(fourth.no_form) >= 50
    assert len(fourth.out_of_scope) >= 40
    assert len(fourth.two_services) >= 35
    assert {case.style for case in fourth.in_scope} == set(STYLES)


def test_every_service_has_forty_danish_and_twenty_five_english_examples() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for id in SERVICES:
        for block in yaml.safe_load((ROOT / "nlu_data/services" / f"{id}.yml").read_text())["nlu"]:
            counts[id, block["metadata"]["language"]] += len(set(block["examples"].splitlines()))
    least = {"da": 40, "en": 25}
    short = [
        (id, lang, counts[id, lang])
        for id in sorted(SERVICES)
        for lang in least
        if counts[id, lang] < least[lang]
    ]
    assert short == []


def test_nothing_held_out_is_trained_on(every: Sets) -> None:
    """Delete such an example from nlu_data; the message here stays, or the measure is worth nothing."""
    trained = {
        fold(re.sub(r"^\s*-\s+", "", line)): f"{path.name}, line {number}"
        for path in sorted((ROOT / "nlu_data").rglob("*.yml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    }
    assert trained
    found = [(case.text, trained[fold(case.text)]) for case in every.messages() if fold(case.text) in trained]
    assert found == []
