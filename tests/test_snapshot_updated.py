"""A snapshot that is brought up to date equals one built of the whole graph, whatever was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.store import Row
from matcher.delta import Delta
from matcher.digests import digest, exchanged, gathered
from matcher.snapshot import Snapshot, Tie

IDS = [f"node:{letter}" for letter in "abcdefgh"]
LABELS = ("Cluster", "Institution", "State")
# Equal in Python and other in JSON: told apart as facts.
VALUES = st.sampled_from([1, 1.0, True, 0, -0.0, "x", "കയർ", ["x"], []])
PROPERTIES = st.dictionaries(st.sampled_from(["p", "q"]), VALUES, max_size=2)
_Key = tuple[str, str, str, str]


class Graph:
    """A graph as the store has it: no relationship without its ends."""

    def __init__(self) -> None:
        self.nodes: dict[str, tuple[str, dict[str, Any]]] = {}
        self.ties: dict[_Key, dict[str, Any]] = {}
        self.feedback: list[str] = []

    def node_rows(self, ids: Iterable[str]) -> list[Row]:
        return [
            {"label": self.nodes[i][0], "properties": {**self.nodes[i][1], "id": i}}
            for i in ids
            if i in self.nodes
        ]

    def tie_rows(self, ids: Iterable[str]) -> list[Row]:
        asked = set(ids)
        return [
            {"start_id": a, "type": kind, "end_id": b, "properties": {**more, "key": key}}
            for (a, kind, b, key), more in self.ties.items()
            if a in asked
        ]

    def feedback_rows(self) -> list[Row]:
        return [{"properties": {"id": f"feedback:{one}", "verdict": "accept"}} for one in self.feedback]

    def built(self, turn: bool = False) -> Snapshot:
        nodes, ties = self.node_rows(self.nodes), self.tie_rows(self.nodes)
        if turn:
            nodes.reverse(), ties.reverse()
        return Snapshot.build(nodes, ties, self.feedback_rows())

    def change(self, data: st.DataObject) -> set[str]:
        """Change something; gives what the log of changes would say was touched."""
        what = data.draw(st.sampled_from(["node", "node", "tie", "tie", "gone", "untied", "feedback"]))
        one, other = data.draw(st.sampled_from(IDS)), data.draw(st.sampled_from(IDS))
        if what == "node":
            self.nodes[one] = data.draw(st.sampled_from(LABELS)), data.draw(PROPERTIES)
            return {one}
        if what == "tie" and one in self.nodes and other in self.nodes:
            kind, key = data.draw(st.sampled_from(["HAS", "NEEDS"])), data.draw(st.sampled_from("-k"))
            self.ties[one, kind, other, key] = data.draw(PROPERTIES)
            return {one}
        if what == "gone" and self.nodes.pop(one, None):
            self.ties = {mark: more for mark, more in self.ties.items() if one not in (mark[0], mark[2])}
            return {one}
        if what == "untied" and self.ties:
            mark = data.draw(st.sampled_from(sorted(self.ties)))
            del self.ties[mark]
            return {mark[0]}
        if what == "feedback":
            self.feedback.append(f"f{len(self.feedback)}")
        return set()


def ties_of(ties: Iterable[Tie]) -> list[str]:
    return [f"{tie.start} {tie.type} {tie.end} {sorted(tie.properties.items())!r}" for tie in ties]


def all_of(snapshot: Snapshot) -> tuple[object, ...]:
    """Everything in a snapshot, with the order of everything that has one."""
    return (
        snapshot.id,
        snapshot.facts,
        repr([(i, sorted(facts.items())) for i, facts in snapshot.nodes.items()]),
        dict(snapshot.by_kind),
        ties_of(snapshot.ties()),
        {i: ties_of(snapshot.out(i)) for i in snapshot._out},
        {i: ties_of(snapshot.into(i)) for i in snapshot._in},
        snapshot.feedback,
        snapshot._digests,
    )


@given(st.data())
def test_it_equals_what_is_built_of_the_whole_graph(data: st.DataObject) -> None:
    graph = Graph()
    for _ in range(data.draw(st.integers(0, 15))):
        graph.change(data)
    held = first = graph.built()
    whole = Delta()
    for _ in range(data.draw(st.integers(1, 3))):
        before, touched = held, set(data.draw(st.sets(st.sampled_from(IDS), max_size=2)))
        for _ in range(data.draw(st.integers(0, 6))):
            touched |= graph.change(data)
        held, delta = held.updated(
            touched, graph.node_rows(touched), graph.tie_rows(touched), graph.feedback_rows()
        )
        assert all_of(held) == all_of(graph.built(turn=True))
        told(before, held, delta, exact=True)
        whole = whole.then(delta)
    told(first, held, whole, exact=False)


def told(before: Snapshot, after: Snapshot, delta: Delta, exact: bool) -> None:
    """The difference of two snapshots is that; one over several steps may tell too much, never too little."""
    assert set(delta.new) == set(after.nodes) - set(before.nodes)
    assert set(delta.gone) == set(before.nodes) - set(after.nodes)
    both = set(before.nodes) & set(after.nodes)
    kinds = [{i: kind for kind, ids in one.by_kind.items() for i in ids} for one in (before, after)]
    other = {
        i
        for i in both
        if digest(before.nodes[i]) != digest(after.nodes[i]) or kinds[0][i] != kinds[1][i]
    }  # fmt: skip
    assert other == set(delta.changed) if exact else other <= set(delta.changed) <= both
    ties = [Counter(ties_of(one)) for one in (before.ties(), after.ties(), delta.added, delta.removed)]
    assert ties[0] + ties[2] - ties[3] == ties[1]
    assert not ties[3] - (ties[0] + ties[2])
    if exact:
        assert (ties[1] - ties[0], ties[0] - ties[1]) == (ties[2], ties[3])
        assert delta.feedback == (before.feedback != after.feedback)
    for listed in (delta.new, delta.changed, delta.gone):
        assert list(listed) == sorted(listed)


def test_what_did_not_change_is_shared() -> None:
    graph = Graph()
    for identity in IDS:
        graph.nodes[identity] = "Cluster", {}
        graph.ties[identity, "HAS", "node:a", "-"] = {}
    before = graph.built()
    graph.nodes["node:b"] = "Cluster", {"p": 1}
    touched = ["node:a", "node:b"]
    after, delta = before.updated(touched, graph.node_rows(touched), graph.tie_rows(touched))
    assert delta == Delta(changed=("node:b",))
    assert after._in["node:a"] is before._in["node:a"]
    assert all(after.nodes[i] is before.nodes[i] for i in IDS if i != "node:b")
    assert all_of(before) != all_of(after)
    assert "p" not in before.nodes["node:b"], "the earlier snapshot stays as it was"


def test_a_snapshot_made_of_another_is_not_updated() -> None:
    graph = Graph()
    graph.nodes["node:a"] = "Cluster", {}
    what_if = graph.built().changed(facts={"node:a": {"p": 1}})
    with pytest.raises(ValueError, match="made of another"):
        what_if.updated([], [], [])


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)), st.data())
def test_digests_are_exchanged(held: list[int], new: list[int], data: st.DataObject) -> None:
    digests = [digest(number) for number in held]
    gone = digests[: data.draw(st.integers(0, len(held)))]
    coming = [digest(number) for number in new]
    assert exchanged(gathered(digests), gone, coming) == gathered(digests[len(gone) :] + coming)
    with pytest.raises(ValueError, match="not the one that the snapshot was built from"):
        exchanged(gathered(digests), [*digests, digest(1)], [])
