"""Takes records, settles them with what is stored, and writes what has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from graph.changes import Writing
from graph.fields import Value
from graph.model import NODE, RELATIONSHIP, kind_of
from graph.store import GraphStore, write_rows
from ingest.merge import settle_node, settle_tie
from ingest.records import ClaimRecord, NodeRecord, Record, TieRecord

_NODE_ROWS = dict[str, dict[str, Value]]
_TIE_KEY = tuple[str, str, str]


class Writer:
    """Settles and writes records; counts what was created, changed and left as it was.

    Args:
        dry_run: what would be written is remembered instead, so that later records see it.
    """

    def __init__(self, store: GraphStore, dry_run: bool = False) -> None:
        self._store = store
        self._dry = dry_run
        self._pending_nodes: _NODE_ROWS = {}
        self._pending_ties: dict[str, dict[_TIE_KEY, dict[str, Value]]] = defaultdict(dict)
        held = {row["label"] for row in store.read("read/node_counts")}
        # A kind that the store does not hold yet need not be looked up.
        self._held = {kind.key for kind in NODE.values() if kind.label in held}
        types = {row["type"] for row in store.read("read/relationship_counts")}
        self._held_ties = {kind.name for kind in RELATIONSHIP.values() if kind.type in types}
        self._change = Writing(store)
        self._begun = False
        self.created = self.changed = self.unchanged = 0

    def take(self, records: Iterable[Record]) -> set[str]:
        """Settle and write a batch; gives the marks of records that were new to the graph.

        A mark is a node's id, a claim's id, or `type|start|end|key` of a relationship. Claims are
        written before the nodes that they are on: a run that is cut off loses no statement.
        """
        nodes: dict[str, list[NodeRecord | ClaimRecord]] = defaultdict(list)
        ties: dict[str, dict[_TIE_KEY, list[dict[str, Value]]]] = defaultdict(lambda: defaultdict(list))
        for record in records:
            match record:
                case NodeRecord():
                    nodes[record.id].append(record)
                case ClaimRecord():
                    nodes[record.entity].append(record)
                case TieRecord():
                    mark = (record.start, record.end, str(record.properties["key"]))
                    ties[record.kind.name][mark].append(record.properties)
        new = self._take_nodes(nodes, ties)
        for name in sorted(ties):
            new |= self._take_ties(name, ties[name])
        self._begun = False
        return new

    def finish(self) -> None:
        """Count the change, if there is any, and tell which nodes it touched."""
        if (self.created or self.changed) and not self._dry:
            self._change.end()

    def _write(self, name: str, rows: list[dict[str, Any]], touched: Iterable[str]) -> None:
        """Write rows; before the first of a batch the graph is told that a load is under way."""
        if not self._begun:
            self._change.begin()
            self._begun = True
        self._change.touch(touched)
        write_rows(self._store, name, rows)

    def _take_nodes(
        self,
        incoming: Mapping[str, list[NodeRecord | ClaimRecord]],
        ties: dict[str, dict[_TIE_KEY, list[dict[str, Value]]]],
    ) -> set[str]:
        stored, claims = self._stored(incoming), self._claims(incoming)
        changed: dict[str, _NODE_ROWS] = defaultdict(dict)
        new: set[str] = set()
        for entity, records in incoming.items():
            kind = kind_of(entity)
            before = stored.get(entity)
            held = claims.get(entity, {})
            if before is None and not held and len(records) == 1 and isinstance(records[0], NodeRecord):
                properties: dict[str, Value] = records[0].properties
                settled: list[dict[str, Value]] = []
            else:
                properties, settled = settle_node(kind, before, held.values(), records)
            if before is None:
                new.add(entity)
            if self._count(before, properties):
                changed[kind.key][entity] = properties
            for claim in settled:
                identity = str(claim["id"])
                if identity not in held:
                    new.add(identity)
                if self._count(held.get(identity), claim):
                    changed["claim"][identity] = claim
                about = {"key": "-"} | {n: claim[n] for n in ("source", "as_of", "synthetic")}
                ties[f"claim_about_{kind.key}"][identity, entity, "-"] = [about]
        for key in sorted(changed, key=lambda key: (key != "claim", key)):
            rows = changed[key]
            if self._dry:
                self._pending_nodes.update(rows)
            else:
                ready: list[dict[str, Any]] = [{"id": i, "properties": p} for i, p in rows.items()]
                self._write(f"load/{key}", ready, rows)
                self._held.add(key)
        return new

    def _take_ties(self, name: str, incoming: Mapping[_TIE_KEY, list[dict[str, Value]]]) -> set[str]:
        stored = self._stored_ties(name, incoming)
        changed: dict[_TIE_KEY, dict[str, Value]] = {}
        new: set[str] = set()
        for mark, said in incoming.items():
            before = stored.get(mark)
            properties = said[0] if before is None and len(said) == 1 else settle_tie(before, said)
            if before is None:
                new.add("|".join((name, *mark)))
            if self._count(before, properties):
                changed[mark] = properties
        if self._dry:
            self._pending_ties[name].update(changed)
        elif changed:
            ready: list[dict[str, Any]] = [
                {"start_id": start, "end_id": end, "key": key, "properties": properties}
                for (start, end, key), properties in changed.items()
            ]
            self._write(f"load/{name}", ready, (start for start, _, _ in changed))
            self._held_ties.add(name)
        return new

    def _count(self, before: Mapping[str, Value] | None, after: Mapping[str, Value]) -> bool:
        if before is None:
            self.created += 1
        elif before == after:
            self.unchanged += 1
            return False
        else:
            self.changed += 1
        return True

    def _stored(self, ids: Iterable[str]) -> _NODE_ROWS:
        by_kind: dict[str, list[str]] = defaultdict(list)
        for entity in ids:
            by_kind[entity.partition(":")[0]].append(entity)
        found: _NODE_ROWS = {}
        for key, wanted in by_kind.items():
            if key in self._held:
                rows = self._store.read(f"read/stored/{key}", ids=wanted)
                found.update((row["id"], row["properties"]) for row in rows)
            found.update((i, self._pending_nodes[i]) for i in wanted if i in self._pending_nodes)
        return found

    def _claims(self, ids: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
        found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        wanted = list(ids)
        if "claim" in self._held:
            for row in self._store.read("read/claims_about", ids=wanted):
                found[row["properties"]["entity"]][row["id"]] = row["properties"]
        if self._dry:
            asked = set(wanted)
            for identity, properties in self._pending_nodes.items():
                if properties.get("entity") in asked:
                    found[str(properties["entity"])][identity] = properties
        return found

    def _stored_ties(self, name: str, marks: Iterable[_TIE_KEY]) -> dict[_TIE_KEY, dict[str, Value]]:
        found: dict[_TIE_KEY, dict[str, Value]] = {}
        if name in self._held_ties:
            starts = sorted({start for start, _, _ in marks})
            for row in self._store.read(f"read/stored/{name}", ids=starts):
                found[row["start_id"], row["end_id"], row["key"]] = row["properties"]
        found.update(self._pending_ties[name])
        return found
