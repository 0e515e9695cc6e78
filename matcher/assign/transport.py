"""The plan as a circulation: clusters, institutions and one hub, with the pairs looked at so far."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from matcher.assign.network import FAR, Network
from matcher.assign.problem import NEVER, UNIT, Problem, Whole

# Rows of weights that are priced at a time: some 20 MB at 5,000 institutions.
_BLOCK = 512


class Transport:
    """A problem above a floor, as a network over some of its pairs.

    Arcs: first the pairs (cluster to institution, sorted by row and column), then one from each
    institution to the hub (its places), then one from the hub to each cluster (its mentors).
    """

    def __init__(self, problem: Problem, floor: int) -> None:
        n, m = problem.shape
        self.n, self.m, self.hub = n, m, n + m
        self.weights = problem.weights
        self.floor = floor
        self.need, self.room = problem.need, np.maximum(problem.room, 0)
        self.free = np.minimum(np.maximum(problem.free, 0), n)

    def network(self, keys: Whole, used: Whole) -> Network:
        """The network over pairs given as row * m + column, sorted, with a flow on those used."""
        rows, columns = np.divmod(keys, self.m)
        on = np.isin(keys, used).astype(np.int64)
        n, m = self.n, self.m
        count = len(keys)
        zeros = np.zeros(count + m, dtype=np.int64)
        return Network(
            n + m + 1,
            np.r_[rows, n + np.arange(m), np.full(n, self.hub)].astype(np.intp),
            np.r_[n + columns, np.full(m, self.hub), np.arange(n)].astype(np.intp),
            np.r_[zeros, self.need],
            np.r_[np.ones(count, dtype=np.int64), self.free, self.room],
            np.r_[on, np.bincount(columns[on > 0], minlength=m), np.bincount(rows[on > 0], minlength=n)],
            np.r_[-self.weights[rows, columns], np.zeros(m + n, dtype=np.int64)],
        )

    def used(self, network: Network) -> Whole:
        """The pairs with flow, as keys."""
        pairs = len(network.tail) - self.m - self.n
        on = np.flatnonzero(network.flow[:pairs])
        keys: Whole = network.tail[on] * self.m + network.head[on] - self.n
        return keys.astype(np.int64)

    def prices(self, network: Network, distance: Whole) -> tuple[Whole, Whole]:
        """What a cluster must reach and what a place costs, from distances from the hub.

        An institution with a free place costs nothing. Distances are the least prices there are, so
        the price of a full institution is what one more place there would bring.
        """
        pairs = len(network.tail) - self.m - self.n
        full = network.flow[pairs : pairs + self.m] >= self.free
        of_places = np.where(full, -distance[self.n : self.hub], 0)
        # What nothing reaches is FAR; a place there costs nothing as far as the pairs looked at tell.
        return distance[: self.n], np.maximum(of_places, 0)

    def priced(self, reach: Whole, places: Whole, most: int) -> tuple[Whole, int]:
        """Pairs that would improve the plan, the best of each cluster, and an upper bound of any plan.

        The bound is Lagrange's: places sold at their prices, each cluster choosing on its own.
        """
        found: list[Whole] = []
        bound = int((places * self.free).sum())
        deepest = int(self.room.max(initial=0))
        for start in range(0, self.n, _BLOCK):
            rows = slice(start, min(start + _BLOCK, self.n))
            weights = self.weights[rows]
            value = np.where(weights >= self.floor, weights - places, NEVER)
            bound += _chosen(value, self.need[rows], self.room[rows], deepest)
            gain = value - reach[rows, None]
            better = np.flatnonzero((gain > 0).any(axis=1) & (self.room[rows] > 0))
            for row in better:
                columns = np.flatnonzero(gain[row] > 0)
                if len(columns) > most:
                    columns = columns[np.argsort(-gain[row, columns], kind="stable")[:most]]
                found.append((start + row) * self.m + np.sort(columns))
        return (np.concatenate(found) if found else np.empty(0, dtype=np.int64)), bound

    def within(self, reach: Whole, places: Whole, loss: int, most: int) -> Whole:
        """Pairs that lose no more than that against the prices, at most so many a cluster, as keys."""
        found: list[Whole] = []
        for row in np.flatnonzero(self.room > 0):
            weights = self.weights[row]
            lost = np.where(weights >= self.floor, reach[row] + places - weights, FAR)
            columns = np.flatnonzero(lost <= loss)
            if len(columns) > most:
                columns = np.sort(columns[np.argsort(lost[columns], kind="stable")[:most]])
            found.append(row * self.m + columns)
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _chosen(value: Whole, need: Whole, room: Whole, deepest: int) -> int:
    """The sum over rows of their best values: as many as needed, then those above 0 up to the room."""
    if deepest == 0:
        return 0
    deepest = min(deepest, value.shape[1])
    best = -np.partition(-value, deepest - 1, axis=1)[:, :deepest]
    best = -np.sort(-best, axis=1)
    at = np.arange(deepest)
    taken = (at < need[:, None]) | ((at < room[:, None]) & (best > 0))
    return int(np.where(taken & (best > NEVER // 2), best, 0).sum())


def by_highs(network: Network) -> Network | None:
    """The best flow by HiGHS' simplex, None when it does not end with a whole flow.

    The matrix of nodes and arcs is totally unimodular, so that every corner of the polytope is whole.
    """
    arcs = np.arange(len(network.tail))
    ones = np.ones(len(arcs))
    matrix = sp.csc_array(
        (np.r_[ones, -ones], (np.r_[network.tail, network.head], np.r_[arcs, arcs])),
        shape=(network.nodes, len(arcs)),
    )
    bounds = np.c_[network.lower, network.upper].astype(np.float64)
    # The last balance follows from the others.
    found = linprog(
        network.cost / UNIT, A_eq=matrix[:-1], b_eq=np.zeros(network.nodes - 1), bounds=bounds,
        method="highs-ds",
    )  # type: ignore[call-overload]  # fmt: skip
    if found.status != 0:
        return None
    flow = np.rint(found.x).astype(np.int64)
    return replace(network, flow=flow) if is_flow(network, flow, found.x) else None


def is_flow(network: Network, flow: Whole, given: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bool:
    """Whether whole numbers are what the solver gave, within bounds, and balanced at every node."""
    balance = np.zeros(network.nodes, dtype=np.int64)
    np.add.at(balance, network.head, flow)
    np.subtract.at(balance, network.tail, flow)
    inside = (flow >= network.lower) & (flow <= network.upper)
    return bool(np.abs(given - flow).max(initial=0) < 1e-6 and inside.all() and not balance.any())
