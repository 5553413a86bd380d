"""The training data stays what people wrote: an example is one line more, and bad ones are turned away."""

import difflib
import os
import shutil
from pathlib import Path

import pytest

from bot.teaching import examples, yaml_files
from bot.teaching.examples import Library, Masked, Refused
from bot.teaching.files import ReadOnly

ROOT = Path(__file__).resolve().parents[2]
COMMENTED = """version: "3.1"
nlu:
# Danish first
- intent: service/passport_renew
  metadata:
    language: da
  examples: |
    - nyt pas
    - mit pas er udløbet
- intent: service/passport_renew
  metadata:
    language: en
  examples: |
    - new passport   # the sentence goes on
- intent: service/ehic
  metadata: {language: da}   # flow style stays
  examples: |
    - det blå kort
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "passport_renew.yml").write_text(COMMENTED, encoding="utf-8")
    return Library(tmp_path, heldout=["Hvordan får jeg et nyt pas?"])


@pytest.mark.parametrize(("folder", "indented"), [("nlu_data", False), ("municipality/services", True)])
def test_every_file_comes_back_byte_by_byte(folder: str, indented: bool) -> None:
    files = sorted((ROOT / folder).rglob("*.yml"))
    assert len(files) > 50
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert yaml_files.written(yaml_files.read(text, indented=indented), indented=indented) == text, file


def test_what_was_changed_by_hand_is_read_again_and_nothing_else(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert library.holds("service/passport_renew", "nyt pas")
    with monkeypatch.context() as frozen:
        frozen.delattr(examples, "yaml")
        assert library.holds("service/passport_renew", "nyt pas")
    path = library.folder / "services" / "passport_renew.yml"
    path.write_text(COMMENTED.replace("nyt pas", "mit pas"), encoding="utf-8")
    assert not library.holds("service/passport_renew", "nyt pas")
    assert library.holds("service/passport_renew", "mit pas")


def test_an_example_is_one_line_below_its_like(library: Library) -> None:
    assert (
        library.add("service/passport_renew", "da", "pas til en baby: hvordan?")
        == "services/passport_renew.yml"
    )
    after = (library.folder / "services" / "passport_renew.yml").read_text(encoding="utf-8")
    changed = [line for line in difflib.ndiff(COMMENTED.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert changed == ["+     - pas til en baby: hvordan?"]
    assert after.splitlines()[9] == "    - pas til en baby: hvordan?"
    library.add("service/passport_renew", "da", "pas til en baby: hvordan?")
    assert (library.folder / "services" / "passport_renew.yml").read_text(encoding="utf-8") == after


def test_a_language_without_examples_is_said(library: Library) -> None:
    with pytest.raises(Refused, match="no examples of service/ehic in this language"):
        library.add("service/ehic", "en", "the blue card")


@pytest.mark.parametrize(
    ("text", "intent", "said"),
    [
        pytest.param("  NYT   Pas!", "service/passport_renew", "is an example of .* already", id="duplicate"),
        pytest.param("Nyt pas", "service/ehic", "learns neither", id="contradiction"),
        pytest.param("hvordan faar jeg et nyt pas", "service/ehic", "measured by", id="held_out"),
        pytest.param("pas " * 200, "service/ehic", "at most 500", id="too_long"),
        pytest.param("[CPR] ...", "service/ehic", "no words", id="nothing_but_what_was_masked"),
        pytest.param("mit [pas](dokument)", "service/ehic", "bracket", id="an_entity"),
        pytest.param("mit \u202epas", "service/ehic", "invisible", id="an_invisible_sign"),
        pytest.param("hvad som helst", "service/unheard_of", "from the list", id="unknown_intent"),
        pytest.param("blåt kort tak", "service/ehic", "is proposed of .* already", id="proposed"),
        pytest.param("Blåt kort, tak", "service/passport_renew", "learns neither", id="proposed_elsewhere"),
    ],
)
def test_what_teaches_nothing_or_harm_is_refused(library: Library, text: str, intent: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        library.judge(intent, text, waiting=[("blåt kort tak", "service/ehic")])


def test_personal_data_is_masked_and_said_so(library: Library) -> None:
    with pytest.raises(Masked, match="a CPR number and a telephone number in it") as refused:
        library.judge("service/ehic", "mit cpr er 010190-1234, ring til mig på 20 30 40 50")
    assert "1234" not in refused.value.text
    assert library.judge("service/ehic", refused.value.text) == refused.value.text


def test_what_was_masked_is_not_taught() -> None:
    assert examples.without_masks("mit cpr er [CPR] og mail [e-mail] hjælp") == "mit cpr er og mail hjælp"


def test_a_folder_on_a_medium_that_cannot_be_written_to_is_named(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(ReadOnly, match=f"{library.folder} cannot be written to here"):
        library.add("service/ehic", "da", "det blå sygesikringskort")


def test_the_real_library_knows_every_service(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "nlu_data", tmp_path / "nlu_data")
    library = Library(tmp_path / "nlu_data")
    services = {f"service/{path.stem}" for path in (ROOT / "municipality" / "services").glob("*.yml")}
    assert services <= set(library.intents())
    assert {"greet", "out_of_scope", "aspect/price"} <= set(library.intents())
    file = library.add("out_of_scope", "en", "who painted the ceiling of the chapel")
    assert file.startswith("everyday/out_of_scope")
    assert library.holds("out_of_scope", "who painted the ceiling of the chapel")
