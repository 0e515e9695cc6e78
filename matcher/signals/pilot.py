"""Signals for pilots: not tried there so far, and what similar clusters would gain."""

from __future__ import annotations

import numpy as np

from matcher.blocks import Vector
from matcher.phrases import Words, listed, quoted
from matcher.signals import text
from matcher.signals.base import Reason, Scene, named

# As many similar clusters as an officer could visit with the result of a pilot.
_NEIGHBOURS = 10


def fit(scene: Scene) -> Vector:
    """Cosine of the middle of its statements with what each cluster stands for."""
    stands_for = scene.over.whole if scene.prototypes is None else scene.prototypes
    return np.asarray(np.clip(stands_for @ scene.ask.mean, 0.0, 1.0), dtype=np.float64)


def explain_fit(scene: Scene, row: int, value: float) -> Reason:
    """Says how well it fits what the cluster stands for."""
    return Reason("fit.well" if value >= 0.5 else "fit.partly" if value >= 0.3 else "fit.hardly")


def untried(scene: Scene) -> Vector:
    """1 less the greatest cosine with a technology that is in use or was tried there."""
    return np.asarray(1.0 - _closest(scene)[0])


def _closest(scene: Scene) -> tuple[Vector, list[str]]:
    """For each candidate, its technology most like the asked one: cosine and name."""
    values = np.zeros(len(scene.over))
    names = [""] * len(scene.over)
    block = scene.over.parts
    rows = [
        i for i, (owner, position) in enumerate(zip(block.owners, block.positions, strict=True))
        if scene.over.profiles[owner].parts[position].what == "technology"
    ]  # fmt: skip
    if not rows or not len(scene.ask.parts):
        return values, names
    similar = np.clip(block.pool.take(block.rows[rows]) @ scene.ask.parts[0], 0.0, 1.0)
    for row, value in zip(rows, similar, strict=True):
        owner = int(block.owners[row])
        if value > values[owner]:
            values[owner] = value
            names[owner] = scene.over.profiles[owner].parts[int(block.positions[row])].text
    return values, names


def explain_untried(scene: Scene, row: int, value: float) -> Reason:
    """Names the technology in use there that is most like the asked one."""
    values, names = _closest(scene)
    if not names[row]:
        return Reason("untried.nothing")
    how = "much" if values[row] >= 0.6 else "little"
    return Reason(f"untried.{how}", {"name": quoted(names[row])})


def gain(scene: Scene) -> Vector:
    """What similar clusters would gain: mean over the ten most similar of likeness times their fit."""
    n = len(scene.over)
    if n < 2:
        return np.zeros(n)
    fit = text.whole(scene)
    nearest, chosen = scene.over.nearest(min(_NEIGHBOURS, n - 1))
    return np.asarray((chosen * fit[nearest]).mean(axis=1), dtype=np.float64)


def explain_gain(scene: Scene, row: int, value: float) -> Reason:
    """Names similar clusters to which a pilot could spread."""
    alike = np.clip(scene.over.whole @ scene.over.whole[row], 0.0, 1.0)
    alike[row] = -1.0
    nearest = np.argsort(-alike, kind="stable")[:3]
    profiles = [scene.over.profiles[i] for i in nearest if alike[i] > 0.3]
    if not profiles:
        return Reason("gain.nothing")
    snapshot = scene.snapshot
    names = [Words(one.name) if snapshot is None else named(snapshot, one.id) for one in profiles]
    return Reason("gain.spreads", {"names": listed(names)})
