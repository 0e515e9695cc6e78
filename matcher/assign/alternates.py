"""Who comes next for each cluster, and what the whole plan would lose by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from matcher.assign.network import FAR
from matcher.assign.solve import Solution
from matcher.blocks import Rows

# With up to so many pairs all of them are looked at; beyond, the best ones of each cluster.
_ALL, _SOME = 500_000, 25
_CHUNK = 100


@dataclass(frozen=True)
class Alternate:
    """Another mentor for a cluster.

    Attributes:
        row, column: of the pair.
        cost: by how much the best total with this pair is less than without, whole units.
        others: rows of the other clusters whose mentors would change for it.
        exact: whether the cost is proven; otherwise it is at most that.
    """

    row: int
    column: int
    cost: int
    others: tuple[int, ...]
    exact: bool


def alternates(solution: Solution, count: int, rows: Sequence[int] | None = None) -> list[Alternate]:
    """The alternates of clusters, each cluster's cheapest first, equal costs by institution.

    A pair that is not in the plan closes a cycle in the residual network; the cheapest such cycle is
    what the plan loses when the pair must be in it (Dijkstra on reduced costs, which are whole).

    Args:
        count: how many at most for each cluster.
        rows: the clusters; None: all.
    """
    transport = solution.transport
    asked = range(transport.n) if rows is None else rows
    if not count or not len(asked):
        return []
    everything = transport.n * transport.m <= _ALL
    used = transport.used(solution.network)
    most = transport.m if everything else _SOME
    keys = np.union1d(transport.within(solution.reach, solution.places, FAR // 2, most), used)
    network = transport.network(keys, used)
    prices = np.r_[np.minimum(solution.reach, 2**60), -solution.places, 0]
    tail, head, _, arc, step = network.residual()
    reduced = network.reduced(prices)
    links = sp.csr_array(((reduced[arc] * step).astype(np.float64), (head, tail)), shape=(network.nodes,) * 2)
    # No pair that was left out loses less than this, so no cheaper way was overlooked.
    proven = FAR if everything else _least_left_out(network.tail[: len(keys)], reduced[: len(keys)], most)
    taken = set(solution.used.tolist())
    starts = np.searchsorted(keys, np.arange(transport.n + 1) * transport.m)
    found: list[Alternate] = []
    for start in range(0, len(asked), _CHUNK):
        chunk = list(asked[start : start + _CHUNK])
        distance, before = dijkstra(links, indices=chunk, return_predecessors=True)
        for at, row in enumerate(chunk):
            own = slice(starts[row], starts[row + 1])
            columns = keys[own] - row * transport.m
            cost = reduced[own] + distance[at, transport.n + columns]
            order = [i for i in np.lexsort((columns, cost)) if np.isfinite(cost[i])]
            order = [i for i in order if int(keys[own][i]) not in taken][:count]
            for i in order:
                column, loss = int(columns[i]), round(float(cost[i]))
                others = _others(before[at], transport.n + column, row, transport.n)
                found.append(Alternate(row, column, loss, others, loss <= proven))
    return found


def _others(before: Rows, node: int, goal: int, clusters: int) -> tuple[int, ...]:
    """The clusters on the way from a node to the goal."""
    found = []
    while node != goal:
        node = int(before[node])
        if node < clusters and node != goal:
            found.append(node)
    return tuple(sorted(found))


def _least_left_out(rows: Rows, reduced: np.ndarray[tuple[int], np.dtype[np.int64]], most: int) -> int:
    """The least of the greatest losses among the pairs of clusters that have pairs left out."""
    counts = np.bincount(rows)
    greatest = np.zeros(len(counts), dtype=np.int64)
    np.maximum.at(greatest, rows, reduced)
    cut = counts >= most
    return int(greatest[cut].min()) if cut.any() else FAR
