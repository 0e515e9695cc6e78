"""Chooses one among equally good flows: by a second cost, then by the order of the arcs."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from matcher.assign.network import Network, improved
from matcher.assign.problem import Whole

# More arcs in loops of no cost than this are not gone through; the flow stays the solver's.
_MOST = 2_000_000


def face(network: Network, distance: Whole) -> Network:
    """The network in which every flow costs the same: arcs with a reduced cost keep their flow."""
    return _frozen(network, network.reduced(distance) != 0)


def second(network: Network, cost: Whole) -> Network:
    """Among the flows of a face, those that are cheapest by another cost: a face of the face."""
    found, distance = improved(_cyclic(replace(network, cost=cost)))
    return face(found, distance)


def first_by_order(network: Network, arcs: int) -> Network:
    """The flow of a face that is greatest on the first of its arcs, then on the second, and so on.

    Args:
        arcs: how many of the first arcs to go through; they are sorted by tail and have upper bound 1.
    """
    network = _cyclic(network)
    open_arcs = np.flatnonzero(network.lower < network.upper)
    if not len(open_arcs) or len(open_arcs) > _MOST:
        return network
    return _Walk(network, open_arcs.tolist()).greatest(arcs)


def _frozen(network: Network, which: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Network:
    return replace(
        network,
        lower=np.where(which, network.flow, network.lower),
        upper=np.where(which, network.flow, network.upper),
    )


def _cyclic(network: Network) -> Network:
    """The network without freedom on arcs that no cycle of the residual network runs through."""
    tail, head, _, _, _ = network.residual()
    links = sp.csr_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(network.nodes,) * 2)
    _, part = connected_components(links, directed=True, connection="strong")
    return _frozen(network, part[network.tail] != part[network.head])


class _Walk:
    """Goes through the arcs in order and turns on each one that a cycle of no cost can turn on."""

    def __init__(self, network: Network, open_arcs: list[int]) -> None:
        self._network = network
        self._tail, self._head = network.tail.tolist(), network.head.tolist()
        self._lower, self._upper = network.lower.tolist(), network.upper.tolist()
        self._flow = network.flow.tolist()
        self._into: dict[int, list[int]] = {}
        self._out: dict[int, list[int]] = {}
        self._open = open_arcs
        for arc in open_arcs:
            self._into.setdefault(self._head[arc], []).append(arc)
            self._out.setdefault(self._tail[arc], []).append(arc)

    def greatest(self, arcs: int) -> Network:
        """The network with its flow, greatest in the order of arcs."""
        reach: dict[int, tuple[int, int]] | None = None
        at = -1
        for arc in self._open:
            if arc >= arcs:
                break
            if self._tail[arc] != at:
                at, reach = self._tail[arc], None
            if not self._flow[arc]:
                reach = self._reach(at) if reach is None else reach
                if self._head[arc] in reach:
                    self._turn(arc, reach)
            if self._flow[arc]:
                reach = None  # ways that went back over this arc are closed now
            self._lower[arc] = self._upper[arc] = self._flow[arc]
        return self._network.with_flow(np.array(self._flow, dtype=np.int64))

    def _reach(self, goal: int) -> dict[int, tuple[int, int]]:
        """All nodes with a way to the goal, each with the next arc of it and the step on that arc."""
        found: dict[int, tuple[int, int]] = {goal: (-1, 0)}
        queue = deque([goal])
        while queue:
            node = queue.popleft()
            for arc in self._into.get(node, ()):
                if self._flow[arc] < self._upper[arc] and self._tail[arc] not in found:
                    found[self._tail[arc]] = (arc, 1)
                    queue.append(self._tail[arc])
            for arc in self._out.get(node, ()):
                if self._flow[arc] > self._lower[arc] and self._head[arc] not in found:
                    found[self._head[arc]] = (arc, -1)
                    queue.append(self._head[arc])
        return found

    def _turn(self, arc: int, reach: dict[int, tuple[int, int]]) -> None:
        """Send a unit over an arc and on to its tail again."""
        self._flow[arc] += 1
        node = self._head[arc]
        while node != self._tail[arc]:
            taken, step = reach[node]
            self._flow[taken] += step
            node = self._head[taken] if step > 0 else self._tail[taken]
