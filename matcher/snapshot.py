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
from matcher.feedback.record import Feedback

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
        feedback: what was decided on suggestions, the oldest first; no node and no relationship.
        facts: as `id`, of everything but the feedback.
    """

    id: str
    nodes: Mapping[str, Mapping[str, Any]]
    by_kind: Mapping[str, tuple[str, ...]]
    _out: Mapping[str, tuple[Tie, ...]]
    _in: Mapping[str, tuple[Tie, ...]]
    feedback: tuple[Feedback, ...] = ()
    facts: str = ""

    @classmethod
    def of(cls, store: GraphStore) -> Snapshot:
        """The snapshot of what a store holds now."""
        return cls.build(
            store.stream("read/network_nodes"), store.stream("read/network_ties"), store.read("read/feedback")
        )

    @classmethod
    def build(
        cls, node_rows: Iterable[Row], tie_rows: Iterable[Row], feedback_rows: Iterable[Row] = ()
    ) -> Snapshot:
        """A snapshot of rows as the two `read/network_*` queries and `read/feedback` give them."""
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
        facts = hashlib.sha256(b"".join(sorted(digests))).hexdigest()[:16]
        feedback = tuple(Feedback.of(row["properties"]) for row in feedback_rows)
        return cls(
            _with_feedback(facts, feedback),
            {identity: nodes[identity] for identity in sorted(nodes)},
            {key: tuple(sorted(ids)) for key, ids in kinds.items()},
            {identity: tuple(sorted(ties, key=_order)) for identity, ties in out.items()},
            {identity: tuple(sorted(ties, key=_order)) for identity, ties in back.items()},
            feedback,
            facts,
        )

    def changed(
        self, ties: Iterable[Tie] = (), facts: Mapping[str, Mapping[str, Any]] | None = None
    ) -> Snapshot:
        """This graph with relationships and fields added: what would be so if; nothing is stored.

        Args:
            ties: between nodes that there are.
            facts: id of a node to the fields that it gets.
        """
        nodes, out, back = dict(self.nodes), dict(self._out), dict(self._in)
        digests = [self.id.encode()]
        for identity, fields in (facts or {}).items():
            nodes[identity] = {**nodes[identity], **fields}
            digests.append(_digest({"id": identity, "properties": dict(fields)}))
        for tie in ties:
            out[tie.start] = tuple(sorted((*out.get(tie.start, ()), tie), key=_order))
            back[tie.end] = tuple(sorted((*back.get(tie.end, ()), tie), key=_order))
            properties = dict(tie.properties)
            digests.append(_digest({"ends": [tie.start, tie.type, tie.end], "properties": properties}))
        name = hashlib.sha256(b"".join(digests[:1] + sorted(digests[1:]))).hexdigest()[:16]
        return Snapshot(name, nodes, self.by_kind, out, back, self.feedback, name)

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of a kind, sorted."""
        return self.by_kind.get(kind, _NOTHING)

    def name(self, identity: str, language: str = "en") -> str:
        """The name of an entity; in Malayalam (`ml`) where one is known."""
        facts = self.nodes[identity]
        return str((language == "ml" and facts.get("name_ml")) or facts.get("name", identity))

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


def _with_feedback(facts: str, feedback: tuple[Feedback, ...]) -> str:
    """The id of facts with feedback; without any it is that of the facts."""
    if not feedback:
        return facts
    told = [facts.encode(), *(_digest(vars(one)) for one in feedback)]
    return hashlib.sha256(b"".join(told)).hexdigest()[:16]


def _digest(row: Row) -> bytes:
    line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).digest()
