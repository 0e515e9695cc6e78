"""Network centrality by scipy and igraph; networkx is the reference in tests (equal to 1e-6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import igraph
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Vector: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """An undirected network: parallel relationships count as one edge of greater weight.

    Attributes:
        ids: node ids, sorted.
        index: id to row.
        adjacency: symmetric CSR matrix of weights, shape (n, n).
        walk: column-stochastic transition matrix, shape (n, n).
        dangling: whether a node has no edge, shape (n,).
    """

    ids: tuple[str, ...]
    index: dict[str, int]
    adjacency: sp.csr_array
    walk: sp.csr_array
    dangling: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, ids: Sequence[str], pairs: Iterable[tuple[str, str]]) -> Network:
        """The network of these nodes and pairs of ids."""
        ordered = tuple(sorted(ids))
        index = {identity: row for row, identity in enumerate(ordered)}
        ends = np.array([(index[a], index[b]) for a, b in pairs if a != b], dtype=np.int64)
        n = len(ordered)
        if not len(ends):
            ends = np.empty((0, 2), dtype=np.int64)
        rows = np.concatenate([ends[:, 0], ends[:, 1]])
        columns = np.concatenate([ends[:, 1], ends[:, 0]])
        weights = np.ones(len(rows))
        adjacency = sp.csr_array((weights, (rows, columns)), shape=(n, n))
        adjacency.sum_duplicates()
        return cls._of(ordered, index, adjacency)

    @classmethod
    def _of(cls, ids: tuple[str, ...], index: dict[str, int], adjacency: sp.csr_array) -> Network:
        degree: Vector = np.asarray(adjacency.sum(axis=0), dtype=np.float64).ravel()
        inverse = np.divide(1.0, degree, out=np.zeros(len(ids)), where=degree > 0)
        values = adjacency.data * inverse[adjacency.indices]
        walk = sp.csr_array((values, adjacency.indices, adjacency.indptr), shape=adjacency.shape)
        return cls(ids, index, adjacency, walk, degree == 0)

    def joined(self, pairs: Iterable[tuple[str, str]]) -> Network:
        """This network with more edges; pairs of which it does not know an end are left out."""
        return self._with(pairs, 1.0)

    def without(self, pairs: Iterable[tuple[str, str]]) -> Network:
        """This network with one edge less between the ends of each pair, where it has one."""
        return self._with(pairs, -1.0)

    def _with(self, pairs: Iterable[tuple[str, str]], weight: float) -> Network:
        ends = [(self.index[a], self.index[b]) for a, b in pairs
                if a != b and a in self.index and b in self.index]  # fmt: skip
        if not ends:
            return self
        both = np.array(ends + [(b, a) for a, b in ends], dtype=np.int64)
        more = sp.csr_array(
            (np.full(len(both), weight), (both[:, 0], both[:, 1])), shape=self.adjacency.shape
        )
        adjacency = sp.csr_array(self.adjacency + more)
        adjacency.eliminate_zeros()
        adjacency.sort_indices()
        return self._of(self.ids, self.index, adjacency)

    def among(self, ids: Sequence[str]) -> Network:
        """This network with other nodes: new ones have no edge yet, those that go have none any more.

        Args:
            ids: sorted.
        """
        index = {identity: row for row, identity in enumerate(ids)}
        held = self.adjacency
        moved = np.array([index.get(identity, -1) for identity in self.ids], dtype=held.indices.dtype)
        stay = moved >= 0
        edges = np.zeros(len(ids), dtype=held.indptr.dtype)
        edges[moved[stay]] = np.diff(held.indptr)[stay]
        ends = np.concatenate([[0], np.cumsum(edges)]).astype(held.indptr.dtype)
        parts = (held.data, moved[held.indices], ends)
        return self._of(tuple(ids), index, sp.csr_array(parts, shape=(len(ids), len(ids))))


def pagerank(
    network: Network,
    start: Vector | None = None,
    *,
    damping: float = 0.85,
    tolerance: float = 1e-12,
    rounds: int = 200,
) -> Vector:
    """PageRank, personalised when `start` is given (Page et al. 1999), by power iteration.

    Args:
        start: where the walk starts again, non-negative, shape (n,); None: anywhere alike.
        tolerance: stops when the values change by less in sum.
        rounds: stops after so many rounds; few rounds give the near neighbourhood only.

    Returns:
        values that sum to 1, shape (n,). A node without edges passes its value on to `start`.
    """
    n = len(network.ids)
    if n == 0:
        return np.empty(0)
    again = np.full(n, 1 / n) if start is None else start / start.sum()
    values = again
    for _ in range(rounds):
        lost = values[network.dangling].sum()
        after = damping * (network.walk @ values + lost * again) + (1 - damping) * again
        if np.abs(after - values).sum() < tolerance:
            return np.asarray(after)
        values = after
    return np.asarray(values)


@dataclass(frozen=True)
class Arrival:
    """The last steps of a walk of which only the values at some nodes are wanted.

    Attributes:
        rows: the nodes that are wanted, shape (m,).
        gates: the nodes with an edge to one of them, shape (g,).
        last: transitions from the gates to the wanted nodes, shape (m, g).
        before: transitions from all nodes to the gates, shape (g, n).
    """

    rows: npt.NDArray[np.intp]
    gates: npt.NDArray[np.intp]
    last: sp.csr_array
    before: sp.csr_array

    @classmethod
    def at(cls, network: Network, rows: npt.NDArray[np.intp]) -> Arrival:
        """The last steps to these nodes."""
        last = network.walk[rows]
        gates = np.unique(last.indices).astype(np.intp)
        return cls(rows, gates, sp.csr_array(last[:, gates]), network.walk[gates])


def walked(
    network: Network, seeds: npt.NDArray[np.intp], arrival: Arrival, *, damping: float, rounds: int
) -> Vector:
    """Personalised PageRank after a few rounds from a few nodes, at some nodes only.

    As `pagerank` with so many rounds, without what does not matter for it: the first round leaves from the
    seeds' own edges, the last two arrive at the nodes that are wanted.

    Args:
        seeds: the nodes where the walk starts again, from each alike; at least one, ascending.
        rounds: at least 3.

    Returns:
        shape (len(arrival.rows),).
    """
    # What comes to a node without edges goes back to the start; it comes from there only.
    stuck = network.dangling[seeds].mean()
    back = (1 - damping + damping * stuck) / len(seeds)
    # The adjacency is symmetric, so that its rows are the columns of the walk but for the degree.
    values = np.zeros(len(network.ids))
    for seed in seeds:
        edges = slice(network.adjacency.indptr[seed], network.adjacency.indptr[seed + 1])
        weights = network.adjacency.data[edges]
        if len(weights):
            values[network.adjacency.indices[edges]] += damping / len(seeds) * weights / weights.sum()
    values[seeds] += back
    steps = [(network.walk, seeds)] * (rounds - 3)
    steps += [(arrival.before, _in(arrival.gates, seeds)), (arrival.last, _in(arrival.rows, seeds))]
    for step, at in steps:
        back = (1 - damping) / len(seeds) + damping * stuck * back
        values = np.asarray(step @ values)
        values *= damping
        values[at] += back
    return values


def _in(rows: npt.NDArray[np.intp], some: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Where in rows, which ascend, some of them stand; those that are not among them are left out."""
    at = np.searchsorted(rows, some)
    return np.asarray(at[np.append(rows, -1)[at] == some])


