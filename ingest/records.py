"""What flows from a source to the graph: raw rows with their origin, records, rejections."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graph.fields import Value, cell
from graph.model import NodeKind, RelationshipKind


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row stands: the file's name (and sheet) and its line, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as the source has it: column to cell, both text."""

    origin: Origin
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """What one row says of one entity: checked properties of its kind, `id` among them."""

    kind: NodeKind
    properties: dict[str, Value]

    @property
    def id(self) -> str:
        """The entity's id."""
        return str(self.properties["id"])


@dataclass(frozen=True, slots=True)
class TieRecord:
    """What one row says of one relationship: its ends and checked properties, `key` among them."""

    kind: RelationshipKind
    start: str
    end: str
    properties: dict[str, Value]


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """What another source says of one field of an entity."""

    entity: str
    field: str
    value: Value
    source: str
    as_of: str
    note: str
    synthetic: bool = False

    @property
    def mark(self) -> str:
        """The id of its node: the same statement by the same source is the same claim."""
        parts = "|".join((self.entity, self.field, cell(self.value), self.source, self.as_of))
        return f"claim:{hashlib.sha256(parts.encode()).hexdigest()[:16]}"


Record: TypeAlias = NodeRecord | TieRecord | ClaimRecord


class RowError(Exception):
    """A row that cannot be taken.

    Attributes:
        field: the column at fault, empty when it is the row as a whole.
        reason: what is wrong.
        remedy: what to do about it.
    """

    def __init__(self, field: str, reason: str, remedy: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not taken, and why."""

    row: RawRow
    field: str
    reason: str
    remedy: str
