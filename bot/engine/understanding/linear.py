"""A linear classifier, one label against the rest; learned with scikit-learn, used with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from bot.engine.understanding.corpus import Corpus
from bot.engine.understanding.features import Counts, Vocabulary, is_piece

# Closer to the optimum costs half as much time again and makes no message better understood.
TOLERANCE = 0.1
FEW_EXAMPLES = 40  # of a label, on average; with less, other settings are better


@dataclass(frozen=True)
class Settings:
    """Found by cross-validation on training data: FEW on 10 examples a class of public sets, MANY on ours."""

    strength: float  # times that of config.yml: inverse of the regularisation
    own: float  # how much an example of the label counts against one of the rest
    rarity: float  # power of the inverse document frequency
    words: float  # length of words and pairs, where pieces of words have 1
    least: int  # messages that must have a pair or a piece


MANY = Settings(strength=1.0, own=1.0, rarity=1.0, words=1.0, least=2)
FEW = Settings(strength=0.25, own=8.0, rarity=0.5, words=0.7, least=1)


@dataclass(frozen=True)
class Linear:
    """`weights` has a row for each feature and a column for each label."""

    labels: List[str]
    vocabulary: Vocabulary
    weights: NDArray[Any]
    bias: NDArray[Any]

    def scores(self, message: Counts) -> NDArray[Any]:
        """One margin for each label; all of them are the bias when no feature is known."""
        columns, values = self.vocabulary.vector(message)
        margins: NDArray[Any] = values @ self.weights[columns] + self.bias
        return margins

    def all_scores(self, messages: csr_matrix) -> NDArray[Any]:
        """A row of margins for each row of the matrix, which is the vocabulary's."""
        margins: NDArray[Any] = messages @ self.weights + self.bias
        return margins


def learn(corpus: Corpus, rows: Sequence[int], labels: Sequence[str], strength: float) -> Linear:
    """`labels` are those of the rows; `strength` is C of a linear SVM, which Settings adapts."""
    from sklearn.svm import LinearSVC

    settings = FEW if len(rows) < FEW_EXAMPLES * len(set(labels)) else MANY
    vocabulary = corpus.vocabulary(rows, settings.least, settings.rarity)
    lengths = np.asarray([1.0 if is_piece(gram) else settings.words for gram in vocabulary.names()])
    lengths = np.concatenate([lengths, np.ones(vocabulary.width - len(lengths))]).astype(np.float32)
    matrix = csr_matrix(corpus.matrix(rows, vocabulary) @ diags(lengths))
    # Frequent features side by side: the solver goes through all rows some ten times for each label, and its
    # weights of those features stay in the processor's nearest memory.
    order = np.argsort(-np.bincount(matrix.indices, minlength=matrix.shape[1]), kind="stable")
    sorted_matrix = matrix[:, order]
    sorted_matrix.sort_indices()
    counting = dict.fromkeys(labels, settings.own)
    machine = LinearSVC(C=strength * settings.strength, class_weight=counting, tol=TOLERANCE, random_state=0)
    machine.fit(sorted_matrix, list(labels))
    weights = np.empty((matrix.shape[1], len(machine.coef_)), dtype=np.float32)
    weights[order] = machine.coef_.T
    weights *= lengths[:, np.newaxis]  # so that the lengths need not be known when it is used
    return Linear(
        [str(name) for name in machine.classes_], vocabulary, weights, machine.intercept_.astype(np.float32)
    )
