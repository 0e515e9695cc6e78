"""Scores, orders and explains candidates; the one way in which anything is ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matcher.blocks import Vector
from matcher.features import weights_of
from matcher.signals.base import Feature, Scene
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
    explanation: str
    paths: tuple[tuple[Tie, ...], ...] = ()


@dataclass(frozen=True)
class Ranked:
    """A candidate with its score in [0, 1], its evidence by contribution, and the paths behind it."""

    id: str
    name: str
    score: float
    evidence: tuple[Evidence, ...]
    paths: tuple[tuple[Tie, ...], ...]


@dataclass(frozen=True)
class Ranking:
    """The best candidates in order, or none with the reason why.

    Attributes:
        considered: how many candidates were compared.
        weights: as used, with sum 1.
        message: why nobody is ranked; empty otherwise.
    """

    results: tuple[Ranked, ...]
    considered: int
    weights: Mapping[str, float]
    message: str = ""


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
        weights: weights of a request, in place of the defaults.
        without: ids that are shown elsewhere and not ranked.

    Raises:
        InputError: the weights are not usable.
    """
    used = weights_of(features, weights)
    values = compute(scene, features)
    kept = np.ones(len(scene.over), dtype=bool)
    kept[[scene.over.index[identity] for identity in without if identity in scene.over.index]] = False
    considered = int(kept.sum())
    message = _nothing_tells(scene, features, used, values, kept)
    if message:
        return Ranking((), considered, used, message)
    scores = total(values, features, used)
    order = ordered(scores, kept, top)
    results = tuple(explained(scene, features, used, values, row) for row in order)
    return Ranking(results, considered, used)


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
) -> Ranked:
    """One candidate with all its evidence, the greatest contribution first."""
    found: list[Evidence] = []
    for at, feature in enumerate(features):
        value, weight = float(values[at, row]), weights[feature.name]
        reason = feature.explain(scene, row, value)
        paths_of = tuple(path for path in reason.paths if path) if value > 0 else ()
        found.append(Evidence(feature.name, value, weight, value * weight, reason.sentence, paths_of))
    evidence = tuple(sorted(found, key=lambda one: (-one.contribution, one.feature)))
    paths = dict.fromkeys(path for one in evidence for path in one.paths)
    profile = scene.over.profiles[row]
    score = sum(one.contribution for one in evidence)
    return Ranked(profile.id, profile.name, score, evidence, tuple(paths))


def _nothing_tells(
    scene: Scene,
    features: tuple[Feature, ...],
    weights: Mapping[str, float],
    values: Matrix,
    kept: npt.NDArray[np.bool_],
) -> str:
    """Why nobody can be ranked, empty when somebody can."""
    if not kept.any():
        return "There is nobody to rank."
    asking = [at for at, f in enumerate(features) if f.asks and weights[f.name] > 0]
    if not asking:
        return ""
    pool = values[asking][:, kept]
    if np.ptp(pool, axis=1).max(initial=0.0) < _SAME:
        return "Nothing in what is asked tells the candidates apart, so nobody is ranked."
    by_name = {feature.name: values[at][kept] for at, feature in enumerate(features)}
    facts = ("words", "industries", "capabilities", "technologies", "network")
    known = max((float(by_name[n].max()) for n in facts if n in by_name), default=1.0)
    if known < _SAME and float(by_name["whole_text"].max(initial=0.0)) < _FAINT:
        return (
            "Nothing in the graph resembles what is asked (no words, industries or needs in common), "
            "so nobody is ranked; say what is made and what is needed."
        )
    return ""
