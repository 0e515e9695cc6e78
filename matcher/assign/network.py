"""A circulation in whole numbers: shortest paths in its residual network, and cycles that improve it.

A flow earns the most exactly when its residual network has no cycle of negative cost (Klein 1967);
the shortest distances are then dual prices. All costs are whole, so nothing rests on a tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matcher.assign.problem import Whole
from matcher.blocks import Rows

# No path: far beyond any sum of costs, and far from the end of 64 bits.
FAR = 2**61
# How many rounds of labels pass between two looks for a cycle.
_LOOK = 16


@dataclass(frozen=True)
class Network:
    """Arcs with bounds and the flow on them.

    Attributes:
        nodes: how many there are.
        tail, head: of each arc.
        lower, upper, flow: units, lower <= flow <= upper.
        cost: of one unit on each arc.
    """

    nodes: int
    tail: Rows
    head: Rows
    lower: Whole
    upper: Whole
    flow: Whole
    cost: Whole

    def residual(self) -> tuple[Rows, Rows, Whole, Rows, Whole]:
        """Tail, head, cost, arc and step (+1, -1) of every unit that could still move."""
        more, less = np.flatnonzero(self.flow < self.upper), np.flatnonzero(self.flow > self.lower)
        return (
            np.r_[self.tail[more], self.head[less]],
            np.r_[self.head[more], self.tail[less]],
            np.r_[self.cost[more], -self.cost[less]],
            np.r_[more, less],
            np.r_[np.ones(len(more), dtype=np.int64), -np.ones(len(less), dtype=np.int64)],
        )

    def reduced(self, distance: Whole) -> Whole:
        """Reduced costs of the arcs for node distances: cost + distance[tail] - distance[head]."""
        return self.cost + distance[self.tail] - distance[self.head]

    def with_flow(self, flow: Whole) -> Network:
        """The same network with another flow."""
        return replace(self, flow=flow)


def improved(network: Network, start: int | None = None) -> tuple[Network, Whole]:
    """The cheapest flow, by cancelling cycles of negative cost until there is none, and distances.

    Args:
        start: the node that distances are from; None: from all nodes at once, which gives prices that
            fit but are not the least ones. Cycles that it does not reach are not looked at.

    Returns:
        the network with its flow, and the distances, FAR where no path leads.
    """
    while True:
        distance = np.full(network.nodes, 0 if start is None else FAR, dtype=np.int64)
        if start is not None:
            distance[start] = 0
        tail, head, cost, arc, step = network.residual()
        distance, cycles = _labels(network.nodes, tail, head, cost, distance)
        if not cycles:
            return network, distance
        flow = network.flow.copy()
        for cycle in cycles:
            arcs, steps = arc[cycle], step[cycle]
            left = np.where(steps > 0, network.upper[arcs] - flow[arcs], flow[arcs] - network.lower[arcs])
            flow[arcs] += steps * left.min()
        network = network.with_flow(flow)


def _labels(nodes: int, tail: Rows, head: Rows, cost: Whole, distance: Whole) -> tuple[Whole, list[Rows]]:
    """Bellman-Ford on all arcs at once: distances, and node-disjoint negative cycles if there are any."""
    order = np.argsort(head, kind="stable")
    tail, heads, cost = tail[order], head[order], cost[order]
    starts = np.flatnonzero(np.r_[True, heads[1:] != heads[:-1]]) if len(heads) else np.empty(0, np.intp)
    ends = heads[starts]
    counts = np.diff(np.r_[starts, len(heads)])
    parent = np.full(nodes, -1, dtype=np.intp)
    rounds = 0
    while len(starts):
        rounds += 1
        offered = np.where(distance[tail] >= FAR, FAR, distance[tail] + cost)
        best = np.minimum.reduceat(offered, starts)
        better = best < distance[ends]
        if not better.any():
            break
        hit = np.flatnonzero(np.repeat(better, counts) & (offered == np.repeat(best, counts)))
        # Of equal offers the last one written would win; going backwards, that is the first.
        parent[heads[hit[::-1]]] = hit[::-1]
        distance = distance.copy()
        distance[ends[better]] = best[better]
        if rounds % _LOOK == 0:
            cycles = _cycles(parent, tail)
            if cycles:
                return distance, [order[cycle] for cycle in cycles]
    return distance, []


def _cycles(parent: Rows, tail: Rows) -> list[Rows]:
    """The cycles among the parents, each as its arcs; a cycle there has negative cost."""
    before = np.where(parent >= 0, tail[parent], np.arange(len(parent)))
    far = before
    for _ in range(len(parent).bit_length()):
        far = far[far]
    found: list[Rows] = []
    seen: set[int] = set()
    for node in np.unique(far[parent[far] >= 0]):
        arcs: list[int] = []
        at = int(node)
        while at not in seen:
            seen.add(at)
            arcs.append(int(parent[at]))
            at = int(before[at])
        if arcs:
            found.append(np.array(arcs, dtype=np.intp))
    return found
