"""An empty spreadsheet (XLSX) for one of the project's tables, to fill in and load back.

The sheet named after the table has the columns; a second sheet says what belongs into each. All of
it is read from the graph model, so a template cannot fall behind what a loader takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from graph.errors import InputError
from graph.fields import UNDATED, Field, Type
from graph.model import NODE, RELATIONSHIPS
from ingest.sources.tables import HELP_SHEET
from ingest.tables import TABLE, ClaimTable, NodeTable, Reference, TieTable

ROWS = 2000
# Excel takes a list of values in a cell's rule up to this length.
LONGEST_LIST = 255
_HEADER = PatternFill("solid", fgColor="DDE8F0")
_REQUIRED = PatternFill("solid", fgColor="F8D9A0")
_HOW = {
    Type.TEXT: "text",
    Type.INTEGER: "a whole number, as in 120",
    Type.NUMBER: "a number, as in 9.49",
    Type.BOOLEAN: "yes or no; empty if not known",
    Type.DATE: f"a year, month or day, as in 2024, 2024-05 or 2024-05-31; {UNDATED} if the source shows none",
    Type.LIST: "several, separated by semicolons",
}
_HELP_HEADER = ("Column", "What it says", "How to write it", "Unit", "Allowed values", "Required")
_HELP_WIDTHS = (22, 60, 44, 12, 44, 10)


@dataclass(frozen=True)
class Column:
    """A column of a template.

    Attributes:
        field: its meaning, type, unit and allowed values.
        how: how to write a cell.
    """

    field: Field
    how: str


def write_template(table: str, path: Path) -> Path:
    """Write an empty spreadsheet for a table; gives its path.

    Raises:
        InputError: there is no such table, the file is there already, or cannot be written.
    """
    if table not in TABLE:
        near = get_close_matches(table, TABLE, 3) or TABLE
        raise InputError(f"there is no table '{table}'; there is {', '.join(near)}")
    if path.exists():
        raise InputError(f"{path} is there already and is left as it is; name another file, or move it")
    book = Workbook()
    sheet, guide = book.worksheets[0], book.create_sheet(HELP_SHEET)
    columns = columns_of(table)
    _fill_table(sheet, table, columns)
    _fill_guide(guide, table, columns)
    try:
        book.save(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    return path


def columns_of(table: str) -> list[Column]:
    """The columns of a table, in order, each with its meaning."""
    found = TABLE[table]
    fields = _described(found)
    required = set(found.required_columns)
    if isinstance(found, TieTable) and found.default_end:
        required.discard(found.end)  # its cells may be empty
    return [
        Column(replace(field, required=name in required), how)
        for name, (field, how) in ((name, fields[name]) for name in found.columns)
    ]


def _described(table: NodeTable | TieTable | ClaimTable) -> dict[str, tuple[Field, str]]:
    match table:
        case NodeTable():
            own = [_plain(field) for field in table.fields]
            own[0] = (own[0][0], f"{table.kind.key}:short-name, in small letters, digits and hyphens")
            referring = [_reference(reference, table.kind.key) for reference in table.references]
            return {field.name: (field, how) for field, how in (*own, *referring)}
        case TieTable():
            return {field.name: (field, how) for field, how in _of_tie(table)}
        case ClaimTable():
            claim = NODE["claim"]
            return {name: _plain(claim.field(name)) for name in table.columns}


def _plain(field: Field) -> tuple[Field, str]:
    return field, "one of the allowed values" if field.allowed else _HOW[field.type]


def _reference(reference: Reference, own: str) -> tuple[Field, str]:
    kinds = reference.by_other(own)
    doc = f"{next(iter(kinds.values())).doc.rstrip('.')}: {_named(kinds)}."
    names = "names" if reference.create else "names or ids"
    how = f"{names}, separated by semicolons" if reference.many else "its name or its id"
    if reference.create:
        how += "; new ones are taken up"
    return Field(reference.column, doc, Type.LIST if reference.many else Type.TEXT), how


def _of_tie(table: TieTable) -> list[tuple[Field, str]]:
    found: list[tuple[Field, str]] = []
    if table.has_id:
        found.append((Field("id", "Tells the rows of this file apart."), "any short text"))
    if table.type_column:
        field = Field(table.type_column, "The kind of tie.", allowed=table.types)
        found.append((field, "one of the allowed values"))
    starts = dict.fromkeys(kind.start for kind in table.kinds)
    ends = dict.fromkeys(kind.end for kind in table.kinds)
    same = starts == ends
    start_doc = f"The {_named(starts)} that " + ("the tie starts from." if same else "is meant.")
    end_doc = f"The {_named(ends)} that " + ("the tie leads to." if same else "is meant.")
    otherwise = f"; {table.default_end} when empty" if table.default_end else ""
    found.append((Field(table.start, start_doc), "its name or its id"))
    found.append((Field(table.end, end_doc), f"its name or its id{otherwise}"))
    if table.flag:
        column, type_ = table.flag
        also = next(kind.doc for kind in RELATIONSHIPS if kind.type == type_)
        doc = f"Whether it is also this: {also[0].lower()}{also[1:]}"
        found.append((Field(column, doc, Type.BOOLEAN), "yes, or leave it empty"))
    return [*found, *(_plain(field) for field in table.fields)]


def _named(kinds: Iterable[str]) -> str:
    return " or ".join(NODE[kind].label.lower() for kind in kinds)


def _fill_table(sheet: Worksheet, table: str, columns: list[Column]) -> None:
    sheet.title = table
    for at, column in enumerate(columns, start=1):
        field = column.field
        letter = get_column_letter(at)
        cell = sheet.cell(1, at, field.name)
        assert isinstance(cell, Cell)  # nothing is merged
        cell.font = Font(bold=True)
        cell.fill = _REQUIRED if field.required else _HEADER
        dimension = sheet.column_dimensions[letter]
        dimension.width = _width(field)
        if field.type not in (Type.INTEGER, Type.NUMBER):
            # As text, or a spreadsheet makes a day of "2024-05" and a number of a code's zeros.
            dimension.number_format = "@"
        rule = _rule(column)
        rule.add(f"{letter}2:{letter}{ROWS}")
        sheet.add_data_validation(rule)
    sheet.freeze_panes = "C2"


def _width(field: Field) -> float:
    longest = max((len(value) for value in field.allowed), default=0)
    wide = {Type.LIST: 30, Type.BOOLEAN: 10, Type.INTEGER: 12, Type.NUMBER: 12, Type.DATE: 14}
    usual = wide.get(field.type, 24 if not field.allowed else 0)
    return max(len(field.name) + 4, longest + 4, usual)


def _rule(column: Column) -> DataValidation:
    """What a cell may hold, offered as a list where there is one, and a note when it is chosen."""
    field = column.field
    if field.allowed or field.type is Type.BOOLEAN:
        values = ",".join(field.allowed or ("yes", "no"))
        if len(values) > LONGEST_LIST:
            raise InputError(f"the allowed values of {field.name} are too long for a spreadsheet's list")
        rule = DataValidation(type="list", formula1=f'"{values}"')
    elif field.type in (Type.INTEGER, Type.NUMBER):
        rule = _range(field)
    else:
        rule = DataValidation()
    rule.allow_blank = True
    rule.showErrorMessage = rule.type is not None
    rule.errorTitle, rule.error = field.name[:32], f"This is {column.how}."[:255]
    rule.showInputMessage = True
    rule.promptTitle = field.name[:32]
    rule.prompt = f"{field.doc} {column.how[0].upper()}{column.how[1:]}."[:255]
    return rule


def _range(field: Field) -> DataValidation:
    type_: Literal["whole", "decimal"] = "whole" if field.type is Type.INTEGER else "decimal"
    match field.low, field.high:
        case None, None:
            return DataValidation(type=type_, operator="between", formula1="-1e15", formula2="1e15")
        case None, high:
            return DataValidation(type=type_, operator="lessThanOrEqual", formula1=f"{high:g}")
        case low, None:
            return DataValidation(type=type_, operator="greaterThanOrEqual", formula1=f"{low:g}")
        case low, high:
            return DataValidation(type=type_, operator="between", formula1=f"{low:g}", formula2=f"{high:g}")


def _fill_guide(sheet: Worksheet, table: str, columns: list[Column]) -> None:
    told = (
        f"On the first sheet, one row for each of the {table.replace('_', ' ')}. "
        "The first line stays as it is.",
        "Orange columns are required. Leave a cell empty when no source says what belongs there: "
        "empty is not known, 0 is none.",
        "Each row names the public document that says so. No names, phones or numbers of persons.",
        f"Save, then load it with: sangam ingest {table}.xlsx",
    )
    for line, text in enumerate(told, start=1):
        sheet.cell(line, 1, text)
    top = len(told) + 2
    for at, (title, width) in enumerate(zip(_HELP_HEADER, _HELP_WIDTHS, strict=True), start=1):
        head = sheet.cell(top, at, title)
        assert isinstance(head, Cell)  # nothing is merged
        head.font, head.fill = Font(bold=True), _HEADER
        sheet.column_dimensions[get_column_letter(at)].width = width
    for line, column in enumerate(columns, start=top + 1):
        field = column.field
        allowed = "; ".join(field.allowed) or _bounds(field)
        needed = "yes" if field.required else "no"
        for at, text in enumerate((field.name, field.doc, column.how, field.unit, allowed, needed), start=1):
            cell = sheet.cell(line, at, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"A{top + 1}"


def _bounds(field: Field) -> str:
    low = "" if field.low is None else f"from {field.low:g} "
    high = "" if field.high is None else f"up to {field.high:g}"
    return f"{low}{high}".strip()
