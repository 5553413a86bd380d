"""Messages counted into arrays, from which vocabularies and matrices of any part of them are quickly made."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import Any, DefaultDict, Dict, List, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from bot.engine.understanding.features import (
    Vocabulary,
    counts,
    is_piece,
    meaning,
    pieces,
    words_and_pairs,
)
from bot.engine.understanding.vectors import Vectors


class Corpus:
    """One entry for each n-gram of each message: its number in the sorted n-grams, its count, its block."""

    def __init__(self, messages: Sequence[Sequence[str]], vectors: Tuple[Vectors, ...] = ()) -> None:
        self._size = len(messages)
        self._vectors = vectors
        self._meanings = np.stack([meaning(vectors, counts(each)) for each in messages]) if vectors else None
        self._grams, counted = count(messages)
        self._single = np.asarray([not (is_piece(gram) or " " in gram) for gram in self._grams], dtype=bool)
        self._ids, self._counts = counted.indices, counted.data
        self._blocks = np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr))

    def vocabulary(self, rows: Sequence[int], least: int = 2, power: float = 1.0) -> Vocabulary:
        """Keeps single words always, pairs and pieces when at least `least` of the messages have them.

        `power` is that of the inverse document frequency; less makes rare n-grams less special.
        """
        frequency = np.bincount(self._ids[self._entries(rows)], minlength=len(self._grams))
        kept = np.nonzero((frequency >= least) | (self._single & (frequency > 0)))[0]
        rarity = (1.0 + np.log((1 + len(rows)) / (1 + frequency[kept]))) ** power
        columns = {self._grams[place]: column for column, place in enumerate(kept)}
        return Vocabulary(columns, rarity.astype(np.float32), self._vectors)

    def matrix(self, rows: Sequence[int], vocabulary: Vocabulary) -> csr_matrix:
        """A row for each message, with the values of Vocabulary.vector."""
        column_of = np.asarray([vocabulary.columns.get(gram, -1) for gram in self._grams], dtype=np.int64)
        entries = self._entries(rows) & (column_of[self._ids] >= 0)
        columns, blocks = column_of[self._ids[entries]], self._blocks[entries]
        values = vocabulary.rarity[columns] * (1.0 + np.log(self._counts[entries]))
        lengths = np.sqrt(np.bincount(blocks, weights=values.astype(np.float64) ** 2))
        row_of = np.zeros(self._size, dtype=np.int64)
        row_of[list(rows)] = np.arange(len(rows))
        places = (row_of[blocks // 2], columns)
        shape = (len(rows), len(vocabulary.columns))
        grams = csr_matrix(((values / lengths[blocks]).astype(np.float32), places), shape=shape)
        if self._meanings is None:
            return grams
        return csr_matrix(hstack([grams, csr_matrix(self._meanings[list(rows)])]))

    def _entries(self, rows: Sequence[int]) -> NDArray[Any]:
        """Which entries belong to the messages."""
        wanted = np.zeros(self._size, dtype=bool)
        wanted[list(rows)] = True
        return np.asarray(wanted[self._blocks // 2])


def count(messages: Sequence[Sequence[str]]) -> Tuple[List[str], csr_matrix]:
    """The n-grams, sorted, and how often each is in a message: two rows of each, of features.counts."""
    number: DefaultDict[str, int] = defaultdict(lambda: len(number))
    of_word: Dict[str, array[int]] = {}  # the numbers of its pieces, so that each word is cut up once
    ids, ends = array("i"), [0]
    for tokens in messages:
        ids.extend(number[gram] for gram in words_and_pairs(tokens))
        ends.append(len(ids))
        for token in tokens:
            if token not in of_word:
                of_word[token] = array("i", [number[piece] for piece in pieces(token)])
            ids.extend(of_word[token])
        ends.append(len(ids))
    grams = sorted(number)
    places = np.empty(len(grams), dtype=np.int32)
    places[[number[gram] for gram in grams]] = np.arange(len(grams), dtype=np.int32)
    shape = (2 * len(messages), len(grams))
    counted = csr_matrix((np.ones(len(ids), dtype=np.float32), places[np.asarray(ids)], ends), shape=shape)
    counted.sum_duplicates()
    return grams, counted
