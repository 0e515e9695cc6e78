"""The NIC-2008 list of industries: sections, divisions, groups, classes and subclasses.

Printed lists are often cut at the end of a line. A description is taken as cut when it ends with a
comma, semicolon, hyphen or slash, leaves a bracket open, or ends with a word that must go on (and,
of, including); it is loaded with an ellipsis, which tells people and yields to a fuller name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from ingest.directory import Directory
from ingest.normalise import normalise
from ingest.records import RawRow, Record, RowError
from ingest.sources.base import csv_rows
from ingest.tables import TABLES, NodeTable

TABLE = next(t for t in TABLES if isinstance(t, NodeTable) and t.name == "industries")
REQUIRED = ("code", "level", "description", "section")
_CODES = {"section": r"[A-Z]", "division": r"\d{2}", "group": r"\d{3}", "class": r"\d{4}",
          "subclass": r"\d{5}"}  # fmt: skip
_HEADING = re.compile(r"((sub[ -]?)?class|group|division|section)? ?descriptions?", re.IGNORECASE)
_GOES_ON = re.compile(
    r".*\b(and|or|of|the|for|in|to|with|by|on|from|an?|other|not|as|such|including|without|than"
    r"|except)", re.IGNORECASE | re.DOTALL,
)  # fmt: skip


class Nic:
    """A NIC-2008 list."""

    name = "NIC-2008 list"
    order = TABLES.index(TABLE) * 10 + 5

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, path: Path) -> Iterator[RawRow]:
        """The rows of the list."""
        return csv_rows(path, None, REQUIRED)

    @cached_property
    def _codes(self) -> frozenset[str]:
        """The codes of the rows that can be taken."""
        codes = set()
        for row in self.rows(self._path):
            try:
                _check(row)
            except RowError:
                continue
            codes.add(row.cells["code"])
        return frozenset(codes)

    def normalise(self, row: RawRow, directory: Directory) -> list[Record]:
        """The industry of a row and the wider one that it belongs to.

        Where the list lacks a level (a division, say), the next wider one that it has is taken.

        Raises:
            RowError: the row is no industry.
        """
        _check(row)
        code = row.cells["code"]
        text = " ".join(row.cells["description"].split())
        cells = {
            "id": _id(code), "name": f"{text} …" if cut(text) else text, "code": code,
            "level": row.cells["level"], "parent": self._parent(row, directory),
            "source": f"{self.name}: National Industrial Classification 2008", "as_of": "2008",
        }  # fmt: skip
        try:
            return normalise(TABLE, RawRow(row.origin, cells), directory)
        except RowError as error:
            column = "description" if error.field == "name" else error.field
            raise RowError(column, error.reason, error.remedy) from None

    def _parent(self, row: RawRow, directory: Directory) -> str:
        code, section = row.cells["code"], row.cells["section"]
        wider = [code[:length] for length in range(len(code) - 1, 1, -1)]
        for each in (*wider, *([section] if section and section != code else [])):
            if each in self._codes or directory.holds(_id(each)):
                return _id(each)
        return ""


def recognise(path: Path, header: frozenset[str]) -> Nic | None:
    """The source of a file with these columns, if they are a NIC list's."""
    ours = "id" not in header and len(header.intersection(REQUIRED)) > 2
    return Nic(path) if ours else None


def cut(text: str) -> bool:
    """Whether a description breaks off."""
    return (
        text.endswith((",", ";", "-", "/", "(", "[", ":"))
        or text.count("(") > text.count(")")
        or text.count("[") > text.count("]")
        or _GOES_ON.fullmatch(text) is not None
    )


def _id(code: str) -> str:
    return f"industry:{code.lower()}"


def _check(row: RawRow) -> None:
    code, level, text = (row.cells[name] for name in ("code", "level", "description"))
    if level not in _CODES:
        raise RowError("level", f"'{level[:40]}' is no level", f"write one of {', '.join(_CODES)}")
    if not text or _HEADING.fullmatch(" ".join(text.split())):
        raise RowError("description", f"'{text[:40]}' is a heading, not an industry",
                       "take the row out, or write what the industry is")  # fmt: skip
    if not re.fullmatch(_CODES[level], code):
        lost = code.isascii() and code.isdigit() and re.fullmatch(_CODES[level], f"0{code}")
        remedy = f"write 0{code}; a spreadsheet took the zero" if lost else "look it up in NIC-2008"
        raise RowError("code", f"'{code[:20]}' is no code of a {level}", remedy)
    section = row.cells["section"]
    if section and not re.fullmatch(_CODES["section"], section):
        raise RowError("section", f"'{section[:20]}' is no section", "write its letter, A to U")
