"""The graph as it stood at one moment, in memory and immutable: what every ranking rests on.

Enterprises are left out: they are generated, and a ranking rests on sourced facts only.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.model import LABEL
from graph.store import GraphStore, Row

_NOTHING: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Tie:
    """A relationship: `start` and `end` are ids, `properties` as in the graph model."""

    start: str
    type: str
    end: str
    properties: Mapping[str, Any]

    def get(self, name: str) -> Any:
        """A property, None when absent."""
        return self.properties.get(name)


@dataclass(frozen=True)
class Snapshot:
    """Nodes and relationships by id.

    Attributes:
        id: a hash of everything in it; equal graphs have equal ids, on either store.
        nodes: id to properties.
        by_kind: kind key (`cluster`) to its ids, sorted.
    """

    id: str
    nodes: Mapping[str, Mapping[str, Any]]
    by_kind: Mapping[str, tuple[str, ...]]
    _out: Mapping[str, tuple[Tie, ...]]
    _in: Mapping[str, tuple[Tie, ...]]

    @classmethod
    def of(cls, store: GraphStore) -> Snapshot:
        """The snapshot of what a store holds now."""
        return cls.build(store.stream("read/network_nodes"), store.stream("read/network_ties"))

    @classmethod
    def build(cls, node_rows: Iterable[Row], tie_rows: Iterable[Row]) -> Snapshot:
        """A snapshot of rows as the two `read/network_*` queries give them, in any order."""
        nodes: dict[str, Mapping[str, Any]] = {}
        kinds: dict[str, list[str]] = defaultdict(list)
        digests: list[bytes] = []
        for row in node_rows:
            properties = row["properties"]
            identity = str(properties["id"])
            nodes[identity] = properties
            kinds[LABEL[row["label"]].key].append(identity)
            digests.append(_digest(row))
        out: dict[str, list[Tie]] = defaultdict(list)
        back: dict[str, list[Tie]] = defaultdict(list)
        for row in tie_rows:
            tie = Tie(row["start_id"], row["type"], row["end_id"], row["properties"])
            out[tie.start].append(tie)
            back[tie.end].append(tie)
            digests.append(_digest(row))
        return cls(
            hashlib.sha256(b"".join(sorted(digests))).hexdigest()[:16],
            {identity: nodes[identity] for identity in sorted(nodes)},
            {key: tuple(sorted(ids)) for key, ids in kinds.items()},
            {identity: tuple(sorted(ties, key=_order)) for identity, ties in out.items()},
            {identity: tuple(sorted(ties, key=_order)) for identity, ties in back.items()},
        )

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of a kind, sorted."""
        return self.by_kind.get(kind, _NOTHING)

    def name(self, identity: str) -> str:
        """The name of an entity."""
        return str(self.nodes[identity].get("name", identity))

    def out(self, identity: str, *types: str) -> tuple[Tie, ...]:
        """Relationships that start at a node, of the types named or of all."""
        return _of_types(self._out.get(identity, _NOTHING), types)

    def into(self, identity: str, *types: str) -> tuple[Tie, ...]:
        """Relationships that end at a node, of the types named or of all."""
        return _of_types(self._in.get(identity, _NOTHING), types)

    def ties(self) -> Iterable[Tie]:
        """All relationships, ordered by their start."""
        for identity in self.nodes:
            yield from self._out.get(identity, _NOTHING)


def _of_types(ties: tuple[Tie, ...], types: tuple[str, ...]) -> tuple[Tie, ...]:
    return tuple(tie for tie in ties if tie.type in types) if types else ties


def _order(tie: Tie) -> tuple[str, str, str, str]:
    return tie.type, tie.start, tie.end, str(tie.properties.get("key", ""))


def _digest(row: Row) -> bytes:
    line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).digest()
