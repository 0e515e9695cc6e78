"""Formats of others: ROR, the IFSC list, NIC-2008 and the scheme portal, from file to graph."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.content import content_hash
from graph.errors import InputError
from graph.fields import Value
from graph.model import LABEL
from graph.store import open_store
from ingest.directory import Directory
from ingest.personal import personal_text
from ingest.pipeline import ingest
from ingest.records import RowError, TieRecord
from ingest.report import FileReport, Report, write_rejects
from ingest.sources.ifsc import Ifsc
from ingest.sources.nic import cut
from ingest.sources.portal import LIMIT, short
from ingest.sources.ror import kind, ror

REFERENCE = Path(__file__).parents[2] / "shared" / "reference"
REAL = {
    "ror": REFERENCE / "institutions" / "ror_india.csv",
    "ifsc": REFERENCE / "banks" / "kerala_bank_branches.csv",
    "nic": REFERENCE / "registry" / "nic2008.csv",
    "portal": REFERENCE / "schemes" / "myscheme_schemes_data_FINAL.json",
}
real = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the real registers are not there (../shared/reference)"
)

OWN = "The project's own table"
STATES = (
    "Andaman and Nicobar Islands;Andhra Pradesh;Arunachal Pradesh;Assam;Bihar;Chandigarh;"
    "Chhattisgarh;Dadra and Nagar Haveli and Daman and Diu;Delhi;Goa;Gujarat;Haryana;"
    "Himachal Pradesh;Jammu and Kashmir;Jharkhand;Karnataka;Kerala;Madhya Pradesh;Maharashtra;"
    "Manipur;Meghalaya;Mizoram;Nagaland;Odisha;Puducherry;Punjab;Rajasthan;Sikkim;Tamil Nadu;"
    "Telangana;Tripura;Uttar Pradesh;Uttarakhand;West Bengal"
)
DISTRICTS = {
    "Thiruvananthapuram": "Trivandrum", "Kollam": "Quilon", "Pathanamthitta": "",
    "Alappuzha": "Alleppey; Alapuzha", "Kottayam": "", "Idukki": "",
    "Ernakulam": "Kochi; Cochin", "Thrissur": "Trichur", "Palakkad": "Palghat",
    "Malappuram": "", "Kozhikode": "Calicut", "Wayanad": "", "Kannur": "Cannanore; Cannur",
    "Kasaragod": "Kasargod",
}  # fmt: skip
ROR_HEADER = ["ror_id", "name", "alt_names", "types", "city", "state", "lat", "lng", "established",
              "website", "status", "parents", "record_version", "schema"]  # fmt: skip
IFSC_HEADER = ["BANK", "IFSC", "BRANCH", "ADDRESS", "STATE", "CITY", "CENTRE", "DISTRICT",
               "CONTACT"]  # fmt: skip
NIC_HEADER = ["code", "level", "description", "section"]
# Ids of real records, for their check digits.
MGU_KERALA, MGU_OTHER, CUSAT = "00h4spn88", "03ts63514", "00a4kqq17"


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([header, *rows])
    return path


def body(ror_suffix: str, called: str, place: str = "Kerala", **cells: str) -> list[str]:
    known = {"ror_id": f"https://ror.org/{ror_suffix}", "name": called, "types": "education",
             "city": "Kottayam", "state": place, "status": "active"}  # fmt: skip
    return [(known | cells).get(column, "") for column in ROR_HEADER]


def branch(code: str, district: str, bank: str = "Federal Bank", **cells: str) -> list[str]:
    known = {"BANK": bank, "IFSC": code, "DISTRICT": district, "STATE": "KERALA"}
    return [(known | cells).get(column, "") for column in IFSC_HEADER]


def scheme(page: str, name: str, ministry: str = "Kerala", **keys: str) -> dict[str, str]:
    return {
        "Source URL": f"https://www.myscheme.gov.in/schemes/{page}", "Scheme Name": name,
        "Ministry": ministry, "Description": "It helps.", "Category": "", "Eligibility": "All.",
        "Benefits": "A grant.", "Last Updated": "N/A", **keys,
    }  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> list[Path]:
    """The places that the registers refer to."""
    folder = tmp_path / "own"
    folder.mkdir()
    states = [[f"state:{s.lower().replace(' ', '-')}", s, OWN, "2024"] for s in STATES.split(";")]
    districts = [
        [f"district:{name.lower()}", name, aliases, "Kerala", OWN, "2024"]
        for name, aliases in DISTRICTS.items()
    ]
    last = ["source", "as_of"]
    return [
        write(folder / "states.csv", ["id", "name", *last], states),
        write(folder / "districts.csv", ["id", "name", "aliases", "state", *last], districts),
    ]


Load = Callable[..., tuple[Report, str, dict[str, dict[str, Value]]]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load files into a store of its own (by name): report, content hash, nodes by id."""

    def run(paths: Sequence[Path], store: str = "one") -> tuple[Report, str, dict[str, dict[str, Value]]]:
        with open_store(tmp_path / f"{store}.kgl", "write") as graph:
            report = ingest(graph, paths)
            nodes = {r["properties"]["id"]: r["properties"] for r in graph.stream("read/all_nodes")
                     if r["label"] in LABEL}  # fmt: skip
            return report, content_hash(graph), nodes

    return run