# All shortest paths take time by nodes times edges; in networks of more nodes than this, the paths from
# a seeded sample of nodes stand for all (Brandes and Pich 2007).
EXACT_NODES = 10_000
_PIVOTS, _SEED = 128, 11


def betweenness(network: Network, exact_up_to: int = EXACT_NODES) -> Vector:
    """Share of shortest paths that lead through each node (Freeman 1977), shape (n,), in [0, 1].

    Args:
        exact_up_to: in networks of more nodes it is estimated from 128 of them.
    """
    n = len(network.ids)
    if n < 3:
        return np.zeros(n)
    upper = sp.triu(network.adjacency, format="coo")
    graph = igraph.Graph(n=n, edges=np.column_stack([upper.row, upper.col]).tolist())
    if n <= exact_up_to:
        values = graph.betweenness()
    else:
        pivots = np.random.default_rng(_SEED).choice(n, _PIVOTS, replace=False)
        found = np.array(graph.betweenness(sources=pivots.tolist(), targets=range(n)))
        return found * (n / _PIVOTS) * 2 / ((n - 1) * (n - 2))
    return np.array(values) * 2 / ((n - 1) * (n - 2))


def degree_by_kind(network: Network, identity: str) -> dict[str, int]:
    """How many neighbours of each kind a node has."""
    row = network.index[identity]
    start, end = network.adjacency.indptr[row], network.adjacency.indptr[row + 1]
    counts: dict[str, int] = {}
    for column in network.adjacency.indices[start:end]:
        kind = network.ids[column].partition(":")[0]
        counts[kind] = counts.get(kind, 0) + 1
    return dict(sorted(counts.items()))
