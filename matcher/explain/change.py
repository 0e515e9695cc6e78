"""A change of facts that somebody could bring about, and the asked question with it made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.signals.base import Reason
from matcher.snapshot import Snapshot, Tie

# What an assumed relationship says of itself.
ASSUMED: Mapping[str, Any] = {
    "key": "assumed", "source": "assumed, not a fact of the graph", "as_of": "", "synthetic": True,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Change:
    """One change: relationships or fields that the graph would have in addition.

    Attributes:
        id: in the order of ids, equally good changes are told.
        kind: `offer`, `need`, `tie`, `industry`, `technology` or the name of a field.
        says: the change in a sentence.
        of: the id of the entity whose profile it changes.
    """

    id: str
    kind: str
    says: Reason
    of: str
    ties: tuple[Tie, ...] = ()
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def with_changes(snapshot: Snapshot, changes: tuple[Change, ...]) -> Snapshot:
    """The graph with all of the changes made."""
    facts: dict[str, Mapping[str, Any]] = {}
    for change in changes:
        for identity, fields in change.facts.items():
            facts[identity] = {**facts.get(identity, {}), **fields}
    return snapshot.changed([tie for change in changes for tie in change.ties], facts)


def assumed(start: str, type_: str, end: str, **more: Any) -> Tie:
    """A relationship that is assumed."""
    return Tie(start, type_, end, {**ASSUMED, **more})
