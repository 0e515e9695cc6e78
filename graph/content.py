"""What a whole graph holds: its counts, its content hash, and its copy to another store."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from graph.errors import StoreError
from graph.model import LABEL, NODE, RELATIONSHIP
from graph.store import GraphStore, Row, revision, write_rows

_MASK = (1 << 256) - 1
_CHUNK = 20_000


def info(store: GraphStore) -> dict[str, Any]:
    """Counts by kind, content hash and revision of a store's graph."""
    nodes = {row["label"]: row["count"] for row in store.read("read/node_counts")}
    ties = {row["type"]: row["count"] for row in store.read("read/relationship_counts")}
    return {
        "store": store.url,
        "nodes": {kind.key: nodes.get(kind.label, 0) for kind in NODE.values()},
        "relationships": dict(sorted(ties.items())),
        "content_hash": content_hash(store),
        "revision": revision(store),
    }


def content_hash(store: GraphStore) -> str:
    """A hash of everything in the graph, whatever the order of insertion and the store.

    Each node and each relationship is hashed by SHA-256 over its canonical JSON; the hashes are
    added modulo 2^256, so order does not matter and repeated elements do not cancel out.
    """
    total = 0
    for row in _elements(store):
        line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        total += int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")
    return f"sha256:{total & _MASK:064x}"


def _elements(store: GraphStore) -> Iterator[Row]:
    for row in store.stream("read/all_nodes"):
        if row["label"] in LABEL:
            yield row
    yield from store.stream("read/all_relationships")


def copy(
    source: GraphStore, target: GraphStore, on_progress: Callable[[str, int], None] | None = None
) -> str:
    """Copy a whole graph into an empty store; gives the content hash that both then have.

    Args:
        on_progress: called with what is copied and how many are done.

    Raises:
        StoreError: the target is not empty, or its content differs in the end.
    """
    held = {row["label"]: row["count"] for row in target.read("read/node_counts")}
    if any(label in LABEL for label in held):
        raise StoreError(f"{target.url} holds a graph already; copy into an empty store")
    _copy_part(source.stream("read/all_nodes"), _node_row, target, "nodes", on_progress)
    _copy_part(source.stream("read/all_relationships"), _tie_row, target, "relationships", on_progress)
    target.write("load/revision")
    hashes = content_hash(source), content_hash(target)
    if hashes[0] != hashes[1]:
        raise StoreError(f"the copy at {target.url} differs from {source.url}; do not use it")
    return hashes[0]


def _copy_part(
    rows: Iterator[Row],
    prepare: Callable[[Row], tuple[str, Row] | None],
    target: GraphStore,
    what: str,
    on_progress: Callable[[str, int], None] | None,
) -> None:
    waiting: dict[str, list[Row]] = defaultdict(list)
    done = 0
    for row in rows:
        prepared = prepare(row)
        if prepared is None:
            continue
        name, ready = prepared
        waiting[name].append(ready)
        done += 1
        if len(waiting[name]) == _CHUNK:
            write_rows(target, name, waiting.pop(name))
        if on_progress and done % 5000 == 0:
            on_progress(what, done)
    for name in sorted(waiting):
        write_rows(target, name, waiting[name])
    if on_progress:
        on_progress(what, done)


def _node_row(row: Row) -> tuple[str, Row] | None:
    if row["label"] not in LABEL:  # the graph's own mark, which the target has
        return None
    properties = row["properties"]
    return f"load/{LABEL[row['label']].key}", {"id": properties["id"], "properties": properties}


def _tie_row(row: Row) -> tuple[str, Row]:
    start, end = LABEL[row["start_label"]].key, LABEL[row["end_label"]].key
    name = f"{start}_{row['type'].lower()}_{end}"
    if name not in RELATIONSHIP:
        raise StoreError(f"the graph holds a relationship that the model does not know: {name}")
    properties = row["properties"]
    ready = {"start_id": row["start_id"], "end_id": row["end_id"], "key": properties["key"]}
    return f"load/{name}", {**ready, "properties": properties}
