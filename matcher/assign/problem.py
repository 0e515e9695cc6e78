"""What is to be assigned, and under which limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graph.errors import InputError

Matrix: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Pair: TypeAlias = tuple[str, str]

# Scores are compared to twelve digits, as in a ranking; as whole numbers they add up without error.
UNIT = 10**12
# The weight of a pair that may not be used.
NEVER = -(2**60)


class LimitError(InputError):
    """A limit that cannot be meant: it contradicts another, or names what is not to be assigned.

    Attributes:
        field: the part of the request that it is in.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Problem:
    """Clusters and institutions, both sorted by id, and the limits of a plan.

    Attributes:
        scores: in [0, 1], of the one ranking; shape (clusters, institutions).
        capacity: clusters that each institution can take, shape (institutions,).
        least, most: mentors of a cluster.
        distance: km, NaN where unknown, same shape as the scores; None when nobody asks.
        travel: km that a mentor may be away; None: no limit. Unknown distances are not within it.
        forced: (cluster, institution) that must be; they override the limit on travel.
        forbidden: pairs that must not be.
        conflicts: pairs with a conflict of interest; like forbidden ones, but never relaxed.
        excused: pairs that may be used although they are too far apart.
        assumed: institutions whose capacity no source tells, shape (institutions,); None: all are told.
    """

    clusters: tuple[str, ...]
    institutions: tuple[str, ...]
    scores: Matrix
    capacity: Whole
    least: int = 1
    most: int = 1
    distance: Matrix | None = None
    travel: float | None = None
    forced: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    conflicts: frozenset[Pair] = frozenset()
    excused: frozenset[Pair] = frozenset()
    assumed: Mask | None = None

    def __post_init__(self) -> None:
        _check(self)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of clusters and institutions."""
        return len(self.clusters), len(self.institutions)

    @cached_property
    def row(self) -> dict[str, int]:
        """Cluster to its row."""
        return {identity: at for at, identity in enumerate(self.clusters)}

    @cached_property
    def column(self) -> dict[str, int]:
        """Institution to its column."""
        return {identity: at for at, identity in enumerate(self.institutions)}

    def at(self, pairs: Iterable[Pair]) -> tuple[Whole, Whole]:
        """Rows and columns of those of the pairs that are in the problem, in order."""
        found = sorted((self.row[c], self.column[i]) for c, i in pairs if c in self.row and i in self.column)
        rows = np.array([row for row, _ in found], dtype=np.int64)
        return rows, np.array([column for _, column in found], dtype=np.int64)

    @cached_property
    def too_far(self) -> Mask:
        """Pairs beyond the limit on travel, or of unknown distance when there is one."""
        if self.travel is None or self.distance is None:
            return np.zeros(self.shape, dtype=np.bool_)
        found = ~(self.distance <= self.travel)
        found[self.at(self.excused)] = False
        return found

    @cached_property
    def weights(self) -> Whole:
        """Scores in whole units, NEVER for pairs that may not be used; forced pairs are left out too."""
        found = np.rint(self.scores * UNIT).astype(np.int64)
        found[self.too_far] = NEVER
        for pairs in (self.forbidden, self.conflicts, self.forced):
            found[self.at(pairs)] = NEVER
        return found

    @cached_property
    def fixed(self) -> tuple[Whole, Whole]:
        """Rows and columns of the forced pairs."""
        return self.at(self.forced)

    @cached_property
    def free(self) -> Whole:
        """Places of each institution beside the forced pairs; negative when they are too many."""
        return self.capacity - np.bincount(self.fixed[1], minlength=self.shape[1]).astype(np.int64)

    @cached_property
    def need(self) -> Whole:
        """Mentors that each cluster needs beside the forced ones, shape (clusters,)."""
        return np.maximum(self.least - self._forced_here, 0)

    @cached_property
    def room(self) -> Whole:
        """Mentors that each cluster can take beside the forced ones, shape (clusters,)."""
        return self.most - self._forced_here

    @cached_property
    def _forced_here(self) -> Whole:
        return np.bincount(self.fixed[0], minlength=self.shape[0]).astype(np.int64)

    def with_capacity(self, capacity: Whole) -> Problem:
        """The same with other capacities."""
        return replace(self, capacity=capacity)


def check_limits(
    least: int, most: int, forced: frozenset[Pair], forbidden: frozenset[Pair], conflicts: frozenset[Pair],
    name: Callable[[str], str] = str,
) -> None:  # fmt: skip
    """Refuse limits that contradict each other whatever the scores are.

    Args:
        name: how an id is called.

    Raises:
        LimitError: they do.
    """
    if least < 0 or most < max(least, 1):
        raise LimitError("max", f"at most {most} mentors a cluster cannot go with at least {least}")
    for other, what in ((forbidden, "forbidden"), (conflicts, "a conflict of interest")):
        for cluster, institution in sorted(forced & other):
            raise LimitError("forced", f"{name(cluster)} with {name(institution)} is both forced and {what}")


def _check(problem: Problem) -> None:
    """Refuse what contradicts itself.

    Raises:
        LimitError: it does.
    """
    n, m = problem.shape
    if not n:
        raise LimitError("clusters", "there is no cluster to assign; name a district, a state or clusters")
    if not m:
        raise LimitError("institutions", "there is no institution that can mentor")
    if not np.isfinite(problem.scores).all() or problem.scores.min() < 0:
        raise LimitError("scores", "every score must be a number of 0 or more")
    check_limits(problem.least, problem.most, problem.forced, problem.forbidden, problem.conflicts)
    for what, pairs in (("forced", problem.forced), ("forbidden", problem.forbidden)):
        for cluster, institution in sorted(pairs):
            if cluster not in problem.row:
                raise LimitError(what, f"{cluster} is not among the clusters to assign")
            if institution not in problem.column:
                raise LimitError(what, f"{institution} is not among the institutions that can mentor")
    over = np.flatnonzero(problem.room < 0)
    if len(over):
        raise LimitError(
            "forced",
            f"more mentors are forced on {problem.clusters[over[0]]} than the {problem.most} allowed",
        )
