"""The HTTP API on the real data, in the real embedded store, with the real encoder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_service import ENTERPRISES, encoder, service, service_on, store_file
from fastapi.testclient import TestClient

from api.app import create_app
from api.filters import FILTERS
from api.neighbourhood import neighbourhood
from api.records import RECORDS
from graph.model import CATEGORIES, NODE
from graph.store import open_store, revision
from ingest.pipeline import ingest
from matcher.answers import answer_json
from matcher.features import MENTORS, SETS
from matcher.schemes import schemes_for, schemes_json
from matcher.service import Example, Service
from matcher.snapshot import Snapshot

COLLECTIONS = ("clusters", "institutions", "startups", "banks", "schemes", "enterprises")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(service())) as opened:
        yield opened


def got(client: TestClient, path: str, status: int = 200, **parameters: Any) -> Any:
    answer = client.get(path, params=parameters or None)
    assert answer.status_code == status, answer.text
    kind = "application/json" if status < 400 else "application/problem+json"
    assert answer.headers["content-type"] == kind
    return answer.json()


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_pages_of_a_list_give_everything_once_in_the_order_of_ids(
    client: TestClient, collection: str
) -> None:
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = got(client, f"/v1/{collection}", limit=150, offset=offset)
        found += [one["id"] for one in page["results"]]
        offset = page["next_offset"]
    assert found == sorted(set(found))
    assert len(found) == page["total"] > 50
    assert got(client, f"/v1/{collection}", offset=len(found))["results"] == []
    last = got(client, f"/v1/{collection}", offset=len(found) - 20, limit=20)
    assert (len(last["results"]), last["next_offset"]) == (20, None)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_filter_leaves_what_it_says(client: TestClient, collection: str) -> None:
    kind = next(kind.key for kind in NODE.values() if kind.plural == collection)
    everything = got(client, f"/v1/{collection}")["total"]
    for name, one in FILTERS[kind].items():
        if not one.allowed:
            continue
        total = 0
        for value in one.allowed:
            page = client.get(f"/v1/{collection}", params={name: value, "limit": 200}).json()
            total += page["total"]
            if name in RECORDS[kind].model_fields:
                assert {record[name] for record in page["results"]} <= {value}
        if name in RECORDS[kind].model_fields:
            assert 0 < total <= everything


def test_places_and_industries_filter_by_id_name_and_branch(client: TestClient) -> None:
    snapshot = service().snapshot()
    by_id = got(client, "/v1/clusters", district="district:alappuzha", limit=200)
    assert by_id["results"] == got(client, "/v1/clusters", district="Alappuzha", limit=200)["results"]
    there = {tie.start for tie in snapshot.into("district:alappuzha", "LOCATED_IN")}
    assert {one["id"] for one in by_id["results"]} == {i for i in there if i.startswith("cluster:")}
    textiles = {one["id"] for one in got(client, "/v1/clusters", industry="13", limit=200)["results"]}
    coir = {one["id"] for one in got(client, "/v1/clusters", industry="industry:1394", limit=200)["results"]}
    assert "cluster:alappuzha-coir" in coir < textiles
    kerala = got(client, "/v1/clusters", state="kerala", industry="13", limit=200)
    assert 0 < kerala["total"] < len(textiles)
    assert got(client, "/v1/institutions", capability="product-testing")["total"] == len(
        {tie.start for tie in snapshot.into("capability:product-testing", "OFFERS")}
    )


def test_a_filter_that_names_nothing_is_told_with_near_ones(client: TestClient) -> None:
    problem = got(client, "/v1/clusters", 404, district="Alapuza")
    assert problem["near"][0] == "district:alappuzha"
    assert problem["detail"].startswith("district: ")


def test_a_search_is_in_the_order_of_the_search_and_keeps_the_filters(client: TestClient) -> None:
    found = got(client, "/v1/clusters", q="alap coi")
    assert found["results"][0]["id"] == "cluster:alappuzha-coir"
    assert got(client, "/v1/clusters", q="ആലപ്പുഴ")["total"] >= 2
    kerala = got(client, "/v1/clusters", q="coir", state="kerala", limit=200)["results"]
    everywhere = got(client, "/v1/clusters", q="coir", limit=200)["results"]
    order = [one["id"] for one in everywhere]
    assert [one["id"] for one in kerala] == [i for i in order if i in {one["id"] for one in kerala}]
    assert 0 < len(kerala) < len(everywhere)
    pages = [got(client, "/v1/clusters", q="coir", limit=2, offset=at)["results"] for at in (0, 2)]
    assert [one["id"] for page in pages for one in page] == order[:4]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_entity_comes_with_its_ties_claims_and_sources(client: TestClient, collection: str) -> None:
    identity = got(client, f"/v1/{collection}", limit=1)["results"][0]["id"]
    whole = got(client, f"/v1/{collection}/{identity}")
    assert whole == got(client, f"/v1/{collection}/{identity.partition(':')[2]}")
    assert whole["id"] == identity
    sources = {(one["source"], one["as_of"]) for one in whole["sources"]}
    for said in (whole, *whole["ties"], *whole["claims"]):
        assert (said["source"], said["as_of"]) in sources
    assert "search_text" not in whole


def test_what_other_sources_say_of_a_tie_is_shown_with_them(client: TestClient) -> None:
    alone = 0
    for identity in sorted({t.start for t in service().snapshot().ties() if t.get("others")}):
        plural = NODE[identity.partition(":")[0]].plural
        if plural not in COLLECTIONS:
            continue
        whole = got(client, f"/v1/{plural}/{identity}")
        others = {(o["source"], o["as_of"]) for tie in whole["ties"] for o in tie.get("others", ())}
        assert others
        assert others <= {(one["source"], one["as_of"]) for one in whole["sources"]}
        own = {(one["source"], one["as_of"]) for one in (whole, *whole["ties"], *whole["claims"])}
        alone += len(others - own)
        if alone:  # a source that nothing else names has been seen
            return
    pytest.fail("no tie in the data has a source of its own in what others say")


def test_a_cluster_shows_what_the_snapshot_holds_of_it(client: TestClient) -> None:
    snapshot, identity = service().snapshot(), "cluster:alappuzha-coir"
    whole = got(client, f"/v1/clusters/{identity}")
    held = {(t.start, t.type, t.end) for t in (*snapshot.out(identity), *snapshot.into(identity))}
    assert {(t["start"], t["type"], t["end"]) for t in whole["ties"]} == held
    assert all(t["start_name"] and t["end_name"] for t in whole["ties"])
    assert len(whole["claims"]) > 3
    assert "synthetic" in whole
    assert "spv" not in whole  # what no source says is left out, and is not `false`


def test_synthetic_enterprises_say_so_everywhere(client: TestClient) -> None:
    page = got(client, "/v1/enterprises", limit=200)
    assert page["total"] == ENTERPRISES
    assert all(one["synthetic"] is True for one in page["results"])
    member = next(
        one["id"]
        for one in page["results"]
        if any(t["type"] == "MEMBER_OF" for t in got(client, f"/v1/enterprises/{one['id']}")["ties"])
    )
    whole = got(client, f"/v1/enterprises/{member}")
    assert all(tie["synthetic"] is True for tie in whole["ties"])
    drawn = got(client, f"/v1/network/{member}", hops=2)
    assert [one["id"] for one in drawn["nodes"] if one["synthetic"]] == [member]
    cluster = next(tie["end"] for tie in whole["ties"] if tie["type"] == "MEMBER_OF")
    assert member in {
        one["id"] for one in got(client, "/v1/enterprises", cluster=cluster, limit=200)["results"]
    }
    assert got(client, f"/v1/enterprises/{member}/schemes")["subject"]["synthetic"] is True
    assert got(client, "/v1/clusters/alappuzha-coir/schemes")["subject"]["synthetic"] is False


@pytest.mark.parametrize("cluster", ["alappuzha-coir", "kollam-cashew", "kannur-handloom"])
def test_mentors_are_the_same_as_in_python(client: TestClient, cluster: str) -> None:
    answer = got(client, f"/v1/clusters/{cluster}/mentors", top=7)
    assert answer == answer_json(service().mentors(f"cluster:{cluster}", top=7))
    assert len(answer["results"]) == 7
    for one in answer["results"]:
        assert sum(part["contribution"] for part in one["evidence"]) == pytest.approx(one["score"], abs=1e-9)
        assert all(part["contribution"] == part["value"] * part["weight"] for part in one["evidence"])
        assert all(tie["source"] for path in one["paths"] for tie in path)
    order = [(-round(one["score"], 12), one["id"]) for one in answer["results"]]
    assert order == sorted(order)


def test_pilots_are_the_same_as_in_python(client: TestClient) -> None:
    developed = {tie.start for tie in service().snapshot().ties() if tie.type == "DEVELOPS"}
    startup = min(i for i in developed if i.startswith("startup:"))
    technology = service().snapshot().out(startup, "DEVELOPS")[0].end
    assert got(client, f"/v1/startups/{startup}/pilots") == answer_json(service().pilots(startup))
    assert got(client, f"/v1/technologies/{technology}/pilots", top=3) == answer_json(
        service().pilots(technology, top=3)
    )
    assert got(client, f"/v1/startups/{technology}/pilots", 404)["status"] == 404


def test_schemes_are_the_same_as_in_python(client: TestClient) -> None:
    told = got(client, "/v1/clusters/alappuzha-coir/schemes")
    assert told == schemes_json(schemes_for(service(), "cluster:alappuzha-coir"))
    assert "not said that anybody is eligible" in told["note"]
    assert got(client, "/v1/startups/aakri/schemes")["found"] > 5


def post(client: TestClient, path: str, body: Any, status: int = 200) -> Any:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_batch_answers_each_question_by_id_or_example_with_own_weights(client: TestClient) -> None:
    text = "Weavers of coir mats and matting who need new looms and a dye house"
    body = {
        "queries": [
            {"key": "a", "id": "Alappuzha coir cluster"},
            {"key": "b", "text": text, "name": "Ours", "district": "Alappuzha", "industries": ["1394"]},
            {"key": "c", "id": "cluster:alapuzha-coir"},
            {"key": "d", "text": text, "district": "Nowhere"},
        ],
        "weights": {"near": 3, "words": 0},
        "top": 4,
    }
    told = post(client, "/v1/match/mentors", body)
    assert [one["key"] for one in told["answers"]] == ["a", "b", "c", "d"]
    weights = {"near": 3.0, "words": 0.0}
    assert told["answers"][0]["answer"] == answer_json(
        service().mentors("cluster:alappuzha-coir", top=4, weights=weights)
    )
    example = Example(text, "Ours", district="Alappuzha", industries=("1394",))
    assert told["answers"][1]["answer"] == answer_json(service().mentors(example, top=4, weights=weights))
    assert told["answers"][1]["answer"]["subject"] == {"id": None, "name": "Ours"}
    assert told["answers"][1]["answer"]["weights"]["words"] == 0
    for at, near in ((2, "cluster:alappuzha-coir"), (3, None)):
        assert told["answers"][at]["answer"] is None
        problem = told["answers"][at]["problem"]
        assert problem["status"] == 404
        assert problem["instance"] == f"/v1/match/mentors#/queries/{at}"
        assert near is None or near in problem["near"]


def test_a_batch_of_technologies_is_matched_with_clusters(client: TestClient) -> None:
    text = "A machine that defibres green coconut husk and spins coir yarn without retting"
    told = post(client, "/v1/match/pilots", {"queries": [{"text": text}], "top": 5})
    [item] = told["answers"]
    assert item["problem"] is None
    assert item["answer"] == answer_json(service().pilots(Example(text), top=5))
    assert any("coir" in one["id"] for one in item["answer"]["results"])


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"queries": []}, "queries"),
        ({"queries": [{"id": "x"}] * 51}, "queries"),
        ({"queries": [{"id": "x", "text": "y"}]}, "text"),
        ({"queries": [{}]}, "text"),
        ({"queries": [{"text": " - "}]}, "text"),
        ({"queries": [{"text": "x" * 20_001}]}, "text"),
        ({"queries": [{"text": "x", "industries": ["1394"] * 21}]}, "industries"),
        ({"queries": [{"text": "x", "place": "y"}]}, "place"),
        ({"queries": [{"id": "x"}], "weights": {"luck": 1}}, "luck"),
        ({"queries": [{"id": "x"}], "weights": {"near": -1}}, "near"),
        ({"queries": [{"id": "x"}], "weights": {"near": True}}, "near"),
        ({"queries": [{"id": "x"}], "weights": {"near": "1"}}, "near"),
        ({"queries": [{"id": "x"}], "top": 101}, "top"),
        ({"queries": [{"id": "x"}], "verbose": True}, "verbose"),
        ([], "body"),
        ({"queries": [[None]]}, "queries"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_field_by_field(
    client: TestClient, body: Any, where: str
) -> None:
    problem = post(client, "/v1/match/mentors", body, 422)
    assert problem["status"] == 422
    assert any(where in one["field"] for one in problem["errors"])


def test_all_weights_zero_ranks_nobody_and_says_why(client: TestClient) -> None:
    weights = {feature.name: 0 for feature in MENTORS}
    body = {"queries": [{"id": "cluster:alappuzha-coir"}], "weights": weights}
    [item] = post(client, "/v1/match/mentors", body)["answers"]
    assert item["problem"]["status"] == 422
    assert "all weights are 0" in item["problem"]["detail"]


def test_broken_json_is_a_bad_request(client: TestClient) -> None:
    for content in (b"{", b"\xff\xfe", b'{"queries": [}'):
        answer = client.post(
            "/v1/match/mentors", content=content, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 400, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["/v1/clusters?colour=red", "/v1/clusters?limit=1&limit=2", "/v1/clusters?limit=0",
     "/v1/clusters?limit=201", "/v1/clusters?offset=-1", "/v1/clusters?category=steel",
     "/v1/clusters?q=", "/v1/clusters?q=%2A",
     "/v1/clusters/alappuzha-coir?full=1", "/v1/clusters/alappuzha-coir/mentors?top=0",
     "/v1/clusters/alappuzha-coir/mentors?weights=1", "/v1/clusters/alappuzha-coir/schemes?top=1",
     "/v1/network/alappuzha-coir?hops=4", "/v1/network/alappuzha-coir?limit=501",
     "/v1/network/alappuzha-coir?kinds=claim", "/v1/features?x=1", "/v1/health?x=1", "/v1/ready?x=1"],
)  # fmt: skip
def test_what_is_not_known_or_out_of_bounds_is_refused(client: TestClient, path: str) -> None:
    problem = got(client, path, 422)
    assert problem["errors"][0]["field"].startswith("query.")
    assert problem["instance"] == path.partition("?")[0]


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/v1/clusters/alapuzha-coir", "cluster:alappuzha-coir"),
        ("/v1/clusters/alapuzha-coir/mentors", "cluster:alappuzha-coir"),
        ("/v1/clusters/alapuzha-coir/schemes", "cluster:alappuzha-coir"),
        ("/v1/network/alapuzha-coir", "cluster:alappuzha-coir"),
        ("/v1/institutions/Cochin Universty of Science and Technology", "institution:cusat"),
        ("/v1/startups/akri/pilots", "startup:aakri"),
        ("/v1/banks/canera", "bank:canara"),
        ("/v1/schemes/mse-cpd", "scheme:mse-cdp"),
    ],
)
def test_a_mistyped_id_is_answered_with_near_ones(client: TestClient, path: str, near: str) -> None:
    problem = got(client, path, 404)
    assert near in problem["near"]
    assert problem["type"] == "urn:sangam:problem:not-found"


def test_other_addresses_and_methods_are_problems_too(client: TestClient) -> None:
    assert "/docs" in got(client, "/v2/clusters", 404)["detail"]
    answer = client.delete("/v1/clusters")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["title"] == "This cannot be done here"


def test_the_neighbourhood_has_its_hops_its_edges_and_its_bounds(client: TestClient) -> None:
    snapshot, center = service().snapshot(), "cluster:alappuzha-coir"
    near = got(client, f"/v1/network/{center}", limit=500)
    around = {t.end for t in snapshot.out(center)} | {t.start for t in snapshot.into(center)}
    assert {one["id"] for one in near["nodes"] if one["hops"] == 1} == around
    assert near["truncated"] is False
    far = got(client, f"/v1/network/{center}", hops=3, limit=60)
    ids = [one["id"] for one in far["nodes"]]
    assert len(ids) == len(set(ids)) == 60
    assert far["truncated"] is True
    assert {end for edge in far["edges"] for end in (edge["start"], edge["end"])} <= set(ids)
    assert max(one["hops"] for one in far["nodes"]) <= 3
    only = got(client, f"/v1/network/{center}", hops=2, kinds=["institution", "capability"])
    assert {one["kind"] for one in only["nodes"]} == {"cluster", "institution", "capability"}


def test_ways_do_not_lead_through_a_state() -> None:
    snapshot: Snapshot = service().snapshot()
    for center in ("cluster:alappuzha-coir", "cluster:agra-footwear"):
        found = neighbourhood(snapshot, center, [], hops=3, limit=100_000)
        for node, hops in found.hops.items():
            if hops == 0:
                continue
            ties = [*snapshot.out(node), *snapshot.into(node)]
            before = {t.end if t.start == node else t.start for t in ties}
            steps = {i for i in before if found.hops.get(i) == hops - 1 and not i.startswith("state:")}
            assert steps, node


def test_features_tell_range_and_weights(client: TestClient) -> None:
    told = got(client, "/v1/features")
    for name, features in SETS.items():
        assert [one["name"] for one in told[name]] == [feature.name for feature in features]
        assert sum(one["default_weight"] for one in told[name]) == pytest.approx(1)
        assert all((one["low"], one["high"]) == (0, 1) and one["description"] for one in told[name])


def test_an_entity_tag_saves_the_answer_until_the_graph_changes(client: TestClient) -> None:
    tags = set()
    paths = ["/v1/clusters", "/v1/clusters?limit=3", "/v1/clusters/alappuzha-coir",
             "/v1/clusters/alappuzha-coir/mentors", "/v1/clusters/alappuzha-coir/schemes",
             "/v1/network/alappuzha-coir"]  # fmt: skip
    for path in paths:
        tag = client.get(path).headers["etag"]
        tags.add(tag)
        for held in (tag, f"W/{tag}", f'"other", {tag}'):
            again = client.get(path, headers={"if-none-match": held})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert len(tags) == len(paths)
    assert "etag" not in client.get("/v1/clusters/alapuzha-coir").headers


def test_health_and_readiness(client: TestClient) -> None:
    assert got(client, "/v1/health")["status"] == "ok"
    ready = client.get("/v1/ready")
    while ready.status_code == 503 and "being prepared" in ready.json()["detail"]:
        ready = client.get("/v1/ready")
    assert ready.json()["snapshot"] == service().snapshot().id
    assert ready.json()["model"] == encoder().name


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copy(store_file(), tmp_path / "own.kgl"))


def served(path: Path) -> tuple[TestClient, Service]:
    own = service_on(path)
    return TestClient(create_app(own)), own


def test_a_change_to_the_store_is_followed(copied: Path, tmp_path: Path) -> None:
    client, _ = served(copied)
    before = client.get("/v1/clusters/agra-footwear")
    new = tmp_path / "clusters.csv"
    new.write_text(
        "id,name,category,source,as_of\n"
        'cluster:new-one,Nowhere lace cluster,handicraft,"A document, https://example.org/lace",2026\n',
        encoding="utf-8",
    )
    with open_store(copied, "write") as store:
        ingest(store, [new])
    assert client.get("/v1/clusters/new-one").json()["name"] == "Nowhere lace cluster"
    after = client.get("/v1/clusters/agra-footwear", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["snapshot"] != before.json()["snapshot"]


def test_a_store_that_is_replaced_by_another_of_the_same_revision_is_followed(
    copied: Path, tmp_path: Path
) -> None:
    client, own = served(copied)
    first, snapshot = client.get("/v1/clusters").json()["total"], own.snapshot().id
    other, table = tmp_path / "other.kgl", tmp_path / "clusters.csv"
    said = '"A document, https://example.org/a",2026'
    table.write_text(f"id,name,source,as_of\ncluster:only,Only one,{said}\n", encoding="utf-8")
    with open_store(other, "write") as store:
        ingest(store, [table])
        while revision(store) < revision(own.store):
            store.write("load/revision")
    assert revision(open_store(other)) == revision(own.store)
    shutil.copy(other, copied)
    assert (first > 100, client.get("/v1/clusters").json()["total"]) == (True, 1)
    assert client.get("/v1/clusters/only").json()["snapshot"] != snapshot
    assert client.get("/v1/clusters/agra-footwear").status_code == 404


def test_a_store_that_vanishes_is_a_503_that_says_what_to_do(copied: Path) -> None:
    client, _ = served(copied)
    assert client.get("/v1/clusters/agra-footwear").status_code == 200
    copied.unlink()
    for path in (
        "/v1/clusters",
        "/v1/clusters/agra-footwear/mentors",
        "/v1/ready",
        "/v1/network/agra-footwear",
    ):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "sangam ingest" in answer.json()["detail"]
        assert int(answer.headers["retry-after"]) > 0
    assert client.get("/v1/health").status_code == 200


def test_the_documentation_loads_from_this_server_alone(client: TestClient) -> None:
    page = client.get("/docs")
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text) + re.findall(r"url: '([^']+)'", page.text)
    assert len(links) >= 4
    for link in links:
        assert link.startswith("/")
        assert client.get(link).status_code == 200
    assert (
        "//"
        not in re.sub(r"<!--.*?-->", "", page.text, flags=re.S)
        .replace("https://", "http://")
        .replace("http://", "EXTERNAL")
        .replace("EXTERNAL", "//")
        or "http" not in page.text
    )
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert client.get("/", follow_redirects=False).headers["location"] == "/docs"


def test_fields_are_described_as_in_the_graph_model(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for kind, record in RECORDS.items():
        for field in NODE[kind].fields:
            if field.name == "search_text":
                continue
            told = schemas[f"{NODE[kind].label}Detail"]["properties"][field.name]
            assert told["description"].startswith(field.doc)
            assert field.required == record.model_fields[field.name].is_required()
    category = schemas["ClusterDetail"]["properties"]["category"]
    assert category["anyOf"][0]["enum"] == list(CATEGORIES)


def test_nothing_about_persons_is_in_any_answer(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    names = {name for schema in schemas.values() for name in schema.get("properties", {})}
    assert not {"owner", "phone", "mobile", "email", "pan", "aadhaar", "contact"} & names
