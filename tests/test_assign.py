"""Assignment against brute force on small instances: total, floor, ties, prices, alternates, relaxation."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matcher.assign import solve as solving
from matcher.assign.alternates import alternates
from matcher.assign.greedy import greedy
from matcher.assign.network import Network, improved
from matcher.assign.problem import UNIT, LimitError, Problem
from matcher.assign.relax import KM, beyond_km, relaxation
from matcher.assign.solve import Solution, Step, solve
from matcher.assign.transport import by_highs

Plan = tuple[tuple[int, ...], ...]


@st.composite
def problems(draw: st.DrawFn, most_mentors: int = 3) -> Problem:
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    clusters = tuple(f"c{i}" for i in range(n))
    institutions = tuple(f"i{i}" for i in range(m))
    level = draw(st.sampled_from([3, 1_000_003]))
    scores = np.array(draw(st.lists(st.integers(0, level), min_size=n * m, max_size=n * m)), float) / level
    km = draw(st.lists(st.one_of(st.integers(0, 100), st.just(None)), min_size=n * m, max_size=n * m))
    least = draw(st.integers(0, 2))
    pairs = draw(st.permutations([(c, i) for c in clusters for i in institutions]))
    a, b, c = draw(st.integers(0, 1)), draw(st.integers(0, 3)), draw(st.integers(0, 2))
    try:
        return Problem(
            clusters, institutions, scores.reshape(n, m),
            np.array(draw(st.lists(st.integers(0, 3), min_size=m, max_size=m)), dtype=np.int64),
            least, draw(st.integers(max(least, 1), most_mentors)),
            np.array([np.nan if one is None else one for one in km], float).reshape(n, m),
            draw(st.one_of(st.none(), st.integers(20, 90).map(float))),
            frozenset(pairs[:a]), frozenset(pairs[a : a + b]), frozenset(pairs[a + b : a + b + c]),
            assumed=np.ones(m, dtype=bool),
        )  # fmt: skip
    except LimitError:
        assume(False)
        raise


def weights(problem: Problem) -> np.ndarray:
    return np.rint(problem.scores * UNIT).astype(np.int64)


def feasible(problem: Problem) -> Iterator[Plan]:
    """Every plan within the limits, written without the code under test."""
    options = []
    for row, cluster in enumerate(problem.clusters):
        must = {problem.column[i] for c, i in problem.forced if c == cluster}
        may = []
        for column, institution in enumerate(problem.institutions):
            pair = (cluster, institution)
            near = problem.travel is None or problem.distance[row, column] <= problem.travel
            if pair not in problem.forbidden | problem.conflicts and (near or column in must):
                may.append(column)
        sizes = range(problem.least, problem.most + 1)
        options.append([s for k in sizes for s in itertools.combinations(may, k) if must <= set(s)])
    for plan in itertools.product(*options):
        load = np.bincount([c for s in plan for c in s], minlength=len(problem.institutions))
        if (load <= problem.capacity).all():
            yield plan


def total(problem: Problem, plan: Plan) -> int:
    own = weights(problem)
    return sum(int(own[row, column]) for row, chosen in enumerate(plan) for column in chosen)


def least(problem: Problem, plan: Plan) -> int | None:
    own = weights(problem)
    chosen = [
        int(own[row, column]) for row, columns in enumerate(plan) for column in columns
        if (problem.clusters[row], problem.institutions[column]) not in problem.forced
    ]  # fmt: skip
    return min(chosen, default=None)


def best(problem: Problem, floor: bool) -> tuple[int | None, list[Plan]]:
    """The floor, and all plans that keep it."""
    plans = list(feasible(problem))
    if not floor or not problem.need.any() or not plans:
        return None, plans
    lowest = max(one for one in (least(problem, plan) for plan in plans) if one is not None)
    return lowest, [
        plan for plan in plans if (least(problem, plan) or 0) >= lowest or least(problem, plan) is None
    ]


def indicator(problem: Problem, plan: Plan) -> tuple[int, ...]:
    return tuple(int(column in chosen) for chosen in plan for column in range(len(problem.institutions)))


def mine(problem: Problem, found: Solution) -> tuple[int, ...]:
    used = set(found.used.tolist())
    return tuple(int(key in used) for key in range(problem.scores.size))


@pytest.fixture(autouse=True, params=[(1, 1), (12, 8)], ids=["priced", "whole"])
def _rounds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once with pairs generated one by one, once with all at the beginning."""
    monkeypatch.setattr(solving, "_FIRST", request.param[0])
    monkeypatch.setattr(solving, "_MORE", request.param[1])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(problem=problems(), floor=st.booleans(), highs=st.booleans(), data=st.data())
