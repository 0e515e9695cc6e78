"""Every query of `cypher/load`, `cypher/read` and `cypher/schema` on both stores: same text, same rows.

A query without a case fails. Kinds of node and of relationship get their cases from the model;
queries of their own have theirs in `CASES`, as data: parameters for the small graph that the load
queries have made, in which every kind occurs as `kind:one`, `kind:two` and `kind:three`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import kglite
import pytest
from conftest import Neo4j
from neo4j import Driver, GraphDatabase

from graph.content import content_hash
from graph.fields import Field, Type
from graph.model import MODEL_VERSION, NODE, NODES, RELATIONSHIP, RELATIONSHIPS, search_text
from graph.queries import names, query
from graph.store import GraphStore, open_store

pytestmark = pytest.mark.neo4j
Row = dict[str, Any]
Parameters = dict[str, Any]
READS, LOADS, SCHEMA = names("read"), names("load"), names("schema")
WHICH = ("one", "two", "three")

# -- the cases --

# What a parameter of that name is tried with, one at a time, in queries that filter by it.
FILTERS: dict[str, tuple[object, ...]] = {
    "district": ("district:one", "district:none"),
    "state": ("state:two",),
    "industry": ("industry:one", "industry:three"),
    "capability": ("capability:one",),
    "cluster": ("cluster:one",),
    "category": ("manufacturing",),
    "stage": ("identified", "idea"),
    "kind": ("research_lab", "firm", "public"),
    "size": ("micro",),
    "activity": ("service",),
    "level": ("central",),
    "status": ("open",),
    "applicant": ("applicants of scheme:one",),
}
IDS: tuple[Parameters, ...] = (
    {"ids": ["{kind}:one", "{kind}:two", "{kind}:three", "{kind}:none"]}, {"ids": []},
)  # fmt: skip
# By the folder of a query; `{kind}` stands for the kind that the query is named after.
FOLDER_CASES: dict[str, tuple[Parameters, ...]] = {
    "read/search": (
        {"query": "{kind}", "limit": 50}, {"query": "{kind} one", "limit": 50},
        {"query": "സംഗമം", "limit": 50}, {"query": "nothing-of-the-kind", "limit": 50},
    ),
    "read/prefix": (
        {"words": ["{kind}"], "limit": 50}, {"words": ["na", "on"], "limit": 50},
        {"words": ["സംഗ"], "limit": 50}, {"words": ["{kind}"], "limit": 1}, {"words": ["zz"], "limit": 9},
    ),
    "read/stored": IDS,
}  # fmt: skip
AMONG = [f"{kind}:{which}" for kind in (*NODE, "none") for which in ("one", "three")]
# The log of changes: nodes of the graph's own, no kind of the model.
LOG = {"load/change", "load/change_begun"}
CASES: dict[str, tuple[Parameters, ...]] = {
    "read/all_nodes": ({},),
    "read/all_relationships": ({},),
    "read/changes": ({"since": 0}, {"since": 2}, {"since": 1000}),
    "read/claims_about": ({"ids": ["cluster:one", "cluster:two", "cluster:none"]}, {"ids": []}),
    "read/desk_statements": ({"ids": ["cluster:one", "cluster:two", "cluster:none"]}, {"ids": []}),
    "read/directory": ({},),
    "read/directory_among": tuple({"ids": ids} for ids in (AMONG, AMONG[:1], [])),
    "read/directory_of": tuple({"label": label} for label in ("District", "Cluster", "Claim", "None")),
    "read/feedback": ({},),
    "read/known_names": ({},),
    "read/facts_claims": ({"id": "cluster:one"}, {"id": "cluster:none"}),
    "read/facts_cluster": tuple({"id": f"cluster:{which}"} for which in WHICH),
    "read/facts_established_nearby": (
        {"constituency": "constituency:one", "id": "cluster:two"},
        {"constituency": "constituency:one", "id": "cluster:one"},
    ),
    "read/facts_firm": tuple(
        {"id": f"{kind}:{which}"} for kind in ("enterprise", "startup") for which in WHICH
    ),
    "read/facts_industries": tuple({"id": f"{kind}:one"} for kind in ("cluster", "enterprise", "startup")),
    "read/facts_registered_members": tuple({"id": f"cluster:{which}"} for which in WHICH),
    "read/facts_spv": ({"id": "cluster:one"}, {"id": "cluster:three"}),
    "read/facts_studies": ({"id": "cluster:two"}, {"id": "cluster:one"}),
    "read/facts_tried": (
        {"id": "cluster:one", "technology": "technology:one"},
        {"id": "cluster:two", "technology": "technology:one"},
        {"id": "cluster:three", "technology": "technology:one"},
    ),
    "read/network_nodes": ({},),
    "read/network_nodes_among": tuple({"ids": ids} for ids in (AMONG, AMONG[:1], [])),
    "read/network_ties": ({},),
    "read/network_ties_among": tuple({"ids": ids} for ids in (AMONG, AMONG[:1], [])),
    "read/node_counts": ({},),
    "read/node_total": ({},),
    "read/relationship_counts": ({},),
    "read/revision": ({},),
    "read/schemes_all": ({},),
    "read/schemes_of_clusters": ({"ids": ["cluster:one", "cluster:two"]}, {"ids": []}),
    "read/schemes_of_narrower_industries": tuple(
        {"id": f"{kind}:{which}"} for kind in ("cluster", "enterprise", "startup") for which in WHICH
    ),
    "read/schemes_of_wider_industries": tuple(
        {"id": f"{kind}:{which}"} for kind in ("cluster", "enterprise", "startup") for which in WHICH
    ),
    "read/schemes_subject": tuple(
        {"id": f"{kind}:{which}"} for kind in ("cluster", "enterprise", "startup") for which in WHICH
    ),
    "read/subjects": ({"labels": ["Cluster", "Startup"]}, {"labels": ["Enterprise"]}, {"labels": []}),
    "read/ties_of_enterprise": ({"id": "enterprise:one"}, {"id": "enterprise:none"}),
}


def cases(name: str) -> list[Parameters]:
    """The parameters to run a reading query with; none when it has no case."""
    folder, _, last = name.rpartition("/")
    if name in CASES:
        return list(CASES[name])
    if folder in FOLDER_CASES:
        kind = last if last in NODE else RELATIONSHIP[last].start
        return [json.loads(json.dumps(case).replace("{kind}", kind)) for case in FOLDER_CASES[folder]]
    if folder == "read/collections":
        return _filtered(query(name).parameters)
    return []


def _filtered(parameters: tuple[str, ...]) -> list[Parameters]:
    """No filter, then each filter at a time; where there are pages, the second one too."""
    fixed = {"ids", "offset", "limit"}
    filters = {key: FILTERS[key] for key in parameters if key not in fixed}
    ids = {"ids": [f"{key}:{which}" for key in NODE for which in (*WHICH, "none")]}
    page = {"offset": 0, "limit": 50} if "limit" in parameters else {}
    open_ = dict.fromkeys(filters) | page | (ids if "ids" in parameters else {})
    found: list[Parameters] = [open_]
    found += [open_ | {key: value} for key, values in filters.items() for value in values]
    return [*found, open_ | {"offset": 1, "limit": 1}] if page else found


# -- the small graph: every kind, every field --

# Values that a query looks for, by the entity or `relationship/turn` and the field.
PLANTED = {
    ("association:two", "kind"): "spv",
    ("claim:two", "field"): "desk:spv",
    ("institution_collaborated_with_cluster/1", "kind"): "diagnostic_study",
}


def _value(field: Field, entity: str, turn: int) -> object:
    if field.allowed:
        return field.allowed[turn % len(field.allowed)]
    low = field.low or 0
    match field.type:
        case Type.TEXT:
            return f"{field.name} {entity.replace(':', ' ')} സംഗമം \"é\" 'a' \\ {{}} $x"
        case Type.INTEGER:
            return int(low) + 7 + turn
        case Type.NUMBER:
            return (field.high or 10) / (3 + turn)
        case Type.BOOLEAN:
            return turn % 2 == 0
        case Type.DATE:
            return ("2024-02-29", "2023-11", "undated")[turn % 3]
        case Type.LIST:
            return [f"{field.name} of {entity}", "കയർ", "2020-01-01"]


def _node_rows(key: str) -> list[Row]:
    rows = []
    for turn, which in enumerate(WHICH):
        kind, entity = NODE[key], f"{key}:{which}"
        # The third has only what it must have: absent stays absent.
        fields = [field for field in kind.fields if field.required or turn < 2]
        properties = {field.name: _value(field, entity, turn) for field in fields} | {"id": entity}
        properties |= {field: value for (at, field), value in PLANTED.items() if at == entity}
        if key == "claim":
            properties["entity"] = f"cluster:{WHICH[turn]}"
        if kind.searched:
            properties["search_text"] = search_text(kind, properties)
        rows.append({"id": entity, "properties": properties})
    return rows


def _tie_rows(name: str) -> list[Row]:
    kind = RELATIONSHIP[name]
    chain = (("one", "two", "-"), ("two", "three", "-"))
    ends = (
        chain if kind.start == kind.end else (("one", "one", "-"), ("one", "two", "k2"), ("two", "one", "-"))
    )
    rows = []
    for turn, (start, end, key) in enumerate(ends):
        a, b = f"{kind.start}:{start}", f"{kind.end}:{end}"
        fields = [field for field in kind.fields if field.required or turn < 2]
        properties = {field.name: _value(field, a, turn) for field in fields} | {"key": key}
        properties |= {field: value for (at, field), value in PLANTED.items() if at == f"{name}/{turn}"}
        rows.append({"start_id": a, "end_id": b, "key": key, "properties": properties})
    return rows


class Pair(NamedTuple):
    embedded: GraphStore
    neo4j: GraphStore


@pytest.fixture(scope="module")
def pair(neo4j_server: Neo4j, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both stores, open for writing, with the small graph loaded by the load queries."""
    path = tmp_path_factory.mktemp("contract") / "graph.kgl"
    with open_store(path, "write") as embedded, open_store(neo4j_server.emptied(), "write") as neo4j:
        for store in (embedded, neo4j):
            for key in NODE:
                store.write(f"load/{key}", rows=_node_rows(key))
            for name in RELATIONSHIP:
                store.write(f"load/{name}", rows=_tie_rows(name))
            for number, ids in enumerate((["cluster:one"], [], None, ["state:one", "bank:two"])):
                store.write("load/change", mark=f"log{number}", ids=ids, kept=200, dead=0)
        yield Pair(embedded, neo4j)


