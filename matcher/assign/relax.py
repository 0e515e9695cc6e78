"""What to relax when no plan keeps all limits: as few limits as can be, then as little as can be.

Elastic programming (Chinneck 2008): every limit that may give way gets a slack, and HiGHS' branch and
cut minimises first how many are used, then by how much, then prefers the plan with the best scores.
Conflicts of interest, forced pairs and the number of mentors never give way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from graph.errors import SangamError
from matcher.assign.filling import Filler, Filling, best_columns
from matcher.assign.problem import NEVER, Mask, Problem, Whole
from matcher.blocks import Rows

# One place more costs as much as 100 km more, and as one forbidden pair used after all.
KM = 100.0
# With more pairs than this, each cluster keeps its best permitted and its nearest barred ones.
_ALL, _SOME = 60_000, 20
_SECONDS = 15.0
# How little the scores of the pairs count against the cost of a limit.
_TASTE = 1e-6
_Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Limit:
    """A limit to relax.

    Attributes:
        kind: capacity of an institution, travel of a cluster's mentors, or a forbidden pair.
        cluster, institution: whom it concerns; empty where it concerns none.
        now, then: the limit, and what it would have to be: places or km; infinite where the
            distance is not known.
        cost: places, km / 100, or 1 for a pair.
    """

    kind: Literal["capacity", "travel", "forbidden"]
    cluster: str
    institution: str
    now: float
    then: float
    cost: float


@dataclass(frozen=True)
class Relaxation:
    """What stands in the way, and the least that would clear it.

    Attributes:
        stuck, held: clusters that cannot all be served, and the institutions that they compete for.
        limits: the smallest set, by kind and ids.
        lacking: clusters with too few institutions without a conflict of interest: no limit helps them.
        proven: whether no smaller set does.
        everywhere: the smallest single settings that do it alone: `capacity` (places where no source
            tells them), `travel` (km for all).
        relaxed: the problem with these limits relaxed, without those lacking; None when nobody is left.
    """

    stuck: tuple[str, ...]
    held: tuple[str, ...]
    limits: tuple[Limit, ...]
    lacking: tuple[str, ...]
    proven: bool
    everywhere: dict[str, float]
    relaxed: Problem | None


def relaxation(problem: Problem, filling: Filling) -> Relaxation:
    """The smallest set of limits to relax so that every cluster that can be served is served.

    Args:
        filling: of the problem, not complete.
    """
    names = problem
    barred = problem.too_far.copy()
    barred[problem.at(problem.forbidden)] = True
    barred[problem.at(problem.conflicts | problem.forced)] = False
    usable = barred | (problem.weights > NEVER)
    lacking = np.flatnonzero(usable.sum(axis=1) < problem.need)
    pairs, complete = _pairs(problem, barred, usable, lacking)
    found, proven = _Elastic(problem, *pairs).solved()
    limits, relaxed = _told(problem, lacking, *found)
    return Relaxation(
        tuple(names.clusters[row] for row in filling.stuck),
        tuple(names.institutions[column] for column in filling.held),
        limits,
        tuple(names.clusters[row] for row in lacking),
        proven and complete,
        _everywhere(problem),
        relaxed,
    )


def _pairs(problem: Problem, barred: Mask, usable: Mask, lacking: Rows) -> tuple[tuple[Rows, Rows], bool]:
    """Rows and columns of the pairs to look at, and whether these are all."""
    usable = usable.copy()
    usable[lacking] = False
    usable[problem.need == 0] = False
    if int(usable.sum()) > _ALL:
        kept = np.zeros_like(usable)
        rows = np.arange(problem.shape[0])[:, None]
        kept[rows, best_columns(problem.weights, _SOME)] = True
        far = (
            np.zeros(problem.shape) if problem.distance is None else np.nan_to_num(problem.distance, nan=1e6)
        )
        closest = np.where(barred, -np.rint(far * 1000).astype(np.int64), NEVER)
        kept[rows, best_columns(closest, _SOME)] = True
        rows_found, columns = np.nonzero(usable & kept)
        return (rows_found, columns), False
    rows_found, columns = np.nonzero(usable)
    return (rows_found, columns), True


class _Elastic:
    """The elastic programme: pairs, extra places, and which limits give way."""

    def __init__(self, problem: Problem, rows: Rows, columns: Rows) -> None:
        self.problem, self.rows, self.columns = problem, rows, columns
        n, m = problem.shape
        count = len(rows)
        far = problem.too_far[rows, columns]
        forbidden = np.zeros(problem.shape, dtype=np.bool_)
        forbidden[problem.at(problem.forbidden)] = True
        banned = forbidden[rows, columns]
        # Columns: pairs, extra places of institutions, institutions relaxed, clusters whose travel is.
        self.size = count + m + m + n
        at = np.arange(count)
        need = np.zeros(n)
        need[np.unique(rows)] = problem.need[np.unique(rows)]
        # Every place more serves somebody who lacks one, and limits beside only help others.
        missing = Filler(problem).filled().missing.sum()
        most = np.minimum(np.bincount(columns, minlength=m), missing).astype(np.float64)
        most += np.maximum(-problem.free, 0)
        ones, places = np.ones(count), np.arange(m)
        served = self._matrix(n, (rows, at, ones))
        room = self._matrix(m, (columns, at, ones), (places, count + places, -np.ones(m)))
        opened = self._matrix(m, (places, count + places, np.ones(m)), (places, count + m + places, -most))
        farther = self._matrix(
            n,
            (rows[far], at[far], np.ones(int(far.sum()), dtype=np.float64)),
            (np.arange(n), count + 2 * m + np.arange(n), -need),
        )
        self.rows_of = [
            LinearConstraint(served, need, need),
            LinearConstraint(room, -np.inf, problem.free.astype(np.float64)),
            LinearConstraint(opened, -np.inf, 0.0),
            LinearConstraint(farther, -np.inf, 0.0),
        ]
        self.bounds = Bounds(0, np.r_[ones, most, np.ones(m + n)])
        beyond = beyond_km(problem)[rows, columns] / KM
        self.number = np.r_[1.0 * banned, np.zeros(m), np.ones(m + n)]
        self.amount = np.r_[np.where(far, beyond, 0.0) + banned, np.ones(m), np.zeros(m + n)]
        self.score = np.r_[problem.scores[rows, columns], np.zeros(2 * m + n)]

    def _matrix(self, height: int, *parts: tuple[Rows, Rows, _Vector]) -> sp.csc_array:
        rows, columns, values = (np.concatenate([part[i] for part in parts]) for i in range(3))
        return sp.csc_array((values, (rows, columns)), shape=(height, self.size))

    def solved(self) -> tuple[tuple[Whole, Whole, Whole], bool]:
        """Rows and columns of the pairs of the best relaxed plan, extra places; and whether proven."""
        # By amount alone this is a flow, which is solved at once; what it relaxes bounds the number.
        found, _ = self._least(self.amount, [])
        if found is None:
            raise SangamError("the solver found nothing to relax")
        enough = float(self.number @ np.ceil(found - 1e-6))
        fewer, proven = self._least(self.number, [(self.number, enough + 0.5)])
        found = found if fewer is None else fewer
        enough = float(self.number @ np.ceil(found - 1e-6))
        lesser, last = self._least(self.amount, [(self.number, enough + 0.5)])
        found = found if lesser is None else lesser
        # With the limits chosen, what is left is a flow again, so that its corners are whole.
        upper = np.where(self.number > 0, np.ceil(found - 1e-6), self.bounds.ub)
        found, _ = self._least(self.amount - _TASTE * self.score, [], Bounds(0, upper))
        count, m = len(self.rows), self.problem.shape[1]
        if found is None or np.abs((whole := found[: count + m]) - np.rint(whole)).max(initial=0) > 1e-6:
            raise SangamError("the solver did not find a whole plan within the relaxed limits")
        on = found[:count] > 0.5
        extra = np.rint(found[count : count + m]).astype(np.int64)
        return (self.rows[on].astype(np.int64), self.columns[on].astype(np.int64), extra), proven and last

    def _least(
        self, cost: _Vector, limits: list[tuple[_Vector, float]], bounds: Bounds | None = None
    ) -> tuple[_Vector | None, bool]:
        """The cheapest relaxed plan, None when none was found in time; and whether it is proven."""
        rows = [*self.rows_of, *(LinearConstraint(one[None, :], -np.inf, most) for one, most in limits)]
        found = milp(
            cost,
            # Whole limits make whole pairs, so only limits need branching.
            integrality=(self.number > 0).astype(np.int8) if limits else None,
            bounds=bounds or self.bounds,
            constraints=rows,
            options={"mip_rel_gap": 0.0, "time_limit": _SECONDS},
        )
        return None if found.x is None else np.asarray(found.x, dtype=np.float64), found.status == 0


def beyond_km(problem: Problem) -> _Vector:
    """By how many km each pair exceeds the limit on travel, 100 where the distance is not known."""
    if problem.travel is None or problem.distance is None:
        return np.zeros(problem.shape)
    return np.nan_to_num(np.maximum(problem.distance - problem.travel, 0.0), nan=KM)


def _told(
    problem: Problem, lacking: Rows, rows: Whole, columns: Whole, extra: Whole
) -> tuple[tuple[Limit, ...], Problem | None]:
    """The limits that a relaxed plan breaks, by names; and the problem without those."""
    limits: list[Limit] = []
    for column in np.flatnonzero(extra):
        now = float(problem.capacity[column])
        more = float(extra[column])
        limits.append(Limit("capacity", "", problem.institutions[column], now, now + more, more))
    beyond, used = beyond_km(problem), list(zip(rows.tolist(), columns.tolist(), strict=True))
    excused = [(r, c) for r, c in used if problem.too_far[r, c]]
    for row in sorted({r for r, _ in excused}):
        own = [c for r, c in excused if r == row]
        assert problem.distance is not None  # or nothing were too far
        assert problem.travel is not None
        then = float(np.max(np.nan_to_num(problem.distance[row, own], nan=np.inf)))
        to = problem.institutions[own[int(np.argmax(beyond[row, own]))]]
        cost = float(beyond[row, own].sum()) / KM
        limits.append(Limit("travel", problem.clusters[row], to, problem.travel, then, cost))
    pairs = {(problem.clusters[r], problem.institutions[c]) for r, c in used}
    for cluster, institution in sorted(problem.forbidden & pairs):
        limits.append(Limit("forbidden", cluster, institution, 0.0, 1.0, 1.0))
    far = frozenset((problem.clusters[r], problem.institutions[c]) for r, c in excused)
    relaxed = replace(
        problem, capacity=problem.capacity + extra, excused=problem.excused | far,
        forbidden=problem.forbidden - pairs,
    )  # fmt: skip
    return tuple(limits), without(relaxed, lacking)


def without(problem: Problem, rows: Rows) -> Problem | None:
    """The problem without some clusters; None when none is left."""
    kept = np.setdiff1d(np.arange(problem.shape[0]), rows)
    if not len(kept):
        return None
    clusters = tuple(problem.clusters[row] for row in kept)
    inside = frozenset(clusters)
    return replace(
        problem, clusters=clusters, scores=problem.scores[kept],
        distance=None if problem.distance is None else problem.distance[kept],
        forced=frozenset(pair for pair in problem.forced if pair[0] in inside),
        forbidden=frozenset(pair for pair in problem.forbidden if pair[0] in inside),
        conflicts=frozenset(pair for pair in problem.conflicts if pair[0] in inside),
        excused=frozenset(pair for pair in problem.excused if pair[0] in inside),
    )  # fmt: skip


def _everywhere(problem: Problem) -> dict[str, float]:
    """The smallest capacity where none is told, and the smallest travel for all, that do it alone."""
    found: dict[str, float] = {}
    if (assumed := problem.assumed) is not None and assumed.any():
        now = int(problem.capacity[assumed].max())

        def larger(places: int) -> Problem:
            return problem.with_capacity(problem.capacity + np.where(assumed, places - now, 0))

        most = now + int(problem.need.sum()) + len(problem.forced)
        if _serves(larger(most)):
            low, high = now + 1, most
            while low < high:
                middle = (low + high) // 2
                low, high = (low, middle) if _serves(larger(middle)) else (middle + 1, high)
            found["capacity"] = float(low)
    if problem.travel is not None and problem.distance is not None:
        known = problem.distance[problem.distance > problem.travel]
        steps = np.unique(np.ceil(known))
        if len(steps) and _serves(replace(problem, travel=float(steps[-1]))):
            first, last = 0, len(steps) - 1
            while first < last:
                middle = (first + last) // 2
                first, last = (first, middle) if _serves(replace(problem, travel=float(steps[middle]))) \
                    else (middle + 1, last)  # fmt: skip
            found["travel"] = float(steps[first])
    return found


def _serves(problem: Problem) -> bool:
    """Whether a plan exists."""
    return bool((problem.free >= 0).all()) and Filler(problem).filled().complete
