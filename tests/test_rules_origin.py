"""Facts that the graph knows, with source and date, on both stores."""

from __future__ import annotations

import math
from datetime import date

import pytest

from graph.errors import NotFoundError
from graph.store import GraphStore, open_store, write_rows
from matcher.rules.errors import FactError
from matcher.rules.facts import Facts
from matcher.rules.library import load
from matcher.rules.origin import facts_of
from matcher.rules.values import Range, Shares
from matcher.rules.verdict import judge

ON = date(2026, 11, 24)
LIBRARY = load()


@pytest.fixture
def loaded(loaded_url):
    with open_store(loaded_url) as store:
        yield store


def test_the_coir_cluster_of_alappuzha(loaded: GraphStore):
    facts = facts_of(loaded, "cluster:alappuzha-coir", today=ON)
    told = {name: [(known.value, known.as_of) for known in several] for name, several in facts.items()}
    assert told["category"] == [("other_traditional", "2011")]
    assert told["units"][0] == (10000.0, "2011")
    assert told["state"] == [("state:kerala", "2011")]
    assert "industry:1394" in told["industry"][0][0]
    assert all(
        known.origin == "graph" and "http" in known.source for several in facts.values() for known in several
    )
    assert not {"spv", "champion", "mentor", "registered_units"} & set(facts)
    verdict = judge(LIBRARY, "odoi", Facts.of(graph=facts, today=ON), ON)
    assert (verdict.status, verdict.missing[0]) == ("unknown", "spv")
    assert {each.clause.id for each in verdict.conditions if each.state == "met"} == {
        "applicant",
        "kerala",
        "units",
    }


@pytest.mark.parametrize(("cluster", "food"), [("alappuzha-coir", False), ("kollam-cashew", True)])
def test_whether_food_is_processed_follows_from_the_industries(loaded: GraphStore, cluster: str, food: bool):
    facts = facts_of(loaded, f"cluster:{cluster}", today=ON)
    assert [known.value for known in facts["food_processing"]] == [food]
    assert facts["food_processing"][0].note == "by the industries recorded"


@pytest.mark.parametrize(
    ("cluster", "remote"), [("alappuzha-coir", False), ("imphal-east-handloom", True), ("kullu-shawls", True)]
)
def test_whether_it_is_in_the_north_east_or_the_hills_follows_from_the_state(
    loaded: GraphStore, cluster: str, remote: bool
):
    facts = facts_of(loaded, f"cluster:{cluster}", today=ON)
    assert [known.value for known in facts["north_east_or_hill"]] == [remote]
    assert facts["north_east_or_hill"][0].source == facts["state"][0].source


def test_what_other_sources_claim_stands_beside(loaded: GraphStore):
    facts = facts_of(loaded, "cluster:adityapur-auto-components", today=ON)
    assert facts["units"][0].value == 700.0
    assert {known.value for known in facts["units"]} == {700.0, 1000.0, 1500.0}
    assert Facts.of(graph=facts, today=ON).conflicts == ("units",)


def test_an_older_claim_is_left_out(loaded: GraphStore):
    facts = facts_of(loaded, "cluster:karnal-agri-implements", today=ON)
    assert all(known.as_of >= facts["units"][0].as_of for known in facts["units"])


def test_a_start_up(loaded: GraphStore):
    facts = facts_of(loaded, "startup:aakri", today=ON)
    assert facts["applicant_kind"][0].value == "startup"
    assert facts["incorporated_on"][0].value == Range(date(2019, 1, 1), date.max)
    assert facts["incubated"][0].note == "Nexus Startup Hub, New Delhi"
    assert judge(LIBRARY, "odoi", Facts.of(graph=facts, today=ON), ON).status == "not_eligible"


def test_a_technology_that_is_in_use_was_tried(loaded: GraphStore):
    here = facts_of(loaded, "cluster:alappuzha-coir", technology="technology:backwater-retting", today=ON)
    assert here["technology_tried_before"][0].value is True
    other = facts_of(
        loaded, "cluster:alappuzha-coir", technology="technology:aakri-scrap-collection", today=ON
    )
    assert "technology_tried_before" not in other


@pytest.mark.parametrize(
    "asked", ["cluster:nowhere", "scheme:odoi", "institution:iit-madras", "'; MATCH (n) //", ""]
)
def test_what_is_not_there_is_an_error(loaded: GraphStore, asked):
    with pytest.raises(NotFoundError):
        facts_of(loaded, asked, today=ON)


SOURCED = {"source": "DIC list", "as_of": "2026-01", "synthetic": False}


