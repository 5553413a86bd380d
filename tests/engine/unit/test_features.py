"""Words and pieces of words, counted and weighted."""

import numpy as np
import pytest

from bot.engine.understanding import features, linear
from bot.engine.understanding.corpus import Corpus


def learn(messages: list[list[str]]) -> features.Vocabulary:
    return Corpus(messages).vocabulary(range(len(messages)))


def test_words_are_counted_alone_and_in_pairs_with_the_ends() -> None:
    assert features.counts(["nyt", "pas"])[0] == {
        "nyt": 1,
        "pas": 1,
        "< nyt": 1,
        "nyt pas": 1,
        "pas >": 1,
    }


def test_pieces_stay_within_words_and_know_their_borders() -> None:
    assert features.counts(["ab"])[1] == {
        "._a": 1,
        ".ab": 1,
        ".b_": 1,
        "._ab": 1,
        ".ab_": 1,
        "._ab_": 1,
    }


def test_an_empty_message_has_no_features() -> None:
    vocabulary = learn([["pas"], ["pas"]])
    columns, values = vocabulary.vector(features.counts([]))
    assert len(columns) == len(values) == 0


def test_single_words_are_kept_when_met_once_and_pieces_when_met_twice() -> None:
    vocabulary = learn([["pas"], ["par"]])
    assert "pas" in vocabulary.columns
    assert ".pa" in vocabulary.columns
    assert ".as" not in vocabulary.columns
    assert "< pas" not in vocabulary.columns


def test_words_and_pieces_each_have_length_one() -> None:
    messages = [["nyt", "pas"], ["nyt", "pas", "nu"]]
    vocabulary = learn(messages)
    _, values = vocabulary.vector(features.counts(messages[0]))
    assert np.linalg.norm(values) == pytest.approx(np.sqrt(2))


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    messages = [["nyt", word] for word in ("pas", "kort", "hus")]
    vocabulary = learn(messages)
    assert vocabulary.rarity[vocabulary.columns["pas"]] > vocabulary.rarity[vocabulary.columns["nyt"]]


def test_columns_do_not_depend_on_the_order_of_the_messages() -> None:
    messages = [[word] for word in ("pas", "kort", "pas", "kort")]
    assert learn(messages).columns == learn(messages[::-1]).columns


def test_a_matrix_has_a_row_for_each_message_and_the_vector_in_it() -> None:
    texts = (["nyt", "pas", "pas"], [], ["pas"], ["nyt", "kort"], ["x"])
    corpus = Corpus(texts)
    vocabulary = corpus.vocabulary([0, 1, 2])
    rows = [3, 1, 0, 4]
    matrix = corpus.matrix(rows, vocabulary)
    assert matrix.shape == (4, len(vocabulary.columns))
    for place, row in enumerate(rows):
        columns, values = vocabulary.vector(features.counts(texts[row]))
        dense = np.zeros(matrix.shape[1])
        dense[columns] = values
        assert np.allclose(matrix[place].toarray()[0], dense, atol=1e-6)
    assert matrix[3].nnz == 0


def test_a_vocabulary_knows_nothing_of_the_messages_that_are_left_out() -> None:
    corpus = Corpus([[word] for word in ("pas", "kort", "pas")])
    assert corpus.vocabulary([0, 2]).columns.keys() == learn([["pas"]] * 2).columns.keys()


def test_where_examples_are_few_what_only_one_of_them_has_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, labels = [["nyt", "pas"], ["pas", "tak"], ["gult", "kort"], ["kort", "tak"]], ["a", "a", "b", "b"]
    corpus = Corpus(texts)
    few = linear.learn(corpus, range(4), labels, 1.0)
    monkeypatch.setattr(linear, "FEW_EXAMPLES", 0)
    many = linear.learn(corpus, range(4), labels, 1.0)
    assert "nyt pas" in few.vocabulary.columns
    assert "nyt pas" not in many.vocabulary.columns
