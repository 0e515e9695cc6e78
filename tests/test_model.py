"""The graph model: complete, described, and what else derives from it."""

from __future__ import annotations

import re

import pytest

from graph.errors import ModelError
from graph.fields import Type
from graph.model import (
    ID,
    LABEL,
    NODE,
    NODES,
    PLURAL,
    RELATIONSHIP,
    RELATIONSHIPS,
    check_properties,
    kind_of,
    search_text,
)

KINDS = (*NODES, *RELATIONSHIPS)


def test_the_kinds_that_the_programme_speaks_of_are_there() -> None:
    assert set(LABEL) >= {
        "State", "District", "Constituency", "Cluster", "Enterprise", "Institution", "Startup", "Bank",
        "Scheme", "Industry", "Product", "Technology", "Capability", "Association",
    }  # fmt: skip
    assert {kind.type for kind in RELATIONSHIPS} >= {
        "LOCATED_IN", "PART_OF", "MEMBER_OF", "ACTIVE_IN", "MAKES", "NEEDS", "USES", "OFFERS", "DEVELOPS",
        "MENTORS", "PILOTED_IN", "COLLABORATED_WITH", "SUPPLIES", "SHARES", "SERVES", "LEADS", "SUPPORTS",
    }  # fmt: skip
    assert len(NODE) == len(LABEL) == len(PLURAL) == len(NODES)
    assert len(RELATIONSHIP) == len(RELATIONSHIPS)
    for kind in RELATIONSHIPS:
        assert {kind.start, kind.end} <= set(NODE)
        assert set(kind.identity) <= {field.name for field in kind.fields}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: getattr(kind, "name", None) or kind.key)
def test_every_field_is_described_and_every_element_sourced(kind: object) -> None:
    fields = kind.fields  # type: ignore[attr-defined]
    names = [field.name for field in fields]
    assert len(set(names)) == len(names)
    assert names[0] in ("id", "key")
    assert names[-3:] == ["source", "as_of", "synthetic"]
    assert all(field.required for field in fields[-3:])
    assert kind.doc.endswith(".")  # type: ignore[attr-defined]
    for field in fields:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name)
        assert field.doc[0].isupper()
        assert field.doc.endswith(".")
        # The embedded store adds these two to every map of properties.
        assert field.name not in ("type", "title")
        assert not field.allowed or field.type is Type.TEXT
        assert (field.low is None and field.high is None) or field.type in (Type.INTEGER, Type.NUMBER)
        assert not field.search or field.type in (Type.TEXT, Type.LIST)


def test_no_field_is_for_personal_data() -> None:
    names = {field.name for kind in KINDS for field in kind.fields}
    wrong = r"owner|phone|mobile|e_?mail|aadhaar|\bpan\b|contact|person"
    assert {name for name in names if re.search(wrong, name)} == set()


@pytest.mark.parametrize(
    ("written", "good"),
    [
        ("cluster:alappuzha-coir", True), ("industry:0113", True), ("constituency:1", True),
        ("cluster:", False), ("cluster:A", False), ("cluster:a--b", False), ("cluster:-a", False),
        ("cluster:a-", False), ("cluster:a b", False), ("alappuzha", False), ("", False),
        ("cluster:a\n", False), ("cluster:കയർ", False), ("cluster:a:b", False),
    ],
)  # fmt: skip
def test_the_form_of_ids(written: str, good: bool) -> None:
    assert bool(ID.fullmatch(written)) is good
    if good:
        assert kind_of(written).key == written.partition(":")[0]
    else:
        with pytest.raises(ModelError, match="is no id; ids look like cluster:alappuzha-coir"):
            kind_of(written)


def test_an_id_of_no_kind() -> None:
    with pytest.raises(ModelError, match="'factory:a' is no id"):
        kind_of("factory:a")


def test_search_text_joins_what_is_searched_once() -> None:
    facts = {"name": "Coir", "name_ml": "കയർ", "aliases": ["Coir", "Rope"], "units": 3, "description": "Yarn"}
    assert search_text(NODE["cluster"], facts) == "Coir | കയർ | Rope | Yarn"
    assert search_text(NODE["cluster"], {"units": 3}) == ""
    assert NODE["claim"].searched == ()


def test_properties_are_checked_against_the_fields() -> None:
    fields = NODE["state"].fields
    good = {"synthetic": False, "id": "state:kerala", "name": "Kerala", "source": "s", "as_of": "2026"}
    checked = check_properties(fields, good | {"latitude": 9, "name_ml": None})
    assert list(checked) == ["id", "name", "latitude", "source", "as_of", "synthetic"]
    assert type(checked["latitude"]) is float
    for wrong, said in (
        ({"name": None}, "name is missing"), ({"mayor": "x"}, "there is no field 'mayor'"),
        ({"latitude": 91.0}, "out of range"), ({"kind": "city"}, "is not one of"),
        ({"synthetic": 1}, "yes or no"),
    ):  # fmt: skip
        with pytest.raises(ModelError, match=said):
            check_properties(fields, good | wrong)


def test_a_field_is_found_by_name() -> None:
    assert NODE["cluster"].field("units").unit == "units"
    assert RELATIONSHIP["bank_serves_district"].field("branches").low == 0
    with pytest.raises(KeyError):
        NODE["cluster"].field("owner")
