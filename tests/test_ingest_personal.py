"""Phones, e-mail, PAN and Aadhaar of people never enter the graph, however they are written."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from conftest import DATA, write_table
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from graph.store import open_store
from ingest.personal import personal_column, personal_text
from ingest.pipeline import ingest

SAID = {"source": "Test", "as_of": "2026"}
_DIGITS = "0123456789"


def digits(count: int, first: str = _DIGITS) -> st.SearchStrategy[str]:
    rest = st.text(_DIGITS, min_size=count - 1, max_size=count - 1)
    return st.tuples(st.sampled_from(first), rest).map("".join)


def verhoeff(number: str) -> str:
    """The check digit of a number by the tables of J. Verhoeff (1969), worked out from the group D5."""

    def product(a: int, b: int) -> int:
        turn, flip = (a % 5 + b) % 5 if a < 5 else (a % 5 - b) % 5, (a < 5) != (b < 5)
        return turn + 5 * flip

    permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    check = 0
    for position, digit in enumerate(reversed(number), start=1):
        moved = int(digit)
        for _ in range(position % 8):
            moved = permutation[moved]
        check = product(check, moved)
    return next(str(digit) for digit in range(10) if product(check, digit) == 0)


_MOBILE = st.tuples(
    st.sampled_from(["", "+91 ", "+91-", "+91", "91", "0", "0091"]),
    digits(10, "6789"),
    st.sampled_from(["{0}{1}{2}{3}", "{0}{1} {2}{3}", "{0}{1}-{2}{3}"]),
).map(lambda p: p[0] + p[2].format(p[1][:3], p[1][3:5], p[1][5:8], p[1][8:]))
_LANDLINE = st.tuples(
    st.sampled_from(["0471", "0484", "022", "(0471)", "+91 471", "04842"]), st.sampled_from([" ", "-"]),
    digits(7, "23456789"),
).map("".join)  # fmt: skip
_NAME = st.text("abcdefghijklmnopqrstuvwxyz0123456789._-", min_size=2, max_size=12).map(lambda n: f"a{n}z")
_EMAIL = st.tuples(
    _NAME, st.sampled_from(["@", " @ ", "[at]", " (at) "]), st.sampled_from(["x.in", "mail.co.in"])
).map("".join)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PAN = st.tuples(
    st.text(_LETTERS, min_size=3, max_size=3), st.sampled_from("ABCFGHLJPT"), st.sampled_from(_LETTERS),
    digits(4), st.sampled_from(_LETTERS), st.booleans(),
).map(lambda p: "".join(p[:5]).lower() if p[5] else "".join(p[:5]))  # fmt: skip
_AADHAAR = st.tuples(digits(11, "23456789"), st.sampled_from(["", " ", "-"])).map(
    lambda p: p[1].join((p[0][:4], p[0][4:8], p[0][8:] + verhoeff(p[0])))
)
_ANY = st.one_of(_MOBILE, _LANDLINE, _EMAIL, _PAN, _AADHAAR)
_AROUND = st.sampled_from(
    ["{}", "Call {}.", "{} / office", "ഫോൺ: {}", "({})", "see https://x.in/a and {}", "a, {}; b"]
)


def test_the_check_digit_is_known() -> None:
    assert verhoeff("236") == "3"
    assert verhoeff("12345") == "1"


@given(_ANY, _AROUND)
@settings(max_examples=400, deadline=None)
def test_personal_data_is_seen(secret: str, around: str) -> None:
    assert personal_text(around.format(secret)) != "", around.format(secret)


@pytest.mark.parametrize(
    "text",
    ["9876543210/9123456789", "Ph.9876543210", "tel-9876543210", "987 654 3210", "９８７６５４３２１０",
     "൯൮൭൬൫൪൩൨൧൦", "ａ＠ｂ.in is a@b.in", "0471 251 8444"],
)  # fmt: skip
def test_personal_data_in_other_clothes(text: str) -> None:
    assert personal_text(text) != ""


@pytest.mark.parametrize(
    "text",
    ["over 700 ancillary units", "Rs 1,25,00,000 a year", "2011-12 to 2023-24", "NIC 13941, 1394 and 13",
     "https://x.gov.in/news/9876543210.html", "www.x.in/9876543210", "https://doi.org/10.1007/9876543210",
     "timesofindia.com/articleshow/9876543210.cms", "Thiruvananthapuram 695014", "9.4230, 76.4500",
     "GST 18% on yarn of 40s @ Rs 200", "order no. 12345678", "1000-2000 looms", "at the mill (at Kollam)"],
)  # fmt: skip
def test_what_is_not_personal_passes(text: str) -> None:
    assert personal_text(text) == ""


def test_no_cell_of_the_project_s_data_is_taken_for_personal() -> None:
    wrong = []
    for path in DATA.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            wrong += [cell for row in csv.reader(file) for cell in row if personal_text(cell)]
    assert wrong == []


@pytest.mark.parametrize(
    "name",
    ["Owner Name", "owner", "proprietor_name", "contact_person", "E-mail", "email_id", "Mobile", "mobile no",
     "phone_number", "WhatsApp", "PAN", "pan_no", "Aadhaar No", "aadhar", "Contact Number", "applicant name"],
)  # fmt: skip
def test_a_personal_column_is_refused(name: str, tmp_path: Path) -> None:
    assert personal_column(name)
    row = SAID | {"id": "state:x", "name": "X", name: "somebody"}
    path = write_table(tmp_path / "states.csv", row)
    with (
        open_store(tmp_path / "graph.kgl", "write") as store,
        pytest.raises(InputError, match="holds personal data; delete it"),
    ):
        ingest(store, [path])


@pytest.mark.parametrize(
    "name", ["name", "legal_name", "company", "pandal", "units", "champion_role", "place"]
)
def test_other_columns_are_not_personal(name: str) -> None:
    assert not personal_column(name)


@given(
    st.lists(
        st.tuples(_ANY, st.sampled_from(["name", "aliases", "name_ml", "source"])), min_size=1, max_size=6
    )
)
@settings(max_examples=20, deadline=None)
def test_personal_data_never_enters_the_graph(secrets: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            SAID | {"id": f"district:d{n}", "name": "D", "state": "state:x"} | {column: f"Seat: {secret}"}
            for n, (secret, column) in enumerate(secrets)
        ]
        state = write_table(Path(folder) / "states.csv", SAID | {"id": "state:x", "name": "X"})
        path = write_table(Path(folder) / "districts.csv", *rows)
        with open_store(Path(folder) / "graph.kgl", "write") as store:
            report = ingest(store, [state, path])
            assert report.rejected == len(rows)
            held = str([*store.stream("read/all_nodes"), *store.stream("read/all_relationships")])
            assert [secret for secret, _ in secrets if secret in held] == []
        for part in report.files:
            for rejection in part.rejections:
                assert "personal data does not enter the graph" in rejection.remedy
                assert not any(secret in rejection.reason + rejection.remedy for secret, _ in secrets)
