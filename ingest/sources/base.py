"""What a source is, and how a file of separated text is read with care."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from graph.errors import InputError
from ingest.directory import Directory
from ingest.personal import personal_column
from ingest.records import Origin, RawRow, Record
from ingest.report import REJECT_PREFIX

CELL_LIMIT = 100_000
_MAGIC = {
    b"PK\x03\x04": "a zip archive or a spreadsheet; save it as CSV, or give it the ending .xlsx",
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"%PDF": "a PDF; the rows are needed as CSV or XLSX",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls); save it as .xlsx",
}


class Source(Protocol):
    """A format: its name, its place in the order of loading, its rows and what they mean."""

    name: str
    order: int

    def rows(self, path: Path) -> Iterator[RawRow]:
        """The rows of a file, in its order.

        Raises:
            InputError: the file as a whole cannot be taken.
        """

    def normalise(self, row: RawRow, directory: Directory) -> list[Record]:
        """The records that a row stands for, the main one first.

        Raises:
            RowError: the row cannot be taken.
        """


def refuse_unreadable(path: Path) -> None:
    """Refuse what is no file of text, by its first bytes.

    Raises:
        InputError: it is missing, a folder, empty, or a file of another kind.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name the files in it") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if not head:
        raise InputError(f"{path} is empty; a header line and rows are needed")
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise InputError(f"{path} is {what}")


def header_of(path: Path) -> tuple[str, ...]:
    """The column names of a CSV file.

    Raises:
        InputError: as for `csv_rows`.
    """
    refuse_unreadable(path)
    return next(_lines(path))[1]


def csv_rows(
    path: Path, columns: tuple[str, ...] | None = None, required: tuple[str, ...] = ()
) -> Iterator[RawRow]:
    """The rows of a CSV file (UTF-8, with or without byte order mark), blank lines left out.

    Args:
        columns: the columns that the file may have; None: any.
        required: those that it must have.

    Raises:
        InputError: it is not such a file; the message names the line where it can.
    """
    refuse_unreadable(path)
    lines = _lines(path)
    _, header = next(lines)
    check_header(path.name, header, columns, required)
    for line, cells in lines:
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise InputError(
                f"{path.name}, line {line}: {len(cells)} cells where the header has {len(header)}; "
                "quote cells that hold commas"
            )
        yield RawRow(Origin(path.name, line), dict(zip(header, cells, strict=True)))


def check_header(
    name: str, header: tuple[str, ...], columns: tuple[str, ...] | None, required: tuple[str, ...]
) -> None:
    """Refuse a header with repeated, personal, missing or unknown columns.

    Raises:
        InputError: naming the column and what to do.
    """
    repeated = sorted({column for column in header if header.count(column) > 1})
    if repeated:
        raise InputError(f"{name}: column {repeated[0] or '(no name)'} stands twice; keep one")
    given = [column for column in header if not column.startswith(REJECT_PREFIX)]
    known = given if columns is None else columns
    for column in given:
        if column not in known and personal_column(column):
            raise InputError(
                f"{name}: column '{column}' holds personal data; delete it, the graph does not take it"
            )
    missing = ", ".join(column for column in required if column not in given)
    unknown = ", ".join(column for column in given if column not in known)
    if missing or unknown:
        told = [f"column {missing} is missing"] if missing else []
        also = [f"column {unknown} is not known"] if unknown else []
        raise InputError(f"{name}: {'; '.join(told + also)}. The columns are {', '.join(known)}")


def _lines(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    csv.field_size_limit(CELL_LIMIT)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            for cells in reader:
                if "\0" in "".join(cells):
                    raise InputError(f"{path.name}, line {reader.line_num}: a cell holds a NUL byte")
                yield reader.line_num, tuple(cell.strip() for cell in cells)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{path.name}, after line {reader.line_num}: not UTF-8 (byte "
                f"{error.object[error.start]:#x}); save it as CSV UTF-8"
            ) from error
        except csv.Error as error:
            raise InputError(
                f"{path.name}, line {reader.line_num}: {error}; cells hold up to {CELL_LIMIT:,} letters, "
                "quotes inside a quoted cell are doubled"
            ) from error
        if reader.line_num == 0:
            raise InputError(f"{path.name} is empty; a header line and rows are needed")