def tie(start, end, **properties):
    return {
        "start_id": start,
        "end_id": end,
        "key": "one",
        "properties": {"key": "one", **properties, **SOURCED},
    }


@pytest.fixture
def small(store_url):
    """A constituency with an established cluster and a new one, and one cluster on its boundary."""
    with open_store(store_url, "write") as store:
        for identity, number in (("constituency:1", 1), ("constituency:2", 2)):
            place = {"id": identity, "name": identity, "number": number, **SOURCED}
            write_rows(store, "load/constituency", [{"id": identity, "properties": place}])
        for identity, established in (("cluster:old", True), ("cluster:new", False), ("cluster:edge", True)):
            node = {
                "id": identity,
                "name": identity,
                "category": "service",
                "established": established,
                **SOURCED,
            }
            write_rows(store, "load/cluster", [{"id": identity, "properties": node}])
        ties = [
            tie("cluster:old", "constituency:1"), tie("cluster:new", "constituency:1"),
            tie("cluster:edge", "constituency:1", share=0.3),
            tie("cluster:edge", "constituency:2", share=0.7),
        ]  # fmt: skip
        write_rows(store, "load/cluster_located_in_constituency", ties)
        for number in range(21):
            firm = {"id": f"enterprise:e{number}", "name": "x", "registered": number > 0, **SOURCED}
            write_rows(store, "load/enterprise", [{"id": firm["id"], "properties": firm}])
            made = {**firm, "id": f"enterprise:s{number}", "registered": True, "synthetic": True}
            write_rows(store, "load/enterprise", [{"id": made["id"], "properties": made}])
        members = [tie(f"enterprise:{kind}{n}", "cluster:old") for n in range(21) for kind in "es"]
        write_rows(store, "load/enterprise_member_of_cluster", members)
        spv = {"id": "association:spv", "name": "Old Cluster Ltd", "kind": "spv", **SOURCED}
        write_rows(store, "load/association", [{"id": spv["id"], "properties": spv}])
        write_rows(store, "load/association_represents_cluster", [tie("association:spv", "cluster:old")])
        store.write("load/revision")
        yield store


def test_a_new_cluster_where_an_established_one_exists(small: GraphStore):
    graph = facts_of(small, "cluster:new", today=ON)
    [nearby] = graph["established_cluster_in_constituency"]
    assert (nearby.value, nearby.source, nearby.note) == (True, "DIC list", "cluster:edge")
    verdict = judge(LIBRARY, "odoi", Facts.of(graph=graph, today=ON), ON)
    failed = [each for each in verdict.conditions if each.state == "failed"]
    assert verdict.status == "not_eligible"
    assert [each.clause.words.clause for each in failed] == ["Innovation Model: established cluster first"]


def test_no_established_cluster_in_the_graph_is_no_proof_that_there_is_none(small: GraphStore):
    assert "established_cluster_in_constituency" not in facts_of(
        small, "cluster:edge", constituency="constituency:2", today=ON
    )


@pytest.mark.parametrize(
    ("asked", "here", "share", "largest"),
    [(None, "constituency:2", 0.7, True), ("constituency:1", "constituency:1", 0.3, False)],
)
def test_a_cluster_on_a_boundary(small: GraphStore, asked, here, share, largest):
    facts = Facts.of(graph=facts_of(small, "cluster:edge", constituency=asked, today=ON), today=ON)
    assert facts.env["constituency"] == here
    assert facts.env["constituency_shares"] == Shares((("constituency:1", 0.3), ("constituency:2", 0.7)))
    assert facts.env["share_in_constituency"] == share
    assert facts.env["largest_share_in_constituency"] is largest


def test_shares_of_more_than_the_whole_are_refused(small: GraphStore):
    more = [tie("cluster:edge", "constituency:1", share=0.8)]
    write_rows(small, "load/cluster_located_in_constituency", more)
    with pytest.raises(FactError, match="add up to 150%"):
        facts_of(small, "cluster:edge", today=ON)


def test_registered_members_are_a_lower_bound_without_generated_ones(small: GraphStore):
    facts = facts_of(small, "cluster:old", today=ON)
    assert facts["registered_units"][0].value == Range(20.0, math.inf)
    assert (facts["spv"][0].value, facts["spv"][0].note) == (True, "Old Cluster Ltd")
    verdict = judge(LIBRARY, "odoi", Facts.of(user={"category": "manufacturing"}, graph=facts, today=ON), ON)
    assert "category" in verdict.conflicts
    assert {each.clause.id: each.state for each in verdict.conditions}["manufacturing-units"] == "met"
