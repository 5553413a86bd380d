"""Counted messages as arrays, from which vocabularies and matrices of any part of them are quickly made."""

from __future__ import annotations

from typing import Any, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from bot.engine.understanding.features import Counts, Vocabulary, is_piece, meaning
from bot.engine.understanding.vectors import Vectors


class Corpus:
    """One entry for each n-gram of each message: its number in the sorted n-grams, its count, its block."""

    def __init__(self, messages: Sequence[Counts], vectors: Tuple[Vectors, ...] = ()) -> None:
        self._size = len(messages)
        self._vectors = vectors
        self._meanings = np.stack([meaning(vectors, message) for message in messages]) if vectors else None
        self._grams = sorted({gram for message in messages for block in message for gram in block})
        self._single = np.asarray([not (is_piece(gram) or " " in gram) for gram in self._grams], dtype=bool)
        number = {gram: place for place, gram in enumerate(self._grams)}
        blocks = [block for message in messages for block in message]  # two for each message
        self._ids = np.asarray([number[gram] for block in blocks for gram in block], dtype=np.int64)
        self._counts = np.asarray([n for block in blocks for n in block.values()], dtype=np.float32)
        self._blocks = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])

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