def ties(tmp_path: Path, store: str = "one") -> dict[tuple[str, str], dict[str, Value]]:
    with open_store(tmp_path / f"{store}.kgl", "read") as graph:
        rows = list(graph.stream("read/all_relationships"))
    return {(r["start_id"], r["end_id"]): r["properties"] for r in rows}


def of(report: Report, name: str) -> FileReport:
    return next(part for part in report.files if part.source == name)


def reasons(report: Report) -> list[str]:
    return [each.reason for part in report.files for each in part.rejections]


def balanced(report: Report) -> bool:
    return all(f.read == f.loaded + f.merged + f.rejected for f in report.files)


# Real files


@real
def test_real_registers_balance_repeat_and_do_not_depend_on_the_order(load: Load, base: list[Path]) -> None:
    paths = [*base, *REAL.values()]
    first, content, nodes = load(paths)
    again, same, _ = load(paths)
    _, turned, _ = load(paths[::-1], "two")
    assert balanced(first)
    assert balanced(again)
    assert content == same == turned
    assert (again.created, again.changed) == (0, 0)
    assert all(each["source"] for each in nodes.values())
    assert not any(personal_text(str(v)) for n in nodes.values() for v in n.values())


@real
def test_real_branches_are_nearly_all_placed(load: Load, base: list[Path], tmp_path: Path) -> None:
    report, _, _ = load([*base, REAL["ifsc"]])
    part = of(report, "Reserve Bank of India IFSC list")
    assert part.read == 5802
    assert part.rejected < 0.06 * part.read
    serves = {k: v for k, v in ties(tmp_path).items() if k[0].startswith("bank:")}
    assert sum(int(str(v["branches"])) for v in serves.values()) == part.loaded + part.merged
    assert len(serves) == part.loaded


@real
def test_the_broken_first_row_of_the_real_industry_list_is_told(load: Load, base: list[Path]) -> None:
    report, _, nodes = load([REAL["nic"]])
    assert [(r.row.origin.line, r.field) for r in of(report, "NIC-2008 list").rejections] == [
        (2, "description")
    ]
    assert "industry:1321" not in nodes
    assert str(nodes["industry:64"]["name"]).endswith("Insurance And …")


# ROR


