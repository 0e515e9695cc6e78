"""The content hash tells what a graph holds, whatever the order and the store; a copy is proved by it."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.content import content_hash, copy, info
from graph.errors import StoreError
from graph.model import NODE
from graph.store import GraphStore, open_store, revision
from ingest.pipeline import ingest_records
from ingest.synthetic import synthetic_enterprises

SOURCED = {"source": "test", "as_of": "2026", "synthetic": False}


def node(key: str, name: str, **others: object) -> dict[str, Any]:
    identity = f"{key}:{name}"
    own = {"id": identity, "name": name, "search_text": name, **SOURCED, **others}
    return {"id": identity, "properties": own}


def tie(start: str, end: str, key: str = "-", **others: object) -> dict[str, Any]:
    return {"start_id": start, "end_id": end, "key": key, "properties": {"key": key, **SOURCED, **others}}


CLUSTERS = [node("cluster", f"c{number}", units=number, latitude=number + 0.5) for number in range(20)]
CAPABILITIES = [node("capability", f"p{number}", name_ml="പരിശോധന") for number in range(5)]
NEEDS = [
    tie(f"cluster:c{number}", f"capability:p{number % 5}", key=f"k{twin}", statement=f"{twin}")
    for number in range(20)
    for twin in range(2)
]


def fill(store: GraphStore, shuffled: int = 0) -> None:
    parts = [
        ("load/cluster", CLUSTERS),
        ("load/capability", CAPABILITIES),
        ("load/cluster_needs_capability", NEEDS),
    ]
    for name, rows in parts:
        drawn = list(rows)
        random.Random(shuffled).shuffle(drawn)
        for row in drawn if shuffled else [drawn]:
            store.write(name, rows=row if isinstance(row, list) else [row])


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str], GraphStore]:
    """Opens a new embedded store to write."""
    return lambda name: open_store(tmp_path / f"{name}.kgl", "write")


def test_order_of_insertion_does_not_matter(make: Callable[[str], GraphStore]) -> None:
    hashes = set()
    for seed in range(3):
        with make(f"order{seed}") as store:
            fill(store, shuffled=seed)
            hashes.add(content_hash(store))
    assert len(hashes) == 1
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", hashes.pop())


def test_the_store_does_not_matter(store_url: str, make: Callable[[str], GraphStore]) -> None:
    with make("other") as other, open_store(store_url, "write") as store:
        fill(other, shuffled=1)
        fill(store, shuffled=2 if "://" not in store_url else 0)
        assert content_hash(store) == content_hash(other)


CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "a value": ("load/cluster", node("cluster", "c1", units=2, latitude=1.5)),
    "a whole number instead of a fraction": ("load/cluster", node("cluster", "c1", units=1, latitude=1)),
    "a value less": ("load/cluster", node("cluster", "c1", units=1)),
    "a value more": ("load/cluster", node("cluster", "c1", units=1, latitude=1.5, looms=0)),
    "one more node": ("load/cluster", node("cluster", "c99")),
    "a node of another kind": ("load/product", node("product", "c1")),
    "one more tie": ("load/cluster_needs_capability", tie("cluster:c1", "capability:p3")),
    "the same tie with another key": (
        "load/cluster_needs_capability",
        tie("cluster:c1", "capability:p1", "k9"),
    ),
    "a value of a tie": (
        "load/cluster_needs_capability",
        tie("cluster:c1", "capability:p1", "k1", statement="x"),
    ),
    "a date": ("load/cluster", node("cluster", "c1", units=1, latitude=1.5, as_of="2025")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_shows(what: str, make: Callable[[str], GraphStore]) -> None:
    with make("changed") as store:
        fill(store)
        before = content_hash(store)
        name, row = CHANGES[what]
        store.write(name, rows=[row])
        assert content_hash(store) != before


def test_two_twins_do_not_cancel_out(make: Callable[[str], GraphStore]) -> None:
    """Hashes are added, not xor-ed: a pair of like elements must not vanish."""
    seen = set()
    for count in range(4):
        with make(f"twins{count}") as store:
            fill(store)
            # The key stands only in the identity here: elements of equal content.
            rows = [tie("cluster:c1", "cluster:c2", key=f"t{n}") for n in range(count)]
            for row in rows:
                row["properties"] = {"key": "same", **SOURCED}
                store.write("load/cluster_shares_cluster", rows=[row])
            seen.add(content_hash(store))
    assert len(seen) == 4


def test_the_revision_is_no_content(make: Callable[[str], GraphStore]) -> None:
    with make("revised") as store:
        fill(store)
        before = content_hash(store)
        store.write("load/revision")
        assert content_hash(store) == before
        assert revision(store) == 1


def test_info_counts_what_is_there(store_url: str) -> None:
    with open_store(store_url, "write") as store:
        fill(store)
        told = info(store)
        assert told["nodes"] == dict.fromkeys(NODE, 0) | {"cluster": 20, "capability": 5}
        assert told["relationships"] == {"NEEDS": 40}
        assert told["content_hash"] == content_hash(store)
        assert told["revision"] == 0
        assert told["store"] == store.url
        assert "@" not in told["store"]


def test_the_project_s_data_is_there(loaded_embedded_url: str) -> None:
    with open_store(loaded_embedded_url) as store:
        told = info(store)
    least = {"district": 14, "constituency": 140, "cluster": 240, "institution": 180, "startup": 60,
             "bank": 10, "scheme": 70}  # fmt: skip
    assert {key for key, count in least.items() if told["nodes"][key] < count} == set()
    assert told["revision"] == 1


# -- copying --


@pytest.mark.neo4j
def test_there_and_back_is_one_graph(loaded_embedded_url: str, neo4j_url: str, tmp_path: Path) -> None:
    """The whole data with synthetic enterprises: embedded, Neo4j, embedded."""
    here, back = tmp_path / "here.kgl", tmp_path / "back.kgl"
    shutil.copy(loaded_embedded_url, here)
    with open_store(here, "write") as store:
        ingest_records(store, "synthetic enterprises", synthetic_enterprises(store, count=1000))
    told: list[tuple[str, int]] = []
    with open_store(here) as source, open_store(neo4j_url, "write") as target:
        expected = content_hash(source)
        assert copy(source, target, lambda what, done: told.append((what, done))) == expected
        counts = info(source) | {"store": "", "revision": 0}
        assert info(target) | {"store": "", "revision": 0} == counts
    with open_store(neo4j_url) as source, open_store(back, "write") as target:
        assert copy(source, target) == expected
    with open_store(back) as store:
        assert info(store) | {"store": "", "revision": 0} == counts
        assert counts["nodes"]["enterprise"] == 1000
        assert counts["content_hash"] == expected
    nodes, ties = sum(counts["nodes"].values()), sum(counts["relationships"].values())
    assert ("nodes", nodes) in told
    assert told[-1] == ("relationships", ties)


def test_a_copy_goes_into_an_empty_store_only(store_url: str, make: Callable[[str], GraphStore]) -> None:
    with make("source") as source, open_store(store_url, "write") as target:
        fill(source)
        target.write("load/product", rows=[node("product", "coir")])
        before = content_hash(target)
        with pytest.raises(StoreError, match="holds a graph already; copy into an empty store"):
            copy(source, target)
        assert content_hash(target) == before


def test_an_empty_graph_can_be_copied(store_url: str, make: Callable[[str], GraphStore]) -> None:
    with make("source") as source, open_store(store_url, "write") as target:
        assert copy(source, target) == content_hash(source)


def test_a_copy_of_what_the_model_does_not_know_is_refused(make: Callable[[str], GraphStore]) -> None:
    with make("source") as source, make("target") as target:
        fill(source)
        source._graph.cypher(  # type: ignore[attr-defined]
            "MATCH (a:Cluster {id: 'cluster:c1'}), (b:Cluster {id: 'cluster:c2'}) "
            "CREATE (a)-[:ADMIRES {key: '-'}]->(b)"
        )
        with pytest.raises(StoreError, match="does not know: cluster_admires_cluster"):
            copy(source, target)
