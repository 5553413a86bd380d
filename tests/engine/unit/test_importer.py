"""Training data and domain come from the catalogue and the examples, with no domain file."""

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.engine import importer

TEXTS = {
    "ehic": {
        "da": ["Det blå kort", "til Europa", "Bestil det."],
        "en": ["The blue card", "for Europe", "Order it."],
    }
}


def test_a_service_brings_its_response_and_nothing_else_changes() -> None:
    small, large = importer.domain(TEXTS), importer.domain({**TEXTS, "pas": TEXTS["ehic"]})
    assert set(large["responses"]) - set(small["responses"]) == {"utter_service/pas"}
    assert large["intents"] == small["intents"]
    assert large["actions"] == small["actions"]


def test_slots_do_not_steer_the_rules_and_begin_as_the_contract_says() -> None:
    slots = importer.domain(TEXTS)["slots"]
    assert {name: slot["initial_value"] for name, slot in slots.items()} == importer.SLOTS
    assert not any(slot["influence_conversation"] for slot in slots.values())


def test_the_catalogues_words_are_examples_that_are_marked() -> None:
    examples = importer.catalogue_examples(TEXTS)
    assert len(examples) == 6
    assert {example.get("metadata")["intent"]["source"] for example in examples} == {"catalogue"}
    assert {example.get_full_intent() for example in examples} == {"service/ehic"}


def data(*intents: str) -> list[Message]:
    return [Message.build("x", intent) for intent in intents]


def test_examples_of_every_service_and_of_nothing_else_pass() -> None:
    importer.check(data("service/ehic", "aspect/price", "greet", "restart"), {"ehic"})


@pytest.mark.parametrize("intent", ["service/pas", "aspect/colour", "gret"])
def test_an_intent_that_nothing_knows_is_named(intent: str) -> None:
    with pytest.raises(importer.DataError, match=intent):
        importer.check(data("service/ehic", intent), {"ehic"})


def test_a_service_without_examples_is_named() -> None:
    with pytest.raises(importer.DataError, match="service/pas"):
        importer.check(data("service/ehic"), {"ehic", "pas"})


@pytest.mark.parametrize(
    "text", ["", "title: x", "title: {da: a, en: b}", "[]", "title: {da: a}\ntells_apart: {da: b}"]
)
def test_a_service_file_that_lacks_words_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "ehic.yml").write_text(text)
    with pytest.raises(importer.DataError, match=r"ehic\.yml"):
        importer.catalogue(tmp_path)


def written(folder: Path, *texts: str) -> list[Path]:
    files = [folder / f"{number}.yml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return files


def nlu(*examples: str) -> str:
    lines = "".join(f"    - {example}\n" for example in examples)
    return f'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n{lines}'


def test_examples_come_in_the_order_of_their_files(tmp_path: Path) -> None:
    files = written(tmp_path, nlu("hej", "dav"), nlu("goddag"), nlu("hello", "hi", "hey"))
    read = [example.get("text") for example in importer.read_all(files, "da")]
    assert read == ["hej", "dav", "goddag", "hello", "hi", "hey"]


@pytest.mark.parametrize(
    "wrong", ["version: [", 'version: "3.1"\nnlu:\n- intent: 7\n  examples: [7]\n'], ids=["yaml", "shape"]
)
def test_a_file_of_examples_that_is_wrong_is_named(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(importer.DataError, match=r"1\.yml"):
        importer.read_all(written(tmp_path, nlu("hej"), wrong, nlu("dav")), "da")


def test_the_projects_rules_name_known_intents_and_actions_only() -> None:
    import yaml

    root = Path(__file__).resolve().parents[3]
    rules = yaml.safe_load((root / "stories" / "rules.yml").read_text())["rules"]
    steps = [step for rule in rules for step in rule["steps"]]
    assert {step["intent"] for step in steps if "intent" in step} == {*importer.RETRIEVAL, *importer.INTENTS}
    assert {step["action"] for step in steps if "action" in step} == set(importer.ACTIONS)
