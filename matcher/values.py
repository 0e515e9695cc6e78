"""The values of the signals of a scene, each worked out when it is first asked for, and what they add up to.

The first of many candidates are found without working out costly signals for all (the threshold algorithm
of Fagin, Lotem and Naor 2003): what the cheap signals add up to, and for each costly one 1 or what sketches
of its vectors say (`matcher/sketch.py`), bounds a score; whoever's bound is below the score of the last that
is wanted cannot be among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matcher.blocks import Rows, Vector
from matcher.signals import rejections
from matcher.signals.base import Feature, Scene

Matrix: TypeAlias = npt.NDArray[np.float64]

# So many candidates are looked at first for each that is wanted.
_FIRST = 8
# Sketches of candidates are made once and for that many that are left; for fewer they are not worth it.
_MANY = 1000
# A bound is summed in another order than a score.
_SLACK = 1e-9


def compute(scene: Scene, features: tuple[Feature, ...]) -> Matrix:
    """The values of all signals, shape (features, candidates), each in [0, 1]."""
    held = Values(scene, features, {})
    return np.array([held.of(feature) for feature in features])


def total(values: Matrix, features: tuple[Feature, ...], weights: Mapping[str, float]) -> Vector:
    """The scores: the sum of value times weight, shape (candidates,); the same bits for some as for all."""
    found = np.zeros(values.shape[1])
    for row, feature in zip(values, features, strict=True):
        found += weights[feature.name] * row
    return found


class Values:
    """The values of signals for all candidates of a scene, or for some."""

    def __init__(self, scene: Scene, features: tuple[Feature, ...], weights: Mapping[str, float]) -> None:
        """Nothing is worked out yet.

        Args:
            weights: by feature name; what rejections take off is no feature and has none.
        """
        self.scene, self.features, self.weights = scene, features, weights
        self._whole: dict[str, Vector] = {}

    def of(self, feature: Feature) -> Vector:
        """One signal for all candidates, shape (candidates,)."""
        found = self._whole.get(feature.name)
        if found is None:
            found = self._whole[feature.name] = np.clip(feature.compute(self.scene), 0.0, 1.0)
        return found

    @cached_property
    def all(self) -> Matrix:
        """All signals for all candidates, shape (signals, candidates); what rejections take off is last."""
        return self._with_taken(np.array([self.of(feature) for feature in self.features]), slice(None))

    def among(self, rows: Rows) -> Matrix:
        """All signals for some candidates, as in `all`, shape (signals, len(rows)); rows ascend."""
        if "all" in vars(self):
            return self.all[:, rows]
        found = np.empty((len(self.features), len(rows)))
        for at, feature in enumerate(self.features):
            found[at] = self._some(feature, rows)
        return self._with_taken(found, rows)

    def _with_taken(self, values: Matrix, rows: Rows | slice) -> Matrix:
        if self.scene.rejections is None:
            # Without any, scores are what they were before there was feedback, to the last bit.
            return values
        scores = total(values, self.features, self.weights)
        return np.vstack([values, rejections.taken(self._rejected[rows], scores)])

    @cached_property
    def _rejected(self) -> Vector:
        return rejections.rejections(self.scene)

    def contenders(self, kept: npt.NDArray[np.bool_], top: int) -> tuple[Rows, Vector]:
        """Rows that hold all of the best, ascending, and their scores.

        Args:
            kept: who is ranked, shape (candidates,).
            top: how many are wanted, at least 1.
        """
        rows, few = np.flatnonzero(kept), _FIRST * top
        # The heaviest first: it narrows the field most.
        costly = sorted(filter(self._is_costly, self.features), key=lambda one: -self.weights[one.name])
        if few >= len(rows) or not costly:
            return rows, self.scores(rows)
        cheap = self._cheap()[rows]
        # The best score at least as the last of any `top` does. A close one is among those that lead so far
        # in one of as many spans of equal length: few of the best share a span.
        span = len(rows) // few
        first = cheap[: few * span].reshape(few, span).argmax(axis=1) + span * np.arange(few)
        last = np.partition(self.scores(rows[first]), -top)[-top] - _SLACK
        most = np.array([[self.weights[feature.name]] for feature in costly])
        still = self._less_taken(cheap + most.sum(), rows) >= last
        rows, cheap = rows[still], cheap[still]
        most = np.repeat(most, len(rows), axis=1)
        for scene in (self._sketched, self.scene) if len(rows) >= _MANY else (self.scene,):
            for at, feature in enumerate(costly):
                most[at] = self.weights[feature.name] * _some(feature, scene, rows)
                still = self._less_taken(cheap + most.sum(axis=0), rows) >= last
                rows, cheap, most = rows[still], cheap[still], most[:, still]
        return rows, self.scores(rows)

    @cached_property
    def _sketched(self) -> Scene:
        """The scene with sketches for vectors, in which costly signals are bounded from above."""
        over = self.scene.over
        return replace(self.scene, ask=self.scene.ask.sketched(over.axes), over=over.sketch)

    def scores(self, rows: Rows) -> Vector:
        """The scores of some candidates, shape (len(rows),); rows ascend."""
        values = self.among(rows)
        scores = total(values[: len(self.features)], self.features, self.weights)
        return scores if self.scene.rejections is None else scores - rejections.WEIGHT * values[-1]

    def _is_costly(self, feature: Feature) -> bool:
        return feature.among is not None and feature.name not in self._whole

    def _some(self, feature: Feature, rows: Rows) -> Vector:
        """One signal for some candidates."""
        if feature.among is None or feature.name in self._whole:
            return self.of(feature)[rows]
        return _some(feature, self.scene, rows)

    def _cheap(self) -> Vector:
        """What the signals that are not costly add up to, shape (candidates,)."""
        found = np.zeros(len(self.scene.over))
        for feature in self.features:
            if not self._is_costly(feature) and self.weights[feature.name] > 0:
                found += self.weights[feature.name] * self.of(feature)
        return found

    def _less_taken(self, bound: Vector, rows: Rows) -> Vector:
        """A bound of scores less what rejections take off: what is left grows with the score."""
        if self.scene.rejections is None:
            return bound
        return bound - rejections.WEIGHT * rejections.taken(self._rejected[rows], bound)


def _some(feature: Feature, scene: Scene, rows: Rows) -> Vector:
    assert feature.among is not None  # callers have looked
    return np.clip(feature.among(scene, rows), 0.0, 1.0)
