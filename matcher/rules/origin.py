"""What the graph knows of a cluster, an enterprise or a start-up, as facts with source and date.

What the graph does not hold stays unknown: that no other cluster is recorded in a constituency does
not mean that there is none. What other sources claim of the same field stands beside the value in
use, unless it is older.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.errors import ModelError, NotFoundError
from graph.fields import UNDATED, date_order
from graph.model import NODE, kind_of
from graph.store import GraphStore, Row
from matcher.rules.facts import Known
from matcher.rules.industry import industry_in
from matcher.rules.reading import read_value
from matcher.rules.values import Range, Value
from matcher.rules.vocabulary import Vocabulary, vocabulary

GraphFacts = dict[str, tuple[Known, ...]]
_SUBJECTS = ("cluster", "enterprise", "startup")
# NIC-2008 divisions of food products and beverages.
_FOOD = ("industry:10", "industry:11")
# NIC-2008: cordage or rope made of coir.
_COIR = ("industry:13943",)
# The North East, the hill States and the island territories.
_NORTH_EAST_OR_HILL = frozenset(
    f"state:{slug}"
    for slug in (
        "arunachal-pradesh", "assam", "manipur", "meghalaya", "mizoram", "nagaland", "sikkim", "tripura",
        "himachal-pradesh", "jammu-and-kashmir", "ladakh", "uttarakhand",
        "andaman-and-nicobar-islands", "lakshadweep",
    )
)  # fmt: skip
# Field of the graph to the fact that it is.
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "cluster": {
        "category": "category", "units": "units", "looms": "looms", "spv": "spv", "champion": "champion",
        "established": "established", "cfc": "cfc",
    },
    "enterprise": {"size": "size", "activity": "activity", "registered": "udyam"},
    "startup": {},
}  # fmt: skip


def facts_of(
    store: GraphStore,
    entity_id: str,
    *,
    constituency: str | None = None,
    technology: str | None = None,
    today: date | None = None,
    facts: Vocabulary | None = None,
) -> GraphFacts:
    """What the graph knows of an entity, for `Facts.of(graph=…)`.

    Args:
        constituency: ask about the cluster there; by default in the one it lies in, of several the
            one with the largest share.
        technology: id of the technology that is to be piloted.

    Raises:
        NotFoundError: there is no such cluster, enterprise or start-up.
        FactError: the graph holds something impossible, such as shares of more than 100% together.
    """
    try:
        kind = kind_of(entity_id).key
    except ModelError as error:
        raise NotFoundError(str(error)) from error
    rows = []
    if kind in _SUBJECTS:
        query = "read/facts_cluster" if kind == "cluster" else "read/facts_firm"
        rows = store.read(query, id=entity_id)
    if not rows:
        raise NotFoundError(f"there is no cluster, enterprise or start-up '{entity_id[:80]}'")
    reader = _Reader(entity_id, kind, rows, facts or vocabulary(), today or date.today())
    reader.own_fields()
    reader.claims(store.read("read/facts_claims", id=entity_id))
    reader.industries(store.read("read/facts_industries", id=entity_id))
    if kind == "cluster":
        reader.cluster(store, constituency, technology)
    elif kind == "startup":
        reader.startup()
    return {name: tuple(values) for name, values in reader.found.items()}


class _Reader:
    """Gathers the facts of one entity."""

    def __init__(self, entity: str, kind: str, rows: list[Row], facts: Vocabulary, today: date) -> None:
        self.entity, self.kind, self.rows, self.facts, self.today = entity, kind, rows, facts, today
        self.properties: dict[str, Any] = rows[0]["properties"]
        self.found: dict[str, list[Known]] = {}
        entries = (entry.split("|", 2) for entry in self.properties.get("provenance") or ())
        self._sources = {parts[0]: (parts[2], parts[1]) for parts in entries if len(parts) == 3}

    def add(self, name: str, value: Value, source: str, as_of: str | None, note: str = "") -> None:
        """Add one value of a fact; the same value again adds nothing."""
        known = self.found.setdefault(name, [])
        if all(value != each.value for each in known):
            known.append(Known(value, source, as_of or UNDATED, "graph", note))

    def source(self, field: str) -> tuple[str, str]:
        """Whence and of when the value of a field is."""
        own = str(self.properties["source"]), str(self.properties["as_of"])
        return self._sources.get(field, own)

    def own_fields(self) -> None:
        """What stands in the entity itself and where it is."""
        self.add("applicant_kind", self.kind, *self.source("id"))
        for field, name in _FIELDS[self.kind].items():
            raw = self.properties.get(field)
            if raw is not None:
                self.add(name, read_value(self.facts[name], raw, self.today), *self.source(field))
        for name in ("state", "district"):
            places = {row[name] for row in self.rows if row[name]}
            if len(places) == 1:
                self.add(name, places.pop(), *self.source(name))
        for state in self.found.get("state", ()):
            remote = state.value in _NORTH_EAST_OR_HILL
            self.add("north_east_or_hill", remote, state.source, state.as_of, "by the State")

    def claims(self, rows: list[Row]) -> None:
        """What other sources say of the same fields, when it is no older."""
        for row in rows:
            name = _FIELDS[self.kind].get(row["field"])
            if name is None:
                continue
            try:
                raw = NODE[self.kind].field(row["field"]).parse(row["value"])
            except ModelError:
                continue
            in_use = self.found.get(name)
            if raw is None or (in_use and _older(row["as_of"], in_use[0].as_of)):
                continue
            value = read_value(self.facts[name], raw, self.today)
            self.add(name, value, row["source"], row["as_of"], row["note"] or "")

    def industries(self, rows: list[Row]) -> None:
        """The industries that it works in, as one fact, and whether food is among them."""
        if not rows:
            return
        codes = frozenset(row["industry"] for row in rows)
        source, as_of = rows[0]["source"], rows[0]["as_of"]
        self.add("industry", codes, source, as_of)
        food = industry_in(codes, _FOOD)
        if food is not None:
            self.add("food_processing", food, source, as_of, "by the industries recorded")
        # Other branches work coir too, as mats do, so that only a yes follows from the code.
        if industry_in(codes, _COIR):
            self.add("coir_project", True, source, as_of, "by the industries recorded")

    def cluster(self, store: GraphStore, constituency: str | None, technology: str | None) -> None:
        """What ties of a cluster say: members, SPV, studies, its place among constituencies."""
        members = store.read("read/facts_registered_members", id=self.entity)[0]
        if members["members"]:
            least: Value = Range(float(members["members"]), math.inf)
            self.add(
                "registered_units", least, "registered members in the graph", members["as_of"], "at least"
            )
        for name, query in (("spv", "read/facts_spv"), ("diagnostic_study", "read/facts_studies")):
            for row in store.read(query, id=self.entity)[:1]:
                self.add(name, True, row["source"], row["as_of"], row["name"])
        self._places(store, constituency)
        if technology:
            for row in store.read("read/facts_tried", id=self.entity, technology=technology)[:1]:
                self.add("technology_tried_before", True, row["source"], row["as_of"])

    def _places(self, store: GraphStore, asked: str | None) -> None:
        shares = {
            row["constituency"]: row for row in self.rows if row["constituency"] and row["share"] is not None
        }
        places = {row["constituency"] for row in self.rows if row["constituency"]}
        if shares:
            first = next(iter(shares.values()))
            parts = {place: row["share"] for place, row in shares.items()}
            value = read_value(self.facts["constituency_shares"], parts, self.today)
            self.add("constituency_shares", value, first["share_source"], first["share_as_of"])
        largest = max(shares, key=lambda place: (shares[place]["share"], place), default=None)
        here = asked or (next(iter(places)) if len(places) == 1 else largest)
        if here is None:
            return
        self.add("constituency", here, *self.source("constituency"))
        for row in store.read("read/facts_established_nearby", constituency=here, id=self.entity)[:1]:
            self.add("established_cluster_in_constituency", True, row["source"], row["as_of"], row["name"])

    def startup(self) -> None:
        """What the record of a start-up implies."""
        founded = self.properties.get("founded")
        if founded is not None:
            # A firm is incorporated when it is founded or later; how much later is not known.
            value = Range(date(int(founded), 1, 1), date.max)
            self.add("incorporated_on", value, *self.source("founded"), note="founded in that year")
        if self.properties.get("incubator"):
            self.add("incubated", True, *self.source("incubator"), note=str(self.properties["incubator"]))


def _older(one: str, other: str) -> bool:
    """Whether a date lies surely before another; of an undated source that cannot be said."""
    if UNDATED in (one, other):
        return False
    first, second = date_order(one), date_order(other)
    return first[: len(second)] < second[: len(first)]
