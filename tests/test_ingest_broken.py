"""Broken input: a clear error or a reject, and nothing half-written."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from conftest import write_table

from graph.content import content_hash
from graph.errors import InputError
from graph.store import GraphStore, open_store, revision
from ingest.pipeline import ingest
from ingest.records import Rejection

SAID = {"source": "Test", "as_of": "2026"}
GOOD = b"id,name,source,as_of\nstate:kerala,Kerala,Test,2026\n"
MANY = GOOD + b"".join(b"state:s%d,S,Test,2026\n" % number for number in range(3000))


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def workbook(rows: list[list[object]], sheet: str = "states") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet  # type: ignore[union-attr]
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


ROWS: list[list[object]] = [["id", "name", "source", "as_of"], ["state:kerala", "Kerala", "Test", 2026]]


def repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    """A spreadsheet with some of its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


# File name, content, and what is said of it. None of these leaves a trace in the graph.
WHOLE_FILES: dict[str, tuple[str, bytes | Callable[[], bytes], str]] = {
    "Latin-1 instead of UTF-8": (
        "states.csv",
        MANY + "state:x,Orléans,T,2026\n".encode("latin-1"),
        "not UTF-8",
    ),
    "UTF-16": ("states.csv", GOOD.decode().encode("utf-16"), "not UTF-8"),
    "a missing column": ("states.csv", b"id,name,source\nstate:a,A,T\n", "column as_of is missing"),
    "an unknown column": (
        "states.csv",
        GOOD.replace(b"id,", b"colour,id,", 1).replace(b"state:", b"red,state:"),
        "column colour is not known",
    ),
    "a personal column": (
        "states.csv",
        b"id,name,mobile_no,source,as_of\nstate:a,A,1,T,2026\n",
        "column 'mobile_no' holds personal data",
    ),
    "a column twice": (
        "states.csv",
        b"id,name,name,source,as_of\nstate:a,A,B,T,2026\n",
        "column name stands twice",
    ),
    "a nameless column twice": (
        "states.csv",
        b"id,name,,,source,as_of\nstate:a,A,,,T,2026\n",
        "stands twice",
    ),
    "an empty file": ("states.csv", b"", "is empty"),
    "only a byte order mark": ("states.csv", b"\xef\xbb\xbf", "is empty|column id"),
    "a blank header": ("states.csv", b"\n" + GOOD, "column id"),
    "a row too long": (
        "states.csv",
        MANY + b"state:x,X,T,2026,more\n",
        "line 3003: 5 cells where the header has 4",
    ),
    "a row too short": ("states.csv", MANY + b"state:x,X\n", "line 3003: 2 cells where the header has 4"),
    "an unclosed quote": ("states.csv", MANY + b'state:x,"X,T,2026\n', "unexpected end of data|quote"),
    "a stray quote": ("states.csv", MANY + b'state:x,"X"Y,T,2026\n', "line 3003|delimiter"),
    "a NUL byte": ("states.csv", MANY + b"state:x,X\0Y,T,2026\n", "NUL"),
    "a cell of 100 MB": (
        "states.csv",
        lambda: GOOD + b"state:x," + b"x" * 100_000_000 + b",T,2026\n",
        "100,000",
    ),
    "a quoted cell of many lines": (
        "states.csv",
        GOOD + b'state:x,"' + b"x\n" * 60_000 + b'",T,2026\n',
        "100,000",
    ),
    "semicolons": ("states.csv", GOOD.replace(b",", b";"), "column id, name, source, as_of is missing"),
    "a zip called .csv": ("states.csv", zipped(a=b"x"), "a zip archive or a spreadsheet"),
    "a gzip called .csv": ("states.csv", gzip.compress(GOOD), "a gzip archive; unpack it first"),
    "a PDF called .csv": ("states.csv", b"%PDF-1.7\n" + GOOD, "a PDF"),
    "an old Excel file": ("states.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "an old Excel file"),
    "a picture": ("states.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "states.csv"),
    "a table of nothing known": ("things.csv", b"a,b\n1,2\n", "is of no known format"),
    "another ending": ("states.txt", GOOD, "is of no known format"),
    "a text called .xlsx": ("states.xlsx", GOOD, "cannot be read as a spreadsheet"),
    "an empty .xlsx": ("states.xlsx", b"", "cannot be read as a spreadsheet"),
    "a zip called .xlsx": ("states.xlsx", zipped(**{"a.txt": b"x"}), "cannot be read as a spreadsheet"),
    "half a spreadsheet": ("states.xlsx", workbook(ROWS)[:2000], "cannot be read as a spreadsheet"),
    "a sheet that is no XML": (
        "states.xlsx",
        repacked(lambda name, c: b"<no xml" if "sheet1" in name else c),
        "cannot be read as a spreadsheet",
    ),
    "a sheet cut off": (
        "states.xlsx",
        repacked(lambda name, c: c[: len(c) // 2] if "sheet1" in name else c),
        "cannot be read",
    ),
    "a workbook that is no XML": (
        "states.xlsx",
        repacked(lambda name, c: b"<" if name == "xl/workbook.xml" else c),
        "cannot be read",
    ),
    "a zip bomb": (
        "states.xlsx",
        lambda: zipped(xl__workbook=bytes(250_000_000)),
        "unpacks to more than 200 MB",
    ),
    "a sheet of another name and columns": (
        "states.xlsx",
        workbook([["id", "x"], ["a", "b"]], "Sheet1"),
        "no table",
    ),
    "a personal column in a sheet": (
        "states.xlsx",
        workbook([["id", "name", "E-mail", "source", "as_of"]]),
        "holds personal data",
    ),
    "a cell beside the table": (
        "states.xlsx",
        workbook([*ROWS, ["state:x", "X", "T", "2026", "!"]]),
        "beside",
    ),
    "a long cell in a sheet": (
        "states.xlsx",
        repacked(lambda n, c: c.replace(b"Kerala", b"K" * 200_000)),
        "longer than 100,000",
    ),
}


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[GraphStore]:
    """A graph with a state in it."""
    good = tmp_path / "good" / "states.csv"
    good.parent.mkdir()
    good.write_bytes(GOOD)
    with open_store(tmp_path / "graph.kgl", "write") as store:
        ingest(store, [good])
        yield store


@pytest.mark.parametrize("what", WHOLE_FILES)
def test_a_file_that_cannot_be_taken_stops_the_run_before_anything_is_written(
    what: str, graph: GraphStore, tmp_path: Path
) -> None:
    name, content, said = WHOLE_FILES[what]
    own = tmp_path / "own"
    own.mkdir()
    (own / name).write_bytes(content() if callable(content) else content)
    # Another file, which alone would be loaded, and comes first.
    first = write_table(own / "products.csv", SAID | {"id": "product:rope", "name": "rope"})
    before = content_hash(graph), revision(graph)
    with pytest.raises(InputError, match=said) as refused:
        ingest(graph, [first, own / name])
    assert (content_hash(graph), revision(graph)) == before
    assert name.partition(".")[0] in str(refused.value)
    assert len(str(refused.value)) < 1500
    assert ingest(graph, [first]).created == 1


def test_paths_that_are_no_files(graph: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder.csv").mkdir()
    for path, said in ((tmp_path / "nothing.csv", "does not exist"), (tmp_path / "empty", "holds no .csv"),
                       (tmp_path / "folder.csv", "holds no .csv")):  # fmt: skip
        with pytest.raises(InputError, match=said):
            ingest(graph, [path])


def test_files_that_are_odd_but_good(graph: GraphStore, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    row = b"state:goa,Goa,Test,2026\r\n"
    odd = {
        "with a byte order mark": b"\xef\xbb\xbf" + GOOD,
        "with Windows line ends": GOOD.replace(b"\n", b"\r\n"),
        "with blank lines": GOOD.replace(b"\n", b"\n\n,,,\n"), "without a last line end": GOOD.rstrip(),
        "with only a header": GOOD.partition(b"\n")[0], "with two rows": GOOD.replace(b"\n", b"\r\n") + row,
        "with spaces": GOOD.replace(b",", b" , "),
    }  # fmt: skip
    for what, content in odd.items():
        (own / "states.csv").write_bytes(content)
        [part] = ingest(graph, [own]).files
        assert part.rejections == [], what
        assert (
            part.read == part.loaded + part.merged == (0 if "header" in what else 2 if "two" in what else 1)
        ), what


# -- rows --

CLUSTER = SAID | {"id": "cluster:a", "name": "A"}
# What is changed in a good row, the field that is named, and the reason given.
BROKEN_ROWS: dict[str, tuple[dict[str, str], str, str]] = {
    "no name": ({"name": ""}, "name", "the cell is empty"),
    "no source": ({"source": " "}, "source", "the cell is empty"),
    "an id of another kind": ({"id": "state:a"}, "id", "is no id of this kind"),
    "an id in capitals": ({"id": "cluster:A"}, "id", "is no id of this kind"),
    "an id that is too long": ({"id": "cluster:" + "a" * 9000}, "id", "longer than 200"),
    "a latitude beyond the pole": ({"latitude": "95", "longitude": "76"}, "latitude", "out of range"),
    "a longitude beyond the date line": ({"latitude": "9", "longitude": "760"}, "longitude", "out of range"),
    "half a pair of coordinates": ({"latitude": "9.4"}, "longitude", "one coordinate is missing"),
    "coordinates in the Atlantic": ({"latitude": "0", "longitude": "0"}, "latitude", "lies in the Atlantic"),
    "an unknown district": ({"district": "Atlantis"}, "district", "there is no district 'Atlantis'"),
    "a district's id that is not there": ({"district": "district:x"}, "district", "no district district:x"),
    "a state for a district": ({"district": "state:kerala"}, "district", "is no district"),
    "a NIC code that does not exist": ({"industries": "9999"}, "industries", "there is no industry '9999'"),
    "one code of two that does not exist": ({"industries": "13; 13999"}, "industries", "no industry '13999'"),
    "a formula": ({"name": "=HYPERLINK(\"http://x\")"}, "name", "begins like a formula"),
    "a formula with a plus": ({"name": "+SUM(A1)"}, "name", "begins like a formula"),
    "a formula with a minus": ({"description": "-A1"}, "description", "begins like a formula"),
    "a formula with an at": ({"place": "@SUM(1)"}, "place", "begins like a formula"),
    "a count in words": ({"units": "about 40"}, "units", "is not a whole number"),
    "a count beyond all counting": ({"units": "9" * 30}, "units", "is not a whole number"),
    "a count below nothing": ({"units": "-4"}, "units", "out of range"),
    "a word that is not on the list": ({"category": "pottery"}, "category", "is not one of manufacturing"),
    "neither yes nor no": ({"spv": "perhaps"}, "spv", "is neither yes nor no"),
    "a day that is not in the calendar": ({"as_of": "2023-02-30"}, "as_of", "is not a date"),
    "a phone number": ({"description": "Call 98765 43210"}, "description", "hold a phone number"),
    "a product without Latin letters": ({"products": "കയർ"}, "products", "no Latin letters"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN_ROWS)
def test_a_row_that_does_not_fit_is_rejected_with_its_reason(
    what: str, graph: GraphStore, tmp_path: Path
) -> None:
    change, field, reason = BROKEN_ROWS[what]
    level = {"id": "industry:13", "name": "Textiles", "code": "13", "level": "division"}
    places = write_table(
        tmp_path / "districts.csv", SAID | {"id": "district:a", "name": "A", "state": "Kerala"}
    )
    codes = write_table(tmp_path / "industries.csv", SAID | level)
    ingest(graph, [places, codes])
    before = content_hash(graph)
    path = write_table(tmp_path / "clusters.csv", CLUSTER | {"id": "cluster:b"}, CLUSTER | change)
    [part] = ingest(graph, [path]).files
    assert (part.read, part.loaded, part.rejected) == (2, 1, 1)
    [rejection] = part.rejections
    assert (rejection.field, rejection.row.origin.line) == (field, 3)
    assert reason in rejection.reason
    assert 5 < len(rejection.remedy) < 300
    assert "cluster:a" not in str(list(graph.stream("read/all_nodes")))
    assert content_hash(graph) != before


def test_a_duplicated_id_is_told_with_the_other_line(graph: GraphStore, tmp_path: Path) -> None:
    rows = [CLUSTER, CLUSTER | {"id": "cluster:b"}, CLUSTER | {"name": "Another"}]
    path = write_table(tmp_path / "clusters.csv", *rows)
    [part] = ingest(graph, [path]).files
    [rejection] = part.rejections
    assert (rejection.field, rejection.reason) == ("id", "the same id stands on line 2")
    assert "claims.csv" in rejection.remedy
    [row] = graph.read("read/stored/cluster", ids=["cluster:a"])
    assert row["properties"]["name"] == "A"


def test_near_names_are_proposed(graph: GraphStore, tmp_path: Path) -> None:
    districts = [
        SAID | {"id": f"district:{name.lower()}", "name": name, "state": "Kerala"}
        for name in ("Alappuzha", "Kollam")
    ]
    ingest(graph, [write_table(tmp_path / "districts.csv", *districts)])
    path = write_table(tmp_path / "clusters.csv", CLUSTER | {"district": "Alapuzha"})

    def only() -> Rejection:
        [rejection] = ingest(graph, [path]).files[0].rejections
        return rejection

    assert only().remedy == "did you mean district:alappuzha?"
    write_table(tmp_path / "clusters.csv", CLUSTER | {"district": "Atlantis"})
    assert only().remedy == "check the spelling, or load that entity first"


def test_places_of_one_name_are_told_apart_by_the_state(graph: GraphStore, tmp_path: Path) -> None:
    ingest(graph, [write_table(tmp_path / "states.csv", SAID | {"id": "state:goa", "name": "Goa"})])
    twins = [
        SAID | {"id": f"district:{state.lower()}-town", "name": "Town", "state": state}
        for state in ("Kerala", "Goa")
    ]
    ingest(graph, [write_table(tmp_path / "districts.csv", *twins)])
    rows = [
        CLUSTER | {"district": "Town", "state": "Goa"},
        CLUSTER | {"id": "cluster:b", "district": "Town", "state": "state:kerala"},
        CLUSTER | {"id": "cluster:c", "district": "Town"},
    ]
    [part] = ingest(graph, [write_table(tmp_path / "clusters.csv", *rows)]).files
    [rejection] = part.rejections
    assert (rejection.row.origin.line, rejection.field) == (4, "district")
    assert rejection.reason == "'Town' may be district:goa-town, district:kerala-town"
    ends = graph.read("read/stored/cluster_located_in_district", ids=["cluster:a", "cluster:b"])
    assert [row["end_id"] for row in ends] == ["district:goa-town", "district:kerala-town"]