def test_an_institution_joins_the_one_of_the_same_name_and_state(
    load: Load, base: list[Path], tmp_path: Path
) -> None:
    columns = ["id", "name", "kind", "state", "ror_id", "source", "as_of"]
    own = write(tmp_path / "institutions.csv", columns, [
        ["institution:mgu", "Mahatma Gandhi University", "university", "Kerala", "", OWN, "2020"],
        ["institution:cusat", "CUSAT", "university", "", f"https://ror.org/{CUSAT}", OWN, "2020"],
    ])  # fmt: skip
    rows = [
        body(MGU_OTHER, "Mahatma Gandhi University", "Meghalaya", city="Nongpoh"),
        body(MGU_KERALA, "Mahatma Gandhi University", alt_names="MGU|M; G", lat="9.6", lng="76.5"),
        body(CUSAT, "Cochin University of Science and Technology", ""),
    ]
    register = write(tmp_path / "dump.csv", ROR_HEADER, rows)
    report, content, nodes = load([*base, own, register])
    _, turned, _ = load([*base, own, write(tmp_path / "dump.csv", ROR_HEADER, rows[::-1])], "two")
    assert not reasons(report)
    assert content == turned
    found = {i: n["ror_id"] for i, n in nodes.items() if i.startswith("institution:")}
    assert found == {
        "institution:mgu": f"https://ror.org/{MGU_KERALA}",
        "institution:cusat": f"https://ror.org/{CUSAT}",
        f"institution:mahatma-gandhi-university-{MGU_OTHER}": f"https://ror.org/{MGU_OTHER}",
    }
    assert nodes["institution:mgu"]["source"] == OWN
    assert nodes["institution:mgu"]["aliases"] == ["MGU", "M, G"]
    assert ("institution:cusat", "state:kerala") not in ties(tmp_path)


def test_a_newer_dump_takes_the_place_of_the_older(load: Load, base: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "dump.csv"
    load([*base, write(path, ROR_HEADER, [body(CUSAT, "Old name", record_version="v1.9")])])
    row = body(CUSAT, "Cochin University", record_version="v1.100")
    report, _, nodes = load([write(path, ROR_HEADER, [row])])
    assert nodes["institution:old-name"]["name"] == "Cochin University"
    assert of(report, "Research Organization Registry").merged == 1


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"status": "withdrawn"}, "status", "the record is withdrawn"),
        ({"types": "company|funder"}, "types", "it is a company, not an institution"),
        ({"types": "healthcare"}, "types", "it is a hospital whose name"),
        ({"lat": "0", "lng": "0"}, "lat", "0, 0 lies outside India"),
        ({"lat": "76.5", "lng": "9.6"}, "lat", "76.5, 9.6 lies outside India"),
        ({"lat": "nan", "lng": "76.5"}, "lat", "nan, 76.5 lies outside India"),
        ({"lat": "9.6"}, "lng", "one coordinate is missing"),
        ({"lat": "north", "lng": "76"}, "lat", "'north' is not a number"),
        ({"ror_id": "https://ror.org/00a4kqq18"}, "ror_id", "is no ROR id"),
        ({"state": "Kerela"}, "state", "there is no state 'Kerela'"),
        ({"name": "=HYPERLINK(1)"}, "name", "the cell begins like a formula"),
        ({"alt_names": "call 98470 12345"}, "alt_names", "the cell seems to hold a phone number"),
        ({"name": ""}, "name", "the cell is empty"),
    ],
)
def test_a_body_that_cannot_be_taken_is_told_why(
    load: Load, base: list[Path], tmp_path: Path, cells: dict[str, str], field: str, reason: str
) -> None:
    row = body(CUSAT, "Body", **cells)
    report, _, _ = load([*base, write(tmp_path / "r.csv", ROR_HEADER, [row])])
    (rejection,) = of(report, "Research Organization Registry").rejections
    assert (rejection.field, reason in rejection.reason) == (field, True), rejection.reason
    assert rejection.remedy


@pytest.mark.parametrize(
    ("name", "types", "expected"),
    [
        ("Anna University", "education|funder", "university"),
        ("AAA College of Engineering and Technology", "education", "engineering_college"),
        ("Government Polytechnic College, Rajkot", "education", "polytechnic"),
        ("Indian Institute of Management Kozhikode", "education", "business_school"),
        ("National Institute of Design", "education", "design_institute"),
        ("Indo German Tool Room", "government", "tool_room"),
        ("National Test House", "government", "testing_lab"),
        ("National Chemical Laboratory", "facility", "research_lab"),
        ("Central Power Research Institute", "government", "research_lab"),
        ("Department of Space", "government", "agency"),
        ("Cancer Hospital and Research Institute", "healthcare", "research_lab"),
        ("Bihar National College", "government", "university"),
    ],
)
def test_the_kind_of_an_institution(name: str, types: str, expected: str) -> None:
    assert kind(name, types) == expected


