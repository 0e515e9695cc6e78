"""The sheet (XLSX) that an officer fills in: one row for each cluster and fact, answers in one column.

What is known stands beside each question and is not read back. Nothing in it is a formula: a text that
a spreadsheet would run is written behind an apostrophe, as text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from matcher.desk.choices import NOT_KNOWN, Choices, choices_of, roles
from matcher.desk.parts import Desk
from matcher.desk.rows import PLACE, Row, rows_of
from matcher.rules.vocabulary import Fact

FORM = "sangam-desk-1"
DESK, LISTS = "Desk", "Lists"
ROLE_CELL, DAY_CELL = "C4", "C5"
FIRST = 8
HEADS = (
    ("Constituency / മണ്ഡലം", 20), ("Cluster / ക്ലസ്റ്റർ", 26), ("Question", 44), ("ചോദ്യം", 44),
    ("ANSWER / ഉത്തരം", 30), ("Known / അറിയാവുന്നത്", 26), ("Its source / സ്രോതസ്സ്", 34),
    ("Said by the field before / ഫീൽഡിൽനിന്ന് മുമ്പ് അറിഞ്ഞത്", 26), ("key", 4),
)  # fmt: skip
ANSWER, KEY = 4, 8
# A spreadsheet runs a text that begins like this as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST = 1000
_INTRO = (
    "Fill in only the yellow cells, what is not known stays empty. Name a role, never a person. Then load "
    "the file on the desk's page, or with: sangam desk DISTRICT --load FILE",
    "മഞ്ഞ കള്ളികൾ മാത്രം പൂരിപ്പിക്കുക; അറിയാത്തത് ഒഴിച്ചിടുക. വ്യക്തിയുടെ പേരല്ല, പദവിയാണ് വേണ്ടത്. പിന്നെ ഡെസ്കിന്റെ പേജിൽ ഫയൽ "
    "ചേർക്കുക, അല്ലെങ്കിൽ: sangam desk DISTRICT --load FILE",
)
_ROLE, _DAY = "Filled in by (role) / പൂരിപ്പിച്ചയാളുടെ പദവി", "On (day) / തീയതി"
_HEAD, _FILL = PatternFill("solid", fgColor="DDE8F0"), PatternFill("solid", fgColor="FFF6CC")
_THIN = Border(*(Side(style="thin", color="C9D1D9"),) * 4)
_TOP = Alignment(wrap_text=True, vertical="top")


def safe(text: str) -> str:
    """A text as a cell may hold it: no control characters, not too long, nothing that would be run."""
    plain = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_LONGEST]
    return f"'{plain}" if plain.startswith(FORMULA) else plain


def write(desk: Desk, choices: Choices) -> bytes:
    """The sheet of a desk as an XLSX file."""
    book = Workbook()
    sheet, lists = book.worksheets[0], book.create_sheet(LISTS)
    sheet.title = DESK
    rows = rows_of(desk)
    _head(sheet, desk)
    for line, row in enumerate(rows, start=FIRST):
        _line(sheet, line, row)
    _rules(sheet, rows, _lists(lists, desk, rows, choices))
    last = max(FIRST, FIRST + len(rows) - 1)
    sheet.auto_filter.ref = f"A{FIRST - 1}:{get_column_letter(len(HEADS))}{last}"
    sheet.freeze_panes = f"C{FIRST}"
    sheet.print_title_rows = f"{FIRST - 1}:{FIRST - 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # Without a password: it keeps slips of the hand from what is not to be filled in, nobody out.
    sheet.protection.sheet, sheet.protection.autoFilter, sheet.protection.sort = True, False, False
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Worksheet, place: str, text: str) -> Cell:
    cell = sheet[place]
    assert isinstance(cell, Cell)  # nothing is merged
    cell.value = safe(text)
    # As text, whatever it begins with.
    cell.data_type = "s"
    return cell


def _head(sheet: Worksheet, desk: Desk) -> None:
    title = _put(sheet, "A1", f"Programme desk: {desk.name}" + (f" – {desk.name_ml}" if desk.name_ml else ""))
    title.font = Font(bold=True, size=14)
    for line, text in enumerate(_INTRO, start=2):
        _put(sheet, f"A{line}", text)
    for place, told in ((ROLE_CELL, _ROLE), (DAY_CELL, _DAY)):
        _put(sheet, f"A{place[1:]}", told).font = Font(bold=True)
        cell = sheet[place]
        cell.fill, cell.border, cell.protection = _FILL, _THIN, Protection(locked=False)
    sheet[DAY_CELL].number_format = "yyyy-mm-dd"
    for column, (text, width) in enumerate(HEADS, start=1):
        letter = get_column_letter(column)
        cell = _put(sheet, f"{letter}{FIRST - 1}", text)
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), _HEAD, _THIN, _TOP
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions[get_column_letter(KEY + 1)].hidden = True


def _line(sheet: Worksheet, line: int, row: Row) -> None:
    texts = (
        row.seat, row.name, row.question, row.question_ml, "", row.known, row.source, row.said, row.key,
    )  # fmt: skip
    for column, text in enumerate(texts, start=1):
        place = f"{get_column_letter(column)}{line}"
        if column == ANSWER + 1:
            cell = sheet[place]
            cell.fill, cell.protection = _FILL, Protection(locked=False)
            if row.fact.unit == "share" and row.fact.type == "number":
                cell.number_format = "0%"
            elif row.fact.type not in ("number", "date"):
                cell.number_format = "@"
        elif text:
            cell = _put(sheet, place, text)
        else:
            cell = sheet[place]
        cell.border, cell.alignment = _THIN, _TOP


def _lists(sheet: Worksheet, desk: Desk, rows: Sequence[Row], choices: Choices) -> Mapping[str, str]:
    """Write the choices, one column a list; gives the range of each by the fact's name, or `role`."""
    sheet.sheet_state = "hidden"
    _put(sheet, "A1", FORM)
    _put(sheet, "A2", desk.id)
    _put(sheet, "A3", desk.on.isoformat())
    wanted: dict[str, list[str]] = {"role": list(roles()), PLACE: [*choices.seats, NOT_KNOWN]}
    for row in rows:
        if texts := choices_of(row.fact):
            wanted.setdefault(row.fact.name, texts)
    ranges: dict[str, str] = {}
    for column, (name, shown) in enumerate(wanted.items(), start=2):
        letter = get_column_letter(column)
        for line, text in enumerate(shown, start=1):
            _put(sheet, f"{letter}{line}", text)
        ranges[name] = f"={LISTS}!${letter}$1:${letter}${len(shown)}"
    return ranges