def test_total_floor_ties_and_keep_are_those_of_brute_force(
    problem: Problem, floor: bool, highs: bool, data: st.DataObject
) -> None:
    lowest, plans = best(problem, floor)
    pairs = [(c, i) for c in problem.clusters for i in problem.institutions]
    keep = data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4))
    found = solve(problem, floor=floor, keep=keep, solver=by_highs if highs else lambda _: None)
    assert isinstance(found, Solution) == bool(plans)
    if not isinstance(found, Solution):
        return
    top = max(total(problem, plan) for plan in plans)
    assert (found.total, found.best, found.bound, found.floor) == (top, top, top, lowest)
    optimal = [plan for plan in plans if total(problem, plan) == top]
    old = {
        (r, c) for r, c in ((problem.row[a], problem.column[b]) for a, b in keep)
        if problem.weights[r, c] >= (lowest or 0) and problem.room[r] > 0
    }  # fmt: skip

    def changes(plan: Plan) -> int:
        return sum(-1 if (r, c) in old else 1 for r, chosen in enumerate(plan) for c in chosen)

    if old:
        fewest = min(map(changes, optimal))
        optimal = [plan for plan in optimal if changes(plan) == fewest]
    assert mine(problem, found) == max(indicator(problem, plan) for plan in optimal)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(problem=problems(), floor=st.booleans())
def test_one_more_place_is_worth_what_solving_again_says(problem: Problem, floor: bool) -> None:
    found = solve(problem, floor=floor)
    assume(isinstance(found, Solution))
    assert isinstance(found, Solution)
    for column in range(len(problem.institutions)):
        more = problem.capacity.copy()
        more[column] += 1
        larger = problem.with_capacity(more)
        values = [
            total(larger, plan) for plan in feasible(larger)
            if (low := least(larger, plan)) is None or low >= (found.floor or 0)
        ]  # fmt: skip
        assert max(values) - found.total == found.places[column]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(problem=problems(), floor=st.booleans())
def test_an_alternate_costs_what_the_best_plan_with_it_lacks(problem: Problem, floor: bool) -> None:
    _, plans = best(problem, floor)
    assume(plans)
    found = solve(problem, floor=floor)
    assert isinstance(found, Solution)
    with_pair: dict[int, int] = {}
    for plan in plans:
        for row, chosen in enumerate(plan):
            for column in chosen:
                key = row * len(problem.institutions) + column
                with_pair[key] = max(with_pair.get(key, -1), total(problem, plan))
    wanted = {k: found.total - v for k, v in with_pair.items() if k not in set(found.used.tolist())}
    got = alternates(found, 99)
    assert {one.row * len(problem.institutions) + one.column: one.cost for one in got} == wanted
    assert all(one.exact for one in got)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problem=problems(), tolerance=st.sampled_from([0.02, 0.1, 0.3]), data=st.data())
def test_a_tolerance_buys_the_fewest_changes(problem: Problem, tolerance: float, data: st.DataObject) -> None:
    _, plans = best(problem, False)
    assume(plans)
    pairs = [(c, i) for c in problem.clusters for i in problem.institutions]
    keep = data.draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=4))
    found = solve(problem, floor=False, keep=keep, tolerance=tolerance)
    assert isinstance(found, Solution)
    old = {
        (r, c) for r, c in ((problem.row[a], problem.column[b]) for a, b in keep)
        if problem.weights[r, c] >= 0 and problem.room[r] > 0
    }  # fmt: skip
    forced = sum(int(weights(problem)[r, c]) for r, c in zip(*problem.fixed, strict=True))
    loss = int((found.best - forced) * tolerance)

    def changes(chosen: set[tuple[int, int]]) -> int:
        return sum(-1 if pair in old else 1 for pair in chosen)

    near = [p for p in plans if total(problem, p) >= found.best - loss + 2e-6 * UNIT]
    fewest = min((changes({(r, c) for r, s in enumerate(p) for c in s}) for p in near), default=None)
    own = {divmod(int(key), len(problem.institutions)) for key in found.used}
    assert found.total >= found.best - loss
    # Where nothing of the earlier plan can be kept there is nothing to change: the best plan stands.
    if old:
        assert fewest is None or changes(own) <= fewest
    else:
        assert found.total == found.best


