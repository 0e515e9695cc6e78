"""Schemes on a small graph of known content, and on the project's own data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from graph.content import copy
from graph.errors import NotFoundError
from graph.store import GraphStore, open_store, write_rows
from matcher.schemes import BASES, NOTE, SchemeAnswer, schemes_for, schemes_json
from matcher.service import Service

SAID = {"source": "A document, https://example.org/a", "as_of": "2024", "synthetic": False}


def node(identity: str, name: str, **facts: Any) -> dict[str, Any]:
    return {"id": identity, "properties": {"id": identity, "name": name, **facts, **SAID}}


def tie(start: str, end: str, key: str = "-", **facts: Any) -> dict[str, Any]:
    return {"start_id": start, "end_id": end, "key": key, "properties": {"key": key, **facts, **SAID}}


def scheme(name: str, *applicants: str, level: str = "central", **facts: Any) -> dict[str, Any]:
    given = {"applicants": list(applicants)} if applicants else {}
    return node(f"scheme:{name}", f"Scheme {name}", level=level, **given, **facts)


ROWS: Mapping[str, list[dict[str, Any]]] = {
    "state": [node("state:kerala", "Kerala", kind="state"), node("state:goa", "Goa", kind="state")],
    "district": [node("district:kollam", "Kollam")],
    "district_part_of_state": [tie("district:kollam", "state:kerala")],
    "industry": [
        node("industry:10", "Food", code="10", level="division"),
        node("industry:107", "Other food", code="107", level="group"),
        node("industry:1079", "Nuts", code="1079", level="class"),
        node("industry:20", "Chemicals", code="20", level="division"),
    ],
    "industry_part_of_industry": [
        tie("industry:107", "industry:10"),
        tie("industry:1079", "industry:107"),
    ],
    "cluster": [
        node("cluster:nuts", "Nuts of Kollam", category="other_traditional"),
        node("cluster:goa", "Food of Goa", category="manufacturing"),
        node("cluster:bare", "Bare"),
    ],
    "cluster_located_in_district": [tie("cluster:nuts", "district:kollam")],
    "cluster_located_in_state": [tie("cluster:goa", "state:goa")],
    "cluster_active_in_industry": [
        tie("cluster:nuts", "industry:107"),
        tie("cluster:goa", "industry:107"),
    ],
    "startup": [node("startup:one", "One")],
    "startup_located_in_state": [tie("startup:one", "state:kerala")],
    "enterprise": [{**node("enterprise:e", "A firm"), "properties": {
        **node("enterprise:e", "A firm")["properties"], "synthetic": True}}],
    "enterprise_member_of_cluster": [tie("enterprise:e", "cluster:nuts")],
    "enterprise_located_in_district": [tie("enterprise:e", "district:kollam")],
    "scheme": [
        scheme("helped", "institution"),
        scheme("wider", "cluster"),
        scheme("same", "cluster", "startup"),
        scheme("narrower", "enterprise"),
        scheme("chemicals", "cluster"),
        scheme("crafts", "cluster", categories=["handicraft"]),
        scheme("crafts-food", "cluster", categories=["handicraft"]),
        scheme("traditional", "cluster", categories=["other_traditional"]),
        scheme("any", "cluster", "enterprise", "startup"),
        scheme("any-kerala", "cluster", "startup", level="kerala"),
        scheme("any-goa", "cluster", level="other_state", authority="Government of Goa"),
        scheme("unsaid"),
        scheme("people", "individual"),
        scheme("over", "cluster", status="closed"),
        scheme("replaced", "cluster", status="superseded"),
        scheme("over-elsewhere", "individual", status="closed"),
    ],
    "scheme_supports_cluster": [
        tie("scheme:helped", "cluster:nuts", "a", what="a shared roaster", year=2019),
    ],
    "scheme_supports_industry": [
        tie("scheme:wider", "industry:10"),
        tie("scheme:same", "industry:107"),
        tie("scheme:narrower", "industry:1079"),
        tie("scheme:chemicals", "industry:20"),
        tie("scheme:crafts-food", "industry:107"),
    ],
}  # fmt: skip


def filled(store: GraphStore) -> None:
    for name, rows in ROWS.items():
        write_rows(store, f"load/{name}", rows)
    store.write("load/revision")


def never() -> Any:
    raise AssertionError("schemes need no text encoder")


@pytest.fixture
def service(store_url: str) -> Iterator[Service]:
    with open_store(store_url, "write") as store:
        filled(store)
    with open_store(store_url) as store:
        yield Service(store, never)


def bases(answer: SchemeAnswer) -> dict[str, str]:
    return {match.id.partition(":")[2]: match.basis for match in answer.results}


def test_a_cluster_gets_what_is_documented_then_industry_category_and_general(service: Service) -> None:
    answer = schemes_for(service, "cluster:nuts")
    assert list(bases(answer).items()) == [
        ("helped", "documented"),
        ("narrower", "industry"),
        ("same", "industry"),
        ("wider", "industry"),
        ("traditional", "category"),
        ("any", "general"),
        ("any-kerala", "general"),
        ("unsaid", "general"),
    ]
    assert dict(answer.ended) == {"scheme:over": "closed", "scheme:replaced": "superseded"}
    assert answer.considered == len(ROWS["scheme"])
    assert answer.found == 8


def test_each_reason_is_a_sentence_with_the_sourced_relationships_behind_it(service: Service) -> None:
    found = {match.id: match for match in schemes_for(service, "cluster:nuts").results}
    documented = found["scheme:helped"].reasons[0]
    assert documented.explanation == "It is documented for this cluster: a shared roaster (2019)."
    assert [(t.start, t.type, t.end) for t in documented.path] == [
        ("scheme:helped", "SUPPORTS", "cluster:nuts")
    ]
    wider = found["scheme:wider"].reasons[0]
    assert wider.explanation == (
        "It is meant for Food (NIC 10), of which Other food (NIC 107), which this works in, is a branch."
    )
    assert [(t.start, t.type, t.end) for t in wider.path] == [
        ("cluster:nuts", "ACTIVE_IN", "industry:107"),
        ("scheme:wider", "SUPPORTS", "industry:10"),
    ]
    assert all(t.get("source") == SAID["source"] for t in (*wider.path, *documented.path))
    narrower = [reason.explanation for reason in found["scheme:narrower"].reasons]
    assert narrower == [
        "It is meant for Nuts (NIC 1079), a branch of Other food (NIC 107), which this works in.",
        "Not the cluster itself but enterprises in it are among its applicants.",
    ]


def test_a_scheme_of_a_state_is_for_places_in_that_state(service: Service) -> None:
    goa = bases(schemes_for(service, "cluster:goa"))
    assert "any-goa" in goa
    assert "any-kerala" not in goa
    nowhere = bases(schemes_for(service, "cluster:bare"))
    assert not {"any-goa", "any-kerala"} & set(nowhere)
    assert nowhere == {"any": "general", "unsaid": "general"}


def test_a_startup_is_told_of_schemes_for_startups(service: Service) -> None:
    assert bases(schemes_for(service, "startup:one")) == {
        "any": "general",
        "any-kerala": "general",
        "unsaid": "general",
    }


def test_an_enterprise_is_told_what_its_cluster_was_given_and_that_it_is_synthetic(service: Service) -> None:
    answer = schemes_for(service, "enterprise:e")
    assert bases(answer) == {"helped": "documented", "any": "general", "unsaid": "general"}
    reason = answer.results[0].reasons[0]
    assert "the cluster that it belongs to, Nuts of Kollam" in reason.explanation
    assert [t.type for t in reason.path] == ["MEMBER_OF", "SUPPORTS"]
    assert schemes_json(answer)["subject"]["synthetic"] is True


def test_the_answer_claims_no_eligibility_and_says_so(service: Service) -> None:
    told = schemes_json(schemes_for(service, "cluster:nuts", top=2))
    assert told["note"] == NOTE
    assert "not said that anybody is eligible" in NOTE
    sentences = [r["explanation"] for match in told["results"] for r in match["reasons"]]
    assert not any("eligible" in sentence or "entitled" in sentence for sentence in sentences)
    assert len(told["results"]) == 2
    assert told["found"] == 8
    assert told["left_out"] == {"closed": 1, "superseded": 1}


def test_a_mistyped_name_is_answered_with_near_ones(service: Service) -> None:
    with pytest.raises(NotFoundError) as caught:
        schemes_for(service, "Nuts of Kolam")
    assert "cluster:nuts" in caught.value.near
    with pytest.raises(NotFoundError):
        schemes_for(service, "cluster:nuts", kinds=["startup"])


def test_real_schemes_are_the_same_on_a_copy_written_in_another_order(
    loaded_embedded_url: str, tmp_path: Path
) -> None:
    with open_store(loaded_embedded_url) as source, open_store(tmp_path / "copy.kgl", "write") as target:
        copy(source, target)
    first = Service(open_store(loaded_embedded_url), never)
    second = Service(open_store(tmp_path / "copy.kgl"), never)
    for cluster in first.snapshot().ids("cluster")[::9]:
        answer = schemes_for(first, cluster)
        assert schemes_json(answer) == schemes_json(schemes_for(second, cluster))
        order = [(BASES.index(match.basis), match.id) for match in answer.results]
        assert order == sorted(order)


def test_coir_schemes_are_for_the_coir_cluster_of_alappuzha_and_not_for_a_software_cluster(
    loaded_embedded_url: str,
) -> None:
    service = Service(open_store(loaded_embedded_url), never)
    coir = bases(schemes_for(service, "Alappuzha coir cluster"))
    assert coir["bee-sme"] == "documented"
    assert coir["coir-cluster-kerala"] == "industry"
    assert coir["mse-cdp"] == "general"
    assert not any(name.startswith("handloom") for name in coir)
    elsewhere = bases(schemes_for(service, "cluster:adityapur-auto-components"))
    assert not any(name.startswith("coir") for name in elsewhere)
    assert not any("kerala" in name for name in elsewhere)
