"""Clusters to institutions on seeded scores: seconds, the gap as it falls, and greedy beside it."""

from __future__ import annotations

import argparse
import time

import numpy as np

from matcher.assign.alternates import alternates
from matcher.assign.greedy import greedy
from matcher.assign.problem import Problem
from matcher.assign.solve import Solution, Step, solve


def problem(clusters: int, institutions: int, capacity: int, seed: int = 11) -> Problem:
    """Scores as a ranking has them: likeness in a few dimensions, and institutions that all would like."""
    rng = np.random.default_rng(seed)
    likeness = rng.standard_normal((clusters, 12)) @ rng.standard_normal((12, institutions)) / np.sqrt(12)
    scores = 1 / (1 + np.exp(-likeness - 0.5 * rng.standard_normal(institutions)))
    return Problem(
        tuple(f"cluster:{i:05}" for i in range(clusters)),
        tuple(f"institution:{i:05}" for i in range(institutions)),
        scores, np.full(institutions, capacity, dtype=np.int64),
    )  # fmt: skip


def one(clusters: int, institutions: int, capacity: int, floor: bool) -> None:
    made = problem(clusters, institutions, capacity)
    began = time.perf_counter()

    def tell(step: Step) -> None:
        gap = (step.bound - step.total) / step.total
        spent = time.perf_counter() - began
        print(f"  {spent:6.1f} s  round {step.round}: {step.pairs:,} pairs, gap {gap:.1e}",
              flush=True)  # fmt: skip

    found = solve(made, floor=floor, tell=tell)
    seconds = time.perf_counter() - began
    assert isinstance(found, Solution)
    began = time.perf_counter()
    rows, columns = greedy(made)
    greedy_seconds = time.perf_counter() - began
    own = made.scores[rows, columns]
    began = time.perf_counter()
    some = alternates(found, 2, range(min(clusters, 200)))
    print(
        f"{clusters:,} x {institutions:,}, {capacity} places, {'with' if floor else 'no'} floor: "
        f"{seconds:.2f} s; "
        f"total {found.total / 1e12:.3f}, bound {found.bound / 1e12:.3f}, "
        f"floor {'-' if found.floor is None else f'{found.floor / 1e12:.3f}'}; "
        f"greedy {greedy_seconds:.2f} s, "
        f"total {own.sum():.3f} ({own.sum() / (found.total / 1e12) - 1:+.2%}), least {own.min():.3f}, "
        f"{clusters - len(rows)} unserved; {len(some)} alternates in {time.perf_counter() - began:.2f} s",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="leave out 6,500 x 5,000")
    sizes = [(140, 500, 1)] + ([] if parser.parse_args().small else [(6500, 5000, 2)])
    for size in sizes:
        for floor in (True, False):
            one(*size, floor)


if __name__ == "__main__":
    main()
