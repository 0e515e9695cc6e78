"""Scores, orders and explains candidates; the one way in which anything is ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from matcher.blocks import Vector
from matcher.features import weights_of
from matcher.phrases import Language, say
from matcher.signals import rejections
from matcher.signals.base import Feature, Reason, Scene
from matcher.snapshot import Tie

Matrix: TypeAlias = npt.NDArray[np.float64]

# Random letters reached at most 0.11 to the nearest of some 300 institutions, "coir mats" 0.34.
_FAINT = 0.2
# Contributions below this do not change an order that anybody could defend.
_SAME = 1e-9


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
    """All candidates of a question with their values and scores, before anybody is picked or explained.

    Attributes:
        weights: as used, with sum 1; what rejections take off comes on top, below 0.
        values: of every signal, shape (features, candidates), each in [0, 1].
        scores: shape (candidates,).
        kept: whether a candidate is ranked; the others are shown elsewhere, shape (candidates,).
        nobody: the phrase that says why nobody can be ranked; empty when somebody can.
        calibration: None where there is none.
    """

    scene: Scene
    features: tuple[Feature, ...]
    weights: Mapping[str, float]
    values: Matrix
    scores: Vector
    kept: npt.NDArray[np.bool_]
    nobody: str = ""
    calibration: Calibrated | None = None

    def order(self, top: int) -> Sequence[int]:
        """The rows of the best, in order."""
        return () if self.nobody else ordered(self.scores, self.kept, top)

    def place(self, row: int) -> int | None:
        """The rank of a row, from 1; None when it is not ranked."""
        if self.nobody or not self.kept[row]:
            return None
        return 1 + self.order(len(self.kept)).index(row)

    def explained(self, row: int) -> Ranked:
        """One candidate with all its evidence."""
        return explained(self.scene, self.features, self.weights, self.values, row, self.calibration)

    def ranking(self, top: int) -> Ranking:
        """The best, explained."""
        results = tuple(self.explained(row) for row in self.order(top))
        return Ranking(results, int(self.kept.sum()), self.weights, self.nobody, self)


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
    values = compute(scene, features)
    kept = np.ones(len(scene.over), dtype=bool)
    kept[[scene.over.index[identity] for identity in without if identity in scene.over.index]] = False
    nobody = _nothing_tells(features, used, values, kept)
    scores = total(values, features, used)
    if scene.rejections is not None:
        # Without any, scores are what they were before there was feedback, to the last bit.
        taken = np.minimum(rejections.rejections(scene), rejections.MOST * scores / rejections.WEIGHT)
        features, values = (*features, rejections.FEATURE), np.vstack([values, taken])
        used[rejections.NAME] = -rejections.WEIGHT
        scores = scores - rejections.WEIGHT * taken
    return Standings(scene, features, used, values, scores, kept, nobody, calibration)


def compute(scene: Scene, features: tuple[Feature, ...]) -> Matrix:
    """The values of all signals, shape (features, candidates), each in [0, 1]."""
    found = np.zeros((len(features), len(scene.over)))
    for row, feature in enumerate(features):
        found[row] = np.clip(feature.compute(scene), 0.0, 1.0)
    return found


def total(values: Matrix, features: tuple[Feature, ...], weights: Mapping[str, float]) -> Vector:
    """The scores: the sum of value times weight, shape (candidates,)."""
    return np.array([weights[feature.name] for feature in features]) @ values


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
    values: Matrix,
    row: int,
    calibration: Calibrated | None = None,
) -> Ranked:
    """One candidate with all its evidence, the greatest contribution first."""
    found: list[Evidence] = []
    for at, feature in enumerate(features):
        value, weight = float(values[at, row]), weights[feature.name]
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


def _nothing_tells(
    features: tuple[Feature, ...],
    weights: Mapping[str, float],
    values: Matrix,
    kept: npt.NDArray[np.bool_],
) -> str:
    """The phrase that says why nobody can be ranked, empty when somebody can."""
    if not kept.any():
        return "rank.nobody"
    asking = [at for at, f in enumerate(features) if f.asks and weights[f.name] > 0]
    if not asking:
        return ""
    pool = values[asking][:, kept]
    if np.ptp(pool, axis=1).max(initial=0.0) < _SAME:
        return "rank.alike"
    by_name = {feature.name: values[at][kept] for at, feature in enumerate(features)}
    facts = ("words", "industries", "capabilities", "technologies", "network")
    known = max((float(by_name[n].max()) for n in facts if n in by_name), default=1.0)
    if known < _SAME and float(by_name["whole_text"].max(initial=0.0)) < _FAINT:
        return "rank.unlike"
    return ""
