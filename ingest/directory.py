"""What entities there are and under which names, so that a cell can be told to refer to one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from rapidfuzz import fuzz, process

from graph.model import ID, LABEL, NODE
from graph.store import GraphStore
from graph.text import fold
from ingest.records import NodeRecord, RowError

# Kinds that no cell refers to by name.
APART = ("enterprise", "claim")


class Directory:
    """Ids and names of all entities but enterprises, in the store and in the run so far."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._ids: dict[str, str] = {}
        self._state: dict[str, str] = {}
        self._ror: dict[str, str] = {}

    @classmethod
    def of(cls, store: GraphStore) -> Directory:
        """The directory of what a store holds."""
        directory = cls()
        for row in store.stream("read/directory"):
            if row["label"] in LABEL:
                directory.add(LABEL[row["label"]].key, row, row["state"] or "")
        return directory

    def add(self, kind: str, properties: Mapping[str, Any], state: str = "") -> None:
        """Enter an entity under its names."""
        entity = str(properties["id"])
        self._ids[entity] = str(properties.get("name", entity))
        names = [properties.get(key) for key in ("name", "name_ml", "short_name", "code")]
        for name in (*names, *(properties.get("aliases") or ())):
            if name:
                self._names[kind][fold(str(name))].add(entity)
        if state:
            self._state[entity] = fold(state)
        if properties.get("ror_id"):
            self._ror[str(properties["ror_id"])] = entity

    def add_record(self, record: NodeRecord) -> None:
        """Enter what a record says."""
        if record.kind.key not in APART:
            self.add(record.kind.key, record.properties)

    def set_state(self, entity: str, state: str) -> None:
        """Say which state a place lies in."""
        self._state[entity] = fold(self._ids.get(state, state))

    def holds(self, entity: str) -> bool:
        """Whether there is an entity of that id."""
        return entity in self._ids

    def state_of(self, entity: str) -> str:
        """The folded name of the state that an entity lies in, empty where unknown."""
        return self._state.get(entity, "")

    def ror_ids(self, entity: str) -> set[str]:
        """The ROR ids that an institution bears."""
        return {ror_id for ror_id, bearer in self._ror.items() if bearer == entity}

    def by_ror(self, ror_id: str) -> str | None:
        """The institution with that ROR id."""
        return self._ror.get(ror_id)

    def named(self, kind: str, name: str) -> set[str]:
        """The entities of a kind that bear exactly that name, by folded comparison."""
        return set(self._names[kind].get(fold(name), ()))

    def refer(self, column: str, kinds: Collection[str], cell: str, state: str = "") -> str:
        """The id of the one entity that a cell refers to, by id, code or name.

        Args:
            state: name or id of the state that tells apart places of the same name.

        Raises:
            RowError: there is none, or more than one; near names are proposed.
        """
        if cell in self._ids and cell.partition(":")[0] in kinds:
            return cell
        wanted = tuple(kinds)
        what = " or ".join(NODE[kind].label.lower() for kind in wanted)
        if ":" in cell and ID.fullmatch(cell):
            if cell.partition(":")[0] not in wanted:
                raise RowError(column, f"'{cell}' is no {what}", f"name a {what}")
            raise RowError(column, f"there is no {what} {cell}", self._near(wanted, cell))
        found = {entity for kind in wanted for entity in self.named(kind, cell)}
        if len(found) > 1 and state:
            folded = fold(self._ids.get(state, state))
            found = {entity for entity in found if self._state.get(entity, folded) == folded} or found
        if len(found) == 1:
            return found.pop()
        if found:
            listed = ", ".join(sorted(found)[:4])
            raise RowError(column, f"'{cell[:60]}' may be {listed}", "write the id of the one meant")
        raise RowError(column, f"there is no {what} '{cell[:60]}'", self._near(wanted, cell))

    def _near(self, kinds: tuple[str, ...], cell: str) -> str:
        choices = {name: ids for kind in kinds for name, ids in self._names[kind].items()}
        asked = fold(cell.partition(":")[2] if ":" in cell else cell)
        found = process.extract(asked, list(choices), scorer=fuzz.WRatio, limit=3, score_cutoff=70)
        near = sorted({entity for name, _, _ in found for entity in choices[name]})
        if near:
            return "did you mean " + ", ".join(near[:3]) + "?"
        return "check the spelling, or load that entity first"
