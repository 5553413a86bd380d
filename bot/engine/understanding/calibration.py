"""Turns margins into probabilities by one temperature, learned on messages that the model had not seen."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
from numpy.typing import NDArray

_NARROWEST, _WIDEST = 0.02, 5.0
_GOLDEN = (5**0.5 - 1) / 2


def probabilities(scores: NDArray[Any], temperature: float) -> NDArray[Any]:
    """Softmax over the last axis."""
    heated = scores / temperature
    heated = np.exp(heated - heated.max(axis=-1, keepdims=True))
    chances: NDArray[Any] = heated / heated.sum(axis=-1, keepdims=True)
    return chances


def surprise(scores: NDArray[Any], right: Sequence[int], temperature: float) -> float:
    """Mean negative log probability of the right labels: what calibration makes small."""
    chosen = probabilities(scores, temperature)[np.arange(len(right)), list(right)]
    return float(-np.log(np.maximum(chosen, 1e-12)).mean())


def fit_temperature(scores: NDArray[Any], right: Sequence[int]) -> float:
    """Golden-section search on the logarithm; the surprise has one valley."""
    low, high = np.log(_NARROWEST), np.log(_WIDEST)
    for _ in range(40):
        left, middle = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if surprise(scores, right, float(np.exp(left))) < surprise(scores, right, float(np.exp(middle))):
            high = middle
        else:
            low = left
    return float(np.exp((low + high) / 2))
