"""An engine that follows a change answers as one that is built on the changed graph from nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from api_service import encoder, store_file
from hypothesis import given, settings
from hypothesis import strategies as st
from test_renewal import same

import matcher.succession
from graph.store import Row, open_store
from matcher.candidates import HELD
from matcher.engine import Engine
from matcher.profiles import Profile
from matcher.ranking import Ranked
from matcher.snapshot import Snapshot
from matcher.succession import followed
from matcher.vectors import VectorCache, kept

SAID = {"source": "a test", "as_of": "2026-11-24"}
ASKED = ("cluster:alappuzha-coir", "cluster:coimbatore-engineering")


class Graph:
    """The rows of the project's graph, to be changed."""

    def __init__(self) -> None:
        nodes, ties = project()
        self.nodes = {row["properties"]["id"]: row for row in nodes}
        self.ties = {key(row): row for row in ties}
        self.touched: set[str] = set()

    def put(self, label: str, identity: str, **more: object) -> None:
        before = self.nodes.get(identity, {"label": label, "properties": {"id": identity, **SAID}})
        self.nodes[identity] = {**before, "properties": {**before["properties"], **more}}
        self.touched.add(identity)

    def tie(self, start: str, kind: str, end: str, **more: object) -> None:
        row = {"start_id": start, "type": kind, "end_id": end, "properties": {"key": "-", **more, **SAID}}
        self.ties[key(row)] = row
        self.touched |= {start, end}

    def untie(self, which: tuple[str, ...]) -> None:
        row = self.ties.pop(which)
        self.touched |= {row["start_id"], row["end_id"]}

    def remove(self, identity: str) -> None:
        for which in [k for k, row in self.ties.items() if identity in (row["start_id"], row["end_id"])]:
            self.untie(which)
        del self.nodes[identity]
        self.touched.add(identity)

    def ids(self, kind: str) -> list[str]:
        return sorted(identity for identity in self.nodes if identity.startswith(f"{kind}:"))

    def snapshot(self) -> Snapshot:
        return Snapshot.build(self.nodes.values(), self.ties.values())

    def follow(self, engine: Engine) -> Engine:
        nodes = [self.nodes[identity] for identity in sorted(self.touched) if identity in self.nodes]
        ties = [row for row in self.ties.values() if row["start_id"] in self.touched]
        return followed(engine, *engine.snapshot.updated(self.touched, nodes, ties))


def key(row: Row) -> tuple[str, ...]:
    return row["start_id"], row["type"], row["end_id"], str(row["properties"].get("key", ""))


@cache
def project() -> tuple[list[Row], list[Row]]:
    with open_store(store_file()) as store:
        return store.read("read/network_nodes"), store.read("read/network_ties")


@cache
def vectors() -> VectorCache:
    return kept(encoder())


def ready(engine: Engine) -> Engine:
    """All of it worked out."""
    for over in (engine.clusters, engine.institutions):
        for name in HELD:
            getattr(over, name)
    for asked in ASKED:
        engine.mentors(engine.cluster(asked))
    return engine


@cache
def before() -> Engine:
    return ready(Engine(Graph().snapshot(), vectors(), encoder().name))


def new_institute(graph: Graph, draw: Any) -> None:
    graph.put("Institution", "institution:a-test", name="Test institute of coir dyeing", kind="research_lab",
              latitude=9.5, longitude=76.3, fields=["natural dyes for coir"])  # fmt: skip
    graph.tie("institution:a-test", "OFFERS", draw(graph.ids("capability")), statement="dyeing of coir yarn")
    graph.tie("institution:a-test", "LOCATED_IN", "state:kerala")
    graph.tie("institution:a-test", "COLLABORATED_WITH", draw(graph.ids("cluster")), what="vat dyes")


def renamed(graph: Graph, draw: Any) -> None:
    kind, label = draw([("product", "Product"), ("cluster", "Cluster"), ("institution", "Institution")])
    graph.put(label, draw(graph.ids(kind)), name="Quite another name of foundries")


def moved(graph: Graph, draw: Any) -> None:
    graph.put("District", draw(graph.ids("district")), latitude=20.0, longitude=80.0)


def gone(graph: Graph, draw: Any) -> None:
    graph.remove(draw([one for one in graph.ids(draw(["institution", "cluster"])) if one not in ASKED]))


def untied(graph: Graph, draw: Any) -> None:
    graph.untie(draw(sorted(graph.ties)))


