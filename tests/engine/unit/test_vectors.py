"""Word vectors of a real, small spaCy model that the test makes: read, learned with, stored and refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.components.classifier import LinearClassifier
from bot.engine.understanding import features, vectors
from bot.engine.understanding.corpus import Corpus
from bot.engine.understanding.learning import Aims, Example, learn
from bot.engine.understanding.model import Understanding
from bot.engine.understanding.vectors import Vectors, VectorsError, read

# Two matters, whose words lie in two directions; no word of one row is like one of the others.
RUBBISH = "skrald affald renovation"
HEALTH = "læge hospital klinik"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A spaCy pipeline with three dimensions, as `spacy.load` would have it."""
    nlp = spacy.blank("da")
    for text, direction in ((f"{RUBBISH} tømning", (1, 0.1, 0)), (f"{HEALTH} Ægte", (0.1, 1, 0))):
        for word in text.split():
            nlp.vocab.set_vector(word, np.asarray(direction, dtype=np.float32))
    nlp.to_disk(tmp_path / "town")
    return tmp_path / "town"


def examples() -> "list[Example]":
    matters = {
        "service/waste": "skrald affald",
        "service/doctor": "laege hospital",
        "out_of_scope": "film vejr",
    }
    fillers = ["jeg", "vil", "har", "du", "kan", "et"]
    return [
        Example([filler, word], label, "da")
        for label, words in matters.items()
        for word in words.split()
        for filler in fillers
    ]


def test_words_are_folded_and_lead_to_their_directions(town: Path) -> None:
    table = read(str(town))
    assert set(table.words) == {
        *["skrald", "affald", "renovation", "toemning", "laege", "hospital", "klinik", "aegte"]
    }
    np.testing.assert_allclose(table.of({"laege": 2, "ukendt": 1}), [0.0995, 0.995, 0], atol=1e-3)
    assert np.linalg.norm(table.of({"laege": 1, "affald": 1})) == pytest.approx(1)
    assert not table.of({"ukendt": 1}).any()


def test_only_so_many_words_are_kept(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "MOST_WORDS", 2)
    assert set(read(str(town)).words) == {"skrald", "affald"}


def test_training_sees_what_understanding_sees(town: Path) -> None:
    texts = [example.tokens for example in examples()]
    corpus = Corpus(texts, (read(str(town)), read(str(town))))
    rows = [0, 3, 7, 30]
    vocabulary = corpus.vocabulary(rows)
    matrix = corpus.matrix(rows, vocabulary)
    assert matrix.shape == (4, len(vocabulary.columns) + 6)
    for place, row in enumerate(rows):
        dense = np.zeros(vocabulary.width, dtype=np.float32)
        columns, values = vocabulary.vector(features.counts(texts[row]))
        dense[columns] = values
        np.testing.assert_allclose(matrix[place].toarray()[0], dense, atol=1e-6)


def test_a_word_that_nobody_taught_is_understood_by_its_neighbours(town: Path) -> None:
    plain, knowing = learn(examples(), Aims()), learn(examples(), Aims(), (read(str(town)),))
    word = ["toemning"]
    assert knowing.evidence(word).ranking[0][0] == "service/waste"
    assert knowing.evidence(word).ranking[0][1] > plain.evidence(word).ranking[0][1]


def test_what_is_stored_gives_the_same_answers_without_the_model(town: Path) -> None:
    model = learn(examples(), Aims(), (read(str(town)),))
    for path in sorted(town.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    files = model.files()
    assert {Path(name).suffix for name in files} == {".json", ".npz"}
    stored = Understanding.load(files)
    for words in (["toemning"], ["jeg", "klinik"], ["film"], []):
        kept, again = model.evidence(words).ranking, stored.evidence(words).ranking
        assert [name for name, _ in kept] == [name for name, _ in again]
        np.testing.assert_allclose([p for _, p in kept], [p for _, p in again], atol=2e-3)
    assert stored.files()["model.json"] == files["model.json"]


def test_the_same_model_gives_the_same_bytes(town: Path) -> None:
    first, second = (learn(examples(), Aims(), (read(str(town)),)).files() for _ in range(2))
    assert first == second


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="there is no folder no_such_model and no spaCy package"):
        read("no_such_model")


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="is not a spaCy model that can be read"):
        read(str(tmp_path))


def test_a_model_without_vectors_is_named(tmp_path: Path) -> None:
    spacy.blank("da").to_disk(tmp_path / "bare")
    with pytest.raises(VectorsError, match="has no word vectors"):
        read(str(tmp_path / "bare"))


def test_training_says_so_in_one_line(tmp_path: Path) -> None:
    config: Any = {**LinearClassifier.get_default_config(), "vectors": ["no_such_model"]}
    storage, context = LocalModelStorage(tmp_path), ExecutionContext(GraphSchema({}))
    component = LinearClassifier.create(config, storage, Resource("x"), context)
    with pytest.raises(InvalidConfigException, match="there is no folder no_such_model"):
        component.train(TrainingData([]))


def test_nothing_is_of_no_word() -> None:
    assert not Vectors({}, np.zeros((0, 3), dtype=np.float16)).of({"ord": 1}).any()
