"""Identity: the same body is found again, other bodies of the same name are kept apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import ID
from ingest import resolve
from ingest.directory import Directory
from ingest.records import RowError

KERALA, RAJASTHAN = "Kerala", "Rajasthan"


@pytest.fixture
def directory() -> Directory:
    known = Directory()
    for state in (KERALA, RAJASTHAN, "Odisha", "Andaman and Nicobar Islands"):
        known.add("state", {"id": f"state:{state.lower().replace(' ', '-')}", "name": state})
    for name, state, aliases in (
        ("Kannur", KERALA, ["Cannanore", "Cannur"]),
        ("Ernakulam", KERALA, ["Kochi", "Cochin"]),
        ("Thrissur", KERALA, ["Trichur"]),
        ("Chennai", "Tamil Nadu", []),
        ("Pratapgarh", RAJASTHAN, []),
    ):
        entry = {"id": f"district:{name.lower()}", "name": name, "aliases": aliases}
        known.add("district", entry, state)
    known.add("constituency", {"id": "constituency:aluva", "name": "Aluva"}, "Ernakulam")
    known.add("bank", {"id": "bank:federal", "name": "Federal Bank", "aliases": ["FBL"]})
    for identity, name, short_name, state in (
        ("mgu", "Mahatma Gandhi University", "MGU", KERALA),
        ("mec", "Government Model Engineering College", "MEC", KERALA),
        ("nift", "National Institute of Fashion Technology", "NIFT", ""),
    ):
        entry = {"id": f"institution:{identity}", "name": name, "short_name": short_name}
        known.add("institution", entry, state)
    known.add(
        "institution",
        {"id": "institution:cusat", "name": "Cochin University of Science and Technology",
         "ror_id": "https://ror.org/00a4kqq17"},
        KERALA,
    )  # fmt: skip
    return known


@pytest.mark.parametrize(
    ("name", "aliases", "state", "ror_id", "found"),
    [
        ("Mahatma Gandhi University", [], KERALA, "", "institution:mgu"),
        ("MAHATMA  GANDHI UNIVERSITY!", [], "kerala", "", "institution:mgu"),
        ("M. G. Univ.", ["MGU"], KERALA, "", "institution:mgu"),
        ("Mahatma Gandhi University", [], RAJASTHAN, "", None),
        ("Mahindra University", ["MEC"], "Telangana", "", None),  # ror-api#246
        ("Mahatma Gandhi University", [], "", "", None),
        ("National Institute of Fashion Technology", ["NIFT"], "Delhi", "", None),
        ("CUSAT under a new name", [], "", "https://ror.org/00a4kqq17", "institution:cusat"),
        ("Cochin University of Science and Technology", [], KERALA, "https://ror.org/0x", None),
    ],
)
def test_an_institution_needs_its_ror_id_or_name_and_state(
    directory: Directory, name: str, aliases: list[str], state: str, ror_id: str, found: str | None
) -> None:
    assert resolve.institution(directory, name, aliases, state, ror_id) == found


def test_a_name_that_others_of_the_register_share_tells_nothing(directory: Directory) -> None:
    shared = {"mahatma gandhi university"}
    name = "Mahatma Gandhi University"
    assert resolve.institution(directory, name, [], KERALA, "", shared) is None
    assert resolve.institution(directory, name, ["MGU"], KERALA, "", shared) == "institution:mgu"


def test_two_institutions_of_the_name_are_an_open_question(directory: Directory) -> None:
    twin = {"id": "institution:mgu-two", "name": "Mahatma Gandhi University"}
    directory.add("institution", twin, KERALA)
    with pytest.raises(RowError, match="may be institution:mgu, institution:mgu-two"):
        resolve.institution(directory, "Mahatma Gandhi University", [], KERALA)


@pytest.mark.parametrize("name", ["The Federal Bank Ltd.", "federal bank", "Federal", "FBL"])
def test_a_bank_is_known_with_and_without_the_and_limited(directory: Directory, name: str) -> None:
    assert resolve.bank(directory, name) == "bank:federal"
    assert resolve.bank(directory, f"New {name} of Kochi") is None


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("KERALA", "state:kerala"),
        ("Orissa", "state:odisha"),
        ("Andaman and Nicobar", "state:andaman-and-nicobar-islands"),
    ],
)
def test_a_state_is_known_by_its_former_name(directory: Directory, cell: str, found: str) -> None:
    assert resolve.state(directory, "state", cell) == found


def test_an_unknown_state_is_told_with_near_names(directory: Directory) -> None:
    with pytest.raises(RowError) as caught:
        resolve.state(directory, "state", "Kerela")
    assert "state:kerala" in caught.value.remedy


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"DISTRICT": "CANNUR"}, "district:kannur"),
        ({"DISTRICT": "KERALA", "CITY": "KOCHI"}, "district:ernakulam"),
        ({"DISTRICT": "KERALA", "CENTRE": "TRICHUR"}, "district:thrissur"),
        ({"DISTRICT": "ALUVA"}, "district:ernakulam"),
        ({"DISTRICT": "KOZHIKODE-ISH", "CITY": "MUTTOM - KANNUR"}, "district:kannur"),
        ({"DISTRICT": "KERALA", "ADDRESS": "NEAR TEMPLE,M G ROAD,KOCHI,ERNAKULAM 682"},
         "district:ernakulam"),
        ({"DISTRICT": "THRISSUR", "CITY": "KANNUR"}, "district:thrissur"),
    ],
)  # fmt: skip
def test_a_dirty_district_is_told_from_what_the_row_names(
    directory: Directory, cells: dict[str, str], found: str
) -> None:
    asked = resolve.Districts(directory)
    assert asked.of_branch({"STATE": "KERALA", **cells}) == found


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"DISTRICT": "NOWHERE"}, "no district is known by 'NOWHERE'"),
        ({"DISTRICT": "CHENNAI", "CITY": "CHENNAI"}, "'CHENNAI' does not lie in KERALA"),
        ({"DISTRICT": "", "ADDRESS": "KANNUR ROAD, THRISSUR"}, "no district is known by ''"),
    ],
)
def test_a_district_is_not_guessed(directory: Directory, cells: dict[str, str], reason: str) -> None:
    with pytest.raises(RowError) as caught:
        resolve.Districts(directory).of_branch({"STATE": "KERALA", **cells})
    assert caught.value.reason == reason
    assert caught.value.remedy


@given(st.text(max_size=120), st.booleans())
def test_a_new_id_is_always_an_id_and_never_one_that_is_taken(name: str, shared: bool) -> None:
    directory = Directory()
    first = resolve.new_id(directory, "bank", name, "abcd", shared)
    assert ID.fullmatch(first)
    directory.add("bank", {"id": first, "name": "another"})
    if not shared and not first.endswith("abcd"):
        second = resolve.new_id(directory, "bank", name, "abcd")
        assert second == f"{first}-abcd"
