"""What takes a little off a score: an institution was rejected by clusters like the one that is asked for."""

from __future__ import annotations

import numpy as np

from matcher.blocks import Vector
from matcher.phrases import Slots, Words, say
from matcher.signals.base import Feature, Reason, Scene, named

NAME = "rejections"
# What a rejection by an equal cluster takes off a score of 0 to 1: about the distance of rank 1 and rank 5.
WEIGHT = 0.1
# However many they are, rejections take off no more than this share of a score.
MOST = 0.5


def rejections(scene: Scene) -> Vector:
    """How much speaks against each candidate: 1 - (1 - a)(1 - b) … over the likeness of who rejected it.

    A pair that was decided on itself is told apart and does not count here.
    """
    found = np.ones(len(scene.over))
    if scene.rejections is not None:
        alike = scene.rejections.likeness(scene.ask.whole[0], scene.ask.profile.id)
        np.multiply.at(found, scene.rejections.rows, 1.0 - alike)
    return np.asarray(1.0 - found)


def taken(rejected: Vector, scores: Vector) -> Vector:
    """How much of `rejected` counts: it takes off no more than half of a score; shapes alike."""
    return np.minimum(rejected, MOST * scores / WEIGHT)


def explain_rejections(scene: Scene, row: int, value: float) -> Reason:
    """Names the rejection by the cluster most alike: whose, why, when and in which role."""
    if scene.rejections is None or scene.snapshot is None or value <= 0:
        return Reason("rejections.none")
    alike = scene.rejections.likeness(scene.ask.whole[0], scene.ask.profile.id)
    mine = np.flatnonzero(scene.rejections.rows == row)
    record = scene.rejections.records[int(mine[np.argmax(alike[mine])])]
    reason = Words(*(say(f"feedback.reason.{record.reason}", language) for language in ("en", "ml")))
    slots: Slots = {"whom": named(scene.snapshot, record.subject), "reason": reason, "day": record.day,
             "id": record.id}  # fmt: skip
    return Reason("rejections.like", slots)


FEATURE = Feature(
    NAME, "Rejections by clusters like this one for a reason that is about the institution; they take off.",
    -WEIGHT, rejections, explain_rejections, asks=False,
)  # fmt: skip
