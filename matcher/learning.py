"""Learns from documented ties how much each trait of past work counts, and what else does beside it.

Two steps, each on ties taken as questions: only work known by then counts, none of the asker's own.

1. The attention of the signal of experience: the score of a candidate is the log of its votes
   (`signals/experience.py`), a softmax over the candidates of a question gives chances, and the five
   parameters are fitted to the right ones (ListNet top-one, Cao et al. 2007) by maximum a posteriori.
2. The weight of the past work most alike beside the votes: of a few, the one with the best mean
   reciprocal rank on askers left out. The mix of all other signals counts little, and decides between
   candidates without past work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from matcher.attention import DEFAULT, Attention
from matcher.blocks import Vector
from matcher.features import weights_of
from matcher.signals.base import Feature, Scene
from matcher.signals.experience import CLOSEST, NAME, SPAN, closest, traits
from matcher.values import compute, total

# Fewer say too little for five parameters: about forty ties a parameter.
LEAST_TIES, LEAST_ASKERS = 200, 50
_FOLDS = 5
# Precision of the Gaussian prior of the attention around its defaults.
_PRIOR = 10.0
# In nats, as the votes: what the closest work may count from its least to its greatest value, and the mix.
_CLOSEST = (0.0, 2.0, 4.0, 8.0, 16.0)
_MIX = 0.5
_ROUNDS = 100


@dataclass(frozen=True)
class Example:
    """A documented tie taken as a question.

    Attributes:
        traits, known, owners: of each piece of past work, as in `signals/experience.py`.
        closest: value of the signal of the closest work, shape (candidates,).
        mix: score of each candidate by the other signals, shape (candidates,).
        right: rows of the candidates that were tied to the asker.
        asker: all examples of one asker stay on one side of every split.
    """

    traits: npt.NDArray[np.float32]
    known: npt.NDArray[np.bool_]
    owners: npt.NDArray[np.intp]
    closest: Vector
    mix: Vector
    right: tuple[int, ...]
    asker: str

    @classmethod
    def of(cls, scene: Scene, right: Iterable[int], features: tuple[Feature, ...]) -> Example:
        """The example of a scene and the rows that are right."""
        mixed = mix_of(features)
        weighed = tuple(feature for feature in features if mixed[feature.name])
        return cls(
            traits(scene).astype(np.float32), scene.past_known, scene.over.past.owners, closest(scene),
            total(compute(scene, weighed), weighed, mixed), tuple(right), scene.ask.profile.id,
        )  # fmt: skip


def mix_of(features: tuple[Feature, ...]) -> dict[str, float]:
    """The default weights of all signals but those learned here, with sum 1."""
    return weights_of(features, {NAME: 0.0, CLOSEST: 0.0})


@dataclass(frozen=True)
class Learned:
    """What was learned, and from what; `json` is the file that is kept.

    Attributes:
        attention: of the signal of experience.
        weights: of all signals, with sum 1.
        ties, askers: how many were learned from.
        data: hash of the ties and of what was known of them.
        left_out: mean reciprocal rank on askers left out, `learned` and by the `default` weights.
    """

    attention: Attention
    weights: Mapping[str, float]
    ties: int
    askers: int
    data: str
    left_out: Mapping[str, float]

    def json(self) -> str:
        """As a readable text."""
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"


@dataclass(frozen=True)
class Lesson:
    """What was learned, and scores of the same ties by fits that had not seen their askers.

    Attributes:
        scores, documented: of each tie and candidate, and whether the pair is documented; both of
            shape (ties, candidates).
    """

    learned: Learned
    scores: Vector
    documented: npt.NDArray[np.bool_]


def learn(
    examples: Sequence[Example],
    features: tuple[Feature, ...],
    on_progress: Callable[[str, int, int], None] | None = None,
) -> Lesson | None:
    """Learn from ties; None where there are too few, or where askers left out fare worse by it."""
    askers = {example.asker for example in examples}
    if len(examples) < LEAST_TIES or len(askers) < LEAST_ASKERS:
        return None
    groups = [example.asker for example in examples]
    votes = np.zeros((len(examples), len(examples[0].mix)))
    for at, (train, test) in enumerate(GroupKFold(_FOLDS).split(groups, groups=groups)):
        parameters = _fit([examples[i] for i in train])
        for i in test:
            votes[i] = _votes(examples[i], parameters)
        if on_progress:
            on_progress("learning from ties", at + 1, _FOLDS + 1)
    reached = {weight: _mean_reciprocal(examples, votes, weight) for weight in _CLOSEST}
    best = max(_CLOSEST, key=lambda weight: (round(reached[weight], 6), -weight))
    plain = float(np.mean([_reciprocal(example, example.mix) for example in examples]))
    if reached[best] <= plain:
        return None
    attention = Attention.of(_fit(examples))
    if on_progress:
        on_progress("learning from ties", _FOLDS + 1, _FOLDS + 1)
    learned = Learned(
        attention, _weights(best, features), len(examples), len(askers), _hash(examples),
        {"learned": reached[best], "default": plain},
    )  # fmt: skip
    return Lesson(learned, *_pairs(examples, votes, best))


def _pairs(
    examples: Sequence[Example], votes: Vector, closest_work: float
) -> tuple[Vector, npt.NDArray[np.bool_]]:
    """The scores in [0, 1] that the weights give, and which pairs are documented."""
    nats = np.clip(SPAN + votes - votes.max(axis=1, keepdims=True), 0.0, None)
    scores = np.array(
        [_scores(example, own, closest_work) for example, own in zip(examples, nats, strict=True)]
    )
    documented = np.zeros(scores.shape, dtype=bool)
    for row, example in enumerate(examples):
        documented[row, list(example.right)] = True
    return scores / (SPAN + closest_work + _MIX), documented


def _mean_reciprocal(examples: Sequence[Example], votes: Vector, closest_work: float) -> float:
    found = [
        _reciprocal(example, _scores(example, own, closest_work))
        for example, own in zip(examples, votes, strict=True)
    ]
    return float(np.mean(found))


def _weights(closest_work: float, features: tuple[Feature, ...]) -> dict[str, float]:
    """Weights with which scores order candidates as the sum in nats does."""
    mixed = mix_of(features)
    own = {name: _MIX * mixed[name] for name in mixed} | {NAME: SPAN, CLOSEST: closest_work}
    return weights_of(features, own)


def _scores(example: Example, votes: Vector, closest_work: float) -> Vector:
    return votes + closest_work * example.closest + _MIX * example.mix


def _reciprocal(example: Example, scores: Vector) -> float:
    """One over the rank of the first right candidate; among equal scores the first row comes first."""
    rounded = np.round(scores, 12)
    ranks = [
        1 + (rounded > rounded[row]).sum() + (rounded[:row] == rounded[row]).sum() for row in example.right
    ]
    return 1.0 / float(min(ranks))


def _fit(examples: Sequence[Example]) -> Vector:
    """The parameters of the attention, the floor last."""
    centre = DEFAULT.array()

    def loss(parameters: Vector) -> tuple[float, Vector]:
        value = float(_PRIOR * ((parameters - centre) ** 2).sum() / 2)
        slope = _PRIOR * (parameters - centre)
        for example in examples:
            one, gradient = _likelihood(example, parameters)
            value -= one
            slope -= gradient
        return value, slope

    bounds = [(0.0, None)] * (len(centre) - 1) + [(None, None)]
    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _ROUNDS})
    return np.asarray(found.x)


def _votes(example: Example, parameters: Vector) -> Vector:
    """The log of the votes of each candidate."""
    kept = example.traits[example.known].astype(np.float64)
    single = np.exp(kept @ parameters[:-1])
    found = np.bincount(example.owners[example.known], single, len(example.mix))
    return np.asarray(np.log(found + np.exp(parameters[-1])))


def _likelihood(example: Example, parameters: Vector) -> tuple[float, Vector]:
    """Log of the chances of the right candidates of one example, and its gradient."""
    weights, floor = parameters[:-1], float(parameters[-1])
    kept = example.traits[example.known].astype(np.float64)
    owners, right = example.owners[example.known], list(example.right)
    logs = kept @ weights
    top = max(float(logs.max(initial=-np.inf)), floor)
    single, least = np.exp(logs - top), float(np.exp(floor - top))
    votes = np.bincount(owners, single, len(example.mix)) + least
    chances = votes / votes.sum()
    hit = max(float(chances[right].sum()), 1e-300)
    slope = -chances
    slope[right] += chances[right] / hit
    by_votes = slope / votes
    gradient = np.r_[kept.T @ (by_votes[owners] * single), by_votes.sum() * least]
    return float(np.log(hit)), gradient


def _hash(examples: Sequence[Example]) -> str:
    """Of everything that was learned from; traits are rounded, so that the last bits decide nothing."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(repr((example.asker, example.right)).encode())
        digest.update(np.round(example.traits, 3).tobytes())
        digest.update(example.known.tobytes())
        digest.update(np.round(np.r_[example.closest, example.mix], 6).tobytes())
    return digest.hexdigest()
