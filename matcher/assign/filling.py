"""Whether every cluster can have its mentors: a maximum flow, on few pairs first, on all if need be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from matcher.assign.problem import Problem, Whole
from matcher.blocks import Rows

_FIRST = 32
_MORE = 4


@dataclass(frozen=True)
class Filling:
    """As many places filled as can be.

    Attributes:
        rows, columns: the pairs.
        missing: mentors that each cluster lacks, shape (clusters,).
        stuck: rows of clusters that cannot all be served together, however the rest is arranged.
        held: columns of the institutions that those compete for.
    """

    rows: Rows
    columns: Rows
    missing: Whole
    stuck: Rows
    held: Rows

    @property
    def complete(self) -> bool:
        """Whether every cluster has what it needs."""
        return not self.missing.any()


class Filler:
    """Fills places from pairs of at least a certain weight.

    Each cluster begins with its best pairs; those that cannot be served get more of theirs, so that
    "it cannot be done" is said only when all their pairs were looked at.
    """

    def __init__(self, problem: Problem) -> None:
        self._weights = problem.weights
        self._need = problem.need
        self._free = np.maximum(problem.free, 0)
        self._columns = list(best_columns(self._weights, _FIRST))
        self._join()

    def _join(self) -> None:
        """Lay the pairs of all clusters that need somebody end to end."""
        needy = np.flatnonzero(self._need > 0)
        self._rows = np.repeat(needy, [len(self._columns[row]) for row in needy])
        self._all = np.concatenate([self._columns[row] for row in needy] or [np.empty(0, dtype=np.intp)])
        self._values = self._weights[self._rows, self._all]

    def filled(self, floor: int = 0) -> Filling:
        """The most places that can be filled by pairs of that weight or more."""
        m = self._weights.shape[1]
        while True:
            kept = self._values >= floor
            found = self._flow(self._rows[kept], self._all[kept])
            # Whose pairs looked at all reach the floor may have others that do.
            inside = np.bincount(self._rows[kept], minlength=len(self._need))
            narrow = [
                row for row in found.stuck
                if len(self._columns[row]) < m and inside[row] == len(self._columns[row])
            ]  # fmt: skip
            if not narrow:
                return found
            for row in narrow:
                width = len(self._columns[row]) * _MORE
                self._columns[row] = best_columns(self._weights[row : row + 1], width)[0]
            self._join()

    def _flow(self, rows: Rows, columns: Rows) -> Filling:
        n, m = self._weights.shape
        source, sink = n + m, n + m + 1
        tails = np.r_[np.full(n, source), rows, n + np.arange(m)]
        heads = np.r_[np.arange(n), n + columns, np.full(m, sink)]
        bounds = np.r_[self._need, np.ones(len(rows), dtype=np.int64), np.minimum(self._free, n)]
        graph = sp.csr_array((bounds.astype(np.int32), (tails, heads)), shape=(n + m + 2,) * 2)
        flow = maximum_flow(graph, source, sink).flow.tocoo()
        used = (flow.data > 0) & (flow.row < n) & (flow.col >= n) & (flow.col < source)
        rows_used, columns_used = flow.row[used].astype(np.intp), (flow.col[used] - n).astype(np.intp)
        missing = self._need - np.bincount(rows_used, minlength=n)
        stuck = np.flatnonzero(missing > 0)
        held: Rows = np.empty(0, dtype=np.intp)
        if len(stuck):
            idle = ~np.isin(rows * m + columns, rows_used * m + columns_used)
            tails = np.r_[np.full(len(stuck), source), rows[idle], n + columns_used]
            heads = np.r_[stuck, n + columns[idle], rows_used]
            ones = np.ones(len(tails), dtype=np.int8)
            links = sp.csr_array((ones, (tails, heads)), shape=(n + m + 1,) * 2)
            seen = np.sort(breadth_first_order(links, source, return_predecessors=False))
            stuck, held = seen[seen < n], seen[(seen >= n) & (seen < source)] - n
        return Filling(rows_used, columns_used, missing, stuck, held)


def best_columns(weights: Whole, count: int) -> Rows:
    """The columns of the greatest weights of each row, ascending, equal ones by column; (rows, count)."""
    n, m = weights.shape
    count = min(count, m)
    found = np.empty((n, count), dtype=np.intp)
    for row in range(n):
        own = weights[row]
        floor = np.partition(own, m - count)[m - count]
        above = np.flatnonzero(own > floor)
        level = np.flatnonzero(own == floor)[: count - len(above)]
        found[row] = np.sort(np.r_[above, level])
    return found


def floor_of(problem: Problem, filler: Filler) -> int | None:
    """The greatest weight w such that every cluster can be served by pairs of weight w or more.

    Returns:
        None where nobody needs a mentor beside the forced ones.
    """
    needy = np.flatnonzero(problem.need > 0)
    if not len(needy):
        return None
    m = problem.shape[1]
    # No cluster can have a floor above the weight of the last of its best.
    last_of = [
        np.partition(problem.weights[row], m - problem.need[row])[m - problem.need[row]] for row in needy
    ]
    low, high = 0, int(min(last_of))
    while low < high:
        middle = (low + high + 1) // 2
        found = filler.filled(middle)
        if found.complete:
            # Its least pair shows that more would have done.
            low = int(problem.weights[found.rows, found.columns].min())
        else:
            high = middle - 1
    return low
