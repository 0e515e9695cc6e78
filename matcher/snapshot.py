"""The graph as it stood at one moment, in memory and immutable: what every ranking rests on.

Enterprises are left out: they are generated, and a ranking rests on sourced facts only.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.model import LABEL
from graph.store import GraphStore, Row
from matcher.delta import Delta, in_order
from matcher.digests import digest, exchanged, gathered
from matcher.feedback.record import Feedback
from matcher.tie import Tie as Tie
from matcher.tie import order as _order
from matcher.updating import exchange, row_of, with_ids, with_nodes, with_ties

_NOTHING: tuple[Any, ...] = ()


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
    # Of the rows that it was built from, so that it can be updated.
    _digests: bytes = field(default=b"", repr=False)

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
            digests.append(digest(row))
        out: dict[str, list[Tie]] = defaultdict(list)
        back: dict[str, list[Tie]] = defaultdict(list)
        for row in tie_rows:
            tie = Tie.of(row)
            out[tie.start].append(tie)
            back[tie.end].append(tie)
            digests.append(digest(row))
        held = gathered(digests)
        facts = _name(held)
        feedback = tuple(Feedback.of(row["properties"]) for row in feedback_rows)
        return cls(
            _with_feedback(facts, feedback),
            {identity: nodes[identity] for identity in sorted(nodes)},
            {key: tuple(sorted(ids)) for key, ids in kinds.items()},
            {identity: tuple(sorted(ties, key=_order)) for identity, ties in out.items()},
            {identity: tuple(sorted(ties, key=_order)) for identity, ties in back.items()},
            feedback,
            facts,
            held,
        )

    def updated(
        self,
        touched: Iterable[str],
        node_rows: Iterable[Row],
        tie_rows: Iterable[Row],
        feedback_rows: Iterable[Row] = (),
    ) -> tuple[Snapshot, Delta]:
        """The snapshot of the graph as it is now, made of this one and what was touched since.

        It equals `build` of the whole graph, id and all, and shares with this one what did not change.

        Args:
            touched: ids of the nodes that were written or removed, and of those at which a relationship
                starts that was; more of them do no harm, as what changed is told by comparison.
            node_rows: of the touched nodes that there are, as `read/network_nodes_among` gives them.
            tie_rows: all relationships that start at touched nodes; others are passed over.
            feedback_rows: all of them, as for `build`.

        Raises:
            ValueError: this snapshot was not made by `build` or `updated`.
        """
        if self.nodes and not self._digests:
            raise ValueError("a snapshot that was made of another cannot be updated")
        asked = dict.fromkeys(sorted(set(touched)))
        now = {str(row["properties"]["id"]): row for row in node_rows}
        before = {i: row for i in asked if (row := row_of(self.nodes, self.by_kind, i))}
        for identity in [i for i in before if i in now and digest(before[i]) == digest(now[i])]:
            del before[identity], now[identity]
        new = tuple(sorted(i for i in now if i not in before))
        gone = tuple(i for i in before if i not in now)
        changed = tuple(i for i in before if i in now)
        added, removed = exchange(self._out, self._in, asked, gone, tie_rows)
        feedback = tuple(Feedback.of(row["properties"]) for row in feedback_rows)
        delta = Delta(new, changed, gone, in_order(added), in_order(removed), feedback != self.feedback)
        held = exchanged(
            self._digests,
            [*map(digest, before.values()), *(tie.digest for tie in removed)],
            [*map(digest, now.values()), *(tie.digest for tie in added)],
        )
        facts = _name(held) if delta.facts else self.facts
        snapshot = Snapshot(
            _with_feedback(facts, feedback),
            with_nodes(self.nodes, now, gone),
            with_ids(self.by_kind, now, before),
            with_ties(self._out, "start", added, removed),
            with_ties(self._in, "end", added, removed),
            feedback,
            facts,
            held,
        )
        return snapshot, delta

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
            digests.append(digest({"id": identity, "properties": dict(fields)}))
        for tie in ties:
            out[tie.start] = tuple(sorted((*out.get(tie.start, ()), tie), key=_order))
            back[tie.end] = tuple(sorted((*back.get(tie.end, ()), tie), key=_order))
            properties = dict(tie.properties)
            digests.append(digest({"ends": [tie.start, tie.type, tie.end], "properties": properties}))
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


def _with_feedback(facts: str, feedback: tuple[Feedback, ...]) -> str:
    """The id of facts with feedback; without any it is that of the facts."""
    if not feedback:
        return facts
    told = [facts.encode(), *(digest(vars(one)) for one in feedback)]
    return hashlib.sha256(b"".join(told)).hexdigest()[:16]


def _name(digests: bytes) -> str:
    return hashlib.sha256(digests).hexdigest()[:16]
