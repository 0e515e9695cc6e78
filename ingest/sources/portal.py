"""The national scheme portal (myScheme) as JSON: a list of records, one a scheme.

Texts are cut at a sentence, and sentences with phone numbers or e-mail addresses are left out;
the full text stands on the portal's page, whose address is the source.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from graph.errors import InputError
from graph.text import fold, slug
from ingest import resolve
from ingest.directory import Directory
from ingest.normalise import normalise
from ingest.personal import personal_text
from ingest.records import Origin, RawRow, Record, RowError
from ingest.report import REJECT_PREFIX
from ingest.sources.base import CELL_LIMIT, refuse_unreadable
from ingest.tables import TABLES, NodeTable

TABLE = next(t for t in TABLES if isinstance(t, NodeTable) and t.name == "schemes")
LIMIT = 300
_PAGE = re.compile(r"https?://(?:www\.)?myscheme\.gov\.in/schemes/([a-z0-9-]+)/?", re.IGNORECASE)
_CENTRAL = re.compile(r"\b(ministry|department|aayog|commission|council|board|india)\b")
_SHORT_NAME = re.compile(r"(.+?)\s*\(([A-Z][A-Za-z0-9-]{1,14})\)")
# No sentence ends with Rs. or i.e.
_SENTENCE = re.compile(r"(?<=[.!?।])(?<!\bRs\.)(?<!\bNo\.)(?<!\b[Dd]r\.)(?<!i\.e\.)(?<!e\.g\.)\s+(?=\S)")
_NUMBERING = re.compile(r"[\s(]*([0-9]{1,2}|[a-z]|[ivx]+)[.)]", re.IGNORECASE)
_FIELDS = {"name": "Scheme Name", "short_name": "Scheme Name", "authority": "Ministry",
           "purpose": "Description", "who_may_apply": "Eligibility", "gives": "Benefits",
           "source": "Source URL", "as_of": "Last Updated"}  # fmt: skip


class Portal:
    """A file of the portal's records."""

    name = "myScheme"
    order = TABLES.index(TABLE) * 10 + 5

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, path: Path) -> Iterator[RawRow]:
        """The records of the file, each at the line where it begins.

        Raises:
            InputError: it is no list of records, not UTF-8 or broken; the line is named.
        """
        return _records(path)

    @cached_property
    def _names(self) -> Counter[tuple[str, str]]:
        pages = {(row.cells.get("Source URL"), *_key(row)) for row in self.rows(self._path)}
        return Counter((name, authority) for _, name, authority in pages)

    def normalise(self, row: RawRow, directory: Directory) -> list[Record]:
        """The scheme of a record.

        Raises:
            RowError: name, page or authority is missing or does not fit.
        """
        cells = {name: row.cells.get(key, "") for name, key in _FIELDS.items()}
        page = _PAGE.fullmatch(cells["source"])
        if not page:
            raise RowError("Source URL", f"'{cells['source'][:60]}' is no page of the portal",
                           "write it as in https://www.myscheme.gov.in/schemes/pmegp")  # fmt: skip
        named = _SHORT_NAME.fullmatch(cells["name"])
        cells["short_name"] = named[2] if named else ""
        cells["level"], cells["authority"], place = _authority(directory, cells["authority"])
        cells["source"] = f"{self.name}, {page[0]}"
        cells["as_of"] = _date(cells["as_of"])
        for name in ("purpose", "who_may_apply", "gives"):
            cells[name] = short(cells[name])
        cells["id"] = self._identity(row, directory, cells, place, page[1].lower())
        try:
            return normalise(TABLE, RawRow(row.origin, cells), directory)
        except RowError as error:
            key = _FIELDS.get(error.field, error.field)
            raise RowError(key, error.reason, error.remedy) from None

    def _identity(
        self, row: RawRow, directory: Directory, cells: dict[str, str], place: str, page: str
    ) -> str:
        """A known scheme's id, or a new one; schemes of other states bear the state in theirs."""
        name = cells["name"]
        twins = self._names[_key(row)] > 1
        if place:
            short_name = slug(f"{place} {name}")
            return f"scheme:{short_name}-{page}" if twins else f"scheme:{short_name}"
        bare = _SHORT_NAME.sub(r"\1", name)
        plain = re.sub(r"^the | scheme$", "", fold(bare))
        for each in dict.fromkeys((name, bare, plain, f"{plain} scheme")):
            found = directory.named("scheme", each)
            known = [scheme for scheme in found if not _elsewhere(directory, scheme)]
            if len(known) == 1 and not twins:
                return known[0]
        return resolve.new_id(directory, "scheme", bare, page, twins)


