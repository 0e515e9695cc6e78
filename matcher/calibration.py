"""From scores to probabilities of being a documented pair, and how far such probabilities are right.

Platt's logistic fit (Platt 1999) by scikit-learn; the expected calibration error is that of Guo et al.
2017. A pair that no source documents counts as none, so a probability speaks of what sources document,
not of how well a mentor would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from matcher.blocks import Vector

# Fewer documented pairs say too little about the tail that matters, the best of a ranking.
LEAST_PAIRS = 50
_BINS = 10


@dataclass(frozen=True)
class Calibration:
    """A logistic curve over scores: 1 / (1 + exp(-(slope x score + intercept))).

    Attributes:
        pairs: how many documented pairs it was fitted to.
    """

    slope: float
    intercept: float
    pairs: int

    def probability(self, scores: Vector) -> Vector:
        """One probability in [0, 1] a score, in the order of the scores."""
        return np.asarray(1.0 / (1.0 + np.exp(-(self.slope * np.asarray(scores) + self.intercept))))


def fit(scores: Vector, documented: npt.NDArray[np.bool_]) -> Calibration | None:
    """The curve for scores of pairs of which some are documented; None where too few are."""
    pairs = int(documented.sum())
    if pairs < LEAST_PAIRS or pairs == len(documented):
        return None
    model = LogisticRegression(C=1e6, max_iter=1000).fit(scores.reshape(-1, 1), documented)
    return Calibration(float(model.coef_[0, 0]), float(model.intercept_[0]), pairs)


@dataclass(frozen=True)
class Bin:
    """Pairs of like probability: how many, the mean probability, the share that is documented."""

    pairs: int
    probability: float
    documented: float


def reliability(probabilities: Vector, documented: npt.NDArray[np.bool_]) -> tuple[Bin, ...]:
    """The reliability diagram: ten bins with the same number of pairs each, by rising probability."""
    order = np.argsort(probabilities, kind="stable")
    parts: Sequence[npt.NDArray[np.intp]] = np.array_split(order, _BINS)
    return tuple(
        Bin(len(rows), float(probabilities[rows].mean()), float(documented[rows].mean()))
        for rows in parts
        if len(rows)
    )


def expected_error(bins: Sequence[Bin]) -> float:
    """Mean over all pairs of how far the probability of their bin is from what is documented."""
    total = sum(one.pairs for one in bins)
    return sum(one.pairs * abs(one.probability - one.documented) for one in bins) / total if total else 0.0


def calibration_json(
    curve: Calibration, probabilities: Vector, documented: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    """The curve with its diagram and error on pairs that it was not fitted to."""
    bins = reliability(probabilities, documented)
    return {
        "slope": curve.slope,
        "intercept": curve.intercept,
        "fitted_to": curve.pairs,
        "pairs": len(documented),
        "expected_calibration_error": expected_error(bins),
        "reliability": [
            {"pairs": one.pairs, "probability": one.probability, "documented": one.documented} for one in bins
        ],
    }