@given(st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyz", min_size=9, max_size=9))
def test_a_ror_id_with_one_wrong_letter_is_refused(noise: str) -> None:
    for place in range(1, 9):
        changed = CUSAT[:place] + noise[place] + CUSAT[place + 1 :]
        if changed != CUSAT:
            with pytest.raises(RowError):
                ror(changed)
    assert ror(CUSAT) == ror(f"ROR.org/{CUSAT}") == f"https://ror.org/{CUSAT}"


# IFSC


def test_branches_are_counted_for_each_bank_and_district(
    load: Load, base: list[Path], tmp_path: Path
) -> None:
    columns = ["id", "name", "aliases", "source", "as_of"]
    own = write(tmp_path / "banks.csv", columns, [["bank:federal", "Federal Bank", "", OWN, "2024"]])
    rows = [
        branch("FDRL0000001", "CANNUR"),
        branch("FDRL0000002", "KANNUR", "The Federal Bank Limited"),
        branch("FDRL0000003", "KOCHI"),
        branch("ZZZZ0000004", "KERALA", "New Bank Ltd", CITY="QUILON"),
        branch("ZZZZ0000005", "KOLLAM", "NEW BANK LIMITED", ADDRESS="PH 98470 12345"),
        branch("ZZZZ0000006", "KOLLAM", "New Bank Ltd", CONTACT="9847012345"),
        branch("FDRL0000003", "KOCHI"),
        branch("FDRL0000007", "ATLANTIS"),
        branch("nonsense", "KOLLAM"),
        branch("FDRL0000008", "KOLLAM", ""),
        branch("FDRL0000009", "KOLLAM", "=cmd|bank"),
    ]
    path = tmp_path / "list.csv"
    report, content, nodes = load([*base, own, write(path, IFSC_HEADER, rows)])
    part = of(report, "Reserve Bank of India IFSC list")
    assert (part.read, part.loaded, part.merged, part.rejected) == (11, 3, 3, 5)
    counts = {ends: t["branches"] for ends, t in ties(tmp_path).items() if "branches" in t}
    assert counts == {
        ("bank:federal", "district:kannur"): 2,
        ("bank:federal", "district:ernakulam"): 1,
        ("bank:new-bank", "district:kollam"): 3,
    }
    assert nodes["bank:new-bank"]["name"] == "New Bank Ltd"
    assert nodes["bank:new-bank"]["aliases"] == ["NEW BANK LIMITED"]
    assert "kind" not in nodes["bank:new-bank"]
    again, same, _ = load([path])
    assert (again.created, again.changed, same) == (0, 0, content)
    assert load([*base, own, write(path, IFSC_HEADER, rows[::-1])], "two")[1] == content


def test_rejected_branches_go_back_into_the_whole_list(load: Load, base: list[Path], tmp_path: Path) -> None:
    rows = [branch("FDRL0000001", "KANNUR"), branch("FDRL0000002", "X", CONTACT="9847012345")]
    report, _, _ = load([*base, write(tmp_path / "list.csv", IFSC_HEADER, rows)])
    (rejects,) = write_rejects(report, tmp_path / "rejects")
    assert "9847012345" not in rejects.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="counts need the whole list"):
        load([rejects])


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from([*DISTRICTS, "KERALA", "X"]))))
def test_every_branch_is_counted_once(drawn: list[tuple[int, str]]) -> None:
    directory = Directory()
    for name in DISTRICTS:
        directory.add("district", {"id": f"district:{name.lower()}", "name": name}, "Kerala")
    with tempfile.TemporaryDirectory() as folder:
        rows = [branch(f"FDRL00000{number:02}", name) for number, name in drawn]
        path = write(Path(folder) / "list.csv", IFSC_HEADER, rows)
        source, counted, refused = Ifsc(path), {}, 0
        for row in source.rows(path):
            try:
                tie = source.normalise(row, directory)[0]
            except RowError:
                refused += 1
                continue
            assert isinstance(tie, TieRecord)
            counted[tie.end] = int(str(tie.properties["branches"]))
        assert sum(counted.values()) + refused == len(drawn)


