"""A plan as people and programs read it: who mentors whom, why it is the best, and what could change."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.assign.alternates import Alternate, alternates
from matcher.assign.filling import Filling
from matcher.assign.greedy import greedy
from matcher.assign.problem import UNIT, Pair, Problem
from matcher.assign.relax import Limit, Relaxation, relaxation
from matcher.assign.solve import Solution, Tell, solve
from matcher.assign.wish import Posed, Wish
from matcher.blocks import Rows, Vector

# Up to so many pairs a plan is compared with the best one without a floor, and up to so many clusters
# without alternates are looked at one by one.
_SMALL, _FEW = 500_000, 40
_BEST = 0.1


@dataclass(frozen=True)
class Other:
    """An alternate.

    Attributes:
        cost: what the total would lose, in score; at most that where not `exact`.
        floor: to which the floor would fall with it; None: it would stay.
        others: clusters whose mentors would change for it.
    """

    institution: str
    score: float
    km: float | None
    cost: float
    exact: bool
    others: tuple[str, ...]
    floor: float | None = None


@dataclass(frozen=True)
class Given:
    """One cluster with one of its mentors.

    Attributes:
        rank: of the institution among all for this cluster, by score.
        helps: whether it is documented to help the cluster already.
        before: whether the earlier plan has the pair; None without an earlier plan.
        fit: its rank among all by what speaks of the work itself, place and standing left out.
        thin: whether it is not among the best tenth by that, so that somebody ought to look.
    """

    cluster: str
    institution: str
    score: float
    rank: int
    km: float | None
    forced: bool
    helps: bool
    before: bool | None
    fit: int
    thin: bool


@dataclass(frozen=True)
class Place:
    """An institution that the plan uses, or would use if it had room.

    Attributes:
        busy: places taken by documented mentoring outside the plan; `capacity` is what is left.
        assumed: whether its capacity was assumed.
        worth: what one more place would add to the best total, the floor staying where it is.
    """

    institution: str
    capacity: int
    used: int
    busy: int
    assumed: bool
    worth: float


@dataclass(frozen=True)
class Reference:
    """What another plan comes to; `short`: places that it leaves unfilled."""

    total: float
    least: float | None
    short: int


@dataclass(frozen=True)
class Plan:
    """The plan with its proof.

    Attributes:
        total, mean, least: of the scores of its pairs.
        floor: the least score that is not forced, the best there can be; None where not asked for.
        bound: above which the total of no plan can be, at the same floor.
        reference: taking the best pair first, again and again.
        given_up: what the total lacks of the best one, for the sake of an earlier plan.
        free: the best plan without a floor, to see what the floor costs; None: not looked for.
        new, gone: pairs that the earlier plan lacks, and that it had.
    """

    given: tuple[Given, ...]
    total: float
    mean: float
    least: float | None
    floor: float | None
    bound: float
    given_up: float
    alternates: Mapping[str, tuple[Other, ...]]
    places: tuple[Place, ...]
    reference: Reference
    free: Reference | None
    new: tuple[Pair, ...]
    gone: tuple[Pair, ...]
    rounds: int
    pairs: int


@dataclass(frozen=True)
class Assigned:
    """The answer to a wish: a plan, or what stands in the way and the plan when that is cleared."""

    wish: Wish
    posed: Posed
    plan: Plan | None
    relaxation: Relaxation | None
    snapshot: str = ""
    model: str = ""


def assigned(posed: Posed, wish: Wish, tell: Tell | None = None) -> Assigned:
    """Solve what was posed; where it cannot be done, with the smallest set of limits relaxed."""
    found = _solved(posed.problem, posed, wish, tell)
    if isinstance(found, Solution):
        return Assigned(wish, posed, plan_of(found, posed, wish), None)
    way_out = relaxation(posed.problem, found)
    again = None if way_out.relaxed is None else _solved(way_out.relaxed, posed, wish, tell)
    plan = plan_of(again, posed, wish) if isinstance(again, Solution) else None
    return Assigned(wish, posed, plan, way_out)


def _solved(problem: Problem, posed: Posed, wish: Wish, tell: Tell | None) -> Solution | Filling:
    return solve(problem, floor=wish.floor, keep=posed.keep, tolerance=wish.tolerance, tell=tell)


def plan_of(solution: Solution, posed: Posed, wish: Wish) -> Plan:
    """A solution by ids, with alternates and prices."""
    problem = solution.problem
    rows, columns = np.divmod(solution.used, problem.shape[1])
    scores = problem.scores[rows, columns]
    pairs, old = solution.pairs, frozenset(posed.keep)
    inside = {pair for pair in old if pair[0] in problem.row}
    given = tuple(
        Given(
            cluster, institution, float(score), _place(problem.scores[row], column),
            _km(problem, row, column),
            (cluster, institution) in problem.forced, (cluster, institution) in posed.helpers,
            (cluster, institution) in old if old else None,
            (fit := _place(posed.substance[posed.problem.row[cluster]], column)),
            fit > _BEST * problem.shape[1],
        )
        for (cluster, institution), score, row, column in zip(
            pairs, scores, rows.tolist(), columns.tolist(), strict=True
        )
    )  # fmt: skip
    return Plan(
        given,
        solution.total / UNIT,
        solution.total / UNIT / len(given) if given else 0.0,
        float(scores.min()) if len(scores) else None,
        None if solution.floor is None else solution.floor / UNIT,
        solution.bound / UNIT,
        (solution.best - solution.total) / UNIT,
        _others(solution, wish.alternates),
        _places(solution, posed, np.bincount(columns, minlength=problem.shape[1]).tolist()),
        _reference(problem, *greedy(problem)),
        _free(solution),
        tuple(sorted(set(pairs) - old)) if old else (),
        tuple(sorted(inside - set(pairs))),
        len(solution.steps),
        solution.steps[-1].pairs,
    )


def _km(problem: Problem, row: int, column: int) -> float | None:
    km = math.nan if problem.distance is None else float(problem.distance[row, column])
    return None if math.isnan(km) else km


def _place(values: Vector, column: int) -> int:
    """The rank of a column by falling value, equal ones in order."""
    own = np.rint(values * UNIT)
    return int((own > own[column]).sum() + (own[:column] == own[column]).sum()) + 1


def _others(solution: Solution, count: int) -> dict[str, tuple[Other, ...]]:
    problem = solution.problem
    found: dict[str, list[Other]] = {cluster: [] for cluster in problem.clusters}

    def told(one: Alternate) -> Other:
        return Other(
            problem.institutions[one.column], float(problem.scores[one.row, one.column]),
            _km(problem, one.row, one.column), one.cost / UNIT, one.exact,
            tuple(problem.clusters[row] for row in one.others),
        )  # fmt: skip

    for one in alternates(solution, count):
        found[problem.clusters[one.row]].append(told(one))
    alone = [cluster for cluster, others in found.items() if not others]
    if count and len(alone) <= _FEW and problem.scores.size <= _SMALL:
        for cluster in alone:
            found[cluster].extend(_instead(solution, cluster))
    return {cluster: tuple(each) for cluster, each in found.items()}


def _instead(solution: Solution, cluster: str) -> list[Other]:
    """Who would mentor a cluster if those of the plan did not; the floor may fall for it."""
    problem, plan = solution.problem, set(solution.pairs)
    own = frozenset(pair for pair in plan if pair[0] == cluster) - problem.forced
    found = solve(replace(problem, forbidden=problem.forbidden | own), floor=solution.floor is not None)
    if not own or not isinstance(found, Solution):
        return []
    changed = tuple(sorted({pair[0] for pair in plan ^ set(found.pairs)} - {cluster}))
    floor = None if found.floor is None or found.floor == solution.floor else found.floor / UNIT
    cost = (solution.best - found.best) / UNIT
    return [
        Other(
            institution, float(problem.scores[problem.row[cluster], (column := problem.column[institution])]),
            _km(problem, problem.row[cluster], column), cost, True, changed, floor,
        )
        for _, institution in sorted(pair for pair in found.pairs if pair[0] == cluster and pair not in plan)
    ]  # fmt: skip


def _places(solution: Solution, posed: Posed, used: Sequence[int]) -> tuple[Place, ...]:
    problem = solution.problem
    assumed = np.zeros(problem.shape[1], dtype=bool) if problem.assumed is None else problem.assumed
    found = [
        Place(identity, int(problem.capacity[at]), used[at], posed.busy.get(identity, 0), bool(assumed[at]),
              int(solution.places[at]) / UNIT)
        for at, identity in enumerate(problem.institutions)
        if used[at] or solution.places[at] > 0
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda place: (-place.worth, -place.used, place.institution)))


def _free(solution: Solution) -> Reference | None:
    problem = solution.problem
    if solution.floor is None or problem.scores.size > _SMALL:
        return None
    found = solve(problem, floor=False)
    assert isinstance(found, Solution)  # it was feasible with a floor
    return _reference(problem, *np.divmod(found.used, problem.shape[1]))


def _reference(problem: Problem, rows: Rows, columns: Rows) -> Reference:
    scores = problem.scores[rows, columns]
    short = problem.least - np.bincount(rows, minlength=problem.shape[0])
    return Reference(
        float(scores.sum()), float(scores.min()) if len(scores) else None, int(np.maximum(short, 0).sum())
    )


def limit_words(limit: Limit, name: Mapping[str, str]) -> str:
    """A limit to relax, in words."""
    cluster, institution = (
        name.get(limit.cluster, limit.cluster),
        name.get(limit.institution, limit.institution),
    )
    if limit.kind == "capacity":
        more = int(limit.then - limit.now)
        places = "place" if more == 1 else "places"
        return f"{institution}: {more} more {places} (from {int(limit.now)} to {int(limit.then)})"
    if limit.kind == "travel":
        if not np.isfinite(limit.then):
            return f"{cluster}: let {institution} mentor it, though its distance is not known"
        return (
            f"{cluster}: let its mentor be {math.ceil(limit.then)} km away ({institution}); "
            f"the limit is {limit.now:g} km"
        )
    return f"{cluster}: allow {institution} after all, which is forbidden"
