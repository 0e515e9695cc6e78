"""The project's own tables, as CSV files or as sheets of a spreadsheet (XLSX)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from graph.errors import InputError
from ingest.directory import Directory
from ingest.normalise import normalise
from ingest.records import Origin, RawRow, Record
from ingest.report import REJECT_PREFIX
from ingest.sources.base import CELL_LIMIT, check_header, csv_rows
from ingest.tables import TABLE, TABLES, ClaimTable, NodeTable, TieTable

# The help sheet of a template; it holds no rows.
HELP_SHEET = "how to fill this in"
_MAX_ROWS = 200_000
# openpyxl lets through whatever its zip and XML parts raise over a broken file.
_BROKEN = (zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, LookupError, OSError, EOFError,
           ValueError, TypeError, AttributeError)  # fmt: skip


class TableCsv:
    """A project table as a CSV file."""

    def __init__(self, table: NodeTable | TieTable | ClaimTable) -> None:
        self.table = table
        self.name = f"table {table.name}"
        self.order = TABLES.index(table) * 10

    def rows(self, path: Path) -> Iterator[RawRow]:
        """The rows of the file."""
        return csv_rows(path, self.table.columns, self.table.required_columns)

    def normalise(self, row: RawRow, directory: Directory) -> list[Record]:
        """The records of a row."""
        return normalise(self.table, row, directory)


class TableSheet(TableCsv):
    """A project table as a sheet of an XLSX file."""

    def __init__(self, table: NodeTable | TieTable | ClaimTable, sheet: str) -> None:
        super().__init__(table)
        self.sheet = sheet

    def rows(self, path: Path) -> Iterator[RawRow]:
        """The rows of the sheet; formulas are given as they are typed, so that they are refused."""
        book = open_book(path)
        try:
            lines = sheet_lines(book, self.sheet, path)
            header = _cut(tuple(_text(value) for value in next(lines, ())))
            name = f"{path.name} [{self.sheet}]"
            check_header(name, header, self.table.columns, self.table.required_columns)
            for number, line in enumerate(lines, start=2):
                if number > _MAX_ROWS:
                    raise InputError(f"{name}: more than {_MAX_ROWS:,} rows; use CSV for so many")
                cells = [_text(value) for value in line[: len(header)]]
                if any(_text(value) for value in line[len(header) :]):
                    raise InputError(f"{name}, line {number}: a cell stands beside the last column")
                if any(len(text) > CELL_LIMIT for text in cells):
                    raise InputError(f"{name}, line {number}: a cell is longer than {CELL_LIMIT:,}")
                if any(cells):
                    cells += [""] * (len(header) - len(cells))
                    named = dict(zip(header, cells, strict=True))
                    yield RawRow(Origin(name, number), named)
        finally:
            book.close()


def open_book(path: Path) -> openpyxl.Workbook:
    """The workbook of an XLSX file.

    Raises:
        InputError: it is none, or unpacks to more than 200 MB.
    """
    try:
        # From memory: openpyxl leaves a file open when it fails over what is in it.
        content = io.BytesIO(path.read_bytes())
        with zipfile.ZipFile(content) as packed:
            if sum(part.file_size for part in packed.infolist()) > 200_000_000:
                raise InputError(f"{path} unpacks to more than 200 MB; split it, or use CSV")
        return openpyxl.load_workbook(content, read_only=True, data_only=False)
    except _BROKEN as error:
        raise InputError(f"{path} cannot be read as a spreadsheet (XLSX): {error}") from error


def sheet_lines(
    book: openpyxl.Workbook, sheet: str, path: Path, last: int | None = None
) -> Iterator[tuple[object, ...]]:
    """The values of a sheet, line by line, up to a last one.

    Raises:
        InputError: its part of the file is broken, which shows only when it is read.
    """
    try:
        yield from book[sheet].iter_rows(values_only=True, max_row=last)
    except _BROKEN as error:
        raise InputError(f"{path} cannot be read as a spreadsheet (XLSX): {error}") from error


def _cut(header: tuple[str, ...]) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    return header


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def table_for(name: str, header: tuple[str, ...]) -> NodeTable | TieTable | ClaimTable | None:
    """The table that a file or sheet holds: by its name, a word of its name, or its columns.

    `clusters-kerala.csv` and the rejects of a sheet, `officer-clusters.csv`, hold clusters.
    """
    own = {column for column in header if not column.startswith(REJECT_PREFIX)}
    if name in TABLE:
        return TABLE[name]
    words = set(re.split(r"[\s.()-]+", name.lower()))
    named = [table for table in TABLES if table.name in words]
    like = named or [table for table in TABLES if own == set(table.columns)]
    return like[0] if len(like) == 1 else None