# NIC-2008


def test_an_industry_belongs_to_the_next_wider_one_that_is_there(load: Load, tmp_path: Path) -> None:
    rows = [
        ["01111", "subclass", "Growing of wheat", "A"],
        ["370", "group", "Sewerage", "E"],
        ["01", "division", "Crop  and animal production, hunting and", "A"],
        ["A", "section", "Agriculture", "A"],
        ["E", "section", "Water supply", "E"],
        ["68", "division", "Real estate", "L"],
        ["111", "class", "Growing of cereals", "A"],
        ["1321", "class", "Sub class Description", ""],
        ["99", "chapter", "Bodies", "U"],
    ]
    path = tmp_path / "list.csv"
    report, content, nodes = load([write(path, NIC_HEADER, rows)])
    assert set(ties(tmp_path)) == {
        ("industry:01111", "industry:01"), ("industry:01", "industry:a"),
        ("industry:370", "industry:e"),
    }  # fmt: skip
    assert nodes["industry:01"]["name"] == "Crop and animal production, hunting and …"
    assert reasons(report) == [
        "'111' is no code of a class", "'Sub class Description' is a heading, not an industry",
        "'chapter' is no level",
    ]  # fmt: skip
    assert of(report, "NIC-2008 list").rejections[0].remedy.startswith("write 0111")
    assert load([write(path, NIC_HEADER, rows[::-1])], "two")[1] == content


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Growing of wheat", False), ("Printing (except by hand)", False),
        ("Wholesale of hardware and", True), ("Ferry boats, tugs,", True),
        ("Manufacture (includes", True), ("Sand", False), ("Trailers and semi -", True),
    ],
)  # fmt: skip
def test_a_cut_description_is_recognised(text: str, broken: bool) -> None:
    assert cut(text) is broken


# The scheme portal


def as_json(path: Path, records: object) -> Path:
    path.write_text(json.dumps(records, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def test_schemes_keep_apart_by_state_and_join_by_name(load: Load, base: list[Path], tmp_path: Path) -> None:
    columns = ["id", "name", "short_name", "level", "source", "as_of"]
    known = ["scheme:pmegp", "Employment Generation Programme", "PMEGP", "central", OWN, "2024"]
    own = write(tmp_path / "schemes.csv", columns, [known])
    records = [
        scheme("pmegp", "Employment Generation Programme (PMEGP)", "Ministry Of MSME"),
        scheme("oap-goa", "Old Age Pension", "Goa"),
        scheme("oap-kl", "Old Age Pension", **{"Last Updated": "05-03-2024"}),
        scheme("oap-tn", "Old Age Pension", "Tamil Nadu"),
        scheme("oap-tn-2", "Old Age Pension", "Tamil Nadu"),
    ]
    path = as_json(tmp_path / "portal.json", records)
    report, content, nodes = load([*base, own, path])
    assert not reasons(report)
    assert {i for i in nodes if i.startswith("scheme:")} == {
        "scheme:pmegp", "scheme:goa-old-age-pension", "scheme:old-age-pension",
        "scheme:tamil-nadu-old-age-pension-oap-tn", "scheme:tamil-nadu-old-age-pension-oap-tn-2",
    }  # fmt: skip
    assert nodes["scheme:pmegp"]["gives"] == "A grant."
    assert nodes["scheme:pmegp"]["source"] == OWN
    kerala = nodes["scheme:old-age-pension"]
    assert (kerala["level"], kerala["as_of"]) == ("kerala", "2024-03-05")
    assert kerala["source"] == "myScheme, https://www.myscheme.gov.in/schemes/oap-kl"
    again, same, _ = load([path])
    assert (again.created, again.changed, same) == (0, 0, content)
    assert load([*base, own, as_json(path, records[::-1])], "two")[1] == content


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (scheme("x", "A scheme", "Atlantis"), "Ministry"),
        (scheme("x", "A scheme", ""), "Ministry"),
        (scheme("x", ""), "Scheme Name"),
        (scheme("x", "=1+1"), "Scheme Name"),
        (scheme("x", "A scheme") | {"Source URL": "https://example.org/x"}, "Source URL"),
        ({"Scheme Name": "A scheme", "Ministry": "Goa"}, "Source URL"),
    ],
)
def test_a_scheme_that_cannot_be_taken_goes_to_the_rejects(
    load: Load, base: list[Path], tmp_path: Path, record: dict[str, str], field: str
) -> None:
    good = scheme("good", "A good scheme")
    path = as_json(tmp_path / "portal.json", [good, record])
    report, _, _ = load([*base, path])
    (rejection,) = of(report, "myScheme").rejections
    assert rejection.field == field
    (rejects,) = write_rejects(report, tmp_path / "rejects")
    (kept,) = json.loads(rejects.read_text(encoding="utf-8"))
    assert {key: value for key, value in kept.items() if not key.startswith("reject_")} == record


