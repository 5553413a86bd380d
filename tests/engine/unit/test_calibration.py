"""Probabilities that mean what they say."""

import numpy as np
import pytest

from bot.engine.understanding import calibration


def test_probabilities_add_up_to_one_and_keep_the_order() -> None:
    found = calibration.probabilities(np.array([[2.0, 1.0, -1.0]]), 0.5)
    assert found.sum() == pytest.approx(1.0)
    assert found[0, 0] > found[0, 1] > found[0, 2]


def test_large_margins_do_not_overflow() -> None:
    found = calibration.probabilities(np.array([5000.0, -5000.0]), 0.02)
    assert found.tolist() == [1.0, 0.0]


def test_a_model_that_is_right_half_the_time_is_told_to_be_modest() -> None:
    scores = np.tile([1.0, 0.0], (100, 1))
    half = [0, 1] * 50
    always = [0] * 100
    modest = calibration.fit_temperature(scores, half)
    certain = calibration.fit_temperature(scores, always)
    assert calibration.probabilities(scores[0], modest)[0] < 0.6
    assert calibration.probabilities(scores[0], certain)[0] > 0.99


def test_the_temperature_found_is_the_one_that_made_the_labels() -> None:
    random = np.random.default_rng(1)
    scores = random.normal(size=(4000, 5))
    chances = calibration.probabilities(scores, 0.7)
    right = [int(random.choice(5, p=row)) for row in chances]
    assert calibration.fit_temperature(scores, right) == pytest.approx(0.7, abs=0.05)
