"""What the ties and the feedback of a graph teach about ranking mentors, and what that would change.

Each documented tie of a cluster with an institution is a question that must be answered without it: the
cluster's own ties are taken out of the network and of the past work. Fits are judged on clusters left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from matcher.adopted import Adopted, Version, named
from matcher.blocks import Vector
from matcher.calibration import Calibration, expected_error, fit, reliability
from matcher.code import code
from matcher.engine import Engine
from matcher.features import MENTORS
from matcher.learning import LEAST_ASKERS, LEAST_TIES, Example, learn
from matcher.profiles import HELP, Profile
from matcher.ranking import judged
from matcher.signals.base import Scene

_FOLDS = 5
SHOWN = 5
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Proposal:
    """What was learned, before anybody adopts it.

    Attributes:
        version: None where nothing could be learned.
        ties, clusters: how many were learned from.
        says: what was learned and what was not, in sentences.
    """

    version: Version | None
    ties: int
    clusters: int
    says: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """The first institutions for a cluster by the weights in use and by those proposed: ids in order."""

    cluster: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def propose(engine: Engine, adopted: Adopted, tell: Tell | None = None) -> Proposal:
    """Learn from the documented ties and the accepted suggestions of an engine's graph."""
    taught = list(_helped(engine))
    ties, clusters = sum(len(rows) for _, rows in taught), len(taught)
    says = [f"{ties} documented ties and accepted suggestions of {clusters} clusters."]
    examples: list[Example] = []
    plain, right = [], []
    enough = ties >= LEAST_TIES and clusters >= LEAST_ASKERS
    for at, (cluster, rows) in enumerate(taught):
        scene = without_own(engine, cluster)
        if enough:
            one = Example.of(scene, rows, MENTORS)
            examples += [replace(one, right=(row,)) for row in rows]
        plain.append(judged(scene, MENTORS).scores)
        right.append(np.isin(np.arange(len(scene.over)), rows))
        if tell:
            tell("clusters", at + 1, clusters)
    lesson = learn(examples, MENTORS, tell) if enough else None
    if lesson is not None:
        left_out = lesson.learned.left_out
        says.append(
            f"Learned weights reach a mean reciprocal rank of {left_out['learned']:.3f} on clusters left "
            f"out, the defaults {left_out['default']:.3f}."
        )
    elif enough:
        says.append("Learned weights did no better on clusters left out than the defaults, which stay.")
    else:
        says.append(
            f"Too few to learn weights from (that takes {LEAST_TIES} ties of {LEAST_ASKERS} clusters): "
            "the weights stay, and only probabilities are fitted."
        )
    scores = lesson.scores if lesson else np.array(plain)
    documented = lesson.documented if lesson else np.array(right)
    groups = [one.asker for one in examples] if lesson else [cluster for cluster, _ in taught]
    curve, error = _calibrated(scores, documented, groups)
    if curve is None:
        says.append("Too few documented pairs to fit probabilities to; scores stay as they are.")
    else:
        says.append(
            f"Probabilities: expected calibration error {error:.3f} on clusters left out, where "
            f"{documented.mean():.1%} of the pairs are documented: where so few are, a small error is easy."
        )
    if lesson is None and curve is None:
        return Proposal(None, ties, clusters, tuple(says))
    told = {
        "model": engine.model, "reader": engine.reader.name if engine.reader else None,
        "snapshot": engine.snapshot.id, "code": code(), "ties": ties, "clusters": clusters,
        "data": lesson.learned.data if lesson else None,
        "left_out": dict(lesson.learned.left_out) if lesson else None, "calibration_error": error,
    }  # fmt: skip
    weights, attention = (dict(lesson.learned.weights), lesson.learned.attention) if lesson else (None, None)
    version = named(len(adopted.versions) + 1, weights, attention, curve, told)
    return Proposal(version, ties, clusters, tuple(says))


def changes(engine: Engine, version: Version, tell: Tell | None = None) -> tuple[Change, ...]:
    """The clusters whose first five would be others, or in another order, by a version than now."""
    other = engine.taught(version)
    found: list[Change] = []
    if _same(engine.lesson, version):
        return ()
    for at, profile in enumerate(engine.clusters.profiles):
        before, after = (_first(one, profile) for one in (engine, other))
        if before != after:
            found.append(Change(profile.id, before, after))
        if tell:
            tell("rankings", at + 1, len(engine.clusters))
    return tuple(found)


def _first(engine: Engine, profile: Profile) -> tuple[str, ...]:
    standings = engine.judge_mentors(profile)[0]
    return tuple(standings.scene.over.ids[row] for row in standings.order(SHOWN))


def _same(one: Version | None, other: Version) -> bool:
    """Whether two versions rank alike whatever is asked; probabilities do not change an order."""
    weights, attention = (one.weights, one.attention) if one else (None, None)
    return (weights, attention) == (other.weights, other.attention)


def change_json(change: Change) -> dict[str, Any]:
    """A change as JSON-ready data."""
    return asdict(change)


def _helped(engine: Engine) -> Iterator[tuple[str, list[int]]]:
    """Each cluster that an institution is known to help, or was accepted for, with the rows of those."""
    index = engine.institutions.index
    accepted: dict[str, set[str]] = {}
    for one in engine.decisions:
        if one.question == "mentors" and one.verdict == "accept":
            accepted.setdefault(one.subject, set()).add(one.candidate)
    for cluster in engine.clusters.ids:
        ties = engine.snapshot.into(cluster, *HELP)
        who = {tie.start for tie in ties if not tie.get("planned")} | accepted.get(cluster, set())
        if rows := sorted(index[one] for one in who if one in index):
            yield cluster, rows


def without_own(engine: Engine, cluster: str) -> Scene:
    """The scene of a cluster as if none of its own ties were known."""
    scene = engine.scene(engine.cluster(cluster), engine.institutions)
    own = [(tie.start, cluster) for tie in engine.snapshot.into(cluster, *HELP)]
    assert scene.network is not None
    return replace(scene, network=scene.network.without(own))


def _calibrated(
    scores: Vector, documented: np.ndarray[Any, np.dtype[np.bool_]], groups: Sequence[str]
) -> tuple[Calibration | None, float | None]:
    """The curve, and its expected error on clusters that it was not fitted to."""
    curve = fit(scores.ravel(), documented.ravel()) if len(groups) else None
    if curve is None or len(set(groups)) < _FOLDS:
        return None, None
    found = np.zeros(scores.shape)
    for train, test in GroupKFold(_FOLDS).split(groups, groups=groups):
        held = fit(scores[train].ravel(), documented[train].ravel())
        found[test] = (held or curve).probability(scores[test].ravel()).reshape(scores[test].shape)
    return curve, float(expected_error(reliability(found.ravel(), documented.ravel())))
