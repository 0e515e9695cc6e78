"""Reads a filled-in sheet: every answer checked, every bad cell named, all or nothing.

Cells are read as values. A formula is refused, and so is a text that begins like one; nothing that
stands in a cell is ever run. Only the answers, the role and the day are taken from the file: what is
known stays as the graph has it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from graph.errors import InputError
from matcher.desk.cells import Answers, Cell, day_of, plain
from matcher.desk.choices import Choices, roles
from matcher.desk.parts import Desk
from matcher.desk.rows import Keys, Row, statement
from matcher.desk.sheet import ANSWER, DAY_CELL, DESK, FIRST, FORM, HEADS, KEY, LISTS, ROLE_CELL
from matcher.desk.statements import ROLES, Statement, source_of
from matcher.rules.errors import FactError
from matcher.rules.phrases import label

LARGEST = 5_000_000
_UNPACKED = 60_000_000
_PARTS = 500
_LAST_ROW, _LAST_COLUMN = 20_000, 40
_BROKEN = (zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, LookupError, OSError, EOFError,
           ValueError, TypeError, AttributeError, NotImplementedError, MemoryError)  # fmt: skip


@dataclass(frozen=True)
class BadCell:
    """A cell that cannot be taken.

    Attributes:
        cell: its address (`E12`). about, about_ml: the cluster and question that it answers; may be empty.
        problem: what is wrong and what to do.
    """

    sheet: str
    cell: str
    about: str
    problem: str
    about_ml: str = ""

    def __str__(self) -> str:
        letters = self.cell.rstrip("0123456789")
        where = f"sheet {self.sheet}, row {self.cell[len(letters) :]}, column {letters}"
        return f"{where}{f' ({self.about})' if self.about else ''}: {self.problem}"


class SheetError(InputError):
    """A sheet with cells that cannot be taken; nothing of it was kept."""

    def __init__(self, cells: Sequence[BadCell]) -> None:
        more = f" and {len(cells) - 1} more cells" if len(cells) > 1 else ""
        super().__init__(f"nothing of the sheet was kept, because of {cells[0]}{more}")
        self.cells = tuple(cells)


@dataclass(frozen=True)
class Filled:
    """What a sheet says.

    Attributes:
        rows: the row that each statement answers, in the order of the statements.
    """

    role: str
    as_of: str
    statements: tuple[Statement, ...]
    rows: tuple[Row, ...]


def read(content: bytes, desk: Desk, choices: Choices, today: date) -> Filled:
    """The answers on a sheet of that district.

    Raises:
        SheetError: cells cannot be taken; it names each.
        InputError: the file is no sheet of this desk.
    """
    lines = _lines(content, desk)
    keys = Keys(desk, choices)
    answers, bad = _answers(lines, keys)
    known = Answers(choices, today)
    found: dict[str, tuple[Row, Any]] = {}
    for place, (row, cell) in answers.items():
        try:
            value = known.value(row, cell)
        except FactError as error:
            bad.append(_bad(place, row, str(error).removeprefix(f"{error.field}: "), desk))
            continue
        if row.key in found and found[row.key][1] != value:
            problem = "another row answers the same question otherwise; keep one of them"
            bad.append(_bad(place, row, problem, desk))
        found[row.key] = (row, value)
    role = as_of = ""
    if answers or bad:
        role, as_of, more = _head(lines, today)
        bad = [*more, *bad]
    if bad:
        raise SheetError(bad)
    source = source_of(desk.name, role) if role else ""
    made = tuple(statement(row, value, role, source, as_of) for row, value in found.values())
    return Filled(role, as_of, made, tuple(row for row, _ in found.values()))


def _bad(place: str, row: Row, problem: str, desk: Desk) -> BadCell:
    about_ml = f"{desk.name_of(row.cluster, 'ml')}: {label(row.fact, 'ml')}"
    return BadCell(DESK, place, f"{row.name}: {row.fact.label}", problem, about_ml)


def _lines(content: bytes, desk: Desk) -> list[list[Cell]]:
    """The cells of the sheet, line by line.

    Raises:
        InputError: it is no spreadsheet, too large, or not a sheet of this district.
    """
    if len(content) > LARGEST:
        raise InputError(f"the sheet has more than {LARGEST // 1_000_000} MB; it is none of this desk")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
                raise InputError("the sheet unpacks to far more than a sheet of this desk holds")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            if DESK not in book.sheetnames or LISTS not in book.sheetnames:
                raise InputError(
                    f"the file has no sheets {DESK} and {LISTS}; fill in the sheet that the desk gives out"
                )
            marks = [cells[0].value for cells in _cells(book[LISTS], 3, 1) if cells]
            if not marks or marks[0] != FORM:
                raise InputError("the file is no sheet of this desk; get a new one and fill that in")
            if len(marks) < 2 or marks[1] != desk.id:
                raise InputError(f"this is the sheet of another district, not of {desk.name}")
            return _cells(book[DESK], _LAST_ROW, _LAST_COLUMN)
        finally:
            book.close()
    except _BROKEN as error:
        raise InputError(
            f"the file cannot be read as a spreadsheet (XLSX): {type(error).__name__}; save it as XLSX"
        ) from error


def _cells(sheet: Any, last_row: int, last_column: int) -> list[list[Cell]]:
    return [
        [Cell(cell.value, str(getattr(cell, "data_type", "n"))) for cell in line]
        for line in sheet.iter_rows(max_row=last_row, max_col=last_column)
    ]


def _answers(lines: list[list[Cell]], keys: Keys) -> tuple[dict[str, tuple[Row, Cell]], list[BadCell]]:
    """The filled-in answers by the address of their cell, and rows that are not of this desk."""
    heads = [text for text, _ in HEADS]
    at = next((i for i, line in enumerate(lines) if _texts(line)[: len(heads)] == heads), None)
    if at is None:
        raise InputError(
            f"the line with the heads of the columns (line {FIRST - 1}) was changed; get a new sheet"
        )
    found: dict[str, tuple[Row, Cell]] = {}
    bad: list[BadCell] = []
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        if len(line) <= ANSWER or _empty(line[ANSWER]):
            continue
        place = f"{get_column_letter(ANSWER + 1)}{number}"
        key = str(line[KEY].value) if len(line) > KEY and line[KEY].value is not None else ""
        row = keys.row(key)
        if row is not None:
            found[place] = (row, line[ANSWER])
        else:
            problem = "the desk does not ask this; get a new sheet, and add no rows to it"
            bad.append(BadCell(DESK, place, "", problem))
    return found, bad


def _texts(line: list[Cell]) -> list[str]:
    return [str(cell.value) if cell.value is not None else "" for cell in line]


def _empty(cell: Cell) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _head(lines: list[list[Cell]], today: date) -> tuple[str, str, list[BadCell]]:
    """The role and the day, or what is wrong with them."""
    bad: list[BadCell] = []
    role = as_of = ""
    try:
        text = str(plain(_at(lines, ROLE_CELL)))
        known = {shown.casefold(): key for shown, key in roles().items()}
        known |= {ROLES[key][0].casefold(): key for key in ROLES}
        role = known.get(text.casefold(), "")
        if not role:
            raise FactError("", "choose from the list who has filled it in, a role and no name")
    except FactError as error:
        bad.append(BadCell(DESK, ROLE_CELL, "", str(error).removeprefix(": ")))
    try:
        as_of = day_of(plain(_at(lines, DAY_CELL)), today).isoformat()
    except FactError as error:
        bad.append(BadCell(DESK, DAY_CELL, "", str(error).removeprefix(": ")))
    return role, as_of, bad


def _at(lines: list[list[Cell]], place: str) -> Cell:
    column, row = ord(place[0]) - ord("A"), int(place[1:]) - 1
    line = lines[row] if row < len(lines) else []
    cell = line[column] if column < len(line) else Cell("", "s")
    return Cell("", "s") if cell.value is None else cell