def tied(graph: Graph, draw: Any) -> None:
    graph.tie(draw(graph.ids("institution")), "MENTORS", draw(graph.ids("cluster")), what="process control")


def no_longer_mentors(graph: Graph, draw: Any) -> None:
    graph.put("Institution", draw(graph.ids("institution")), planned=True)


def made_of_it(graph: Graph, draw: Any) -> None:
    graph.tie(draw(graph.ids("cluster")), "MAKES", draw(graph.ids("product")))


def told(profile: Profile) -> object:
    """A profile with its relationships by what they say: they are the same or other objects."""
    parts = [
        (part.text, part.what, part.tie and tuple(part.tie.properties.items())) for part in profile.parts
    ]
    past = [(one.other, one.text, one.year) for one in profile.past]
    return (
        parts,
        past,
        {name: value for name, value in vars(profile).items() if name not in ("parts", "past")},
    )


def shown(ranked: Ranked) -> object:
    return ranked.id, ranked.score, [(one.feature, one.value, one.explanation) for one in ranked.evidence]


CHANGES = (new_institute, renamed, moved, gone, untied, tied, no_longer_mentors, made_of_it)


@pytest.mark.slow
@settings(deadline=None, max_examples=10)
@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4), st.data())
def test_an_engine_that_follows_equals_one_built_from_nothing(
    changes: list[Any], data: st.DataObject
) -> None:
    graph = Graph()
    for change in changes:
        change(graph, lambda some: data.draw(st.sampled_from(some)))
    found = graph.follow(before())
    fresh = ready(Engine(graph.snapshot(), vectors(), encoder().name))
    assert found.snapshot.id == fresh.snapshot.id
    # What follows is there already, and is what would be worked out.
    for part in ("clusters", "institutions"):
        mine, theirs = vars(found)[part], getattr(fresh, part)
        assert list(map(told, mine.profiles)) == list(map(told, theirs.profiles))
        assert same(mine.lexicon.terms, theirs.lexicon.terms)
        for name in ("whole", "latitude", "longitude", *HELD):
            assert same(getattr(mine, name), getattr(theirs, name)), name
        for name in ("parts", "past"):
            assert same(getattr(mine, name).vectors, getattr(theirs, name).vectors), name
        for name, (_, values) in theirs.held.items():
            assert name not in mine.held or same(mine.held[name][1], values), name
    assert same(vars(found)["network"].walk, fresh.network.walk)
    for asked in ASKED:
        one, other = (engine.mentors(engine.cluster(asked), top=30) for engine in (found, fresh))
        assert list(map(shown, one.ranking.results)) == list(map(shown, other.ranking.results))
        assert [known.id for known in one.known] == [known.id for known in other.known]


def test_a_large_network_keeps_its_estimate_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matcher.succession, "EXACT_NODES", 10)
    graph = Graph()
    graph.tie("institution:c-dit", "MENTORS", ASKED[0])
    found = graph.follow(before())
    assert found.estimate == before().snapshot.id
    assert found.mentors(found.cluster(ASKED[1])).brokerage_of == before().snapshot.id
    held = dict(zip(before().network.ids, before().standing["betweenness"], strict=True))
    assert dict(zip(found.network.ids, found.standing["betweenness"], strict=True)) == held
    # PageRank is that of the new graph all the same.
    fresh = Engine(graph.snapshot(), vectors(), encoder().name)
    assert same(found.standing["pagerank"], fresh.standing["pagerank"])
    # The next change starts from the same estimate; after many the estimate is made anew.
    graph.touched.clear()
    graph.tie("institution:c-dit", "MENTORS", ASKED[1])
    again = graph.follow(found)
    assert (again.estimate, again.edges_since) == (before().snapshot.id, 2)
    monkeypatch.setattr(matcher.succession, "_EDGES", 10**9)
    graph.touched.clear()
    graph.tie("institution:c-dit", "COLLABORATED_WITH", ASKED[1])
    last = graph.follow(again)
    assert last.estimate == ""
    assert "standing" not in vars(last)


def test_a_change_of_much_is_worked_out_from_nothing() -> None:
    graph = Graph()
    graph.put("Capability", graph.ids("capability")[0], name="Another kind of help")
    small = graph.follow(before())
    assert "institutions" in vars(small)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matcher.succession, "_MOST", 0)
        assert "institutions" not in vars(graph.follow(before()))
