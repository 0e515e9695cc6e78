"""Rejected rows come back in files that can be mended and loaded; tables may be CSV or XLSX."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from conftest import write_table

from graph.content import content_hash
from graph.errors import InputError
from graph.store import GraphStore, open_store
from ingest.pipeline import ingest
from ingest.report import summary, write_rejects
from ingest.template import write_template

SAID = {"source": "Test", "as_of": "2026"}


def row(short: str, **others: str) -> dict[str, str]:
    return {"id": f"cluster:{short}", "name": short, "units": "20", "district": "Kollam", **SAID, **others}


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[GraphStore]:
    base = tmp_path / "base"
    base.mkdir()
    write_table(base / "states.csv", SAID | {"id": "state:kerala", "name": "Kerala"})
    write_table(base / "districts.csv", SAID | {"id": "district:kollam", "name": "Kollam", "state": "Kerala"})
    with open_store(tmp_path / "graph.kgl", "write") as store:
        ingest(store, [base])
        yield store


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mend(path: Path, **cells: str) -> None:
    write_table(path, *({key: cells.get(key, value) for key, value in each.items()} for each in read(path)))


def test_rejects_are_mended_and_loaded(graph: GraphStore, tmp_path: Path) -> None:
    rows = [row("a"), row("b", units="many", name='B, "the" b\nand കയർ'), row("c", district="Atlantis")]
    path = write_table(tmp_path / "clusters.csv", *rows)
    report = ingest(graph, [path])
    [written] = write_rejects(report, tmp_path / "rejects")
    assert report.as_json()["rejects"] == [str(written)]
    first, second = read(written)
    assert {key: value for key, value in first.items() if not key.startswith("reject_")} == rows[1]
    assert (first["reject_file"], first["reject_line"], first["reject_field"]) == (
        "clusters.csv",
        "4",
        "units",
    )
    assert "'many' is not a whole number" in first["reject_reason"]
    assert second["reject_field"] == "district"
    assert first["reject_remedy"]
    mend(written, units="30", district="Kollam")
    again = ingest(graph, [written])
    assert (again.rejected, again.files[0].loaded) == (0, 2)
    whole = [row("a"), rows[1] | {"units": "30"}, row("c", units="30")]
    with open_store(tmp_path / "other.kgl", "write") as other:
        ingest(other, [tmp_path / "base", write_table(path, *whole)])
        assert content_hash(graph) == content_hash(other)


def test_rejects_that_are_rejected_again_are_written_again(graph: GraphStore, tmp_path: Path) -> None:
    path = write_table(tmp_path / "clusters.csv", row("a", units="many"))
    for _ in range(3):
        report = ingest(graph, [path])
        assert report.rejected == 1
        [path] = write_rejects(report, tmp_path / "rejects")
    [left] = read(path)
    assert list(left) == [*row("a"), *(f"reject_{c}" for c in ("file", "line", "field", "reason", "remedy"))]
    mend(path, units="1")
    assert ingest(graph, [path]).rejected == 0


def test_files_of_one_name_keep_their_rejects_apart(graph: GraphStore, tmp_path: Path) -> None:
    paths = []
    for folder in ("one", "two", "three"):
        (tmp_path / folder).mkdir()
        broken = row(folder, units="many"), row(f"{folder}-2", spv="perhaps")
        paths.append(write_table(tmp_path / folder / "clusters.csv", *broken))
    written = write_rejects(ingest(graph, paths), tmp_path / "rejects")
    assert len(set(written)) == 3
    assert sorted(each["id"] for path in written for each in read(path)) == sorted(
        f"cluster:{name}{end}" for name in ("one", "two", "three") for end in ("", "-2")
    )
    for path in written:
        mend(path, units="5", spv="")
    again = ingest(graph, written)
    assert (again.rejected, sum(part.loaded for part in again.files)) == (0, 6)


def test_a_run_without_rejects_writes_none(graph: GraphStore, tmp_path: Path) -> None:
    report = ingest(graph, [write_table(tmp_path / "clusters.csv", row("a"))])
    assert write_rejects(report, tmp_path / "rejects") == []
    assert not (tmp_path / "rejects").exists()


def test_reasons_are_counted(graph: GraphStore, tmp_path: Path) -> None:
    rows = [row("a", units="x"), row("b", units="x"), row("c", district="Atlantis")]
    report = ingest(graph, [write_table(tmp_path / "clusters.csv", *rows)])
    told = summary(report.files[0].rejections)
    assert [(field, count) for field, _, count in told] == [("units", 2), ("district", 1)]


# -- spreadsheets --


def save(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for cells in rows:
            sheet.append(cells)
    book.save(path)
    return path


HEADER: list[object] = ["id", "name", "units", "latitude", "longitude", "spv", "district", "source", "as_of"]


def test_a_spreadsheet_and_a_csv_of_the_same_rows_give_one_graph(graph: GraphStore, tmp_path: Path) -> None:
    day = datetime.date(2026, 1, 31)
    sheet = [
        HEADER, ["cluster:a", "A", 20, 9.5, 76, True, "Kollam", "Test", day], [None] * 9,
        ["cluster:b", " കയർ ", 1200.0, None, None, "no", None, "Test", datetime.datetime(2026, 1, 31)],
        ["cluster:c", "C", "1,200", None, None, False, "Kollam", "Test", 2026], [None, None, "", " "],
    ]  # fmt: skip
    text = [
        dict(zip(map(str, HEADER), cells, strict=True))
        for cells in (
            ("cluster:a", "A", "20", "9.5", "76", "yes", "Kollam", "Test", "2026-01-31"),
            ("cluster:b", "കയർ", "1200", "", "", "no", "", "Test", "2026-01-31"),
            ("cluster:c", "C", "1200", "", "", "no", "Kollam", "Test", "2026"),
        )
    ]
    book = save(tmp_path / "from an officer.xlsx", clusters=sheet)
    [part] = ingest(graph, [book]).files
    assert (part.file, part.read, part.loaded) == ("from an officer.xlsx [clusters]", 3, 3)
    with open_store(tmp_path / "other.kgl", "write") as other:
        ingest(other, [tmp_path / "base", write_table(tmp_path / "clusters.csv", *text)])
        assert content_hash(graph) == content_hash(other)


def test_several_sheets_are_loaded_in_the_order_of_their_kinds(graph: GraphStore, tmp_path: Path) -> None:
    need: list[list[object]] = [
        ["cluster", "capability", "source", "as_of"],
        ["cluster:a", "Testing", "T", "2026"],
    ]
    kinds: list[list[object]] = [
        ["id", "name", "source", "as_of"],
        ["capability:testing", "Testing", "T", "2026"],
    ]
    own: list[list[object]] = [["id", "name", "source", "as_of"], ["cluster:a", "A", "T", "2026"]]
    book = save(tmp_path / "all.xlsx", cluster_needs=need, clusters=own, capabilities=kinds)
    report = ingest(graph, [book])
    assert [part.file for part in report.files] == [
        "all.xlsx [capabilities]", "all.xlsx [clusters]", "all.xlsx [cluster_needs]",
    ]  # fmt: skip
    assert (report.rejected, report.as_json()["loaded"]) == (0, 3)


def test_rejects_of_a_sheet_are_mended_and_loaded(graph: GraphStore, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        HEADER,
        ["cluster:a", "A", "=1+1", None, None, None, "Kollam", "Test", "2026"],
    ]
    report = ingest(graph, [save(tmp_path / "officer.xlsx", clusters=rows)])
    [rejection] = report.files[0].rejections
    assert (rejection.field, rejection.reason) == ("units", "the cell begins like a formula")
    assert str(rejection.row.origin) == "officer.xlsx [clusters], line 2"
    [written] = write_rejects(report, tmp_path / "rejects")
    assert written.name == "officer-clusters.csv"
    mend(written, units="2")
    again = ingest(graph, [written])
    assert (again.rejected, again.files[0].loaded) == (0, 1)


def test_a_sheet_that_is_no_table_is_named(graph: GraphStore, tmp_path: Path) -> None:
    book = save(tmp_path / "x.xlsx", clusters=[HEADER], Summary=[["total", 3]])
    with pytest.raises(InputError, match=r"x\.xlsx: sheet 'Summary' is no table of the project"):
        ingest(graph, [book])


@pytest.mark.parametrize("table", ["clusters", "institutions", "cluster_needs", "claims"])
def test_an_empty_template_loads_nothing(table: str, graph: GraphStore, tmp_path: Path) -> None:
    path = write_template(table, tmp_path / f"{table}.xlsx")
    before = content_hash(graph)
    report = ingest(graph, [path])
    assert report.as_json()["read"] == 0
    assert content_hash(graph) == before
