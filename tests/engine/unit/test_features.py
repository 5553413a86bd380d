"""Words and pieces of words, counted and weighted."""

import numpy as np
import pytest

from bot.engine.understanding import features


def test_words_are_counted_alone_and_in_pairs_with_the_ends() -> None:
    assert features.word_grams(["nyt", "pas"]) == {
        "nyt": 1,
        "pas": 1,
        "< nyt": 1,
        "nyt pas": 1,
        "pas >": 1,
    }


def test_pieces_stay_within_words_and_know_their_borders() -> None:
    assert features.character_grams(["ab"]) == {
        "._a": 1,
        ".ab": 1,
        ".b_": 1,
        "._ab": 1,
        ".ab_": 1,
        "._ab_": 1,
    }


def test_an_empty_message_has_no_features() -> None:
    vocabulary = features.Vocabulary.learn([features.counts(["pas"]), features.counts(["pas"])])
    columns, values = vocabulary.vector(features.counts([]))
    assert len(columns) == len(values) == 0


def test_single_words_are_kept_when_met_once_and_pieces_when_met_twice() -> None:
    vocabulary = features.Vocabulary.learn([features.counts(["pas"]), features.counts(["par"])])
    assert "pas" in vocabulary.columns
    assert ".pa" in vocabulary.columns
    assert ".as" not in vocabulary.columns
    assert "< pas" not in vocabulary.columns


def test_words_and_pieces_each_have_length_one() -> None:
    messages = [features.counts(["nyt", "pas"]), features.counts(["nyt", "pas", "nu"])]
    vocabulary = features.Vocabulary.learn(messages)
    _, values = vocabulary.vector(messages[0])
    assert np.linalg.norm(values) == pytest.approx(np.sqrt(2))


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    messages = [features.counts(["nyt", word]) for word in ("pas", "kort", "hus")]
    vocabulary = features.Vocabulary.learn(messages)
    assert vocabulary.rarity[vocabulary.columns["pas"]] > vocabulary.rarity[vocabulary.columns["nyt"]]


def test_columns_do_not_depend_on_the_order_of_the_messages() -> None:
    messages = [features.counts([word]) for word in ("pas", "kort", "pas", "kort")]
    assert features.Vocabulary.learn(messages).columns == features.Vocabulary.learn(messages[::-1]).columns


def test_a_matrix_has_a_row_for_each_message_and_the_vector_in_it() -> None:
    messages = [features.counts(["nyt", "pas"]), features.counts([]), features.counts(["pas"])]
    vocabulary = features.Vocabulary.learn(messages)
    matrix = vocabulary.matrix(messages)
    assert matrix.shape == (3, len(vocabulary.columns))
    columns, values = vocabulary.vector(messages[0])
    dense = np.zeros(matrix.shape[1])
    dense[columns] = values
    assert np.allclose(matrix[0].toarray()[0], dense)
    assert matrix[1].nnz == 0