def recognise(path: Path) -> Portal | None:
    """The source of a JSON file whose beginning bears the portal's keys."""
    refuse_unreadable(path)
    with path.open("rb") as file:
        head = file.read(65_536).decode("utf-8-sig", errors="replace").lstrip()
    ours = head.startswith("[") and '"Scheme Name"' in head and '"Source URL"' in head
    return Portal(path) if ours else None


def short(text: str) -> str:
    """The first sentences of a text, about 300 letters, without those that hold personal data."""
    kept = ""
    for sentence in _SENTENCE.split(" ".join(text.split())):
        if personal_text(sentence):
            continue
        longer = f"{kept} {sentence}" if kept else sentence
        if len(longer) > LIMIT:
            break
        kept = longer
    else:
        return _bare(kept)
    if not kept or _NUMBERING.fullmatch(kept):
        kept = f"{longer[: LIMIT - 1].rpartition(' ')[0] or longer[: LIMIT - 1]} …"
    words = kept.split(" ")
    while words and _NUMBERING.fullmatch(words[-1]):  # the number of a point that was cut away
        words.pop()
    return _bare(" ".join(words))


def _bare(text: str) -> str:
    return text.lstrip("-–—•*+ ")


def _elsewhere(directory: Directory, scheme: str) -> bool:
    """Whether the id of a scheme begins with the name of another state than Kerala."""
    words = scheme.partition(":")[2].split("-")
    begun = [" ".join(words[:count]) for count in range(1, len(words))]
    return any(each != "kerala" and directory.named("state", each) for each in begun)


def _key(row: RawRow) -> tuple[str, str]:
    return fold(row.cells.get("Scheme Name", "")), fold(row.cells.get("Ministry", ""))


def _authority(directory: Directory, cell: str) -> tuple[str, str, str]:
    """Level and authority of a scheme, and the state's name if it is another state's."""
    folded = fold(cell)
    if not folded:
        raise RowError("Ministry", "the cell is empty", "name the ministry or the state")
    if folded == "kerala":
        return "kerala", "Government of Kerala", ""
    if _CENTRAL.search(folded):
        return "central", re.sub(r"\b(Of|And)\b", lambda word: word[0].lower(), cell), ""
    resolve.state(directory, "Ministry", cell)
    return "other_state", f"Government of {cell}", resolve.present_name(cell)


def _date(cell: str) -> str:
    iso = re.match(r"\d{4}-\d{2}-\d{2}", cell)
    day_first = re.fullmatch(r"(\d{2})[-/.](\d{2})[-/.](\d{4})", cell)
    if day_first:
        return f"{day_first[3]}-{day_first[2]}-{day_first[1]}"
    return iso[0] if iso else "undated"


def _records(path: Path) -> Iterator[RawRow]:
    text, decoder, at, line = _text(path), json.JSONDecoder(), 0, 1
    between = re.compile(r"[\s,\[]*")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{path.name}, line {error.lineno}: broken JSON ({error.msg})") from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"{path.name} cannot be read as JSON: {error}") from error
    if not isinstance(whole, list):
        raise InputError(f"{path.name} is no list of records; it is to begin with [")
    for item in whole:
        start = between.match(text, at).end()  # type: ignore[union-attr]
        line += text.count("\n", at, start)
        if not isinstance(item, dict):
            raise InputError(f"{path.name}, line {line}: a record in braces is needed here")
        _, end = decoder.raw_decode(text, start)
        yield RawRow(Origin(path.name, line), _cells(item, f"{path.name}, line {line}"))
        line += text.count("\n", start, end)
        at = end


def _text(path: Path) -> str:
    refuse_unreadable(path)
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path.name}, line {line}: not UTF-8 (byte {data[error.start]:#x}); save it as UTF-8"
        ) from error


def _cells(item: dict[str, Any], where: str) -> dict[str, str]:
    own = {key: value for key, value in item.items() if not key.startswith(REJECT_PREFIX)}
    cells: dict[str, str] = {}
    for key, value in own.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        cell = "" if value is None or text.strip() == "N/A" else text.strip()
        if len(cell) > CELL_LIMIT:
            raise InputError(f"{where}: '{key[:40]}' is longer than {CELL_LIMIT:,} letters")
        if "\0" in cell or any("\ud800" <= letter <= "\udfff" for letter in key + cell):
            raise InputError(f"{where}: '{key[:40]!a}' holds a NUL or half a character")
        cells[key] = cell
    return cells | {"_record": json.dumps(own, ensure_ascii=False)}
