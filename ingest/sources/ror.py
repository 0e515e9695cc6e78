"""The Research Organization Registry (ROR) as a table: institutions, their names and places.

Bodies that can be no institution of the graph are rejected: companies, hospitals without research,
societies and funders whose name speaks of no teaching or research. Records carry no date (their
version is that of a dump), so `as_of` is undated and a newer dump takes the place of an older one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from graph.text import fold, slug
from ingest import resolve
from ingest.directory import Directory
from ingest.normalise import normalise
from ingest.records import RawRow, Record, RowError
from ingest.sources.base import csv_rows
from ingest.tables import TABLES, NodeTable

TABLE = next(t for t in TABLES if isinstance(t, NodeTable) and t.name == "institutions")
REQUIRED = ("ror_id", "name", "alt_names", "types", "city", "state", "lat", "lng", "status")
_ROR = re.compile(r"(?:https?://)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}\d{2})")
_COLUMNS = {"aliases": "alt_names", "place": "city", "latitude": "lat", "longitude": "lng",
            "kind": "types", "parent": "parents"}  # fmt: skip
# India with its islands, WGS 84 degrees.
_SOUTH, _NORTH, _WEST, _EAST = 6.0, 38.0, 68.0, 98.0

# The first pattern that the folded name bears tells the kind of a teaching body.
_TEACHING = (
    (re.compile(r"\bpolytechnic"), "polytechnic"),
    (re.compile(r"\bengineering college|\bcollege of engineering|\binstitute of engineering"),
     "engineering_college"),
    (re.compile(r"\bbusiness school|\bschool of (business|management)|\bmanagement institute"
                r"|\binstitute of management|\bcollege of management"), "business_school"),
    (re.compile(r"\b(institute|school|college) of design"), "design_institute"),
    (re.compile(r"\btraining (institute|centre|center)"), "training_institute"),
)  # fmt: skip
_TOOL_ROOM = re.compile(r"\btool room")
_TESTS = re.compile(r"\btest(ing)? (laborator|lab|hous|centre|center)")
_TEACHES = re.compile(r"\b(college|university|school|vidyapeeth|mahavidyalaya)\b")
_RESEARCHES = re.compile(r"\bresearch|\b(institutes?|laborator(y|ies)|centre|center|observatory|survey)\b")


class Ror:
    """A ROR table."""

    name = "Research Organization Registry"
    order = TABLES.index(TABLE) * 10 + 5

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, path: Path) -> Iterator[RawRow]:
        """The rows of the table."""
        return csv_rows(path, None, REQUIRED)

    @cached_property
    def _bearers(self) -> dict[str, Counter[str]]:
        """How many bodies of the file bear a name, by state."""
        bearers: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.rows(self._path):
            for name in {fold(name) for name in (row.cells["name"], *_aliases(row))}:
                bearers[name][fold(row.cells["state"])] += 1
        return bearers

    def _shared(self, name: str, place: str) -> bool:
        """Whether other bodies may bear the name in the same state."""
        borne, here = self._bearers[fold(name)], fold(place)
        return (borne[here] + borne[""] if here else borne.total()) > 1

    @cached_property
    def _slugs(self) -> Counter[str]:
        bodies = {(row.cells["ror_id"], slug(row.cells["name"])) for row in self.rows(self._path)}
        return Counter(short for _, short in bodies)

    def normalise(self, row: RawRow, directory: Directory) -> list[Record]:
        """The institution of a row and the state that it lies in.

        Raises:
            RowError: it is no institution, no longer listed, or a cell does not fit.
        """
        name, ror_id = row.cells["name"], ror(row.cells["ror_id"])
        if (status := row.cells["status"].lower()) not in ("active", ""):
            raise RowError("status", f"the record is {status[:20]}", "take the row out")
        cells = {
            "name": name, "aliases": "; ".join(a.replace(";", ",") for a in _aliases(row)),
            "place": row.cells["city"], "kind": kind(name, row.cells["types"]), "ror_id": ror_id,
            "parent": row.cells.get("parents", "").partition("|")[0].partition("=")[2],
            "source": f"{self.name}, {ror_id}", "as_of": "undated", **_point(row),
        }  # fmt: skip
        if place := row.cells["state"]:
            cells["state"] = resolve.state(directory, "state", place)
        # A blank state stays blank; the city tells it where two bodies are compared.
        here = place or resolve.state_of_city(directory, row.cells["city"])
        shared = {fold(each) for each in (name, *_aliases(row)) if self._shared(each, place)}
        cells["id"] = resolve.institution(
            directory, name, _aliases(row), here, ror_id, shared
        ) or resolve.new_id(directory, "institution", name, ror_id[-9:], self._slugs[slug(name)] > 1)
        try:
            return normalise(TABLE, RawRow(row.origin, cells), directory)
        except RowError as error:
            column = _COLUMNS.get(error.field, error.field)
            raise RowError(column, error.reason, error.remedy) from None


def recognise(path: Path, header: frozenset[str]) -> Ror | None:
    """The source of a file with these columns, if they are ROR's."""
    ours = "ror_id" in header and "id" not in header and len(header.intersection(REQUIRED)) > 4
    return Ror(path) if ours else None


