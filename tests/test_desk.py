"""The programme desk: who stands for which constituency, by which rule, and what the field said apart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from api_service import encoder, service, store_file

from graph.content import content_hash
from graph.errors import InputError, NotFoundError
from graph.store import open_store, revision
from ingest.pipeline import ingest
from matcher.desk import Desk, desk, desk_json
from matcher.desk.parts import PROGRAMME, Entry
from matcher.desk.pilots import tried
from matcher.desk.statements import PREFIX, Statement, keep, said, source_of
from matcher.rules.facts import Facts
from matcher.rules.library import load
from matcher.rules.origin import facts_of
from matcher.rules.verdict import judge
from matcher.service import Service

ON = date(2026, 11, 24)
LIBRARY = load()
DATA = Path(__file__).resolve().parents[1] / "data"
COIR = "cluster:alappuzha-coir"
TECHNOLOGY = "technology:ccri-coirret"


@pytest.fixture(scope="module")
def alappuzha() -> Desk:
    return desk(service(), LIBRARY, "Alappuzha", ON)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own on a copy of the graph, so that it can be written to."""
    path = tmp_path_factory.mktemp("desk") / "sangam.kgl"
    shutil.copy(store_file(), path)
    with open_store(path) as store:
        yield Service(store, encoder)


def spoken(cluster: str, fact: str, value: object, as_of: str = "2026-11-20", **more: str) -> Statement:
    role = more.get("role", "dinc")
    return Statement(
        cluster, fact, more.get("about", ""), value, role, source_of("Alappuzha", role), as_of
    )  # fmt: skip


def write(own: Service, *statements: Statement) -> None:
    with open_store(own.store.url, "write") as store:
        keep(store, statements)
    own.snapshot()  # it sees what was written


def entry(found: Desk, cluster: str, seat: str | None = None) -> Entry:
    inside = [each for one in found.seats for each in one.entries if one.id == seat]
    return next(each for each in (inside if seat else found.clusters) if each.id == cluster)


# -- a district as the graph has it --


def test_every_constituency_of_the_district_is_there_by_number(alappuzha: Desk) -> None:
    assert [seat.number for seat in alappuzha.seats] == list(range(102, 111))
    assert alappuzha.name_ml == "ആലപ്പുഴ"
    assert all(seat.name_ml for seat in alappuzha.seats)


def test_every_cluster_of_the_district_is_there_and_only_placed_where_a_source_places_it(
    alappuzha: Desk,
) -> None:
    snapshot = service().snapshot()
    here = {
        tie.start for tie in snapshot.into(alappuzha.id, "LOCATED_IN") if tie.start.startswith("cluster:")
    }
    assert here == {each.id for each in alappuzha.clusters}
    for seat in alappuzha.seats:
        placed = {tie.start for tie in snapshot.into(seat.id, "LOCATED_IN")}
        assert {each.id for each in seat.entries} == placed
    for each in alappuzha.unplaced:
        assert each.place is None
        assert not [tie for tie in snapshot.out(each.id, "LOCATED_IN") if tie.end.startswith("constituency:")]


def test_the_verdict_is_that_of_the_rules_for_that_constituency(alappuzha: Desk) -> None:
    for seat in alappuzha.seats:
        for each in seat.entries:
            graph = facts_of(service().store, each.id, constituency=seat.id)
            judged = judge(LIBRARY, PROGRAMME, Facts.of(graph=graph), ON)
            assert [(one.clause.id, one.state) for one in each.verdict.conditions] == [
                (one.clause.id, one.state) for one in judged.conditions
            ]


def test_an_established_cluster_comes_first_and_a_new_one_fails_where_there_is_one(alappuzha: Desk) -> None:
    aroor = alappuzha.seats[0]
    assert [each.id for each in aroor.entries] == ["cluster:aroor-seafood", "cluster:cherthala-seafood-park"]
    first, second = aroor.entries
    assert first.first
    assert not second.first
    assert [one.clause.id for one in second.rules("failed")] == ["established-first"]
    assert aroor.standing == "open"


def test_a_constituency_without_a_known_cluster_is_empty(alappuzha: Desk) -> None:
    kuttanad = next(seat for seat in alappuzha.seats if seat.name == "Kuttanad")
    assert (kuttanad.standing, kuttanad.entries) == ("empty", ())


