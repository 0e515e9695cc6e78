"""PageRank, personalised PageRank and betweenness against bare scipy and against networkx."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import networkx as nx
import numpy as np
import scipy.sparse as sp

from matcher.centrality import Network, betweenness, pagerank


def network(nodes: int, edges: int) -> tuple[Network, nx.Graph]:
    rng = np.random.default_rng(3)
    ids = [f"n:{i:06d}" for i in range(nodes)]
    # Preferential ends, as in a real network: few nodes have many neighbours.
    ends = (rng.random((edges, 2)) ** 2 * nodes).astype(int)
    pairs = [(ids[a], ids[b]) for a, b in ends if a != b]
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    for a, b in pairs:
        weight = graph.edges[a, b]["weight"] + 1 if graph.has_edge(a, b) else 1
        graph.add_edge(a, b, weight=weight)
    return Network.of(ids, pairs), graph


def bare(found: Network) -> np.ndarray:
    """The same power iteration with nothing around it."""
    n = len(found.ids)
    walk, again = sp.csr_array(found.walk), np.full(n, 1 / n)
    values = again
    for _ in range(200):
        after = 0.85 * (walk @ values + values[found.dangling].sum() / n) + 0.15 / n
        if np.abs(after - values).sum() < 1e-12:
            return after
        values = after
    return values


def best(work: Callable[[], object], rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    found, graph = network(60_000, 300_000)
    mine, plain = best(lambda: pagerank(found)), best(lambda: bare(found))
    reference = best(lambda: nx.pagerank(graph, tol=1e-10 / len(graph)), 1)
    print(f"PageRank, 60,000 nodes: ours {mine:.3f} s, bare scipy {plain:.3f} s (ratio {mine / plain:.2f}), "
          f"networkx {reference:.2f} s (ratio {reference / mine:.1f})")  # fmt: skip
    exact = nx.pagerank(graph, tol=1e-12 / len(graph), max_iter=500)
    worst = max(abs(exact[i] - v) for i, v in zip(found.ids, pagerank(found), strict=True))
    print(f"greatest difference from networkx: {worst:.1e}")
    small, same = network(2_000, 8_000)
    mine = best(lambda: betweenness(small), 3)
    reference = best(lambda: nx.betweenness_centrality(same), 1)
    print(f"betweenness, 2,000 nodes: ours {mine:.3f} s, networkx {reference:.2f} s "
          f"(ratio {reference / mine:.0f})")  # fmt: skip


if __name__ == "__main__":
    main()
