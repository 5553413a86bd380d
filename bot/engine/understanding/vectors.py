"""Word vectors of a spaCy model as further features: read once at training, then part of our own model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.engine.understanding.fold import fold

MOST_WORDS = 100_000  # of a model that are kept, the most frequent ones


class VectorsError(Exception):
    """A configured model cannot be used; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Vectors:
    """Folded word → row of `rows`, which are of half precision, in training as later."""

    words: Mapping[str, int]
    rows: NDArray[Any]

    @property
    def width(self) -> int:
        return int(self.rows.shape[1])

    def of(self, counted: Mapping[str, int]) -> NDArray[Any]:
        """The direction of the mean of the known words, of length 1; zeros when none is known."""
        known = [(self.words[word], count) for word, count in counted.items() if word in self.words]
        if not known:
            return np.zeros(self.width, dtype=np.float32)
        places, counts = zip(*known, strict=True)
        mean = np.asarray(counts, dtype=np.float32) @ self.rows[list(places)].astype(np.float32)
        length = float(np.linalg.norm(mean))
        return np.asarray(mean / length if length else mean, dtype=np.float32)


def read(name: str) -> Vectors:
    """The vectors of a folder, or of an installed package; none of the model's own code is needed.

    Raises VectorsError.
    """
    from spacy.vocab import Vocab

    try:
        vocab = Vocab().from_disk(_folder(name) / "vocab")
        found = [(row, vocab.strings[key]) for key, row in vocab.vectors.key2row.items()]
    except (OSError, ValueError, KeyError) as error:
        raise VectorsError(f"vectors: {name} is not a spaCy model that can be read ({error}).") from error
    if not found or not vocab.vectors.shape[1]:
        raise VectorsError(f"vectors: {name} has no word vectors; take a model that has, such as {name}_md.")
    words: Dict[str, int] = {}
    for row, text in sorted(found):
        if len(words) < MOST_WORDS:
            words.setdefault(fold(text), row)
    kept = sorted(set(words.values()))
    place = {row: number for number, row in enumerate(kept)}
    rows = np.asarray(vocab.vectors.data)[kept].astype(np.float16)
    return Vectors({word: place[row] for word, row in words.items()}, rows)


def _folder(name: str) -> Path:
    import spacy.util

    folder = Path(name)
    if folder.is_dir():
        return folder
    if not spacy.util.is_package(name):
        raise VectorsError(
            f"vectors: there is no folder {name} and no spaCy package of that name; install it or correct it."
        )
    package = Path(str(spacy.util.get_package_path(name)))
    meta = spacy.util.get_model_meta(package)
    return package / f"{meta['lang']}_{meta['name']}-{meta['version']}"


def pack(tables: Tuple[Vectors, ...]) -> Tuple[List[List[str]], Dict[str, NDArray[Any]]]:
    """As JSON and as arrays: each table's words, in the order of `places`, which name their rows."""
    arrays: Dict[str, NDArray[Any]] = {}
    for number, table in enumerate(tables):
        arrays[f"rows{number}"] = table.rows
        arrays[f"places{number}"] = np.asarray(list(table.words.values()), dtype=np.int32)
    return [list(table.words) for table in tables], arrays


def unpack(words: List[List[str]], arrays: Mapping[str, NDArray[Any]]) -> Tuple[Vectors, ...]:
    return tuple(
        Vectors(dict(zip(each, arrays[f"places{number}"].tolist(), strict=True)), arrays[f"rows{number}"])
        for number, each in enumerate(words)
    )
