"""From a raw row of a project table to checked records: pure, no store, no file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from graph.errors import ModelError
from graph.fields import Field, Value
from graph.model import (
    ID,
    NODE,
    RELATIONSHIPS,
    NodeKind,
    RelationshipKind,
    kind_of,
    search_text,
)
from graph.text import slug
from ingest.directory import Directory
from ingest.personal import personal_text
from ingest.records import ClaimRecord, NodeRecord, RawRow, Record, RowError, TieRecord
from ingest.tables import TABLE_OF, ClaimTable, NodeTable, Reference, TieTable

# An index of Neo4j takes values of up to some 8 kB.
_LONGEST_ID = 200
_MARKS = frozenset("=@+-\t\r")
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.\s])")


def normalise(table: NodeTable | TieTable | ClaimTable, row: RawRow, directory: Directory) -> list[Record]:
    """The records that a row stands for; the entity or relationship of the row comes first.

    Raises:
        RowError: the row cannot be taken; it names the field, the reason and what to do.
    """
    _refuse_hostile(row.cells)
    match table:
        case NodeTable():
            return _node(table, row.cells, directory)
        case TieTable():
            return _tie(table, row.cells, directory)
        case ClaimTable():
            return [_claim(row.cells, directory)]


def _refuse_hostile(cells: Mapping[str, str]) -> None:
    for column, cell in cells.items():
        if cell[:1] in _MARKS and _FORMULA.match(cell):
            raise RowError(column, "the cell begins like a formula", "write the plain value instead")
        if len(cell) >= 9 and (found := personal_text(cell)):
            raise RowError(
                column, f"the cell seems to hold {found}",
                "take it out; personal data does not enter the graph",
            )  # fmt: skip


def _read(field: Field, cells: Mapping[str, str]) -> Value | None:
    try:
        value = field.parse(cells.get(field.name, ""))
    except ModelError as error:
        raise RowError(field.name, str(error), "mend the cell, or leave it empty") from None
    if value is None and field.required:
        raise RowError(field.name, "the cell is empty", f"fill in: {field.doc[0].lower()}{field.doc[1:]}")
    return value


def _node(table: NodeTable, cells: Mapping[str, str], directory: Directory) -> list[Record]:
    kind = table.kind
    properties: dict[str, Value] = {}
    for field in table.fields:
        value = _read(field, cells)
        if value is not None:
            properties[field.name] = value
    for column in table.required:
        if not cells.get(column, "").strip():
            raise RowError(column, "the cell is empty", "say where it belongs")
    record = node_record(kind, properties)
    found: list[Record] = [record]
    state = cells.get("state", "").strip()
    for reference in table.references:
        found.extend(_references(reference, record, cells, directory, state))
    return found


def node_record(kind: NodeKind, properties: dict[str, Value], synthetic: bool = False) -> NodeRecord:
    """A record of a node with what is derived on loading.

    Raises:
        RowError: its id is malformed or of another kind, or its coordinates are half a pair.
    """
    identity = str(properties["id"])
    if len(identity) > _LONGEST_ID:
        raise RowError("id", f"the id is longer than {_LONGEST_ID} letters", "shorten it")
    if not ID.fullmatch(identity) or not identity.startswith(f"{kind.key}:"):
        raise RowError(
            "id", f"'{identity[:60]}' is no id of this kind",
            f"write {kind.key}:short-name in small letters, digits and hyphens",
        )  # fmt: skip
    if ("latitude" in properties) != ("longitude" in properties):
        missing = "longitude" if "latitude" in properties else "latitude"
        raise RowError(missing, "one coordinate is missing", "give both or neither")
    if properties.get("latitude") == 0 and properties.get("longitude") == 0:
        raise RowError("latitude", "0, 0 lies in the Atlantic", "leave unknown coordinates empty")
    properties["synthetic"] = synthetic
    if text := search_text(kind, properties):
        properties["search_text"] = text
    return NodeRecord(kind, properties)


def _references(
    reference: Reference,
    record: NodeRecord,
    cells: Mapping[str, str],
    directory: Directory,
    state: str,
) -> list[Record]:
    cell = cells.get(reference.column, "").strip()
    if not cell:
        return []
    parts = [part.strip() for part in cell.split(";")] if reference.many else [cell]
    found: list[Record] = []
    own = record.kind.key
    kinds = reference.by_other(own)
    for part in dict.fromkeys(part for part in parts if part):
        if reference.create:
            other, made = _made(next(iter(kinds)), part, record, directory)
            found.extend(made)
        else:
            hint = state if reference.column != "state" else ""
            other = directory.refer(reference.column, kinds, part, hint)
        kind = kinds[other.partition(":")[0]]
        start, end = (record.id, other) if kind.start == own else (other, record.id)
        if start == end:
            raise RowError(reference.column, "it refers to itself", "name another entity")
        found.append(tie_record(kind, start, end, sourced(record.properties)))
    return found


def _made(kind: str, name: str, record: NodeRecord, directory: Directory) -> tuple[str, list[Record]]:
    """The entity of that name, and its record unless it has an id of its own.

    A record is made each time: which of them stands does not depend on who came first.
    """
    known = directory.named(kind, name)
    made = slug(name)
    if len(known) == 1 and known != {f"{kind}:{made}"}:
        return known.pop(), []
    if not made:
        raise RowError(f"{kind}s", f"'{name[:60]}' has no Latin letters to make an id of",
                       "give its English name")  # fmt: skip
    properties: dict[str, Value] = {"id": f"{kind}:{made}", "name": name}
    new = node_record(NODE[kind], properties | sourced(record.properties))
    new.properties["synthetic"] = record.properties["synthetic"]
    return new.id, [new]


def sourced(properties: Mapping[str, Value]) -> dict[str, Value]:
    """The source, date and nature that a tie takes from its row."""
    return {name: properties[name] for name in ("source", "as_of", "synthetic")}


def tie_record(kind: RelationshipKind, start: str, end: str, properties: Mapping[str, Value]) -> TieRecord:
    """A record of a relationship, with the key that its identity makes."""
    if not kind.identity:
        return TieRecord(kind, start, end, {"key": "-", **properties})
    parts = [str(properties.get(name, "")) for name in kind.identity]
    key = hashlib.sha256("|".join(parts).encode()).hexdigest()[:12] if any(parts) else "-"
    return TieRecord(kind, start, end, {"key": key, **properties})


def _tie(table: TieTable, cells: Mapping[str, str], directory: Directory) -> list[Record]:
    properties: dict[str, Value] = {}
    for field in table.fields:
        value = _read(field, cells)
        if value is not None:
            properties[field.name] = value
    properties["synthetic"] = False
    type_ = table.type or cells.get(table.type_column, "").strip()
    kinds = [kind for kind in table.kinds if kind.type == type_]
    if not kinds:
        raise RowError(table.type_column, f"'{type_[:40]}' is no kind of tie",
                       f"write one of {', '.join(table.types)}")  # fmt: skip
    start = _end_of(table.start, cells, {kind.start for kind in kinds}, "", directory)
    end = _end_of(table.end, cells, {kind.end for kind in kinds}, table.default_end, directory)
    kind = _between(kinds, start, end, table.start)
    own = {name: value for name, value in properties.items() if _has(kind, name)}
    found: list[Record] = [tie_record(kind, start, end, own)]
    if table.flag and _flagged(cells, table.flag[0]):
        other = next(k for k in _kinds_of(table.flag[1]) if (k.start, k.end) == (kind.start, kind.end))
        found.append(tie_record(other, start, end, sourced(properties)))
    return found


def _end_of(
    column: str, cells: Mapping[str, str], kinds: set[str], default: str, directory: Directory
) -> str:
    cell = cells.get(column, "").strip() or default
    if not cell:
        raise RowError(column, "the cell is empty", "write the id or the name of the entity")
    return directory.refer(column, sorted(kinds), cell)


def _between(kinds: list[RelationshipKind], start: str, end: str, column: str) -> RelationshipKind:
    ends = (kind_of(start).key, kind_of(end).key)
    for kind in kinds:
        if (kind.start, kind.end) == ends:
            if start == end:
                raise RowError(column, "it refers to itself", "name another entity")
            return kind
    raise RowError(column, f"no {kinds[0].type} leads from {ends[0]} to {ends[1]}",
                   "check the two ids")  # fmt: skip


def _flagged(cells: Mapping[str, str], column: str) -> bool:
    cell = cells.get(column, "").strip().lower()
    if cell not in ("", "yes", "no"):
        raise RowError(column, f"'{cell[:40]}' is neither yes nor no", "write yes or leave it empty")
    return cell == "yes"


def _has(kind: RelationshipKind, name: str) -> bool:
    return any(field.name == name for field in kind.fields)


def _kinds_of(type_: str) -> list[RelationshipKind]:
    return [kind for kind in RELATIONSHIPS if kind.type == type_]


def _claim(cells: Mapping[str, str], directory: Directory) -> ClaimRecord:
    cell = cells.get("entity", "").strip()
    try:
        kind = kind_of(cell)
    except ModelError as error:
        raise RowError("entity", str(error), "write the id of the entity") from None
    if not directory.holds(cell):
        directory.refer("entity", [kind.key], cell)
    name = cells.get("field", "").strip()
    # A column that refers to other entities (a district, products) is told as text.
    referring = {r.column: Field(r.column, "") for r in TABLE_OF[kind.key].references}
    known = {field.name: field for field in kind.fields} | referring
    if name not in known or name in ("id", "synthetic", "provenance", "search_text", "source", "as_of"):
        raise RowError("field", f"a {kind.key} has no field '{name[:40]}' to speak of",
                       "write the column name of its table")  # fmt: skip
    try:
        value = known[name].parse(cells.get("value", ""))
    except ModelError as error:
        raise RowError("value", str(error), f"write it as in column {name}") from None
    if value is None:
        raise RowError("value", "the cell is empty", "write what the source says")
    claim = NODE["claim"]
    source, as_of = (str(_read(claim.field(name), cells)) for name in ("source", "as_of"))
    return ClaimRecord(cell, name, value, source, as_of, cells.get("note", "").strip())
