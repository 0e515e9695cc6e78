"""Calibration: a known curve is found, errors are those of a hand-checked case, few pairs are refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.calibration import (
    LEAST_PAIRS,
    Bin,
    Calibration,
    calibration_json,
    expected_error,
    fit,
    reliability,
)


def drawn(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    scores = rng.random(n)
    return scores, rng.random(n) < 1 / (1 + np.exp(-(8 * scores - 6)))


def test_a_known_curve_is_found_and_right_on_other_data() -> None:
    curve = fit(*drawn(20_000))
    assert curve is not None
    assert (curve.slope, curve.intercept) == (pytest.approx(8, abs=0.5), pytest.approx(-6, abs=0.4))
    scores, documented = drawn(20_000, seed=1)
    found = calibration_json(curve, curve.probability(scores), documented)
    assert found["expected_calibration_error"] < 0.02
    assert sum(one["pairs"] for one in found["reliability"]) == 20_000
    crooked = Calibration(8.0, -3.0, 100)
    assert expected_error(reliability(crooked.probability(scores), documented)) > 0.1


def test_the_error_of_a_hand_checked_case() -> None:
    assert expected_error([Bin(3, 0.2, 0.3), Bin(1, 0.9, 0.5)]) == pytest.approx((3 * 0.1 + 0.4) / 4)
    assert expected_error([]) == 0.0


def test_too_few_pairs_are_not_calibrated() -> None:
    scores = np.linspace(0, 1, 1000)
    few = np.zeros(1000, dtype=bool)
    few[: LEAST_PAIRS - 1] = True
    assert fit(scores, few) is None
    assert fit(scores, np.ones(1000, dtype=bool)) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_probabilities_lie_between_0_and_1_and_rise_with_the_score(scores: list[float]) -> None:
    found = Calibration(8.0, -6.0, 100).probability(np.sort(np.array(scores)))
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) >= 0).all()