def cheapest_relaxation(problem: Problem) -> tuple[int, float]:
    """Fewest limits, then least cost, over all ways to give each cluster what it needs."""
    m = len(problem.institutions)
    at = {(problem.row[c], problem.column[i]) for c, i in problem.forced | problem.conflicts}
    banned = {(problem.row[c], problem.column[i]) for c, i in problem.forbidden}
    options: list[list[tuple[int, ...]]] = []
    for row in range(len(problem.clusters)):
        may = [column for column in range(m) if (row, column) not in at]
        need = int(problem.need[row])
        options.append(list(itertools.combinations(may, need)) if len(may) >= need else [()])
    found = []
    for plan in itertools.product(*options):
        load = np.bincount([*problem.fixed[1], *(c for s in plan for c in s)], minlength=m)
        more = np.maximum(load - problem.capacity, 0)
        number, cost = int((more > 0).sum()), float(more.sum())
        for row, chosen in enumerate(plan):
            far = [column for column in chosen if problem.too_far[row, column]]
            against = sum((row, column) in banned for column in chosen)
            number += bool(far) + against
            cost += against + sum(float(beyond_km(problem)[row, column]) / KM for column in far)
        found.append((number, round(cost, 9)))
    return min(found)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(problem=problems())
def test_the_smallest_set_of_limits_is_relaxed_and_is_enough(problem: Problem) -> None:
    found = solve(problem)
    assume(not isinstance(found, Solution))
    assert not isinstance(found, Solution)
    way_out = relaxation(problem, found)
    number, cost = cheapest_relaxation(problem)
    assert way_out.proven
    assert len(way_out.limits) == number
    assert sum(limit.cost for limit in way_out.limits) == pytest.approx(cost, abs=1e-5)
    assert way_out.relaxed is None or isinstance(solve(way_out.relaxed), Solution)
    if "capacity" in way_out.everywhere:
        more = int(way_out.everywhere["capacity"]) - int(problem.capacity.max())
        assert isinstance(solve(problem.with_capacity(problem.capacity + more)), Solution)
        assert not isinstance(solve(problem.with_capacity(problem.capacity + more - 1)), Solution)
    if "travel" in way_out.everywhere:
        assert isinstance(solve(replace(problem, travel=way_out.everywhere["travel"])), Solution)
        assert not isinstance(solve(replace(problem, travel=way_out.everywhere["travel"] - 1)), Solution)


def test_column_generation_ends_with_no_gap_and_beats_greedy() -> None:
    rng = np.random.default_rng(3)
    n, m = 60, 80
    problem = Problem(
        tuple(f"c{i:03}" for i in range(n)), tuple(f"i{i:03}" for i in range(m)),
        rng.random((n, m)) * rng.random(m), np.ones(m, dtype=np.int64),
    )  # fmt: skip
    steps: list[Step] = []
    found = solve(problem, floor=False, tell=steps.append)
    assert isinstance(found, Solution)
    assert found.bound == found.total == steps[-1].total
    bounds = [step.bound for step in steps]
    assert bounds == sorted(bounds, reverse=True)
    rows, columns = greedy(problem)
    assert len(rows) == n
    assert int(weights(problem)[rows, columns].sum()) < found.total


def test_a_cycle_of_negative_cost_is_found_and_cancelled() -> None:
    def row(*values: int) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    network = Network(
        3, row(0, 1, 2).astype(np.intp), row(1, 2, 0).astype(np.intp), row(0, 0, 0), row(2, 3, 4),
        row(0, 0, 0), row(-5, 1, 1),
    )  # fmt: skip
    found, distance = improved(network, 0)
    assert found.flow.tolist() == [2, 2, 2]
    assert (found.reduced(distance)[found.flow < found.upper] >= 0).all()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("max", {"least": 2, "most": 1}),
        ("forced", {"forced": frozenset({("x", "i")})}),
        ("forbidden", {"forbidden": frozenset({("c", "x")})}),
        ("forced", {"forced": frozenset({("c", "i")}), "conflicts": frozenset({("c", "i")})}),
        ("clusters", {"clusters": (), "scores": np.empty((0, 1))}),
        ("scores", {"scores": np.array([[np.nan]])}),
    ],
)
def test_limits_that_contradict_are_refused_by_name(field: str, changes: dict[str, object]) -> None:
    whole = {
        "clusters": ("c",),
        "institutions": ("i",),
        "scores": np.ones((1, 1)),
        "capacity": np.ones(1, int),
    }
    with pytest.raises(LimitError) as caught:
        Problem(**(whole | changes))  # type: ignore[arg-type]
    assert caught.value.field == field
