"""The ranking that users get, on the project's own facts and the real encoder."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from api_service import DATA, encoder, service
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError, NotFoundError
from graph.store import open_store
from matcher.answers import answer_json
from matcher.engine import Engine
from matcher.features import MENTORS, PILOTS, weights_of
from matcher.ranking import explained, ordered, rank
from matcher.service import Example, Service
from matcher.snapshot import Snapshot
from matcher.values import compute, total

# Query, better, worse: what a critical officer of the district would defend, from the sources.
COIR, FISH = (
    "National Coir Research and Management Institute",
    "ICAR-Central Institute of Fisheries Technology",
)
WOOD = "Kerala Forest Research Institute"
BETTER = [
    ("alappuzha-coir", "Central Coir Research Institute", FISH),
    ("kollam-cashew", "Cashew Research Station, Madakkathara", COIR),
    ("chendamangalam-handloom", "Weavers' Service Centre, Kannur", COIR),
    ("perumbavoor-plywood", WOOD, FISH),
    ("aroor-seafood", FISH, WOOD),
    ("puttady-spices", "Indian Cardamom Research Institute", FISH),
    ("aruvacode-pottery", "Integrated Rural Technology Centre", WOOD),
    ("mannar-bell-metal", "CSIR-National Metallurgical Laboratory", COIR),
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return service().engine()


def _row(engine: Engine, name: str) -> int:
    return next(row for row, profile in enumerate(engine.institutions.profiles) if profile.name == name)


@pytest.mark.parametrize(("cluster", "better", "worse"), BETTER)
def test_a_fitting_institution_is_ahead(engine: Engine, cluster: str, better: str, worse: str) -> None:
    scene = engine.scene(engine.cluster(f"cluster:{cluster}"), engine.institutions)
    scores = total(compute(scene, MENTORS), MENTORS, weights_of(MENTORS))
    assert scores[_row(engine, better)] > scores[_row(engine, worse)]


def test_contributions_sum_to_the_score(engine: Engine) -> None:
    for identity in engine.clusters.ids[::40]:
        for one in engine.mentors(engine.cluster(identity)).ranking.results:
            assert math.isclose(sum(e.contribution for e in one.evidence), one.score, abs_tol=1e-9)
            assert all(math.isclose(e.value * e.weight, e.contribution, abs_tol=1e-12) for e in one.evidence)
            assert all(0 <= e.value <= 1 for e in one.evidence)
            assert 0 <= one.score <= 1
            assert all(e.explanation.endswith((".", "…")) for e in one.evidence)


def test_results_are_ordered_by_score_then_id(engine: Engine) -> None:
    for identity in engine.clusters.ids[::60]:
        results = engine.mentors(engine.cluster(identity), top=400).ranking.results
        keys = [(-round(r.score, 12), r.id) for r in results]
        assert keys == sorted(keys)
        assert len({r.id for r in results}) == len(results)


def test_paths_lead_to_the_candidate_and_carry_sources(engine: Engine) -> None:
    answer = engine.mentors(engine.cluster("cluster:alappuzha-coir"))
    paths = [path for one in answer.ranking.results for path in one.paths]
    assert paths
    for one in answer.ranking.results[:3]:
        assert any(one.id in (tie.start, tie.end) for path in one.paths for tie in path)
    for path in paths:
        assert all(tie.get("source") and tie.get("as_of") and tie.get("synthetic") is False for tie in path)


def test_who_works_with_the_cluster_is_shown_apart(engine: Engine) -> None:
    answer = engine.mentors(engine.cluster("cluster:changanassery-rubber"), top=400)
    known = {one.id for one in answer.known}
    assert "institution:rrii" in known or any("rubber" in i or "rri" in i for i in known)
    assert known.isdisjoint(one.id for one in answer.ranking.results)
    left = known & set(engine.institutions.ids)
    assert left
    assert answer.ranking.considered == len(engine.institutions) - len(left)
    assert all(tie.get("source") for one in answer.known for tie in one.ties)


def test_distance_falls_to_a_half_at_a_hundred_kilometres() -> None:
    kochi = Example("coir mats", district="Ernakulam")
    answer = service().mentors(kochi, top=400, weights={f.name: 0.0 for f in MENTORS} | {"near": 1.0})
    for one in answer.ranking.results:
        near = next(e for e in one.evidence if e.feature == "near")
        if near.value:
            told = int(near.explanation.split("about ")[1].split(" km")[0].replace(",", ""))
            assert near.value == pytest.approx(1 / (1 + told / 100), abs=0.01)


def test_agencies_and_planned_bodies_are_no_candidates(engine: Engine) -> None:
    facts = [profile.facts for profile in engine.institutions.profiles]
    assert all(f["kind"] != "agency" and not f.get("planned") for f in facts)
    assert any(engine.snapshot.nodes[i]["kind"] == "agency" for i in engine.snapshot.ids("institution"))


def test_where_it_is_in_use_or_was_tried_it_is_not_suggested(engine: Engine) -> None:
    tried = 0
    for technology in engine.snapshot.ids("technology"):
        used = {tie.start for tie in engine.snapshot.into(technology, "USES")}
        used |= {tie.end for tie in engine.snapshot.out(technology, "PILOTED_IN")}
        if used and tried < 25:
            tried += 1
            answer = engine.pilots(engine.technology(technology), top=500)
            assert used <= {one.id for one in answer.known}
            assert used.isdisjoint(one.id for one in answer.ranking.results)
    assert tried == 25


def test_no_generated_enterprise_is_in_a_snapshot(engine: Engine) -> None:
    assert not engine.snapshot.ids("enterprise")
    assert all(not tie.get("synthetic") for tie in engine.snapshot.ties())


def test_a_description_is_ranked_the_same_way() -> None:
    found = service().mentors(Example("Coir mats and matting; poor fibre quality", district="Alappuzha"))
    assert "coir" in found.ranking.results[0].name.casefold()
    assert found.subject == ""
    assert found.ranking.results[0].score > found.ranking.results[-1].score


@pytest.mark.parametrize("text", ["xqzv wjkp vbnq", "12345", "?!"])
def test_nobody_is_ranked_by_chance(text: str) -> None:
    answer = service().mentors(Example(text))
    assert answer.ranking.results == ()
    assert "nobody is ranked" in answer.ranking.message


def test_without_any_signal_that_asks_the_answer_says_so(engine: Engine) -> None:
    scene = engine.scene(engine.cluster("cluster:alappuzha-coir"), engine.institutions)
    still = tuple(dataclasses.replace(f, compute=lambda s: np.full(len(s.over), 0.5)) for f in MENTORS)
    answer = rank(scene, still)
    assert answer.results == ()
    assert "tells the candidates apart" in answer.message


def test_an_empty_description_is_refused() -> None:
    with pytest.raises(InputError, match="empty"):
        service().mentors(Example("  "))


def test_a_mistyped_name_proposes_near_ones() -> None:
    with pytest.raises(NotFoundError) as caught:
        service().mentors("Kolam cashew")
    assert "cluster:kollam-cashew" in caught.value.near


def test_own_weights_change_the_order_and_unknown_ones_are_refused(engine: Engine) -> None:
    profile = engine.cluster("cluster:kollam-cashew")
    only = {feature.name: 0.0 for feature in MENTORS} | {"near": 1.0}
    answer = engine.mentors(profile, weights=only)
    near = [next(e.value for e in r.evidence if e.feature == "near") for r in answer.ranking.results]
    assert near == sorted(near, reverse=True)
    assert answer.ranking.weights["near"] == 1.0
    for bad in ({"charm": 1.0}, {"near": -1.0}, {"near": math.inf}, {f.name: 0.0 for f in MENTORS}):
        with pytest.raises(InputError):
            engine.mentors(profile, weights=bad)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.integers(1, 50), st.data())
def test_order_is_by_score_then_row_and_top_is_a_prefix(
    scores: list[float], top: int, data: st.DataObject
) -> None:
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores))))
    values = np.array(scores)
    whole = ordered(values, kept, len(scores))
    wanted = sorted(np.flatnonzero(kept), key=lambda row: (-round(scores[row], 12), row))
    assert list(whole) == wanted
    assert list(ordered(values, kept, top)) == wanted[:top]


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from([f.name for f in PILOTS]), st.floats(0.01, 10), min_size=1))
def test_weights_sum_to_one(own: dict[str, float]) -> None:
    assert math.isclose(sum(weights_of(PILOTS, own).values()), 1.0, abs_tol=1e-12)


def test_the_snapshot_does_not_depend_on_the_order_of_rows() -> None:
    with open_store(service().store.url) as store:
        nodes, ties = list(store.stream("read/network_nodes")), list(store.stream("read/network_ties"))
    one = Snapshot.build(nodes, ties)
    other = Snapshot.build(nodes[::-1], ties[::-1])
    assert one.id == other.id
    assert list(one.nodes) == list(other.nodes)


@pytest.mark.neo4j
def test_both_stores_give_the_same_ranking(loaded_neo4j_url: str) -> None:
    here = service()
    with open_store(loaded_neo4j_url) as store:
        there = Service(store, encoder)
        assert here.engine().snapshot.id == there.engine().snapshot.id
        for cluster in ("Kollam cashew", "Alappuzha coir", "Mannar bell metal"):
            ours, theirs = answer_json(here.mentors(cluster)), answer_json(there.mentors(cluster))
            assert [r["id"] for r in ours["results"]] == [r["id"] for r in theirs["results"]]
            for a, b in zip(ours["results"], theirs["results"], strict=True):
                assert math.isclose(a["score"], b["score"], abs_tol=1e-9)


def test_a_new_load_is_seen_without_opening_again(tmp_path: Path) -> None:
    from ingest.pipeline import ingest

    url = tmp_path / "follow.kgl"
    with open_store(url, "write") as store:
        ingest(store, [DATA])
    follower = Service(open_store(url), encoder)
    before = follower.engine().snapshot.id
    assert follower.engine() is follower.engine()
    table = tmp_path / "clusters.csv"
    table.write_text(
        "id,name,district,products,source,as_of\n"
        "cluster:test-umbrella,Test umbrella cluster,Alappuzha,umbrella,A test,2026\n",
        encoding="utf-8",
    )
    with open_store(url, "write") as store:
        ingest(store, [table])
    assert follower.engine().snapshot.id != before
    assert follower.mentors("Test umbrella").ranking.results


def test_explaining_gives_what_was_computed(engine: Engine) -> None:
    scene = engine.scene(engine.technology("startup:genrobotics"), engine.clusters)
    values = compute(scene, PILOTS)
    weights = weights_of(PILOTS)
    scores = total(values, PILOTS, weights)
    for row in range(0, len(engine.clusters), 50):
        one = explained(scene, PILOTS, weights, values[:, row], row)
        assert math.isclose(one.score, scores[row], abs_tol=1e-9)