def ror(cell: str) -> str:
    """The ROR id as an address, its check digits tested (ISO/IEC 7064, MOD 97-10).

    Raises:
        RowError: it is none.
    """
    found = _ROR.fullmatch(cell.strip().lower())
    if found:
        number = 0
        for letter in found[1][1:7]:
            number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(letter)
        if 98 - number * 100 % 97 == int(found[1][7:]):
            return f"https://ror.org/{found[1]}"
    raise RowError("ror_id", f"'{cell[:40]}' is no ROR id", "write it as in https://ror.org/03ts63514")


def kind(name: str, types: str) -> str:
    """The kind of institution that a body is, by its types and the words of its name.

    Raises:
        RowError: it can be none.
    """
    said, folded = set(types.lower().split("|")), fold(name)
    if "education" in said:
        return next((kind for words, kind in _TEACHING if words.search(folded)), "university")
    if said & {"company"} and not said & {"facility", "government", "nonprofit"}:
        raise RowError("types", "it is a company, not an institution",
                       "take it out, or enter it in startups.csv")  # fmt: skip
    if _TOOL_ROOM.search(folded):
        return "tool_room"
    if _TESTS.search(folded):
        return "testing_lab"
    if "facility" in said:
        return "research_lab"
    if _TEACHES.search(folded):
        return next((kind for words, kind in _TEACHING if words.search(folded)), "university")
    if _RESEARCHES.search(folded):
        return "research_lab"
    if "government" in said:
        return "agency"
    what = "a hospital" if "healthcare" in said else "a society, archive or funder"
    raise RowError("types", f"it is {what} whose name speaks of no teaching or research",
                   "take it out, or enter it in institutions.csv with its kind")  # fmt: skip


def _aliases(row: RawRow) -> list[str]:
    parts = (part.strip() for part in row.cells["alt_names"].split("|"))
    return [part for part in dict.fromkeys(parts) if part and part != row.cells["name"]]


def _point(row: RawRow) -> dict[str, str]:
    cells = {"latitude": row.cells["lat"], "longitude": row.cells["lng"]}
    if not any(cells.values()):
        return {}
    try:
        north, east = float(cells["latitude"] or "nan"), float(cells["longitude"] or "nan")
    except ValueError:
        return cells  # which is told by the table
    inside = _SOUTH <= north <= _NORTH and _WEST <= east <= _EAST
    if all(cells.values()) and not inside:
        raise RowError("lat", f"{north:g}, {east:g} lies outside India",
                       "check that the two are not swapped, or leave both empty")  # fmt: skip
    return {name: repr(round(float(cell), 6)) for name, cell in cells.items() if cell}
