"""Merging statements: no order, no grouping and no repetition changes the outcome, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.fields import Value, cell
from graph.model import NODE
from ingest.merge import rank, settle_node, settle_tie
from ingest.records import ClaimRecord, NodeRecord

CLUSTER = NODE["cluster"]
Facts = dict[str, Value]
Statement = NodeRecord | ClaimRecord
_SOURCES = st.sampled_from(["Directory", "Report", "Reserve Bank of India IFSC list", "myScheme", "Z"])
_DATES = st.sampled_from(["undated", "2019", "2019-05", "2023-01-31", "2023"])
# Few values, so that sources agree, differ and are silent alike.
_FACTS: dict[str, st.SearchStrategy[Value]] = {
    "units": st.integers(0, 3), "spv": st.booleans(), "market": st.sampled_from(["export", "both"]),
    "aliases": st.lists(st.sampled_from(["a", "b", "കയർ"]), min_size=1, max_size=2, unique=True),
    "latitude": st.sampled_from([9.5, 10.0]), "description": st.sampled_from(["One.", "Two."]),
}  # fmt: skip


def record(name: str, facts: Facts, source: str, as_of: str, synthetic: bool) -> NodeRecord:
    identity: Facts = {"id": "cluster:a", "name": name}
    return NodeRecord(CLUSTER, identity | facts | {"source": source, "as_of": as_of, "synthetic": synthetic})


def claim(pair: tuple[str, Value], source: str, as_of: str, synthetic: bool) -> ClaimRecord:
    return ClaimRecord("cluster:a", *pair, source, as_of, "", synthetic)


_FACT = st.sampled_from(sorted(_FACTS)).flatmap(lambda name: st.tuples(st.just(name), _FACTS[name]))
_RECORDS = st.builds(
    record, st.sampled_from(["Coir", "Coir cluster"]), st.fixed_dictionaries({}, optional=_FACTS),
    _SOURCES, _DATES, st.booleans(),
)  # fmt: skip
_CLAIMS = st.builds(claim, _FACT, _SOURCES, _DATES, st.booleans())


def _mark(statement: Statement) -> object:
    if isinstance(statement, ClaimRecord):
        return statement.mark
    return statement.properties["source"], statement.properties["as_of"]


def _statements() -> st.SearchStrategy[list[Statement]]:
    """One record or more, and claims; a source says one thing at a time of one date."""
    records = st.lists(_RECORDS, min_size=1, max_size=4, unique_by=_mark)
    claims = st.lists(_CLAIMS, max_size=4, unique_by=_mark)
    return st.tuples(records, claims).map(lambda pair: [*pair[0], *pair[1]])


def settle(batches: Sequence[Sequence[Statement]]) -> tuple[Facts | None, list[Facts]]:
    """What is stored after batches that arrive one after the other.

    Claims on an entity wait until there is one, as a run that meets them first rejects them.
    """
    node: Facts | None = None
    claims: list[Facts] = []
    early: list[Statement] = []
    for batch in batches:
        arriving = [*early, *batch]
        if node is None and not any(isinstance(each, NodeRecord) for each in arriving):
            early = arriving
            continue
        early = []
        node, claims = settle_node(CLUSTER, node, claims, arriving)
    return node, claims


@given(_statements(), st.data())
@settings(max_examples=150, deadline=None)
def test_statements_commute(statements: list[Statement], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(statements))
    assert settle([statements]) == settle([shuffled])


@given(_statements(), st.data())
@settings(max_examples=200, deadline=None)
def test_statements_may_come_in_any_grouping(statements: list[Statement], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(statements))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(statements)), max_size=4)))
    ends = zip([0, *cuts], [*cuts, len(shuffled)], strict=True)
    assert settle([statements]) == settle([shuffled[start:end] for start, end in ends])


@given(_statements())
@settings(max_examples=100, deadline=None)
def test_saying_it_again_changes_nothing(statements: list[Statement]) -> None:
    once = settle([statements])
    assert settle([statements, statements]) == once
    assert settle([statements, statements[::-1], statements[:1]]) == once


@given(_statements())
@settings(max_examples=150, deadline=None)
def test_nothing_that_was_said_is_lost(statements: list[Statement]) -> None:
    """Each fact of each record stands on the node or in a claim, with its source and date."""
    node, claims = settle([statements])
    assert node is not None
    said = {(c["field"], c["value"], c["source"], c["as_of"]) for c in claims}
    for statement in statements:
        if isinstance(statement, ClaimRecord):
            source, as_of = statement.source, statement.as_of
            facts: Facts = {statement.field: statement.value}
        else:
            source, as_of = (str(statement.properties[key]) for key in ("source", "as_of"))
            skipped = ("id", "source", "as_of", "synthetic")
            facts = {key: value for key, value in statement.properties.items() if key not in skipped}
            if (node["source"], node["as_of"]) == (source, as_of):
                assert {key: node[key] for key in facts} == facts
                continue
        assert {(name, cell(value), source, as_of) for name, value in facts.items()} <= said


@given(_statements())
@settings(max_examples=150, deadline=None)
def test_the_best_record_stands_and_gaps_are_filled_with_their_source(statements: list[Statement]) -> None:
    node, claims = settle([statements])
    assert node is not None
    records = [each.properties for each in statements if isinstance(each, NodeRecord)]
    main = max(records, key=rank)
    assert {key: node[key] for key in main} == main
    filled = {entry.split("|")[0]: entry for entry in node.get("provenance", [])}  # type: ignore[union-attr]
    assert set(filled) == set(node) - set(main) - {"provenance", "search_text"}
    assert {str(c["field"]) for c in claims} - set(main) == set(filled)
    for name, entry in filled.items():
        telling = [c for c in claims if c["field"] == name]
        best = max(telling, key=lambda c: (rank(c), str(c["value"])))
        assert cell(node[name]) == best["value"]
        assert entry == f"{name}|{best['as_of']}|{best['source']}"


def test_who_is_believed_first() -> None:
    def order(source: str, as_of: str, synthetic: bool = False) -> Any:
        return rank({"source": source, "as_of": as_of, "synthetic": synthetic})

    rising = [
        order("Report", "2024", synthetic=True), order("Research Organization Registry, x", "2025"),
        order("Report", "undated"), order("Report", "2020"), order("Report", "2020-06"),
        order("A", "2021"), order("B", "2021"),
    ]  # fmt: skip
    assert sorted(rising) == rising
    assert len(set(rising)) == len(rising)


# -- relationships --

_TIE = st.builds(
    lambda branches, source, as_of, synthetic: (
        {"key": "-", "source": source, "as_of": as_of, "synthetic": synthetic}
        | ({} if branches is None else {"branches": branches})
    ),
    st.none() | st.integers(0, 3), _SOURCES, _DATES, st.booleans(),
)  # fmt: skip
_TIES = st.lists(_TIE, min_size=1, max_size=5, unique_by=lambda tie: (tie["source"], tie["as_of"]))


@given(_TIES, st.data())
@settings(max_examples=150, deadline=None)
def test_ties_commute_in_any_grouping_and_lose_nothing(ties: list[Facts], data: st.DataObject) -> None:
    together = settle_tie(None, ties)
    shuffled = data.draw(st.permutations(ties))
    stored: Facts | None = None
    for tie in shuffled:
        stored = settle_tie(stored, [tie])
    assert stored == together
    assert settle_tie(together, ties[:2]) == together
    main = max(ties, key=rank)
    assert {key: value for key, value in together.items() if key != "others"} == main
    others = [json.loads(text) | {"key": "-"} for text in together.get("others", [])]  # type: ignore[union-attr]
    assert sorted(map(str, map(sorted, map(dict.items, others)))) == sorted(
        str(sorted(tie.items())) for tie in ties if tie is not main
    )


def test_a_corrected_row_of_the_same_source_replaces_the_former() -> None:
    wrong = record("Coir", {"units": 30, "looms": 5}, "Report", "2024", False)
    right = record("Coir", {"units": 300}, "Report", "2024", False)
    node, claims = settle([[wrong], [right]])
    assert node is not None
    assert node["units"] == 300
    assert "looms" not in node
    assert claims == []
    tie: Facts = {"key": "-", "branches": 1, "source": "R", "as_of": "2024", "synthetic": False}
    assert settle_tie(tie, [tie | {"branches": 2}]) == tie | {"branches": 2}
