"""The list of bank branches by IFSC: how many branches each bank has in each district.

One row is one branch; what enters the graph is the count of a bank in a district. Every branch of
the two says the same tie with the same total, so the first loads it and the others merge. The
count is that of one file: a list is to be loaded whole, not in pieces.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from graph.errors import InputError
from graph.fields import Value
from graph.model import RELATIONSHIP
from graph.text import slug
from ingest import resolve
from ingest.directory import Directory
from ingest.normalise import normalise, tie_record
from ingest.personal import personal_column
from ingest.records import Origin, RawRow, Record, RowError
from ingest.report import REJECT_PREFIX
from ingest.sources.base import csv_rows, header_of
from ingest.tables import TABLES, NodeTable

BANKS = next(t for t in TABLES if isinstance(t, NodeTable) and t.name == "banks")
REQUIRED = ("BANK", "IFSC", "DISTRICT", "STATE")
_IFSC = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
_SERVES = RELATIONSHIP["bank_serves_district"]


class Ifsc:
    """A list of branches."""

    name = "Reserve Bank of India IFSC list"
    order = next(i for i, t in enumerate(TABLES) if t.name == "bank_districts") * 10 + 5
    repeats = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._placed: dict[int, tuple[str, str] | RowError] = {}
        self._branches: Counter[tuple[str, str]] = Counter()
        self._new: dict[str, Record] = {}

    def rows(self, path: Path) -> Iterator[RawRow]:
        """The branches of the list, without columns of contacts.

        Raises:
            InputError: it is no such list, or holds only branches that were rejected before.
        """
        if any(column.startswith(REJECT_PREFIX) for column in header_of(path)):
            raise InputError(
                f"{path.name} holds rejected branches only, and counts need the whole list; "
                "mend these rows in the list itself and load that again"
            )
        for row in csv_rows(path, None, REQUIRED):
            kept = {name: cell for name, cell in row.cells.items() if not personal_column(name)}
            yield RawRow(row.origin, kept)

    def normalise(self, row: RawRow, directory: Directory) -> list[Record]:
        """The tie of the branch's bank and district with the count of all, and the bank if new.

        Raises:
            RowError: it is no branch, or bank or district cannot be told.
        """
        if not self._placed:
            self._count(directory)
        placed = self._placed[row.origin.line]
        if isinstance(placed, RowError):
            raise placed
        bank, district = placed
        counted: dict[str, Value] = {"branches": self._branches[placed], "source": self.name,
                                     "as_of": "undated", "synthetic": False}  # fmt: skip
        found: list[Record] = [tie_record(_SERVES, bank, district, counted)]
        if not directory.holds(bank):
            found.append(self._new[bank])
        return found

    def _count(self, directory: Directory) -> None:
        """Place every branch of the list and count; what cannot be placed keeps its reason."""
        lines: dict[str, int] = {}
        banks, districts = _Banks(directory), resolve.Districts(directory)
        for row in self.rows(self._path):
            line, cells = row.origin.line, row.cells
            try:
                ifsc = _ifsc(cells["IFSC"], line, lines)
                banks.check(row, ifsc)
                self._placed[line] = (cells["BANK"], districts.of_branch(cells))
                banks.add(cells["BANK"], ifsc)
            except RowError as error:
                self._placed[line] = error
        ids = banks.settle(self._new)
        for line, placed in self._placed.items():
            if not isinstance(placed, RowError):
                self._placed[line] = (ids[placed[0]], placed[1])
        self._branches.update(p for p in self._placed.values() if not isinstance(p, RowError))


def recognise(path: Path, header: frozenset[str]) -> Ifsc | None:
    """The source of a file with these columns, if they are a branch list's."""
    return Ifsc(path) if "IFSC" in header and header & {"BANK", "BRANCH", "MICR"} else None


def _ifsc(cell: str, line: int, lines: dict[str, int]) -> str:
    ifsc = cell.upper()
    if not _IFSC.fullmatch(ifsc):
        raise RowError("IFSC", f"'{cell[:40]}' is no IFSC", "write it as in SBIN0070015")
    if lines.setdefault(ifsc, line) != line:
        raise RowError("IFSC", f"the same branch stands on line {lines[ifsc]}", "keep one")
    return ifsc


class _Banks:
    """The banks of a list: known ones by name, and one record for each that is new.

    All spellings of a new bank are gathered first: the most frequent names it.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._known: dict[str, str | None] = {}
        self._spelled: dict[str, Counter[str]] = defaultdict(Counter)
        self._codes: dict[str, set[str]] = defaultdict(set)

    def check(self, row: RawRow, ifsc: str) -> None:
        """Refuse what cannot name a bank."""
        name = row.cells["BANK"]
        if not slug(name):
            raise RowError("BANK", "the cell is empty or holds no Latin letters", "name the bank")
        if name not in self._known:
            self._record(f"bank:{ifsc[:4].lower()}", Counter([name]))
            self._known[name] = resolve.bank(self._directory, name)

    def add(self, name: str, ifsc: str) -> None:
        """Count a spelling, and the code that stands first in the branch's IFSC."""
        self._spelled[resolve.bank_name(name)][name] += 1
        self._codes[resolve.bank_name(name)].add(ifsc[:4].lower())

    def settle(self, new: dict[str, Record]) -> dict[str, str]:
        """The id of each spelling; records of new banks go to `new`."""
        for bare in sorted(self._spelled):
            spellings = self._spelled[bare]
            known = min((id_ for name in spellings if (id_ := self._known[name])), default=None)
            if known:
                self._known.update({name: self._known[name] or known for name in spellings})
                continue
            code = min(self._codes[bare])
            made = resolve.new_id(self._directory, "bank", bare, code)
            if made in new:
                made = resolve.new_id(self._directory, "bank", bare, code, shared=True)
            new[made] = self._record(made, spellings)
            self._known.update(dict.fromkeys(spellings, made))
        return {name: known for name, known in self._known.items() if known}

    def _record(self, identity: str, spellings: Counter[str]) -> Record:
        name, *others = sorted(spellings, key=lambda each: (-spellings[each], each))
        cells = {"id": identity, "name": name, "aliases": "; ".join(sorted(others)),
                 "source": Ifsc.name, "as_of": "undated"}  # fmt: skip
        try:
            return normalise(BANKS, RawRow(Origin("", 0), cells), self._directory)[0]
        except RowError as error:
            raise RowError("BANK", error.reason, error.remedy) from None
