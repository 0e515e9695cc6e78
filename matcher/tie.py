"""A relationship of a snapshot, and the order in which snapshots have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.store import Row
from matcher.digests import digest


@dataclass(frozen=True, slots=True, eq=False)
class Tie:
    """A relationship: `start` and `end` are ids, `properties` as in the graph model."""

    start: str
    type: str
    end: str
    properties: Mapping[str, Any]

    @classmethod
    def of(cls, row: Row) -> Tie:
        """The relationship of a row as `read/network_ties` gives it."""
        return cls(row["start_id"], row["type"], row["end_id"], row["properties"])

    @property
    def digest(self) -> bytes:
        """The digest of the row that it was made of."""
        return digest(
            {"start_id": self.start, "type": self.type, "end_id": self.end, "properties": self.properties}
        )

    def get(self, name: str) -> Any:
        """A property, None when absent."""
        return self.properties.get(name)


def order(tie: Tie) -> tuple[str, str, str, str]:
    """What the relationships of a node are ordered by."""
    return tie.type, tie.start, tie.end, str(tie.properties.get("key", ""))
