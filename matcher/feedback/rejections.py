"""Rejections that say something of an institution, ready to be compared with what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matcher.blocks import Rows, Vector, above_noise
from matcher.candidates import Candidates
from matcher.encoder import Vectors
from matcher.feedback.record import OF_INSTITUTION, Feedback

# Below this likeness of their descriptions two clusters count as different: what was said for the one says
# nothing for the other. A choice by judgement: coir clusters have 0.4 to 0.6 among each other, coir and
# leather 0.3; 2 of 100 pairs of clusters reach it.
LIKE = 0.4


@dataclass(frozen=True)
class Rejections:
    """Rejections of institutions by clusters.

    Attributes:
        rows: of the institutions among the candidates, shape (n,).
        vectors: of the clusters' descriptions, shape (n, dimension).
        records: the feedback itself.
    """

    rows: Rows
    vectors: Vectors
    records: tuple[Feedback, ...]

    @classmethod
    def of(
        cls, records: Iterable[Feedback], clusters: Candidates, institutions: Candidates
    ) -> Rejections | None:
        """Those of records that count beyond their own pair; None where there are none."""
        found = [
            one
            for one in records
            if one.question == "mentors" and one.verdict == "reject" and one.reason in OF_INSTITUTION
            and one.subject in clusters.index and one.candidate in institutions.index
        ]  # fmt: skip
        if not found:
            return None
        rows = np.array([institutions.index[one.candidate] for one in found], dtype=np.intp)
        return cls(rows, clusters.whole[[clusters.index[one.subject] for one in found]], tuple(found))

    def likeness(self, asked: Vector, identity: str) -> Vector:
        """How alike each rejecting cluster is to what is asked; 0 below `LIKE`, and for the asked itself.

        Args:
            asked: vector of its description, shape (dimension,).
            identity: its id; its own decisions are told apart from the ranking.
        """
        found = above_noise(self.vectors @ asked)
        own = np.array([one.subject == identity for one in self.records])
        return np.where((found >= LIKE) & ~own, found, 0.0)