def test_a_text_is_cut_at_a_sentence_and_loses_phone_numbers() -> None:
    assert short("One.  Two. Call 98470 12345. Three.") == "One. Two. Three."
    long = "A grant of Rs. 5,000 is given. " * 12
    assert short(long).endswith("is given.")
    assert short(f"1. {'word ' * 100}").endswith(" …")


@given(st.text(max_size=900))
def test_a_short_text_is_short_and_settled(text: str) -> None:
    once = short(text)
    assert len(once) <= LIMIT + 2
    assert not personal_text(once) or personal_text(text)


# Hostile files


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("r.csv", ",".join(ROR_HEADER).replace("status,", "").encode(), "column status is missing"),
        ("r.csv", ",".join(ROR_HEADER).encode() + b"\n\xe9,", "not UTF-8"),
        ("r.csv", ",".join(ROR_HEADER).encode() + b"\n\x00,", "NUL"),
        ("r.csv", ",".join(ROR_HEADER).encode() + b"\na,b", "line 2: 2 cells where"),
        ("r.csv", ",".join(ROR_HEADER).encode() + b'\n"' + b"x" * 100_001, "than field limit"),
        ("i.csv", b"BANK,IFSC,STATE\nA,B,C", "column DISTRICT is missing"),
        ("n.csv", b"code,level,section\nA,section,A", "column description is missing"),
        ("p.json", b'[{"Scheme Name": "A",\n "Source URL": }]', "line 2: broken JSON"),
        ("p.json", b'[\n{"Scheme Name": "A", "Source URL": "b"},\n3]', "line 3: a record in"),
        ("p.json", b'[{"Scheme Name": "A", "Source URL": "\xff"}]', "line 1: not UTF-8"),
        ("p.json", b'[{"Scheme Name": "A\\u0000", "Source URL": "b"}]', "a NUL or half"),
        ("p.json", b'[{"Scheme Name": "\\ud800", "Source URL": "b"}]', "a NUL or half"),
        ("p.json", b'[{"Scheme Name": "' + b"x" * 100_001 + b'", "Source URL": ""}]', "format"),
        ("p.json", b'[{"Scheme Name": "A", "Source URL": "b", "Ministry": "' + b"x" * 100_001
         + b'"}]', "longer than 100,000"),
        ("p.json", b'[{"Scheme Name": "A", "Source URL": "b"}] rest', "broken JSON (Extra data)"),
        ("p.json", b'[{"Scheme Name": "A", "Source URL": ' + b"[" * 200_000, "JSON"),
        ("p.json", b"[]", "no known format"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_stops_the_run(
    load: Load, tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        load([tmp_path / name])
    assert message in str(caught.value)
    assert load([], "one")[2] == {}