def _rules(sheet: Worksheet, rows: Sequence[Row], ranges: Mapping[str, str]) -> None:
    """What an answer can be: a list, a number within bounds; each rule once, with its cells."""
    rules: dict[str, DataValidation] = {}
    role = DataValidation(type="list", formula1=ranges["role"], allow_blank=True)
    role.add(ROLE_CELL)
    sheet.add_data_validation(role)
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    day.errorStyle, day.error = "warning", "A day, as in 2026-11-24"
    day.add(DAY_CELL)
    sheet.add_data_validation(day)
    for line, row in enumerate(rows, start=FIRST):
        fact = row.fact
        if fact.name not in rules:
            found = _rule(fact, ranges)
            if found is None:
                continue
            rules[fact.name] = found
            sheet.add_data_validation(found)
        rules[fact.name].add(f"{get_column_letter(ANSWER + 1)}{line}")


def _rule(fact: Fact, ranges: Mapping[str, str]) -> DataValidation | None:
    if fact.name in ranges:
        rule = DataValidation(type="list", formula1=ranges[fact.name], allow_blank=True)
        rule.error = "Choose from the list, or leave the cell empty."
    elif fact.type == "number":
        kind: Literal["whole", "decimal"] = "whole" if fact.whole else "decimal"
        low, high = fact.low or 0, 1e12 if fact.high is None else fact.high
        rule = DataValidation(
            type=kind, operator="between", formula1=f"{low:g}", formula2=f"{high:.0f}", allow_blank=True
        )
        # A warning only: "150 to 250" and "not known" are answers too.
        rule.errorStyle = "warning"
        rule.error = f"A number{f' ({fact.unit})' if fact.unit else ''}, or as in: 150 to 250, or: not known"
    else:
        return None
    rule.showErrorMessage, rule.errorTitle = True, "Answer / ഉത്തരം"
    return rule
