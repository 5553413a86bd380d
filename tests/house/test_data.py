"""The catalogue, the training data, the rules and the actions speak of the same things."""

from pathlib import Path

import pytest

from tests.house import training
from tests.house.training import Example

ROOT = Path(__file__).resolve().parents[2]
IMPORTER = ROOT / "bot" / "engine" / "importer.py"
LEAST = {"da": 12, "en": 8}
# Nobody says these: the router and the channel set them.
SET_BY_US = {"clarify", "choose"}


@pytest.fixture(scope="module")
def found() -> list[Example]:
    return training.examples(ROOT)


def services() -> set[str]:
    return {path.stem for path in (ROOT / "municipality" / "services").glob("*.yml")}


def test_services_of_the_catalogue_are_those_that_citizens_ask_about(found: list[Example]) -> None:
    files = {path.stem for path in (ROOT / "nlu_data" / "services").glob("*.yml")}
    asked = {e.intent.removeprefix("service/") for e in found if e.intent.startswith("service/")}
    assert services() == files == asked


def test_each_file_of_examples_is_of_the_service_it_is_named_after(found: list[Example]) -> None:
    of_services = [e for e in found if e.file.startswith("nlu_data/services/")]
    assert {e.file for e in of_services if e.intent != f"service/{Path(e.file).stem}"} == set()
    assert {e.file for e in found if e.intent.startswith("service/")} == {e.file for e in of_services}


def test_each_service_has_enough_examples_in_both_languages(found: list[Example]) -> None:
    assert training.too_few(found, services(), LEAST) == []


def test_a_service_with_too_few_examples_is_named(found: list[Example]) -> None:
    kept = [e for e in found if (e.intent, e.language) != ("service/dog_rules", "en")]
    assert training.too_few(kept, services(), LEAST) == ["dog_rules: 0 examples in en"]
    assert training.too_few(kept, {"time_travel"}, {"da": 12}) == ["time_travel: 0 examples in da"]


def test_no_example_stands_under_two_intents(found: list[Example]) -> None:
    assert training.two_minded(found) == []


def test_an_example_under_two_intents_is_named(found: list[Example]) -> None:
    first = next(e for e in found if e.intent == "greet")
    again = Example("x", "goodbye", first.language, f" {first.text.upper()}!! ")
    assert training.two_minded([*found, again]) == [f"{first.folded!r}: goodbye, greet"]


@pytest.mark.parametrize(
    ("text", "intents", "named"),
    [
        pytest.param("noget om kort", ["service/a", "service/b"], False, id="a bare subject of services"),
        pytest.param("Noget om kørekort?", ["service/a", "aspect/price"], True, id="one is no service"),
        pytest.param("noget om kort", ["service/a", "greet"], True, id="one is smalltalk"),
        pytest.param("hvordan får jeg et nyt kort", ["service/a", "service/b"], True, id="it says more"),
        pytest.param("hej, jeg vil gerne", ["service/a", "service/b"], True, id="no subject at all"),
    ],
)
def test_only_bare_subjects_stand_under_several_services(text: str, intents: list[str], named: bool) -> None:
    found = [Example("x", intent, "da", text) for intent in intents]
    assert training.two_minded(found) == (
        [f"{found[0].folded!r}: {', '.join(sorted(intents))}"] if named else []
    )


def test_no_example_holds_what_could_be_a_persons(found: list[Example]) -> None:
    assert training.personal(found) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("mit cpr er 010190-1234", "a CPR number"),
        ("mit cpr er 0101901234", "a CPR number"),
        ("ring til mig på 12 34 56 78", "a telephone number"),
        ("ring til mig på 12345678", "a telephone number"),
        ("kortet er 4571 0000 0000 0000", "a card number"),
        ("skriv til mig@example.org", "an e-mail address"),
        ("se https://example.org", "an address on the web"),
    ],
)
def test_a_planted_persons_detail_is_named(text: str, what: str) -> None:
    assert f"x: {what}" in training.personal([Example("x", "greet", "da", text)])


def test_nothing_but_training_data_lies_where_rasa_reads() -> None:
    assert training.strange_files(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("nlu_data/services/heldout.tsv", "da\thvor er mit pas\n"),
        ("stories/test_dialogues.yml", 'version: "3.1"\nrules: []\n'),
        ("stories/dialogues.yml", 'version: "3.1"\nstories: []\n'),
        ("nlu_data/heldout/in_scope.yml", "messages: []\n"),
    ],
)
def test_a_planted_held_out_file_is_named(file: str, text: str, tmp_path: Path) -> None:
    planted = tmp_path / file
    planted.parent.mkdir(parents=True)
    planted.write_text(text)
    assert [finding.split()[0] for finding in training.strange_files(tmp_path)] == [file]


def test_actions_of_the_rules_are_those_of_the_domain_and_of_the_action_server() -> None:
    registered = training.constant(ROOT / "actions" / "server.py", "ACTIONS")
    domain = training.constant(IMPORTER, "ACTIONS")
    assert len(set(domain)) == len(domain)
    assert set(registered) == set(domain) == {action for _, action in training.rules(ROOT)}


def test_each_intent_has_one_rule() -> None:
    intents = [intent for intent, _ in training.rules(ROOT)]
    known = [*training.constant(IMPORTER, "RETRIEVAL"), *training.constant(IMPORTER, "INTENTS")]
    assert sorted(intents) == sorted(known)


def test_each_intent_is_said_by_citizens_or_set_by_us(found: list[Example]) -> None:
    renamed = training.constant(IMPORTER, "RENAMED")
    said = {renamed.get(e.intent, e.intent).partition("/")[0] for e in found}
    assert said | SET_BY_US == {intent for intent, _ in training.rules(ROOT)}
    aspects = {e.intent.partition("/")[2] for e in found if e.intent.startswith("aspect/")}
    assert aspects == set(training.constant(IMPORTER, "ASPECTS"))


def test_a_constant_is_read_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text('A = ("x", "y")\nB: dict[str, object] = {"p": len, "q": max}\nC = {"r": "s"}\n')
    assert training.constant(file, "A") == ("x", "y")
    assert training.constant(file, "B") == ["p", "q"]
    assert training.constant(file, "C") == {"r": "s"}
    with pytest.raises(AssertionError, match="assigns no D"):
        training.constant(file, "D")
