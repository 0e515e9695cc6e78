"""A folder of judgements (`institutions`, `collaborations`, `queries`, `qrels` as CSV) as profiles.

The same profiles, signals and ranking code that serve users are what is measured. Columns `place`,
`state`, `description` are used when they are there.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputError
from graph.text import fold
from matcher.lexicon import words
from matcher.profiles import Part, Past, Place, Profile, pieces

_NEEDED = {
    "institutions": ("id", "name"),
    "collaborations": ("project_id", "year", "firm", "institution_id", "title", "abstract"),
    "queries": ("query_id", "year", "firm", "title", "abstract"),
    "qrels": ("query_id", "institution_id"),
}
_YEAR = re.compile(r"[12][0-9]{3}")
# A word in the names of more institutions than this names none of them.
_TELLS = 3


@dataclass(frozen=True)
class Query:
    """One question: what is asked, in which year, and the institutions that are right."""

    id: str
    profile: Profile
    year: int
    sponsors: frozenset[str]
    right: frozenset[str]


@dataclass(frozen=True)
class Benchmark:
    """Institutions with their past work, and queries with the right answers."""

    institutions: tuple[Profile, ...]
    queries: tuple[Query, ...]


def read_linkages(folder: Path, gazetteer: Mapping[str, Place]) -> Benchmark:
    """The benchmark of a folder.

    Args:
        gazetteer: folded place name to place, for the columns `place` and `state`.

    Raises:
        InputError: a file or a column is missing; an institution or a query is listed twice, or named and
            not listed; a year or a relevance is no number.
    """
    tables = {name: read_table(folder / f"{name}.csv", columns) for name, columns in _NEEDED.items()}
    listed = _ids(tables["institutions"], "id", "institutions.csv")
    asked = _ids(tables["queries"], "query_id", "queries.csv")
    past: dict[str, list[Past]] = defaultdict(list)
    for line, row in enumerate(tables["collaborations"], start=2):
        _known(row, "institution_id", listed, "institutions.csv", f"collaborations.csv, line {line}")
        _check_year(row, f"collaborations.csv, line {line}")
        past[row["institution_id"]].append(_past(row))
    right: dict[str, set[str]] = defaultdict(set)
    for line, row in enumerate(tables["qrels"], start=2):
        where = f"qrels.csv, line {line}"
        _known(row, "institution_id", listed, "institutions.csv", where)
        _known(row, "query_id", asked, "queries.csv", where)
        if _relevance(row, where) > 0:
            right[row["query_id"]].add(row["institution_id"])
    for line, row in enumerate(tables["queries"], start=2):
        _check_year(row, f"queries.csv, line {line}")
    institutions = (_institution(row, past[row["id"]], gazetteer) for row in tables["institutions"])
    queries = (_query(row, right[row["query_id"]], gazetteer) for row in tables["queries"])
    return Benchmark(tuple(institutions), tuple(queries))


def _institution(row: Mapping[str, str], past: Iterable[Past], gazetteer: Mapping[str, Place]) -> Profile:
    description = row.get("description", "")
    parts = [Part(row["name"], "name"), *(Part(text, "capability") for text in pieces(description))]
    whole = ". ".join(part.text for part in parts)
    place = _place(row, gazetteer, row["name"])
    return Profile(row["id"], row["name"], whole, tuple(parts), place=place, past=tuple(past))


def _query(row: Mapping[str, str], right: Iterable[str], gazetteer: Mapping[str, Place]) -> Query:
    whole = f"{row['title']}. {row['abstract']}"
    parts = [Part(text, "description") for text in (row["title"], *pieces(row["abstract"]))]
    place = _place(row, gazetteer, row["title"])
    profile = Profile(row["firm"], row["title"], whole, tuple(parts), place=place)
    return Query(row["query_id"], profile, _year(row["year"]), _sponsors(row), frozenset(right))


def asked_before(past: Past, naming: frozenset[str]) -> Profile:
    """What was asked when a piece of past work began, without the words that would give a name away."""
    kept = (word for word in past.text.split() if naming.isdisjoint(words(word)))
    text = " ".join(kept) or past.text
    return Profile(past.other, text[:60], text, tuple(Part(piece, "description") for piece in pieces(text)))


def naming_words(institutions: Iterable[Profile]) -> frozenset[str]:
    """The words by which one of the institutions can be told: those in the names of at most three."""
    counts = Counter(word for one in institutions for word in set(words(one.name)))
    return frozenset(word for word, count in counts.items() if count <= _TELLS)


def _past(row: Mapping[str, str]) -> Past:
    text = f"{row['title']}. {row['abstract']}"
    return Past(row["firm"], text, year=_year(row["year"]), sponsors=_sponsors(row))


def _sponsors(row: Mapping[str, str]) -> frozenset[str]:
    """The agencies of a row as a set: `A|B` and `B|A` are the same."""
    return frozenset(name.strip() for name in row.get("agency", "").split("|") if name.strip())


def _place(row: Mapping[str, str], gazetteer: Mapping[str, Place], also: str) -> Place:
    """The first name in the place, then in the title, that is known in the row's state."""
    state = fold(row.get("state", ""))
    for text in (*row.get("place", "").split(","), also):
        known = fold(text).split()
        for length in (3, 2, 1):
            for start in range(len(known) - length + 1):
                found = gazetteer.get(" ".join(known[start : start + length]))
                if found is not None and (not state or found.state in ("", None, state)):
                    return Place(found.latitude, found.longitude, found.district, state or None)
    return Place(state=state or None)


def _year(cell: str) -> int:
    return int(cell or 0)


def _check_year(row: Mapping[str, str], where: str) -> None:
    """A year that is not known is left empty: everything counts as before it, or as after."""
    if row["year"] and not _YEAR.fullmatch(row["year"]):
        raise InputError(
            f"{where}: year '{row['year'][:20]}' is no year; write four digits, or leave it empty"
        )


def _relevance(row: Mapping[str, str], where: str) -> float:
    """1 where the column is left out or empty."""
    cell = row.get("relevance") or "1"
    try:
        found = float(cell)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise InputError(f"{where}: relevance '{cell[:20]}' is no number; write 1 for right, 0 for not")
    return found


def _ids(rows: Iterable[Mapping[str, str]], column: str, file: str) -> set[str]:
    """The ids of a table, each given once."""
    lines: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        identity = row[column]
        if not identity:
            raise InputError(f"{file}, line {line}: {column} is empty; every row needs its own")
        if identity in lines:
            raise InputError(
                f"{file}, line {line}: {column} '{identity}' stands in line {lines[identity]} already; "
                "every row needs its own"
            )
        lines[identity] = line
    return set(lines)


def _known(row: Mapping[str, str], column: str, listed: set[str], file: str, where: str) -> None:
    if row[column] not in listed:
        raise InputError(f"{where}: {column} '{row[column]}' is not in {file}")


def read_table(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a CSV file that must have some columns; cells without spaces around them.

    Raises:
        InputError: the file cannot be read, has no rows, or a column is missing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no text in UTF-8; save it as CSV UTF-8 and try again") from error
    except csv.Error as error:
        raise InputError(f"{path} is no table that can be read as CSV: {error}") from error
    missing = [column for column in columns if rows and column not in rows[0]]
    if missing or not rows:
        what = f"column {', '.join(missing)} is missing" if missing else "there are no rows"
        raise InputError(f"{path}: {what}; needed are {', '.join(columns)}")
    return [{key: (value or "").strip() for key, value in row.items() if key} for row in rows]
