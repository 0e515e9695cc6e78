"""Centrality against networkx, the reference."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.centrality import Network, betweenness, degree_by_kind, pagerank

pairs = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=1, max_size=60)


def both(edges: list[tuple[int, int]]) -> tuple[Network, nx.Graph]:
    ids = [f"n:{i:02d}" for i in range(15)]
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    for a, b in edges:
        if a != b:
            known = graph.get_edge_data(ids[a], ids[b], {"weight": 0})["weight"]
            graph.add_edge(ids[a], ids[b], weight=known + 1)
    return Network.of(ids, [(ids[a], ids[b]) for a, b in edges]), graph


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_pagerank_equals_networkx(edges: list[tuple[int, int]]) -> None:
    network, graph = both(edges)
    wanted = nx.pagerank(graph, tol=1e-12, max_iter=2000)
    found = pagerank(network)
    assert found.sum() == pytest.approx(1.0, abs=1e-9)
    assert max(abs(found[network.index[i]] - v) for i, v in wanted.items()) < 1e-6


@settings(max_examples=60, deadline=None)
@given(pairs, st.integers(0, 14))
def test_personalised_pagerank_equals_networkx(edges: list[tuple[int, int]], seed: int) -> None:
    network, graph = both(edges)
    identity = f"n:{seed:02d}"
    start = np.zeros(15)
    start[network.index[identity]] = 1.0
    wanted = nx.pagerank(graph, personalization={identity: 1.0}, tol=1e-12, max_iter=2000)
    found = pagerank(network, start)
    assert max(abs(found[network.index[i]] - v) for i, v in wanted.items()) < 1e-6


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_betweenness_equals_networkx(edges: list[tuple[int, int]]) -> None:
    network, graph = both(edges)
    wanted = nx.betweenness_centrality(graph)
    found = betweenness(network)
    assert max(abs(found[network.index[i]] - v) for i, v in wanted.items()) < 1e-6


def test_betweenness_of_a_large_network_is_estimated_near_the_exact_one() -> None:
    ids = [f"n:{i:03d}" for i in range(400)]
    rng = np.random.default_rng(2)
    ends = (rng.random((1500, 2)) ** 2 * 400).astype(int)
    network = Network.of(ids, [(ids[a], ids[b]) for a, b in ends])
    exact, near = betweenness(network), betweenness(network, exact_up_to=10)
    assert np.corrcoef(exact, near)[0, 1] > 0.95
    assert near.sum() == pytest.approx(exact.sum(), rel=0.2)


def test_degree_counts_neighbours_by_kind() -> None:
    network = Network.of(
        ["a:1", "b:1", "b:2", "c:1"], [("a:1", "b:1"), ("a:1", "b:2"), ("a:1", "c:1"), ("a:1", "b:1")]
    )
    assert degree_by_kind(network, "a:1") == {"b": 2, "c": 1}
    assert degree_by_kind(network, "c:1") == {"a": 1}


def test_small_and_empty_networks() -> None:
    assert pagerank(Network.of([], [])).shape == (0,)
    assert betweenness(Network.of(["a:1", "a:2"], [("a:1", "a:2")])).tolist() == [0.0, 0.0]