def test_first_to_ask_is_the_constituency_then_what_a_rule_hangs_on(alappuzha: Desk) -> None:
    for each in alappuzha.unplaced:
        assert each.ask is not None
        assert each.ask.fact == "constituency"
    for seat in alappuzha.seats:
        for each in seat.entries:
            asked = each.ask
            assert asked is not None
            if asked.decides:
                assert asked.fact in each.verdict.missing
                # Not the plan before the mentor, nor its duration before the plan.
                assert asked.fact not in ("action_plan", "action_plan_years")


def test_pilots_are_on_offer_and_not_known_there_and_fit_the_cluster(alappuzha: Desk) -> None:
    snapshot = service().snapshot()
    coir = entry(alappuzha, COIR)
    assert len(coir.pilots) == 3
    for each in alappuzha.clusters:
        known = {one.technology for one in tried(snapshot, each.id)}
        for pilot in each.pilots:
            assert pilot.technology not in known
            assert pilot.by
            assert pilot.place <= 10


def test_mentors_are_the_three_best_of_the_engine(alappuzha: Desk) -> None:
    best = [one.id for one in service().mentors(COIR, top=3).ranking.results]
    assert [one.id for one in entry(alappuzha, COIR).mentors.ranking.results] == best


def test_the_data_names_every_rule_with_its_facts_sources_and_questions(alappuzha: Desk) -> None:
    told = desk_json(alappuzha, "ml")
    cluster = told["constituencies"][0]["clusters"][0]
    units = next(rule for rule in cluster["rules"] if rule["id"] == "manufacturing-units")
    assert units["text"] == "ഉൽപ്പാദന ക്ലസ്റ്ററിൽ രജിസ്റ്റർ ചെയ്ത 20 എം.എസ്.എം.ഇ. യൂണിറ്റെങ്കിലും ഉണ്ട്."
    assert units["missing"][0]["question"].endswith("ഉദ്യം രജിസ്ട്രേഷനുണ്ട്?")
    assert all(one["source"] and one["as_of"] for rule in cluster["rules"] for one in rule["known"])
    assert told["counts"] == {
        "ready": 0, "open": 4, "failing": 0, "empty": 5, "constituencies": 9, "clusters": 17,
    }  # fmt: skip


def test_a_district_that_is_not_there_is_told_with_near_ones() -> None:
    with pytest.raises(NotFoundError) as caught:
        desk(service(), LIBRARY, "Alapuzha distric", ON)
    assert "district:alappuzha" in caught.value.near


# -- what the field said --


def test_what_the_field_said_is_kept_apart_and_shows_with_its_day(own: Service) -> None:
    before = own.snapshot().id
    graph = facts_of(own.store, COIR)
    with open_store(own.store.url, "write") as store:
        counted = revision(store)
        keep(store, [spoken(COIR, "units", 9000), spoken(COIR, "spv", True)])
        assert revision(store) == counted + 1
        # Neither the cluster nor what the graph knows of it has changed.
        [row] = store.read("read/stored/cluster", ids=[COIR])
        assert "spv" not in row["properties"]
        assert row["properties"]["units"] == 10000
    assert own.snapshot().id == before
    assert facts_of(own.store, COIR) == graph
    found = entry(desk(own, LIBRARY, "alappuzha", ON), COIR)
    assert [(one.value, one.as_of, one.origin) for one in found.facts["spv"]] == [
        (True, "2026-11-20", "user")
    ]
    assert "spv" in [one.clause.id for one in found.rules("met")]
    [conflict] = found.differences
    assert [(value, by_field) for value, _, _, by_field in conflict.values] == [
        (10000.0, False),
        (9000.0, True),
    ]


def test_loading_the_tables_again_leaves_what_the_field_said(own: Service) -> None:
    write(own, spoken(COIR, "champion", True))
    with open_store(own.store.url, "write") as store:
        before = content_hash(store)
        ingest(store, [DATA / "clusters.csv", DATA / "claims.csv"])
        assert content_hash(store) == before
    assert "champion" in {each.fact for each in said(own.store, [COIR])[COIR]}


def test_the_newest_day_counts_and_the_same_voice_on_the_same_day_replaces(own: Service) -> None:
    cluster = "cluster:alappuzha-houseboat"
    write(own, spoken(cluster, "spv", True, "2026-10-01"), spoken(cluster, "spv", False, "2026-11-01"))
    assert [each.value for each in said(own.store, [cluster])[cluster]] == [False]
    write(own, spoken(cluster, "spv", True, "2026-11-01"))
    assert [each.value for each in said(own.store, [cluster])[cluster]] == [True]
    rows = own.store.read("read/desk_statements", ids=[cluster])
    assert [(row["field"], row["as_of"]) for row in rows] == [
        (f"{PREFIX}spv", "2026-10-01"), (f"{PREFIX}spv", "2026-11-01"),
    ]  # fmt: skip


