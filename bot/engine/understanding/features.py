"""Word 1–2-grams and character 2–5-grams within words, weighted by TF-IDF, from our own vocabulary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.engine.understanding.vectors import Vectors

CHARACTER_SIZES = (2, 3, 4, 5)
Counts = Tuple[Counter[str], Counter[str]]


def words_and_pairs(tokens: Sequence[str]) -> List[str]:
    """The ends of the message count as neighbours."""
    ends = ["<", *tokens, ">"]
    return [*tokens, *(f"{first} {second}" for first, second in pairwise(ends))]


def pieces(token: str) -> List[str]:
    """Of the word with its two borders, marked by a dot in front so that they never meet a word."""
    bordered = f"_{token}_"
    length = len(bordered) + 1
    return ["." + bordered[end - size : end] for size in CHARACTER_SIZES for end in range(size, length)]


def is_piece(gram: str) -> bool:
    return len(gram) > min(CHARACTER_SIZES) and gram.startswith(".")


def counts(tokens: Sequence[str]) -> Counts:
    return Counter(words_and_pairs(tokens)), Counter(chain.from_iterable(map(pieces, tokens)))


def meaning(tables: Sequence[Vectors], message: Counts) -> NDArray[Any]:
    """The values of all vector columns of one message."""
    return np.concatenate([table.of(message[0]) for table in tables])


@dataclass(frozen=True)
class Vocabulary:
    """Which n-grams are features, in which column, and how rare each is (inverse document frequency).

    The columns of word vectors, where there are any, come after those of the n-grams.
    """

    columns: Dict[str, int]
    rarity: NDArray[Any]
    vectors: Tuple[Vectors, ...] = ()

    @property
    def width(self) -> int:
        return len(self.columns) + sum(table.width for table in self.vectors)

    def vector(self, message: Counts) -> Tuple[NDArray[Any], NDArray[Any]]:
        """Columns and values of one message; words, pieces and each model's vectors have length 1."""
        parts = [self._block(block) for block in message]
        if self.vectors:
            parts.append((np.arange(len(self.columns), self.width), meaning(self.vectors, message)))
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def _block(self, grams: Counter[str]) -> Tuple[NDArray[Any], NDArray[Any]]:
        known = [(self.columns[gram], n) for gram, n in grams.items() if gram in self.columns]
        columns = np.asarray([column for column, _ in known], dtype=np.int64)
        values = self.rarity[columns] * (1.0 + np.log(np.asarray([n for _, n in known], dtype=np.float32)))
        length = float(np.linalg.norm(values))
        return columns, (values / length if length else values).astype(np.float32)

    def names(self) -> List[str]:
        return sorted(self.columns, key=self.columns.__getitem__)
