"""Turns margins into probabilities by one temperature, learned on messages that the model had not seen."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
from numpy.typing import NDArray

_NARROWEST, _WIDEST = 0.02, 5.0
_CLOSE = 1e-5  # share of the temperature
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

    def height(logarithm: float) -> float:
        return surprise(scores, right, float(np.exp(logarithm)))

    low, high = np.log(_NARROWEST), np.log(_WIDEST)
    left, middle = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_middle = height(left), height(middle)
    while high - low > _CLOSE:
        if at_left < at_middle:
            high, middle, at_middle = middle, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = height(left)
        else:
            low, left, at_left = left, middle, at_middle
            middle = low + _GOLDEN * (high - low)
            at_middle = height(middle)
    return float(np.exp((low + high) / 2))
