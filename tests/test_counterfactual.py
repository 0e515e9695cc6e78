"""The smallest change of facts that brings a candidate among the first, verified by ranking anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from api_service import service

from matcher.engine import Engine
from matcher.explain.change import Change, assumed, with_changes
from matcher.explain.considered import considered
from matcher.explain.counterfactual import counterfactual
from matcher.explain.replay import Question
from matcher.explain.tell import change_sentence, why_json
from matcher.explain.why import why
from matcher.signals.base import Reason
from matcher.snapshot import Snapshot

BY_WORDS_OR_NETWORK = (
    "words", "past_work", "standing", "brokerage", "network", "experience", "closest_work",
)  # fmt: skip
CLUSTERS = ("cluster:alappuzha-coir", "cluster:kollam-cashew", "cluster:mannar-bell-metal")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return service().engine()


def question(engine: Engine, cluster: str) -> Question:
    return Question(engine, "mentors", engine.cluster(cluster))


def rebuilt(snapshot: Snapshot, changes: tuple[Change, ...]) -> Snapshot:
    """A snapshot read anew from rows, as if a store held the changes."""
    label = {"cluster": "Cluster", "institution": "Institution", "district": "District", "state": "State",
             "startup": "Startup", "technology": "Technology", "capability": "Capability",
             "industry": "Industry", "product": "Product", "constituency": "Constituency", "bank": "Bank",
             "scheme": "Scheme", "association": "Association", "claim": "Claim"}  # fmt: skip
    facts: dict[str, dict[str, Any]] = {i: dict(snapshot.nodes[i]) for i in snapshot.nodes}
    for change in changes:
        for identity, fields in change.facts.items():
            facts[identity].update(fields)
    nodes = [{"label": label[i.partition(":")[0]], "properties": facts[i]} for i in facts]
    ties = [*snapshot.ties(), *(tie for change in changes for tie in change.ties)]
    rows = [
        {"start_id": t.start, "type": t.type, "end_id": t.end, "properties": dict(t.properties)} for t in ties
    ]
    return Snapshot.build(nodes, rows)


def test_a_change_is_in_the_changed_graph_alone(engine: Engine) -> None:
    before = engine.snapshot
    tie = assumed("institution:cusat", "OFFERS", "capability:tooling")
    after = before.changed([tie], {"cluster:kollam-cashew": {"spv": True}})
    assert tie in after.out("institution:cusat", "OFFERS")
    assert tie in after.into("capability:tooling")
    assert tie not in before.out("institution:cusat")
    assert after.nodes["cluster:kollam-cashew"]["spv"] is True
    assert after.nodes["cluster:kollam-cashew"]["name"] == before.name("cluster:kollam-cashew")
    assert before.nodes["cluster:kollam-cashew"].get("spv") is not True
    assert len({before.id, after.id, before.changed([tie]).id}) == 3
    assert before.changed([tie]).id == before.changed([tie]).id


@pytest.mark.parametrize("cluster", CLUSTERS[::2])
def test_what_is_found_holds_when_the_ranking_is_made_anew(engine: Engine, cluster: str) -> None:
    asked = question(engine, cluster)
    order = asked.standings.order(400)
    found_any = 0
    for row in (order[14], order[120]):
        found = counterfactual(asked, row, 10)
        identity = asked.standings.scene.over.ids[row]
        if not found.changes:
            assert found.best is None or found.best > 10
            continue
        found_any += 1
        snapshot = rebuilt(engine.snapshot, found.changes)
        anew = Engine(snapshot, engine.vectors, engine.model)
        ranked = anew.mentors(anew.cluster(cluster)).ranking.results
        ids = [one.id for one in ranked]
        assert identity in ids
        assert ids.index(identity) + 1 == found.place
        assert ranked[ids.index(identity)].score == pytest.approx(found.score, abs=1e-9)
        for change in found.changes:
            assert {tie.type for tie in change.ties} <= {
                "OFFERS", "NEEDS", "ACTIVE_IN", "DEVELOPS", "COLLABORATED_WITH",
            }  # fmt: skip
        assert "ranking anew" in change_sentence(found)
        assert f"{found.place}-ാം" in change_sentence(found, "ml")
    assert found_any


def test_no_single_change_that_comes_before_does_as_well(engine: Engine) -> None:
    asked = question(engine, CLUSTERS[0])
    row = asked.standings.order(40)[25]
    found = counterfactual(asked, row, 10)
    assert found.changes
    singles = considered(asked, row, list(asked.standings.order(10)))
    alone = len(found.changes) == 1
    for change in [one for one in singles if not alone or one.id < found.changes[0].id][:6]:
        place = asked.whole((change,)).standings.place(row)
        assert place is not None
        assert place > 10


@pytest.mark.parametrize("kind", ["offer", "tie", "industry", "need"])
def test_a_quick_replay_is_nearly_a_whole_one(engine: Engine, kind: str) -> None:
    asked = question(engine, CLUSTERS[0])
    # Not for everybody is every kind of change thought of.
    row, change = next(
        (row, change)
        for row in asked.standings.order(100)[70:]
        for change in considered(asked, row, list(asked.standings.order(10)))
        if change.kind == kind
    )
    quick, whole = asked.quick((change,)), asked.whole((change,)).standings
    assert quick.scene.over.ids == whole.scene.over.ids
    # Rarity of words and standing in the network as a whole are the only differences.
    assert np.abs(quick.scores - whole.scores).max() < 0.01
    names = [feature.name for feature in quick.features]
    for at, name in enumerate(names):
        if name not in (
            "words",
            "past_work",
            "standing",
            "brokerage",
            "network",
            "experience",
            "closest_work",
        ):
            assert np.abs(quick.values[at] - whole.values[at]).max() < 1e-6, name
    assert quick.scores[row] != asked.standings.scores[row]


def test_an_unchanged_replay_changes_nothing(engine: Engine) -> None:
    asked = question(engine, CLUSTERS[1])
    assert np.allclose(asked.quick(()).scores, asked.standings.scores, rtol=0, atol=1e-12)
    assert np.array_equal(asked.whole(()).standings.scores, asked.standings.scores)


def test_what_cannot_change_is_not_proposed(engine: Engine) -> None:
    for cluster in CLUSTERS:
        asked = question(engine, cluster)
        rows = asked.standings.order(300)
        for row in rows[50::80]:
            held = asked.standings.scene.over.profiles[row]
            for change in considered(asked, row, list(rows[:10])):
                assert not {t.type for t in change.ties} & {"LOCATED_IN", "MENTORS", "PART_OF"}
                assert not {f for fields in change.facts.values() for f in fields} & {"latitude", "kind"}
                assert all(tie.get("year") is None for tie in change.ties)
                # It would be new: nothing that is recorded already.
                for tie in change.ties:
                    assert tie.end not in {t.end for t in engine.snapshot.out(tie.start, tie.type)}
                assert change.of in (held.id, cluster)


def test_pilots_are_brought_forward_by_steps_of_the_cluster_or_the_technology(engine: Engine) -> None:
    profile = engine.technology("technology:ccri-coirret")
    asked = Question(engine, "pilots", profile)
    found = 0
    for row in asked.standings.order(60)[15::20]:
        told = why(engine, "pilots", profile, asked.standings.scene.over.ids[row])
        assert told.change is not None
        found += bool(told.change.changes)
        data = why_json(told)["counterfactual"]
        assert data["found"] == bool(data["changes"])
        if data["found"]:
            assert data["rank"] <= 10
    assert found


def test_among_the_first_there_is_nothing_to_change(engine: Engine) -> None:
    asked = question(engine, CLUSTERS[0])
    first = asked.standings.scene.over.ids[asked.standings.order(1)[0]]
    assert why(engine, "mentors", asked.profile, first).change is None


def test_the_same_question_has_the_same_answer(engine: Engine) -> None:
    asked = question(engine, CLUSTERS[2])
    row = asked.standings.order(60)[40]
    once, again = counterfactual(asked, row, 10), counterfactual(question(engine, CLUSTERS[2]), row, 10)
    assert [c.id for c in once.changes] == [c.id for c in again.changes]
    assert (once.place, once.score, once.tried) == (again.place, again.score, again.tried)


def test_several_changes_of_one_entity_come_together(engine: Engine) -> None:
    of = "cluster:kollam-cashew"
    says = Reason("change.spv", {"of": "it"})
    both = (Change("a", "spv", says, of, facts={of: {"spv": True}}),
            Change("b", "champion", says, of, facts={of: {"champion": True}}))  # fmt: skip
    facts = with_changes(engine.snapshot, both).nodes[of]
    assert facts["spv"] is True
    assert facts["champion"] is True