# -- comparing rows --


def _plain(row: Row) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def _rounded(value: Any) -> Any:
    """Numbers to nine digits, so that sorting rows of two stores puts the same ones side by side."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value


def _close(a: Any, b: Any) -> bool:
    if isinstance(a, bool) or isinstance(b, bool) or type(a) is not type(b):
        return type(a) is type(b) and bool(a == b)
    if isinstance(a, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_close, a, b))
    return bool(a == b)


def same_rows(name: str, a: list[Row], b: list[Row]) -> bool:
    """Whether two stores gave the same rows: in order where the query orders them.

    Full-text scores are each store's own, so searches are compared as sets without them.
    """
    text = query(name).text
    if "fulltext.queryNodes" in text:
        a, b = ([{k: v for k, v in row.items() if k != "score"} for row in rows] for rows in (a, b))
    if "fulltext.queryNodes" in text or "ORDER BY" not in text.rpartition("RETURN")[2]:
        a, b = (sorted(rows, key=lambda row: _plain(_rounded(row))) for rows in (a, b))
    return _close(a, b)


# -- reading --


@pytest.mark.parametrize("name", READS)
def test_a_reading_query_gives_the_same_rows_on_both_stores(name: str, pair: Pair) -> None:
    found = cases(name)
    assert found, f"{name} has no case; give it one in CASES of {Path(__file__).name}"
    anything = False
    for parameters in found:
        a, b = (store.read(name, **parameters) for store in pair)
        assert same_rows(name, a, b), f"{parameters}\nembedded {a}\nneo4j {b}"
        anything = anything or bool(a)
    assert same_rows(name, list(pair.neo4j.stream(name, **found[-1])), b)
    assert anything, f"no case of {name} gives a row, so nothing was compared"


def test_there_is_no_case_without_its_query() -> None:
    assert set(CASES) <= set(READS)
    folders = {name.rpartition("/")[0] for name in READS}
    assert set(FOLDER_CASES) <= folders


@pytest.mark.parametrize("name", READS)
def test_its_samples_give_the_same_rows_on_the_real_data(
    name: str, loaded_embedded_url: str, real: Driver, loaded_pair: Pair
) -> None:
    asked = query(name)
    parameters = {key: _sampled(text, real) for key, text in asked.samples.items()}
    if "fulltext.queryNodes" in asked.text:
        parameters["limit"] = 10_000  # which the best ten are is each store's own judgement
    a, b = (store.read(name, **parameters) for store in loaded_pair)
    assert same_rows(name, a, b), f"{len(a)} and {len(b)} rows: {a[:3]} {b[:3]}"


@pytest.fixture(scope="module")
def loaded_pair(neo4j_server: Neo4j, loaded_embedded_url: str) -> Iterator[Pair]:
    with open_store(loaded_embedded_url) as embedded, open_store(neo4j_server.loaded()) as neo4j:
        yield Pair(embedded, neo4j)


@pytest.fixture(scope="module")
def real(neo4j_server: Neo4j) -> Iterator[Driver]:
    parts = urlsplit(neo4j_server.url())
    auth = (parts.username or "", parts.password or "")
    with GraphDatabase.driver(f"bolt://{parts.hostname}:{parts.port}", auth=auth) as driver:
        yield driver


def _sampled(text: str, real: Driver) -> Any:
    """What a sample stands for, as both stores understand it."""
    asked = f"RETURN {text} AS value"
    [found] = real.execute_query(asked).records
    [other] = kglite.KnowledgeGraph().cypher(asked)
    assert _close(found["value"], other["value"])
    return found["value"]


@pytest.mark.parametrize("name", [*LOADS, *SCHEMA])
def test_its_samples_are_values_in_both_stores(name: str, real: Driver) -> None:
    asked = query(name)
    for key, text in asked.samples.items():
        value = _sampled(text, real)
        if key == "rows":
            for row in value:
                assert row.keys() == _node_rows("state")[0].keys() or row.keys() == {
                    "start_id", "end_id", "key", "properties",
                }  # fmt: skip


# -- loading --


def test_each_kind_has_exactly_its_queries() -> None:
    kinds = {*NODE, *RELATIONSHIP}
    searched = {kind.key for kind in NODES if kind.searched}
    assert {*LOADS} == {f"load/{name}" for name in (*kinds, "revision")} | LOG
    assert {name for name in READS if name.startswith("read/stored/")} == {f"read/stored/{k}" for k in kinds}
    for folder in ("search", "prefix"):
        own = {name for name in READS if name.startswith(f"read/{folder}/")}
        assert own == {f"read/{folder}/{key}" for key in searched}
    named = {f"schema/constraint_{kind.key}" for kind in NODES} | {f"schema/text_{key}" for key in searched}
    assert {*SCHEMA} == named | {"schema/revision", "schema/index_claim_entity"}


def test_a_part_of_the_directory_is_as_in_the_whole(pair: Pair) -> None:
    for store in pair:
        whole = store.read("read/directory")
        for kind in NODES:
            mine = [row for row in whole if row["label"] == kind.label]
            assert bool(mine) == (kind.key not in ("enterprise", "claim", "feedback"))
            assert store.read("read/directory_of", label=kind.label) == mine
        ids = AMONG + [f"{key}:{which}" for key in ("enterprise", "claim") for which in WHICH]
        mine = [row for row in whole if row["id"] in ids]
        assert mine
        assert store.read("read/directory_among", ids=ids) == mine


@pytest.mark.parametrize("key", list(NODE))
def test_a_node_is_loaded_as_the_model_declares_it(key: str, pair: Pair) -> None:
    rows = _node_rows(key)
    for store in pair:
        stored = store.read(f"read/stored/{key}", ids=[row["id"] for row in rows])
        assert sorted(map(_plain, stored)) == sorted(map(_plain, rows))
        labels = {r["label"] for r in store.read("read/all_nodes") if r["properties"]["id"] in _ids(rows)}
        assert labels == {NODE[key].label}


@pytest.mark.parametrize("name", list(RELATIONSHIP))
def test_a_relationship_is_loaded_as_the_model_declares_it(name: str, pair: Pair) -> None:
    kind, rows = RELATIONSHIP[name], _tie_rows(name)
    ends = (NODE[kind.start].label, NODE[kind.end].label)
    for store in pair:
        stored = store.read(f"read/stored/{name}", ids=[f"{kind.start}:{which}" for which in WHICH])
        assert sorted(map(_plain, stored)) == sorted(map(_plain, rows))
        whole = [
            (row["start_id"], row["end_id"])
            for row in store.read("read/all_relationships")
            if row["type"] == kind.type and (row["start_label"], row["end_label"]) == ends
        ]
        assert sorted(whole) == sorted((row["start_id"], row["end_id"]) for row in rows)


@pytest.mark.parametrize("what", ["nodes", "ties"])
def test_what_is_read_by_id_is_that_of_the_whole_network(what: str, pair: Pair) -> None:
    every = [f"{kind}:{which}" for kind in NODE for which in WHICH]
    for store in pair:
        rows = store.read(f"read/network_{what}")
        for ids in (every, every[::3], every[:1]):
            among = store.read(f"read/network_{what}_among", ids=ids)
            expected = [
                r for r in rows if (r["properties"]["id"] if what == "nodes" else r["start_id"]) in ids
            ]
            assert sorted(map(_plain, among)) == sorted(map(_plain, expected))


def test_the_log_is_bounded_and_no_content(pair: Pair) -> None:
    for store in pair:
        before = content_hash(store), store.read("read/network_nodes"), store.read("read/directory")
        store.write("load/change_begun", mark="at work", now=100)
        for number in range(10):
            store.write("load/change", mark=f"more{number}", ids=["cluster:one"], kept=5, dead=99)
        log = store.read("read/changes", since=0)
        assert [(row["mark"], row["ids"]) for row in log] == [(f"more{n}", None) for n in range(5, 10)]
        store.write("load/change", mark="at work", ids=["bank:one"], kept=5, dead=99)
        store.write("load/change_begun", mark="killed", now=100)
        for number in range(2):
            store.write("load/change", mark=f"last{number}", ids=["state:one"], kept=5, dead=101)
        assert [row["ids"] for row in store.read("read/changes", since=0)][-3:] == [
            ["bank:one"], None, ["state:one"],
        ]  # fmt: skip
        assert {"label": "SangamChange", "count": 5} in store.read("read/node_counts")
        assert not [row for row in store.read("read/all_nodes") if row["label"] == "SangamChange"]
        after = content_hash(store), store.read("read/network_nodes"), store.read("read/directory")
        assert after == before


def _ids(rows: list[Row]) -> set[str]:
    return {str(row["id"]) for row in rows}


def test_both_stores_hold_the_same_graph_and_loading_again_changes_nothing(pair: Pair) -> None:
    before = content_hash(pair.embedded)
    assert content_hash(pair.neo4j) == before
    for store in pair:
        for key in NODE:
            store.write(f"load/{key}", rows=_node_rows(key))
        for name in RELATIONSHIP:
            store.write(f"load/{name}", rows=_tie_rows(name))
        assert content_hash(store) == before


@pytest.mark.parametrize("name", [name for name in LOADS if name not in LOG])
def test_a_row_replaces_what_was_there_and_touches_nothing_else(name: str, pair: Pair) -> None:
    kind = name.removeprefix("load/")
    for store in pair:
        before = content_hash(store)
        if kind == "revision":
            [counted] = store.read("read/revision")
            assert store.write(name) == [{"revision": counted["revision"] + 1}]
            assert content_hash(store) == before
            continue
        rows = _node_rows(kind) if kind in NODE else _tie_rows(kind)
        identity = ("id",) if kind in NODE else ("key",)
        bare = {key: value for key, value in rows[0]["properties"].items() if key in identity}
        store.write(name, rows=[rows[0] | {"properties": bare | {"source": "other"}}])
        ids = [rows[0].get("id") or rows[0]["start_id"]]
        stored = store.read(f"read/stored/{kind}", ids=ids)
        assert bare | {"source": "other"} in [row["properties"] for row in stored]
        assert content_hash(store) != before
        store.write(name, rows=rows)
        assert content_hash(store) == before


@pytest.mark.parametrize("name", [f"load/{name}" for name in RELATIONSHIP])
def test_a_relationship_needs_both_ends(name: str, pair: Pair) -> None:
    [row, *_] = _tie_rows(name.removeprefix("load/"))
    for store in pair:
        before = content_hash(store)
        for end in ("start_id", "end_id"):
            store.write(name, rows=[row | {end: f"{row[end].partition(':')[0]}:nowhere", "key": "new"}])
        assert content_hash(store) == before


# -- the schema --


@pytest.mark.parametrize("name", SCHEMA)
def test_the_schema_can_be_made_twice(name: str, pair: Pair) -> None:
    parameters: Mapping[str, Any] = {"model_version": MODEL_VERSION} if name == "schema/revision" else {}
    for store in pair:
        first = store.write(name, **parameters)
        assert store.write(name, **parameters) == first


@pytest.mark.parametrize("kind", NODES, ids=lambda kind: kind.key)
def test_an_id_is_unique_and_every_searched_field_is_found(kind: Any, pair: Pair) -> None:
    constraint = query(f"schema/constraint_{kind.key}").text
    assert re.search(rf"FOR \(n:{kind.label}\) REQUIRE n\.id IS UNIQUE$", constraint)
    for field in kind.searched:
        word = f"findme{field.replace('_', '')}"
        properties = {"id": f"{kind.key}:three", "name": "x", field: word, "source": "s"}
        if kind.field(field).type is Type.LIST:
            properties[field] = [word]
        properties["search_text"] = search_text(kind, properties)
        row = {"id": f"{kind.key}:three", "properties": properties}
        for store in pair:
            store.write(f"load/{kind.key}", rows=[row])
            hits = store.read(f"read/search/{kind.key}", query=word, limit=5)
            assert [hit["id"] for hit in hits] == [f"{kind.key}:three"]
    for store in pair:
        store.write(f"load/{kind.key}", rows=_node_rows(kind.key))


def test_every_relationship_kind_is_declared_once() -> None:
    assert len({kind.name for kind in RELATIONSHIPS}) == len(RELATIONSHIPS)
