"""A linear classifier, one label against the rest; learned with scikit-learn, used with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.engine.understanding.corpus import Corpus
from bot.engine.understanding.features import Counts, Vocabulary

# Closer to the optimum costs half as much time again and makes no message better understood.
TOLERANCE = 0.1


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
    """`labels` are those of the rows; `strength` is the inverse of the regularisation (C of a linear SVM)."""
    from sklearn.svm import LinearSVC

    vocabulary = corpus.vocabulary(rows)
    matrix = corpus.matrix(rows, vocabulary)
    # Frequent features side by side: the solver goes through all rows some ten times for each label, and its
    # weights of those features stay in the processor's nearest memory.
    order = np.argsort(-np.bincount(matrix.indices, minlength=matrix.shape[1]), kind="stable")
    sorted_matrix = matrix[:, order]
    sorted_matrix.sort_indices()
    machine = LinearSVC(C=strength, tol=TOLERANCE, random_state=0)
    machine.fit(sorted_matrix, list(labels))
    weights = np.empty((matrix.shape[1], len(machine.coef_)), dtype=np.float32)
    weights[order] = machine.coef_.T
    return Linear(
        [str(name) for name in machine.classes_], vocabulary, weights, machine.intercept_.astype(np.float32)
    )
