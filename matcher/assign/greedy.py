"""The reference: always the best pair that still fits, with no look ahead."""

from __future__ import annotations

from heapq import heapify, heappop, heapreplace

import numpy as np

from matcher.assign.problem import NEVER, Problem
from matcher.blocks import Rows


def greedy(problem: Problem) -> tuple[Rows, Rows]:
    """Rows and columns of pairs taken one by one, the best first, equal ones by id.

    First every cluster gets what it needs, then what it can take. A cluster may be left short.
    """
    weights, free = problem.weights, np.maximum(problem.free, 0).tolist()
    taken: list[tuple[int, int]] = list(zip(*map(np.ndarray.tolist, problem.fixed), strict=True))
    had: set[tuple[int, int]] = set()
    for wanted in (problem.need, np.maximum(problem.room - problem.need, 0)):
        for row, column in _round(weights, free, wanted.tolist(), had):
            taken.append((row, column))
    taken.sort()
    return (
        np.array([row for row, _ in taken], dtype=np.intp),
        np.array([column for _, column in taken], dtype=np.intp),
    )


def _round(
    weights: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    free: list[int],
    wanted: list[int],
    had: set[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Give out what is wanted: a heap of each cluster's best pair that was not looked at."""
    order = {row: np.argsort(-weights[row], kind="stable") for row, want in enumerate(wanted) if want > 0}
    heap = [(-int(weights[row, columns[0]]), row, 0) for row, columns in order.items()]
    heapify(heap)
    taken: list[tuple[int, int]] = []
    while heap:
        weight, row, at = heap[0]
        if -weight <= NEVER:
            break
        column = int(order[row][at])
        if free[column] > 0 and (row, column) not in had:
            free[column] -= 1
            wanted[row] -= 1
            had.add((row, column))
            taken.append((row, column))
        if wanted[row] > 0 and at + 1 < len(order[row]):
            heapreplace(heap, (-int(weights[row, order[row][at + 1]]), row, at + 1))
        else:
            heappop(heap)
    return taken