def test_voices_of_one_day_that_disagree_are_a_conflict(own: Service) -> None:
    cluster = "cluster:mannar-aluminium"
    write(own, spoken(cluster, "spv", True), spoken(cluster, "spv", False, role="spv"))
    found = entry(desk(own, LIBRARY, "alappuzha", ON), cluster)
    assert found.facts.conflicts == ("spv",)
    assert "spv" in [one.clause.id for one in found.rules("missing")]


def test_not_known_ends_the_asking(own: Service) -> None:
    cluster = "cluster:aroor-seafood"
    before = entry(desk(own, LIBRARY, "alappuzha", ON), cluster).ask
    assert before is not None
    write(own, spoken(cluster, before.fact, None))
    after = entry(desk(own, LIBRARY, "alappuzha", ON), cluster).ask
    assert after is not None
    assert after.fact != before.fact


def test_shares_put_a_cluster_into_its_constituencies_and_the_larger_one_owns_it(own: Service) -> None:
    cluster = "cluster:alappuzha-natural-fibre"
    shares = {"constituency:104": 0.6, "constituency:105": 0.4}
    write(own, spoken(cluster, "constituency_shares", shares))
    found = desk(own, LIBRARY, "alappuzha", ON)
    states = {
        seat: next(
            one.state
            for one in entry(found, cluster, seat).verdict.conditions
            if one.clause.id == "larger-share"
        )
        for seat in shares
    }
    assert states == {"constituency:104": "met", "constituency:105": "failed"}
    seats = desk_json(found)["constituencies"]
    told = next(each for seat in seats for each in seat["clusters"] if each["id"] == cluster)
    assert [(place["number"], place["share"], place["owns"]) for place in told["boundary"]] == [
        (104, 0.6, True), (105, 0.4, False),
    ]  # fmt: skip
    assert cluster not in {each.id for each in found.unplaced}


def test_a_new_cluster_fails_where_the_field_has_placed_an_established_one(own: Service) -> None:
    new, old = "cluster:pattanakkad-fish", "cluster:perumbalam-clam"
    write(
        own, spoken(new, "constituency", "constituency:106"), spoken(new, "established", False),
        spoken(old, "constituency", "constituency:106"),
    )  # fmt: skip
    found = desk(own, LIBRARY, "alappuzha", ON)
    assert [one.clause.id for one in entry(found, new, "constituency:106").rules("failed")] == [
        "established-first"
    ]
    assert not entry(found, old, "constituency:106").fails


def test_a_pilot_that_the_field_has_tried_is_no_longer_suggested(own: Service) -> None:
    first = entry(desk(own, LIBRARY, "alappuzha", ON), COIR).pilots[0]
    write(own, spoken(COIR, "technology_tried_before", True, about=first.technology))
    after = entry(desk(own, LIBRARY, "alappuzha", ON), COIR).pilots
    assert first.technology not in {each.technology for each in after}
    assert len(after) == 3


def test_a_cluster_that_meets_every_rule_makes_its_constituency_ready(own: Service) -> None:
    cluster = "cluster:ambalappuzha-seafood"
    said_of_it = {
        "registered_units": 40, "spv": True, "champion": True, "mentor": True, "action_plan": True,
        "action_plan_years": 2, "largest_share_in_constituency": True,
    }  # fmt: skip
    write(own, *(spoken(cluster, fact, value) for fact, value in said_of_it.items()))
    found = desk(own, LIBRARY, "alappuzha", ON)
    seat = next(each for each in found.seats if each.number == 105)
    assert seat.standing == "ready"
    assert (seat.entries[0].id, seat.entries[0].first) == (cluster, True)
    write(own, spoken(cluster, "action_plan_years", 3, "2026-11-21"))
    late = entry(desk(own, LIBRARY, "alappuzha", ON), cluster)
    assert [one.clause.id for one in late.rules("failed")] == ["two-years"]


def test_a_statement_on_a_cluster_that_is_gone_keeps_nothing(own: Service) -> None:
    before = own.store.read("read/desk_statements", ids=[COIR])
    with pytest.raises(InputError, match="no longer has cluster:gone"):
        write(own, spoken(COIR, "mentor", True, "2026-11-22"), spoken("cluster:gone", "spv", True))
    assert own.store.read("read/desk_statements", ids=[COIR]) == before
