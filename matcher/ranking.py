"""Scores, orders and explains candidates; the one way in which anything is ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from matcher.blocks import Vector
from matcher.features import weights_of
from matcher.phrases import Language, say
from matcher.signals import rejections
from matcher.signals.base import Feature, Reason, Scene
from matcher.snapshot import Tie
from matcher.values import Matrix, Values, total

# Random letters reached at most 0.11 to the nearest of some 300 institutions, "coir mats" 0.34.
_FAINT = 0.2
# Contributions below this do not change an order that anybody could defend.
_SAME = 1e-9
# Signals of which one at least speaks for somebody when what is asked has to do with anybody.
_FACTS = ("words", "industries", "capabilities", "technologies", "network")


@dataclass(frozen=True)
class Evidence:
    """What one signal adds to a score: contribution = value x weight, and the paths that say so."""

    feature: str
    value: float
    weight: float
    contribution: float
    reason: Reason
    paths: tuple[tuple[Tie, ...], ...] = ()

    @property
    def explanation(self) -> str:
        """Why it has this value, in English."""
        return self.reason.said("en")


@dataclass(frozen=True)
class Ranked:
    """A candidate with its score in [0, 1], its evidence by contribution, and the paths behind it.

    Attributes:
        probability: of the pair being a documented one, None where scores are not calibrated.
    """

    id: str
    name: str
    score: float
    evidence: tuple[Evidence, ...]
    paths: tuple[tuple[Tie, ...], ...]
    probability: float | None = None


class Calibrated(Protocol):
    """What turns scores into probabilities, learned from documented ties."""

    def probability(self, scores: Vector) -> Vector:
        """One probability in [0, 1] a score, in the order of the scores."""
        ...


@dataclass(frozen=True)
class Standings:
    """All candidates of a question, before anybody is picked or explained; worked out as far as is asked.

    Attributes:
        weights: as used, with sum 1; what rejections take off comes on top, below 0.
        kept: whether a candidate is ranked; the others are shown elsewhere, shape (candidates,).
        calibration: None where there is none.
    """

    scene: Scene
    features: tuple[Feature, ...]
    weights: Mapping[str, float]
    kept: npt.NDArray[np.bool_]
    held: Values
    calibration: Calibrated | None = None

    @property
    def values(self) -> Matrix:
        """Of every signal, shape (features, candidates), each in [0, 1]."""
        return self.held.all

    @cached_property
    def scores(self) -> Vector:
        """Of all candidates, shape (candidates,)."""
        return total(self.values, self.features, self.weights)

    @cached_property
    def nobody(self) -> str:
        """The phrase that says why nobody can be ranked; empty when somebody can."""
        return _nothing_tells(self.held, self.kept)

    def order(self, top: int) -> Sequence[int]:
        """The rows of the best, in order."""
        if self.nobody or top < 1:
            return ()
        rows, scores = self.held.contenders(self.kept, top)
        return [int(rows[at]) for at in ordered(scores, np.ones(len(rows), dtype=bool), top)]

    def place(self, row: int) -> int | None:
        """The rank of a row, from 1; None when it is not ranked."""
        if self.nobody or not self.kept[row]:
            return None
        return 1 + self.order(len(self.kept)).index(row)

    def explained(self, row: int) -> Ranked:
        """One candidate with all its evidence."""
        return self._explained([row])[0]

    def ranking(self, top: int) -> Ranking:
        """The best, explained."""
        results = self._explained(self.order(top))
        return Ranking(results, int(self.kept.sum()), self.weights, self.nobody, self)

    def _explained(self, rows: Sequence[int]) -> tuple[Ranked, ...]:
        """Candidates with all their evidence, in the order of the rows."""
        ascending = sorted(rows)
        values = dict(zip(ascending, self.held.among(np.array(ascending, dtype=np.intp)).T, strict=True))
        return tuple(
            explained(self.scene, self.features, self.weights, values[row], row, self.calibration)
            for row in rows
        )


@dataclass(frozen=True)
class Ranking:
    """The best candidates in order, or none with the reason why.

    Attributes:
        considered: how many candidates were compared.
        weights: as used, with sum 1.
        nobody: the phrase that says why nobody is ranked; empty otherwise.
        standings: of all candidates.
    """

    results: tuple[Ranked, ...]
    considered: int
    weights: Mapping[str, float]
    nobody: str = ""
    standings: Standings | None = field(default=None, compare=False, repr=False)

    @property
    def message(self) -> str:
        """Why nobody is ranked, in English; empty otherwise."""
        return self.said("en")

    def said(self, language: Language) -> str:
        """Why nobody is ranked; empty otherwise."""
        return say(self.nobody, language) if self.nobody else ""


def rank(
    scene: Scene,
    features: tuple[Feature, ...],
    *,
    top: int = 10,
    weights: Mapping[str, float] | None = None,
    without: frozenset[str] = frozenset(),
) -> Ranking:
    """Rank the candidates of a scene: by falling score, equal scores by id.

    Args:
        top: how many to explain.
        weights, without: as for `judged`.

    Raises:
        InputError: the weights are not usable.
    """
    return judged(scene, features, weights=weights, without=without).ranking(top)


def judged(
    scene: Scene,
    features: tuple[Feature, ...],
    *,
    weights: Mapping[str, float] | None = None,
    without: frozenset[str] = frozenset(),
    calibration: Calibrated | None = None,
) -> Standings:
    """Score all candidates of a scene.

    Args:
        weights: weights of a request, in place of the defaults.
        without: ids that are shown elsewhere and not ranked.
        calibration: turns scores into probabilities, where there is one.

    Raises:
        InputError: the weights are not usable.
    """
    used = weights_of(features, weights)
    # A signal that counts for nothing unless asked for or learned is not worked out.
    features = tuple(feature for feature in features if feature.weight > 0 or used[feature.name] > 0)
    kept = np.ones(len(scene.over), dtype=bool)
    kept[[scene.over.index[identity] for identity in without if identity in scene.over.index]] = False
    held = Values(scene, features, dict(used))
    if scene.rejections is not None:
        features = (*features, rejections.FEATURE)
        used[rejections.NAME] = -rejections.WEIGHT
    return Standings(scene, features, used, kept, held, calibration)


def ordered(scores: Vector, kept: npt.NDArray[np.bool_], top: int) -> Sequence[int]:
    """Rows of the best that are kept, by (-score, row); rows are in the order of ids.

    Scores are compared to twelve digits, so that the last bits of a sum decide nothing.
    """
    rows = np.flatnonzero(kept)
    rounded = np.round(scores[rows], 12)
    if top < len(rows):
        floor = np.partition(-rounded, top - 1)[top - 1] if top > 0 else -np.inf
        rows, rounded = rows[-rounded <= floor], rounded[-rounded <= floor]
    return [int(row) for row in rows[np.lexsort((rows, -rounded))][:top]]


def explained(
    scene: Scene,
    features: tuple[Feature, ...],
    weights: Mapping[str, float],
    values: Vector,
    row: int,
    calibration: Calibrated | None = None,
) -> Ranked:
    """One candidate with all its evidence, the greatest contribution first.

    Args:
        values: the candidate's values, shape (features,).
    """
    found: list[Evidence] = []
    for value, feature in zip(map(float, values), features, strict=True):
        weight = weights[feature.name]
        reason = feature.explain(scene, row, value)
        paths_of = tuple(path for path in reason.paths if path) if value > 0 else ()
        # Adding 0 turns what rejections take off nobody, -0.0, into 0.
        contribution = value * weight + 0.0
        found.append(Evidence(feature.name, value, weight, contribution, reason, paths_of))
    evidence = tuple(sorted(found, key=lambda one: (-one.contribution, one.feature)))
    paths = dict.fromkeys(path for one in evidence for path in one.paths)
    profile = scene.over.profiles[row]
    score = sum(one.contribution for one in evidence)
    likely = None if calibration is None else float(calibration.probability(np.array([score]))[0])
    return Ranked(profile.id, profile.name, score, evidence, tuple(paths), likely)


def _nothing_tells(held: Values, kept: npt.NDArray[np.bool_]) -> str:
    """The phrase that says why nobody can be ranked, empty when somebody can."""
    if not kept.any():
        return "rank.nobody"
    asking = [feature for feature in held.features if feature.asks and held.weights[feature.name] > 0]
    # The costly ones last: mostly a cheap one tells.
    asking.sort(key=lambda feature: feature.among is not None)
    if not asking:
        return ""
    if not any(np.ptp(held.of(feature)[kept]) >= _SAME for feature in asking):
        return "rank.alike"
    facts = [feature for feature in held.features if feature.name in _FACTS]
    if not facts or any(held.of(feature)[kept].max() >= _SAME for feature in facts):
        return ""
    whole = [feature for feature in held.features if feature.name == "whole_text"]
    return "rank.unlike" if all(held.of(feature)[kept].max() < _FAINT for feature in whole) else ""
