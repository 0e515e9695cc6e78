"""Templates hold what the model says, and what is filled into them loads."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from graph.errors import InputError
from graph.fields import Type
from graph.store import open_store
from ingest.pipeline import ingest
from ingest.report import Report
from ingest.sources.tables import HELP_SHEET
from ingest.tables import TABLE
from ingest.template import LONGEST_LIST, columns_of, write_template

DATA = Path(__file__).resolve().parents[1] / "data"
SHIPPED = [name for name in TABLE if (DATA / f"{name}.csv").is_file()]


def sheets(path: Path) -> tuple[Worksheet, Worksheet]:
    book = openpyxl.load_workbook(path)
    first, second = book.worksheets
    return first, second


def fill(path: Path, rows: list[dict[str, object]]) -> None:
    """Fill a template in as a person would: cell by cell under its header."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for line, row in enumerate(rows, start=2):
        for name, value in row.items():
            sheet.cell(line, columns[name], value)
    book.save(path)


@pytest.fixture
def loaded(loaded_embedded_url: str, tmp_path: Path) -> Path:
    """A copy of the loaded store, to write to."""
    path = tmp_path / "copy.kgl"
    shutil.copy(loaded_embedded_url, path)
    return path


def load(store: Path, path: Path) -> Report:
    with open_store(store, "write") as graph:
        return ingest(graph, [path])


@pytest.mark.parametrize("table", TABLE)
def test_a_template_says_of_each_column_what_the_model_says(table: str, tmp_path: Path) -> None:
    sheet, guide = sheets(write_template(table, tmp_path / "t.xlsx"))
    assert (sheet.title, guide.title) == (table, HELP_SHEET)
    assert tuple(cell.value for cell in sheet[1]) == TABLE[table].columns
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "C2"
    told = {row[0]: row for row in guide.iter_rows(values_only=True) if row[0]}
    for column in columns_of(table):
        field = column.field
        _, doc, how, unit, allowed, required = told[field.name]
        assert doc == field.doc
        assert how == column.how
        assert (unit or "") == field.unit
        assert required == ("yes" if field.required else "no")
        for value in field.allowed:
            assert value in str(allowed).split("; ")
    for name in TABLE[table].required_columns:
        assert name in told


@pytest.mark.parametrize("table", TABLE)
def test_allowed_values_are_offered_in_a_list(table: str, tmp_path: Path) -> None:
    sheet, _ = sheets(write_template(table, tmp_path / "t.xlsx"))
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    for cell, column in zip(sheet[1], columns_of(table), strict=True):
        rule, field = rules[f"{cell.column_letter}2"], column.field
        assert field.doc[:60] in rule.prompt
        assert rule.allow_blank
        if field.allowed or field.type is Type.BOOLEAN:
            assert rule.type == "list"
            assert rule.formula1.strip('"').split(",") == list(field.allowed or ("yes", "no"))
            assert len(rule.formula1) - 2 <= LONGEST_LIST
            assert rule.showErrorMessage
        elif field.type in (Type.INTEGER, Type.NUMBER):
            assert rule.type == ("whole" if field.type is Type.INTEGER else "decimal")
            bounds = {float(value) for value in (rule.formula1, rule.formula2) if value}
            assert {b for b in (field.low, field.high) if b is not None} <= bounds
        else:
            assert sheet.column_dimensions[cell.column_letter].number_format == "@"


def test_an_optional_column_is_not_called_required() -> None:
    required = {column.field.name for column in columns_of("clusters") if column.field.required}
    assert required == {"id", "name", "source", "as_of"}
    needs = {column.field.name: column.field.required for column in columns_of("cluster_needs")}
    assert needs["cluster"]
    assert not needs["capability"]  # empty means capability:other


def test_what_is_filled_in_is_in_the_graph(loaded: Path, tmp_path: Path) -> None:
    path = write_template("clusters", tmp_path / "from the district.xlsx")
    row: dict[str, object] = {
        "id": "cluster:template-pottery", "name": "Template pottery cluster", "name_ml": "മൺപാത്രം",
        "aliases": "Potters of the template; Clay works", "latitude": 10.5, "longitude": 76.25,
        "category": "other_traditional", "established": "yes", "units": 42, "champion": "no",
        "district": "Thrissur", "state": "Kerala", "products": "clay pot; template tile",
        "source": "Survey of the office", "as_of": date(2024, 5, 31),
    }  # fmt: skip
    fill(path, [row])
    report = load(loaded, path)
    assert [(f.read, f.loaded, f.merged, f.rejected) for f in report.files] == [(1, 1, 0, 0)]
    with open_store(loaded) as store:
        [found] = store.read("read/stored/cluster", ids=[row["id"]])
        facts = found["properties"]
        [where] = store.read("read/stored/cluster_located_in_district", ids=[row["id"]])
        made = store.read("read/stored/cluster_makes_product", ids=[row["id"]])
    assert facts["units"] == 42
    assert (facts["latitude"], facts["longitude"]) == (10.5, 76.25)
    assert facts["established"] is True
    assert facts["champion"] is False
    assert facts["name_ml"] == row["name_ml"]
    assert facts["aliases"] == ["Potters of the template", "Clay works"]
    assert facts["as_of"] == "2024-05-31"
    assert "looms" not in facts  # what is left empty stays unknown
    assert where["end_id"] == "district:thrissur"
    assert {tie["end_id"] for tie in made} == {"product:clay-pot", "product:template-tile"}


def test_a_wrong_cell_is_rejected_with_its_line_and_the_rest_is_loaded(loaded: Path, tmp_path: Path) -> None:
    path = write_template("clusters", tmp_path / "t.xlsx")
    good = {"id": "cluster:template-good", "name": "Good", "source": "Survey", "as_of": "2024-05"}
    fill(path, [good, good | {"id": "cluster:template-bad", "category": "pottery"}])
    [part] = load(loaded, path).files
    assert (part.read, part.loaded, part.rejected) == (2, 1, 1)
    [rejection] = part.rejections
    assert (rejection.field, rejection.row.origin.line) == ("category", 3)
    assert "pottery" in rejection.reason
    assert "handicraft" in rejection.reason


@pytest.mark.parametrize("table", SHIPPED)
def test_rows_of_every_shipped_table_load_from_a_template_as_what_they_are(
    table: str, loaded: Path, tmp_path: Path
) -> None:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = [dict(row) for _, row in zip(range(20), csv.DictReader(file), strict=False)]
    path = write_template(table, tmp_path / "t.xlsx")
    fill(path, [{name: value for name, value in row.items() if value} for row in rows])
    report = load(loaded, path)
    assert report.files[0].read == len(rows)
    assert report.rejected == 0
    assert (report.created, report.changed) == (0, 0)


def test_a_template_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "clusters.xlsx"
    path.write_bytes(b"the work of a week")
    with pytest.raises(InputError, match="left as it is"):
        write_template("clusters", path)
    assert path.read_bytes() == b"the work of a week"


def test_a_mistyped_table_is_told_the_near_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table 'cluster'; there is clusters"):
        write_template("cluster", tmp_path / "t.xlsx")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_template("clusters", tmp_path / "no" / "t.xlsx")
